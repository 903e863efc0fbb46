package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

// facesLine is a row of faces in numbers.
type facesLine struct {
	Days          string
	A, B, C, D, N int
	Mean          string // "" below the least number
}

func (s *Speaker) faces(lang locale.Lang, f visit.Faces) facesLine {
	return facesLine{A: f[0], B: f[1], C: f[2], D: f[3], N: f.N(), Mean: mean(lang, f)}
}

func mean(lang locale.Lang, f visit.Faces) string {
	if m, ok := f.Mean(); ok {
		return locale.Decimal(lang, m, 1)
	}
	return ""
}

// Quarter names a quarter.
func (s *Speaker) Quarter(lang locale.Lang, q visit.Quarter) string {
	return s.words(lang, "quarter", q)
}

// IKM is an index, or what it lacks, in words.
type IKM struct {
	Name    string // of the quarter
	Index   string // "82,15"; "" while there is none
	Band    skm.Band
	N       int // full questionnaires
	Sample  int // that Krejcie and Morgan ask for; 0 when it is reached, or nobody knows the visits
	Lacking int
	Missing string
	Weakest string
}

// IKM says what a survey comes to.
func (s *Speaker) IKM(lang locale.Lang, v visit.Survey) IKM {
	all := v.All()
	out := IKM{Name: s.Quarter(lang, v.Quarter), N: all.Respondents, Lacking: v.Lacking()}
	if i, ok := v.IKM(); ok {
		out.Index, out.Band = locale.Decimal(lang, i.Float(), 2), i.Band()
		for _, u := range all.Weakest(1) {
			out.Weakest = s.UnsurName(lang, u)
		}
	}
	if _, of, known := v.Turnout.Part(); known && skm.Sample(of) > all.Respondents {
		out.Sample = skm.Sample(of)
	}
	var missing []string
	for _, u := range all.Missing() {
		missing = append(missing, s.UnsurName(lang, u))
	}
	out.Missing = locale.List(lang, missing)
	return out
}

// Turnout says who rated of whom, by slips and by what the office counted
// itself; "" when nobody knows how many came.
func (s *Speaker) Turnout(lang locale.Lang, t visit.Turnout) string {
	var said []string
	if t.Slips > 0 {
		said = append(said, s.share(lang, "visit-turnout-slips", t.Proved, t.Slips))
	}
	if t.Registered > 0 {
		said = append(said, s.share(lang, "visit-turnout-counted", t.All, t.Registered))
	}
	return strings.Join(said, "; ")
}

// share says how many are so many of others; more than all of them are all.
func (s *Speaker) share(lang locale.Lang, name string, part, of int) string {
	part = min(part, of)
	return s.words(lang, name, struct {
		Part, Of int
		Share    string
	}{part, of, locale.Percent(lang, float64(part)/float64(of), 0)})
}

// VisitReport is how a unit stands, as its head reads it. below are the units
// under it; head says that the reader heads the unit themself.
func (s *Speaker) VisitReport(lang locale.Lang, r visit.Report, below []roster.Unit, head bool, now time.Time) (outbox.Message, error) {
	if r.Empty() {
		return s.say(lang, "visit-report-empty", struct {
			Unit string
			Head bool
		}{r.Unit.Name, head}, s.reportRows(lang, r, below, head)...)
	}
	all := r.Standing.All()
	v := struct {
		Unit, Span, Mean, Turnout string
		Lines                     []facesLine
		N, Proved, Open           int
		Held, Dropped, MeanFrom   int
		Quiet, Head               bool
		Quarters                  []IKM
		Watched                   []watchedLine
		Improved                  *Improved
	}{
		Unit: r.Unit.Name, Span: s.span(lang, r.From, r.To, now), Mean: mean(lang, all), Turnout: s.Turnout(lang, r.Turnout),
		N: all.N(), Proved: r.Standing.Proved.N(), Open: r.Standing.Open.N(), Held: r.Standing.HeldN(), Dropped: r.Standing.Dropped,
		MeanFrom: visit.MeanFrom, Quiet: r.Turnout.Quiet(), Head: head, Watched: s.watched(lang, r.Watched),
	}
	for _, w := range r.Weeks {
		line := s.faces(lang, w.All())
		line.Days = s.span(lang, w.Monday, w.Monday.AddDays(6), now)
		v.Lines = append(v.Lines, line)
	}
	for _, survey := range r.Surveys {
		v.Quarters = append(v.Quarters, s.IKM(lang, survey))
	}
	if r.Improved != nil {
		v.Improved = &Improved{r.Improved.Words, r.Improved.Month.Midnight(s.Location)}
	}
	return s.say(lang, "visit-report", v, s.reportRows(lang, r, below, head)...)
}

