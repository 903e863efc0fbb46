package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Promise is a day that was named, as the citizen is told.
type Promise struct {
	complaint.Complaint
	Promise complaint.Promise
	Moved   *complaint.Promise // the day before it; nil when there was none
	Who     Who
	Now     time.Time

	Supports bool // the reader supports the case: it is its reporter who is asked
}

// Promised tells the citizen which day was named.
func (s *Speaker) Promised(lang locale.Lang, p Promise) (outbox.Message, error) {
	return s.say(lang, "promised", p)
}

// PromiseDay reminds the citizen that it is the day.
func (s *Speaker) PromiseDay(lang locale.Lang, p Promise) (outbox.Message, error) {
	return s.say(lang, "promise-day", p)
}

// AskKept asks whether a promise was kept.
func (s *Speaker) AskKept(lang locale.Lang, p Promise) (outbox.Message, error) {
	return s.say(lang, "ask-kept", p, row(
		s.button(lang, "promise.kept", p.Complaint.ID, p.Promise.ID), s.button(lang, "promise.broken", p.Complaint.ID, p.Promise.ID)))
}

// Kept thanks for the citizen's word, and says what follows from it.
func (s *Speaker) Kept(lang locale.Lang, c complaint.Complaint, kept bool) outbox.Message {
	if kept {
		return s.plain(lang, "promise-kept", c)
	}
	return s.plain(lang, "promise-broken", c, row(s.button(lang, "further.show", c.ID)))
}

// PromiseDays are the days that are offered to somebody who wants to name one.
type PromiseDays struct {
	ID    complaint.ID
	Code  string
	Ahead *complaint.Promise // what was promised already; nil for nothing
	Days  []time.Time
	Now   time.Time
}

// AskPromise asks for the day.
func (s *Speaker) AskPromise(lang locale.Lang, v PromiseDays) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, on := range v.Days {
		rows = append(rows, row(s.promise(lang, v.ID, on, v.Now, locale.Date(lang, on, v.Now))))
	}
	return s.say(lang, "ask-promise", v, rows...)
}

// promise is the press that names a day.
func (s *Speaker) promise(lang locale.Lang, id complaint.ID, on, now time.Time, label string, more ...any) outbox.Button {
	return s.labelled(label, "promise.make", append([]any{int64(id), on.Format(time.DateOnly)}, more...)...)
}

// PromiseClosed is a day on which the office is closed.
type PromiseClosed struct {
	ID       complaint.ID
	Code     string
	On, Next time.Time // Next is the working day after it
	Now      time.Time
}

// PromiseClosed warns of such a day.
func (s *Speaker) PromiseClosed(lang locale.Lang, v PromiseClosed) (outbox.Message, error) {
	return s.say(lang, "promise-closed", v,
		row(s.promise(lang, v.ID, v.Next, v.Now, locale.Date(lang, v.Next, v.Now))),
		row(s.promise(lang, v.ID, v.On, v.Now, s.words(lang, "promise-anyway", nil), "ya")))
}

// ActPromised says that the citizen was told of a day.
func (s *Speaker) ActPromised(lang locale.Lang, a Act, p complaint.Promise, moved *complaint.Promise) (outbox.Message, error) {
	return s.say(lang, "act-done-promised", struct {
		Act
		Promise complaint.Promise
		Moved   *complaint.Promise
	}{a, p, moved})
}

// offer is the button that makes a promise of a day that an answer names; no
// row for none.
func (s *Speaker) offer(lang locale.Lang, a Act) [][]outbox.Button {
	if a.Names == nil {
		return nil
	}
	return [][]outbox.Button{row(s.promise(lang, a.ID, *a.Names, a.Now, s.words(lang, "promise-offer", struct{ On, Now time.Time }{*a.Names, a.Now})))}
}

// StaffPromiseDay reminds the holder of what they promised for this day.
func (s *Speaker) StaffPromiseDay(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-promise-day", c, s.acts(lang, c)...)
}

// StaffPromiseKept tells the holder that a promise was kept.
func (s *Speaker) StaffPromiseKept(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-promise-kept", c)
}

// StaffPromiseBroken tells the holder that a promise was not kept.
func (s *Speaker) StaffPromiseBroken(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-promise-broken", c, s.actsPromise(lang, c)...)
}

// actsPromise are the buttons of a holder, and that to name a day.
func (s *Speaker) actsPromise(lang locale.Lang, c StaffCase) [][]outbox.Button {
	rows := s.acts(lang, c)
	switch c.State {
	case complaint.Assigned, complaint.Accepted, complaint.Asked, complaint.Answered, complaint.Reopened:
		rows = append(rows, row(s.button(lang, "promise.ask", int64(c.ID))))
	}
	return rows
}
