package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/rights"
)

// DataRequest is what somebody asked about their own data.
type DataRequest struct {
	rights.Request
	Code string // of the case that it is about, "" for none
	Post string // of the superior who reads it
	Now  time.Time
}

// LeftOf is how long there is left, by the clock.
func (r DataRequest) LeftOf() time.Duration { return max(0, r.DueAt.Sub(r.Now)) }

// Requests are what somebody asked, and what they can ask.
type Requests struct {
	All []DataRequest // the newest first
	Now time.Time
}

// requestsShown is how many one message tells.
const requestsShown = 6

// Newest are those that are told.
func (r Requests) Newest() []DataRequest { return r.All[:min(len(r.All), requestsShown)] }

// DataRequests shows what somebody asked about their own data, and offers what
// they can ask.
func (s *Speaker) DataRequests(lang locale.Lang, r Requests) (outbox.Message, error) {
	return s.say(lang, "data-requests", r,
		row(s.button(lang, "data.copy"), s.button(lang, "data.correct")), row(s.button(lang, "data.limit"), s.button(lang, "data.withdraw")),
		row(s.button(lang, "privacy.open")))
}

// DataWhich asks which case a request is about, or none.
func (s *Speaker) DataWhich(lang locale.Lang, k rights.Kind, cases []complaint.Complaint) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, c := range cases {
		rows = append(rows, row(s.labelled(c.Code, "data.case", c.ID, k)))
	}
	rows = append(rows, row(s.labelled(s.Label(lang, "data.case"), "data.case", 0, k)), row(s.button(lang, "data.open")))
	return s.say(lang, "data-which", k, rows...)
}

// DataWords asks what is wrong, or what is to be limited. code is "" where it is
// about no case.
func (s *Speaker) DataWords(lang locale.Lang, k rights.Kind, code string) (outbox.Message, error) {
	return s.say(lang, "data-words", struct {
		Kind rights.Kind
		Code string
	}{k, code})
}

// DataTaken tells the asker that a request was taken in, and by when it is
// answered.
func (s *Speaker) DataTaken(lang locale.Lang, r DataRequest) (outbox.Message, error) {
	return s.say(lang, "data-taken", r)
}

// DataCorrected says that a correction was added to the case at once.
func (s *Speaker) DataCorrected(lang locale.Lang, r DataRequest) (outbox.Message, error) {
	return s.say(lang, "data-corrected", r)
}

// DataWithdrawn says what withdrawing consent has changed: how many cases are
// no longer shown to everybody.
func (s *Speaker) DataWithdrawn(lang locale.Lang, r DataRequest, concealed int) (outbox.Message, error) {
	return s.say(lang, "data-withdrawn", struct {
		DataRequest
		Concealed int
	}{r, concealed})
}

// DataFile goes with part n of a file of somebody's own data.
func (s *Speaker) DataFile(lang locale.Lang, r rights.Request, n, of int, digest []byte) (outbox.Message, error) {
	var rows [][]outbox.Button
	if r.Kind == rights.Erase && n == of {
		rows = append(rows, row(s.button(lang, "erase.next", r.ID), s.button(lang, "erase.no", r.ID)))
	}
	m, err := s.say(lang, "data-file", struct {
		rights.Request
		N, Of int
	}{r, n, of}, rows...)
	m.Photos = [][]byte{digest}
	return m, err
}

// DataLapsed tells the asker that nothing came of it: the file did not arrive,
// or unconfirmed says that they did not decide in time.
func (s *Speaker) DataLapsed(lang locale.Lang, r rights.Request, unconfirmed bool) (outbox.Message, error) {
	return s.say(lang, "data-lapsed", struct {
		rights.Request
		Unconfirmed bool
	}{r, unconfirmed})
}

// DataDecided tells the asker what the desk decided.
func (s *Speaker) DataDecided(lang locale.Lang, r DataRequest) (outbox.Message, error) {
	return s.say(lang, "data-decided", r)
}

// DataCard shows the desk a request, as far as its limit has come.
func (s *Speaker) DataCard(lang locale.Lang, r DataRequest) (outbox.Message, error) {
	return s.guarded(lang, "data-card", r, row(s.button(lang, "data.grant", r.ID), s.button(lang, "data.refuse", r.ID)))
}

// DataLate tells a superior of the desk that a request is late.
func (s *Speaker) DataLate(lang locale.Lang, r DataRequest) (outbox.Message, error) {
	return s.say(lang, "data-late", r)
}

// DataLateAsker tells the asker of it.
func (s *Speaker) DataLateAsker(lang locale.Lang, r DataRequest) (outbox.Message, error) {
	return s.say(lang, "data-late-asker", r)
}

// DataGrounds offers the grounds on which the law lets the office refuse.
func (s *Speaker) DataGrounds(lang locale.Lang, r DataRequest) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, g := range rights.Grounds {
		rows = append(rows, row(s.labelled(s.words(lang, "data-ground", string(g)), "data.ground", r.ID, g)))
	}
	return s.say(lang, "data-grounds", r, rows...)
}

// DataAnswer asks the desk for its words: what was done, or why not.
func (s *Speaker) DataAnswer(lang locale.Lang, r DataRequest, g rights.Ground) (outbox.Message, error) {
	r.Ground = g
	return s.say(lang, "data-answer", r)
}

// DataAnswered tells the desk that its words went to the asker.
func (s *Speaker) DataAnswered(lang locale.Lang, r DataRequest) (outbox.Message, error) {
	return s.say(lang, "data-answered", r)
}

// EraseOffer says what erasing takes away, what stays and why; staff reads of
// an employee's record too.
func (s *Speaker) EraseOffer(lang locale.Lang, staff bool) (outbox.Message, error) {
	return s.say(lang, "erase-offer", staff, row(s.button(lang, "erase.start")), row(s.button(lang, "privacy.open")))
}

// EraseAsk asks for the last time.
func (s *Speaker) EraseAsk(lang locale.Lang, id int64) (outbox.Message, error) {
	return s.say(lang, "erase-ask", nil, row(s.button(lang, "erase.yes", id)), row(s.button(lang, "erase.no", id)))
}

// EraseDropped says that nothing was erased.
func (s *Speaker) EraseDropped(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "erase-dropped", nil)
}

// Gone is what was erased, and what goes on.
type Gone struct {
	Ended int
	Open  []Onward
	Staff bool
}

// Onward is a case that goes on under a sealed address.
type Onward struct{ Code, PIN string }

// shownOnward is how many of them one message lists.
const shownOnward = 20

// Listed are those that are listed.
func (g Gone) Listed() []Onward { return g.Open[:min(len(g.Open), shownOnward)] }

// EraseDone says what was erased.
func (s *Speaker) EraseDone(lang locale.Lang, g Gone) (outbox.Message, error) {
	m, err := s.say(lang, "erase-done", g)
	m.Protect = len(g.Open) > 0
	return m, err
}