func (s *Speaker) reportRows(lang locale.Lang, r visit.Report, below []roster.Unit, head bool) (rows [][]outbox.Button) {
	code := r.Unit.Code
	switch {
	case head && r.Empty():
		rows = append(rows, row(s.button(lang, "unit.poster", code), s.button(lang, "unit.count", code)))
	case head:
		rows = append(rows, row(s.button(lang, "unit.improve", code), s.button(lang, "unit.count", code)))
		rows = append(rows, row(s.button(lang, "unit.plan", code), s.button(lang, "unit.slips", code), s.button(lang, "unit.poster", code)))
	}
	if !r.Empty() {
		rows = append(rows, s.readRow(lang, r))
	}
	for _, u := range below[:min(len(below), 20)] {
		rows = s.press(rows, "🏢 "+Shorten(u.Name, 45), "unit.open", u.Code)
	}
	return rows
}

// readRow are the buttons behind which there is more to read.
func (s *Speaker) readRow(lang locale.Lang, r visit.Report) []outbox.Button {
	said := s.button(lang, "unit.said", r.Unit.Code)
	said.Label += fmt.Sprintf(" (%d)", r.Said)
	return row(said, s.button(lang, "unit.skm", r.Unit.Code))
}

func (s *Speaker) span(lang locale.Lang, from, to worktime.Date, now time.Time) string {
	return locale.Range(lang, from.Midnight(s.Location), to.Midnight(s.Location), now.In(s.Location))
}

// watchedLine is what single questions gave of one unsur.
type watchedLine struct {
	Name, Mean string
	Answers    int
	mean       float64
}

// watched lists the unsur with enough answers, the lowest first; three at most.
func (s *Speaker) watched(lang locale.Lang, w map[skm.Unsur]visit.Watched) (lines []watchedLine) {
	const most = 3
	for _, u := range skm.All {
		if m, ok := w[u].Mean(); ok {
			lines = append(lines, watchedLine{s.UnsurName(lang, u), locale.Decimal(lang, m, 1), w[u].Answers, m})
		}
	}
	slices.SortStableFunc(lines, func(a, b watchedLine) int { return cmp.Compare(a.mean, b.mean) })
	return lines[:min(len(lines), most)]
}

// VisitHeard lists what raters wrote, and shows their pictures.
func (s *Speaker) VisitHeard(lang locale.Lang, h visit.Heard, now time.Time) ([]outbox.Message, error) {
	type said struct {
		Face, Day, Words string
		Proved           bool
	}
	var lines []said
	for _, w := range h.Said {
		face, _, _ := strings.Cut(s.Face(lang, w.Face), " ")
		day := w.Day.Midnight(s.Location)
		lines = append(lines, said{face, locale.Day(lang, day, now.In(s.Location)), w.Words, w.Proved})
	}
	m, err := s.say(lang, "visit-heard", struct {
		Unit string
		Said []said
	}{h.Unit.Name, lines})
	m.Protect = true
	ms := []outbox.Message{m}
	if err != nil || len(h.Pictures) == 0 {
		return ms, err
	}
	pictures, err := s.say(lang, "visit-pictures", h.Unit.Name)
	pictures.Photos, pictures.Protect = h.Pictures, true
	return append(ms, pictures), err
}

// ImprovementDue asks a unit's head what was done with the ratings of the month
// before.
func (s *Speaker) ImprovementDue(lang locale.Lang, post string, v visit.Silent) (outbox.Message, error) {
	mean := ""
	if m, ok := v.Rated.Mean(); ok {
		mean = locale.Decimal(lang, m, 1)
	}
	return s.say(lang, "improve-due", struct {
		Post, Unit, Mean string
		N                int
		At               time.Time
	}{post, v.Unit.Name, mean, v.Rated.N(), v.Month.Midnight(s.Location)},
		row(s.button(lang, "unit.improve", v.Unit.Code)), row(s.button(lang, "unit.said", v.Unit.Code)))
}

// AskImprovement asks for the sentence of the month; now is the one that
// stands there.
func (s *Speaker) AskImprovement(lang locale.Lang, unit, now string) (outbox.Message, error) {
	return s.say(lang, "improve-ask", struct{ Unit, Now string }{unit, now})
}

