package text

import (
	"fmt"
	"html/template"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/skm"
	"tanggap/internal/visit"
)

// UnsurName is what the regulation calls an unsur.
func (s *Speaker) UnsurName(lang locale.Lang, u skm.Unsur) string {
	return s.words(lang, "unsur-"+string(u), nil)
}

// UnsurQuestion asks about an unsur in plain words.
func (s *Speaker) UnsurQuestion(lang locale.Lang, u skm.Unsur) string {
	return s.words(lang, "unsur-"+string(u)+"-ask", nil)
}

// UnsurAnswer is one of the four answers that an unsur has of its own.
func (s *Speaker) UnsurAnswer(lang locale.Lang, u skm.Unsur, score int) string {
	return s.words(lang, fmt.Sprintf("unsur-%s-%d", u, score), nil)
}

// Choice is what stands on a button of the form for a choice of a field.
func (s *Speaker) Choice(lang locale.Lang, field, choice string) string {
	return s.words(lang, "choice-"+field+"-"+choice, nil)
}

// UnitChoice is a unit to be rated, and how far it is where that was asked.
type UnitChoice struct {
	Code, Name string
	Kilometres *float64
}

// ChooseUnits makes choices of units.
func ChooseUnits(units []roster.Unit) []UnitChoice {
	choices := make([]UnitChoice, len(units))
	for i, u := range units {
		choices[i] = UnitChoice{Code: u.Code, Name: u.Name}
	}
	return choices
}

// ChooseNear makes choices of units with their distance.
func ChooseNear(units []visit.Nearby) []UnitChoice {
	choices := make([]UnitChoice, len(units))
	for i, u := range units {
		choices[i] = UnitChoice{Code: u.Code, Name: u.Name, Kilometres: &u.Kilometres}
	}
	return choices
}

// VisitWhich asks which unit somebody visited; recent ones are offered. busy
// says that what they write belongs to another dialog.
func (s *Speaker) VisitWhich(lang locale.Lang, recent []UnitChoice, busy bool) (outbox.Message, error) {
	return s.say(lang, "visit-which", struct {
		Units []UnitChoice
		Busy  bool
	}{recent, busy}, s.unitRows(lang, recent)...)
}

// VisitUnits offers the units that somebody may mean.
func (s *Speaker) VisitUnits(lang locale.Lang, units []UnitChoice) (outbox.Message, error) {
	near := len(units) > 0 && units[0].Kilometres != nil
	return s.say(lang, "visit-units", struct{ Near bool }{near}, s.unitRows(lang, units)...)
}

func (s *Speaker) unitRows(lang locale.Lang, units []UnitChoice) (rows [][]outbox.Button) {
	for _, u := range units {
		label := Shorten(u.Name, 45)
		if u.Kilometres != nil {
			label += fmt.Sprintf(" (%s km)", locale.Decimal(lang, *u.Kilometres, 1))
		}
		rows = s.press(rows, label, "nilai.unit", u.Code)
	}
	return rows
}

// VisitEntry is a unit before which somebody stands.
type VisitEntry struct {
	Unit, Counter string
	Via           string // the token, or "@" and the unit's code
}

// VisitFaces asks for one of four faces, and says what is kept of it.
func (s *Speaker) VisitFaces(lang locale.Lang, of routing.Regency, e VisitEntry) (outbox.Message, error) {
	face := func(n int) outbox.Button { return s.labelled(s.Face(lang, n), "nilai.face", e.Via, n) }
	return s.say(lang, "visit-faces", struct {
		VisitEntry
		Of routing.Regency
	}{e, of}, row(face(1), face(2)), row(face(3), face(4)))
}

// VisitPhoto offers to rate by a QR that somebody photographed.
func (s *Speaker) VisitPhoto(lang locale.Lang, e VisitEntry) (outbox.Message, error) {
	return s.say(lang, "visit-photo", e, row(s.button(lang, "lapor.scan", e.Via)))
}

// VisitPhotoNo says why a QR that somebody photographed is not taken.
func (s *Speaker) VisitPhotoNo(lang locale.Lang, why refusal.Code) (outbox.Message, error) {
	return s.say(lang, "visit-photo-no", struct{ Why template.HTML }{template.HTML(s.Refusal(lang, why).HTML)})
}

