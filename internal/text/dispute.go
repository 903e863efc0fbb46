package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Contested is what an officer says against what counts for them.
type Contested struct {
	complaint.Dispute
	By      Who
	OnTime  bool
	Day     time.Time // that it counts for
	Done    bool
	Worked  time.Duration // when Done
	Allowed time.Duration
}

// AskDispute asks for the reason.
func (s *Speaker) AskDispute(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "dispute-ask", code)
}

// DisputeSaid says who decides, and by when; the zero Who while nobody can be
// reached.
func (s *Speaker) DisputeSaid(lang locale.Lang, code string, who Who, due, now time.Time) (outbox.Message, error) {
	return s.say(lang, "dispute-said", struct {
		Code     string
		Who      Who
		Due, Now time.Time
	}{code, who, due, now})
}

// AskDecideDispute asks for the reason of a decision.
func (s *Speaker) AskDecideDispute(lang locale.Lang, code string, grant bool) (outbox.Message, error) {
	return s.say(lang, "dispute-decide", struct {
		Code  string
		Grant bool
	}{code, grant})
}

// DisputeDecided tells who contested what was decided, and why.
func (s *Speaker) DisputeDecided(lang locale.Lang, c StaffCase, d complaint.Dispute, who Who, why string) (outbox.Message, error) {
	return s.say(lang, "dispute-decided", struct {
		StaffCase
		Granted bool
		Who     Who
		Why     string
	}{c, d.Granted, who, why})
}