// ImprovementDone says that it is shown.
func (s *Speaker) ImprovementDone(lang locale.Lang, unit, words string) (outbox.Message, error) {
	return s.say(lang, "improve-done", struct{ Unit, Words string }{unit, words})
}

// AskVisits asks how many visits a unit had in a month.
func (s *Speaker) AskVisits(lang locale.Lang, unit string, month time.Time) (outbox.Message, error) {
	return s.say(lang, "count-ask", struct {
		Unit string
		At   time.Time
	}{unit, month})
}

// VisitsDone says that they are noted.
func (s *Speaker) VisitsDone(lang locale.Lang, unit string, month time.Time, visits int) (outbox.Message, error) {
	return s.say(lang, "count-done", struct {
		Unit   string
		At     time.Time
		Visits int
	}{unit, month, visits})
}

// Plans lists the weakest unsur of a quarter with what is planned about them.
func (s *Speaker) Plans(lang locale.Lang, unit roster.Unit, v visit.Survey, plans map[skm.Unsur]string) (outbox.Message, error) {
	type line struct{ Name, NRR, Words string }
	var lines []line
	var rows [][]outbox.Button
	all := v.All()
	for _, u := range all.Weakest(visit.MostPlans) {
		lines = append(lines, line{s.UnsurName(lang, u), locale.Decimal(lang, float64(all.Of[u].NRR())/10_000, 2), plans[u]})
		rows = s.press(rows, "✍️ "+Shorten(s.UnsurName(lang, u), 40), "unit.planned", unit.Code, v.Quarter, u)
	}
	return s.say(lang, "plan-list", struct {
		Unit, Quarter string
		Lines         []line
	}{unit.Name, s.Quarter(lang, v.Quarter), lines}, rows...)
}

// AskPlan asks what will be done about an unsur.
func (s *Speaker) AskPlan(lang locale.Lang, unit string, u skm.Unsur) (outbox.Message, error) {
	return s.say(lang, "plan-ask", struct{ Unit, Unsur string }{unit, s.UnsurName(lang, u)})
}

// PlanDone says that it is noted.
func (s *Speaker) PlanDone(lang locale.Lang, unit string, u skm.Unsur, words string) (outbox.Message, error) {
	return s.say(lang, "plan-done", struct{ Unit, Unsur, Words string }{unit, s.UnsurName(lang, u), words})
}

// ChooseQuarter asks of which quarter somebody wants the SKM report.
func (s *Speaker) ChooseQuarter(lang locale.Lang, unit roster.Unit, quarters []visit.Quarter) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, q := range quarters {
		rows = s.press(rows, "📄 "+s.Quarter(lang, q), "unit.skm", unit.Code, q)
	}
	return s.say(lang, "skm-choose", unit.Name, rows...)
}

// SurveyFiles goes with the SKM report of a quarter.
func (s *Speaker) SurveyFiles(lang locale.Lang, unit string, q visit.Quarter, digests ...[]byte) (outbox.Message, error) {
	m, err := s.say(lang, "skm-files", struct{ Unit, Quarter string }{unit, s.Quarter(lang, q)})
	m.Photos = digests
	return m, err
}

// SurveyNews brings a unit's head the SKM report of a quarter that is over.
func (s *Speaker) SurveyNews(lang locale.Lang, post, unit string, v visit.Survey, digests ...[]byte) (outbox.Message, error) {
	m, err := s.say(lang, "skm-news", struct {
		Post, Unit, Quarter string
		Survey              IKM
	}{post, unit, s.Quarter(lang, v.Quarter), s.IKM(lang, v)})
	m.Photos = digests
	return m, err
}

// PosterFile goes with a poster to print.
func (s *Speaker) PosterFile(lang locale.Lang, unit, link string, digest []byte) (outbox.Message, error) {
	m, err := s.say(lang, "poster-file", struct{ Unit, Link string }{unit, link})
	m.Photos = [][]byte{digest}
	return m, err
}

// FileName is what a file is called that is made for a unit.
func (s *Speaker) FileName(lang locale.Lang, unit string, q visit.Quarter) string {
	return s.words(lang, "skm-name", struct{ Unit, Quarter string }{unit, s.Quarter(lang, q)})
}

// PosterName is what a poster's file is called.
func (s *Speaker) PosterName(lang locale.Lang, unit string) string {
	return s.words(lang, "poster-name", unit)
}