// Visited is a rating as its writer sees it.
type Visited struct {
	visit.Rating
	Ref      visit.Ref
	Unit     string
	Improved *Improved
	Ask      bool // words may follow
}

// Improved is what a unit's head says that was improved in a month.
type Improved struct {
	Words string
	At    time.Time
}

// Low says whether the face is one of the two unhappy ones.
func (v Visited) Low() bool { return v.Face <= 2 }

type visitedWords struct {
	Visited
	Face, Question string
}

// VisitAsk asks the single question that follows a face.
func (s *Speaker) VisitAsk(lang locale.Lang, v Visited) (outbox.Message, error) {
	rows := s.scores(lang, v.Asked, "nilai.answer", refArgs(v.Ref)...)
	return s.say(lang, "visit-ask", visitedWords{v, s.Face(lang, v.Rating.Face), s.UnsurQuestion(lang, v.Asked)}, rows...)
}

// scores are the four answers of an unsur and "don't know", the score behind
// args.
func (s *Speaker) scores(lang locale.Lang, u skm.Unsur, name string, args ...any) [][]outbox.Button {
	score := func(n int) outbox.Button {
		return s.labelled(s.UnsurAnswer(lang, u, n), name, append(args[:len(args):len(args)], n)...)
	}
	return [][]outbox.Button{
		row(score(1), score(2)), row(score(3), score(4)),
		row(s.labelled(s.Label(lang, "ask.unknown"), name, append(args[:len(args):len(args)], 0)...)),
	}
}

func refArgs(r visit.Ref) []any { return []any{r.Unit, int(r.Day), r.Turn} }

// VisitThanks thanks for a rating, says what the unit did with others, and
// offers what more can be done.
func (s *Speaker) VisitThanks(lang locale.Lang, v Visited) (outbox.Message, error) {
	rows := [][]outbox.Button{row(s.button(lang, "nilai.form", refArgs(v.Ref)...))}
	if v.Low() {
		rows = append(rows, row(s.button(lang, "nilai.complain", v.Ref.Unit)))
	}
	return s.say(lang, "visit-thanks", visitedWords{Visited: v, Face: s.Face(lang, v.Rating.Face)}, rows...)
}

// VisitCommented thanks for words or files.
func (s *Speaker) VisitCommented(lang locale.Lang, unit string, files Files) (outbox.Message, error) {
	return s.say(lang, "visit-commented", struct {
		Unit  string
		Files Files
	}{unit, files})
}

// VisitForm asks question n of the full questionnaire, counted from 0.
func (s *Speaker) VisitForm(lang locale.Lang, unit string, n int) (outbox.Message, error) {
	u := skm.All[n%len(skm.All)]
	rows := s.scores(lang, u, "form.answer", u)
	nav := row(s.button(lang, "form.leave"))
	if n > 0 {
		nav = row(s.button(lang, "form.back", u), s.button(lang, "form.leave"))
	}
	return s.say(lang, "visit-form", struct {
		Unit, Question string
		N, Of          int
	}{unit, s.UnsurQuestion(lang, u), n + 1, len(skm.All)}, append(rows, nav)...)
}

// VisitAbout asks what a respondent may say of themself; a field without
// choices is for their own words.
func (s *Speaker) VisitAbout(lang locale.Lang, unit, field string) (outbox.Message, error) {
	var rows [][]outbox.Button
	var pair []outbox.Button
	for _, choice := range visit.Choices[field] {
		if pair = append(pair, s.labelled(s.Choice(lang, field, choice), "form.about", field, choice)); len(pair) == 2 {
			rows, pair = append(rows, pair), nil
		}
	}
	if len(pair) > 0 {
		rows = append(rows, pair)
	}
	rows = append(rows, row(s.button(lang, "form.skip", field), s.button(lang, "form.done")))
	return s.say(lang, "visit-about", struct{ Unit, Field string }{unit, field}, rows...)
}

// VisitFilled thanks for a full questionnaire.
func (s *Speaker) VisitFilled(lang locale.Lang, unit string, held visit.Reason, improved *Improved) (outbox.Message, error) {
	return s.say(lang, "visit-filled", struct {
		Unit     string
		Reason   visit.Reason
		Improved *Improved
	}{unit, held, improved})
}

// VisitFormLeft says that a questionnaire was given up.
func (s *Speaker) VisitFormLeft(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "visit-form-left", nil)
}
