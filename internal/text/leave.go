package text

import (
	"strings"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// Leave is somebody's leave, as it is told of.
type Leave struct {
	roster.Request
	Who        roster.Employee
	Unit       string
	Substitute *roster.Employee
	Asked      *roster.Employee // who is to decide, or has; nil when nobody was asked
	Held       int              // cases that they hold now
	Had        bool             // of a change: it counted before
	Begun      bool             // its first day has come
	Now        time.Time
}

// LeaveMenu is what somebody has asked for, and what they may ask for.
type LeaveMenu struct {
	Leaves []Leave
	Leads  bool // may enter leave for others
	Now    time.Time
}

// LeaveMenu shows somebody's leave, and asks what more they want.
func (s *Speaker) LeaveMenu(lang locale.Lang, m LeaveMenu) (outbox.Message, error) {
	rows := [][]outbox.Button{s.leaveKinds(lang, "")}
	for _, l := range m.Leaves {
		day, _, _ := strings.Cut(" "+locale.Short(lang, l.FromOn), ",")
		rows = append(rows, row(
			s.labelled(s.labels[lang]["leave.change"]+day, "leave.change", l.ID),
			s.labelled(s.labels[lang]["leave.back"]+day, "leave.back", l.ID)))
	}
	if m.Leads {
		rows = append(rows, row(s.button(lang, "leave.staff")))
	}
	return s.say(lang, "leave-menu", m, rows...)
}

func (s *Speaker) leaveKinds(lang locale.Lang, of roster.NIP) []outbox.Button {
	var kinds []outbox.Button
	for _, k := range []roster.LeaveKind{roster.Holiday, roster.OnDuty, roster.Sickness} {
		kinds = append(kinds, s.labelled(s.words(lang, "leave-press-"+string(k), nil), "leave.kind", k, of))
	}
	return kinds
}

// LeaveStaff offers the people for whom a superior may enter leave.
func (s *Speaker) LeaveStaff(lang locale.Lang, people []roster.Employee, p Page) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, e := range people {
		rows = append(rows, row(s.labelled(Shorten(e.Name, 40), "leave.for", e.NIP)))
	}
	return s.say(lang, "leave-staff", len(people), append(rows, s.turnPages(lang, p, "leave.staff")...)...)
}

// LeaveFor asks what somebody else is away for.
func (s *Speaker) LeaveFor(lang locale.Lang, e roster.Employee) (outbox.Message, error) {
	return s.say(lang, "leave-for", e, s.leaveKinds(lang, e.NIP))
}

// LeaveDays asks for a day of leave, and offers some.
type LeaveDays struct {
	Kind roster.LeaveKind
	From time.Time // zero while it is asked for
	To   time.Time // the last day until now, when another is asked for
	For  string    // whose it is; "" for their own
	Days []time.Time
	Now  time.Time
}

// LeaveDay asks for the first day, for the last, or for another last one.
func (s *Speaker) LeaveDay(lang locale.Lang, d LeaveDays) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, on := range d.Days {
		rows = append(rows, row(s.labelled(locale.Date(lang, on, d.Now), "leave.day", on.Format(time.DateOnly))))
	}
	return s.say(lang, "leave-day", d, rows...)
}

// LeaveWith asks who stands in.
func (s *Speaker) LeaveWith(lang locale.Lang, l Leave, people []roster.Employee) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, e := range people {
		rows = append(rows, row(s.labelled(Shorten(e.Name, 40), "leave.with", e.NIP)))
	}
	rows = append(rows, row(s.labelled(s.words(lang, "leave-press-none", nil), "leave.with", "-")))
	return s.say(lang, "leave-with", l, rows...)
}

// LeaveSent says what became of what somebody asked for or entered.
func (s *Speaker) LeaveSent(lang locale.Lang, l Leave) (outbox.Message, error) {
	return s.say(lang, "leave-sent", l, row(s.button(lang, "leave.back", l.ID)))
}

// LeaveChanged says that leave was taken back, or ends earlier.
func (s *Speaker) LeaveChanged(lang locale.Lang, l Leave) (outbox.Message, error) {
	return s.say(lang, "leave-changed", l)
}

// LeaveRequest asks a superior for their word.
func (s *Speaker) LeaveRequest(lang locale.Lang, l Leave) (outbox.Message, error) {
	return s.say(lang, "leave-request", l, row(s.button(lang, "leave.agree", l.ID), s.button(lang, "leave.refuse", l.ID)))
}

// LeaveReason asks why leave is refused.
func (s *Speaker) LeaveReason(lang locale.Lang, l Leave) (outbox.Message, error) {
	return s.say(lang, "leave-reason", l)
}

// LeaveDecided tells whoever decided what that brings about; returned are the
// cases whose minutes are the employee's again.
func (s *Speaker) LeaveDecided(lang locale.Lang, l Leave, returned int) (outbox.Message, error) {
	return s.say(lang, "leave-decided", struct {
		Leave
		Returned int
	}{l, returned})
}

// LeaveAnswer tells the employee what was decided, or that nobody did in time.
func (s *Speaker) LeaveAnswer(lang locale.Lang, l Leave, returned int) (outbox.Message, error) {
	return s.say(lang, "leave-answer", struct {
		Leave
		Returned int
	}{l, returned})
}

// LeaveLapsed tells whoever was to decide that it is too late.
func (s *Speaker) LeaveLapsed(lang locale.Lang, l Leave, returned int) (outbox.Message, error) {
	return s.say(lang, "leave-lapsed", struct {
		Leave
		Returned int
	}{l, returned})
}

// LeaveStandIn tells a substitute that they stand in, until when, or no more.
func (s *Speaker) LeaveStandIn(lang locale.Lang, l Leave) (outbox.Message, error) {
	return s.say(lang, "leave-stand-in", l)
}

// LeaveTold tells a superior that leave was taken back or ends earlier.
func (s *Speaker) LeaveTold(lang locale.Lang, l Leave) (outbox.Message, error) {
	return s.say(lang, "leave-told", l)
}

// LeaveMoved tells somebody whose leave has begun where their cases are.
func (s *Speaker) LeaveMoved(lang locale.Lang, l Leave, passed, waiting int) (outbox.Message, error) {
	return s.say(lang, "leave-moved", struct {
		Leave
		Passed, Waiting int
	}{l, passed, waiting})
}

// Approvals is what waits for somebody's decision.
type Approvals struct {
	Leave           []Leave // of Leaves, those that are shown
	Leaves, Errands int
	Now             time.Time
}

// Approvals lists it: leave; what is about cases follows in a list of its own.
func (s *Speaker) Approvals(lang locale.Lang, v Approvals) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, l := range v.Leave {
		rows = append(rows, row(s.labelled("🏖 "+Shorten(l.Who.Name, 38), "leave.open", l.ID)))
	}
	return s.say(lang, "approvals", v, rows...)
}
