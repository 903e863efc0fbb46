package text

import (
	"strconv"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/response"
	"tanggap/internal/roster"
)

// TeamLine is one of a team.
type TeamLine struct {
	response.Load
	Name     string
	Position string
	Waited   time.Duration // since the card of the oldest came
	AwayTo   time.Time     // the end of their leave; zero when they are there
	Now      time.Time
}

// Team is who of a team holds how many, by name.
type Team struct {
	Now      time.Time
	Live     bool // from Redis; else from PostgreSQL
	Lines    []TeamLine
	Doubled  int // twice the median
	OverFrom int
	DueFrom  int
	Own      int // what whoever leads it holds themselves, and could hand on
}

// Median is the middle of what the team holds: "2", "2½".
func (t Team) Median() string {
	switch whole := strconv.Itoa(t.Doubled / 2); {
	case t.Doubled == 1:
		return "½"
	case t.Doubled%2 == 1:
		return whole + "½"
	default:
		return whole
	}
}

// Over names those who have too much in hand.
func (t Team) Over() (names []string) {
	for _, l := range t.Lines {
		if l.Load.Over {
			names = append(names, l.Name)
		}
	}
	return names
}

// Team shows a team; each name opens what they hold.
func (s *Speaker) Team(lang locale.Lang, t Team) (outbox.Message, error) {
	t.OverFrom, t.DueFrom = response.OverFrom, response.DueFrom
	const most = 20 // a keyboard beyond it cannot be read
	var rows [][]outbox.Button
	for _, l := range t.Lines[:min(len(t.Lines), most)] {
		rows = pair(rows, s.labelled(Shorten(l.Name, 30), "tim.person", l.NIP, 0))
	}
	if t.Own > 0 && len(t.Lines) > 0 {
		rows = append(rows, row(s.button(lang, "tim.own", 0)))
	}
	if len(t.Lines) > 1 {
		rows = append(rows, row(s.button(lang, "tim.even")))
	}
	return s.say(lang, "team", t, rows...)
}

// TeamPerson is what one of a team holds.
type TeamPerson struct {
	roster.Employee
	Own   bool // they lead the team
	Page  Page
	Tasks []TaskLine
}

// TeamPerson lists what one of a team holds; each code asks who is to have it.
func (s *Speaker) TeamPerson(lang locale.Lang, p TeamPerson) (outbox.Message, error) {
	pages := s.turnPages(lang, p.Page, "tim.person", p.NIP)
	if p.Own {
		pages = s.turnPages(lang, p.Page, "tim.own")
	}
	rows := append(s.codes(p.Tasks, "tim.case"), pages...)
	return s.say(lang, "team-person", p, append(rows, row(s.button(lang, "tim.open")))...)
}

// Taker is somebody who could have a case, and what they hold now.
type Taker struct {
	roster.Employee
	Open int
}

// TeamCase is a case that a superior may hand on.
type TeamCase struct {
	StaffCase
	Takers []Taker
	Waits  bool // for the help of whoever reads it
}

// TeamCase asks who is to have a case.
func (s *Speaker) TeamCase(lang locale.Lang, c TeamCase) (outbox.Message, error) {
	const most = 20
	var rows [][]outbox.Button
	for _, e := range c.Takers[:min(len(c.Takers), most)] {
		rows = append(rows, row(s.labelled(Shorten(e.Name, 50)+" ("+locale.Number(lang, e.Open)+")", "tim.give", int64(c.ID), e.NIP)))
	}
	if c.Waits {
		rows = append(rows, row(s.button(lang, "esk.open", int64(c.ID))))
	}
	rows = append(rows, row(s.button(lang, "case.open", int64(c.ID)), s.button(lang, "tim.open")))
	return s.say(lang, "team-case", c, rows...)
}

// TeamReasons are the reasons to hand a case on that can be tapped.
var TeamReasons = []string{"load", "away", "fits", "wait"}

// TeamReason is a reason in words.
func (s *Speaker) TeamReason(lang locale.Lang, reason string) string {
	return s.words(lang, "team-reason", reason)
}

type teamGiven struct {
	roster.Employee
	Code string
}

// TeamWhy asks for the reason.
func (s *Speaker) TeamWhy(lang locale.Lang, c complaint.Complaint, to roster.Employee) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, reason := range TeamReasons {
		rows = append(rows, row(s.labelled(s.TeamReason(lang, reason), "tim.why", int64(c.ID), to.NIP, reason)))
	}
	rows = append(rows, row(s.button(lang, "tim.write", int64(c.ID), to.NIP)))
	return s.say(lang, "team-why", teamGiven{to, c.Code}, rows...)
}

// TeamWrite asks for a reason in words.
func (s *Speaker) TeamWrite(lang locale.Lang, code string, to roster.Employee) (outbox.Message, error) {
	return s.say(lang, "team-write", teamGiven{to, code})
}

// TeamHanded says to whom a case went.
func (s *Speaker) TeamHanded(lang locale.Lang, code string, to roster.Employee) (outbox.Message, error) {
	return s.say(lang, "team-handed", teamGiven{to, code}, row(s.button(lang, "tim.open")))
}

// TeamMove is one case that would go from one to another.
type TeamMove struct{ Code, From, To string }

// TeamEven proposes an even share under a mark; none says that there is nothing
// to move.
func (s *Speaker) TeamEven(lang locale.Lang, moves []TeamMove, mark string) (outbox.Message, error) {
	if len(moves) == 0 {
		return s.say(lang, "team-even-none", nil, row(s.button(lang, "tim.open")))
	}
	return s.say(lang, "team-even", struct{ Moves []TeamMove }{moves}, row(s.button(lang, "tim.share", mark), s.button(lang, "tim.open")))
}

// TeamShared says how many cases moved, and how many did not any more.
func (s *Speaker) TeamShared(lang locale.Lang, moved, left int) (outbox.Message, error) {
	return s.say(lang, "team-shared", struct{ Total, Left int }{moved, left}, row(s.button(lang, "tim.open")))
}

// Handed is a case that went from one officer to another.
type Handed struct {
	StaffCase
	FromPost       string
	ToName, ToPost string
	By             string // the post of whoever decided it; "" for the program
	Reason         string
}

// HandedFrom tells whoever had it.
func (s *Speaker) HandedFrom(lang locale.Lang, h Handed) (outbox.Message, error) {
	return s.say(lang, "handed-from", h)
}

// HandedTo tells whoever has it now, behind the card.
func (s *Speaker) HandedTo(lang locale.Lang, h Handed) (outbox.Message, error) {
	return s.say(lang, "handed-to", h)
}
