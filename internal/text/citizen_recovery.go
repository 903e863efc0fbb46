package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Recovery is a request to follow a case from another account, or for a new
// PIN.
type Recovery struct {
	complaint.Recovery
	PIN string // the new one, where there is one
	Now time.Time
}

// Due is when it is done, unless somebody objects.
func (r Recovery) Due() time.Time {
	if r.DueAt == nil {
		return r.Now
	}
	return *r.DueAt
}

// RecoveryAsked tells the asker what happens with their request.
func (s *Speaker) RecoveryAsked(lang locale.Lang, r Recovery) (outbox.Message, error) {
	return s.say(lang, "recovery-asked", r)
}

// RecoveryAgainst tells the account that a case is followed from what somebody
// else asks for.
func (s *Speaker) RecoveryAgainst(lang locale.Lang, r Recovery) (outbox.Message, error) {
	buttons := row(s.button(lang, "recover.no", r.ID))
	if r.Want == complaint.Account {
		buttons = row(s.button(lang, "recover.yes", r.ID), s.button(lang, "recover.no", r.ID))
	}
	return s.guarded(lang, "recovery-against", r, buttons)
}

// RecoveryQuestion asks for one of three facts of a case whose PIN was lost.
func (s *Speaker) RecoveryQuestion(lang locale.Lang, code string, n int) outbox.Message {
	return s.plain(lang, "recovery-question", struct {
		Code string
		N    int
	}{code, n})
}

// RecoveryDenied tells the asker that their answers did not fit.
func (s *Speaker) RecoveryDenied(lang locale.Lang, r Recovery) (outbox.Message, error) {
	return s.say(lang, "recovery-denied", r)
}

// RecoveryObjected tells the asker that the account before them objected.
func (s *Speaker) RecoveryObjected(lang locale.Lang, r Recovery) (outbox.Message, error) {
	return s.say(lang, "recovery-objected", r)
}

// RecoveryStopped tells whoever objected that nothing will happen, and the
// case's new PIN.
func (s *Speaker) RecoveryStopped(lang locale.Lang, code, pin string) outbox.Message {
	m := s.plain(lang, "recovery-stopped", struct{ Code, PIN string }{code, pin})
	m.Protect = true
	return m
}

// Recovered tells the asker that it is done, with the new PIN where there is one.
func (s *Speaker) Recovered(lang locale.Lang, r Recovery) (outbox.Message, error) {
	return s.guarded(lang, "recovered", r)
}

// RecoveredBefore tells the account before that it is done.
func (s *Speaker) RecoveredBefore(lang locale.Lang, r Recovery) (outbox.Message, error) {
	return s.say(lang, "recovered-before", r)
}

// Judged is a request whose answers somebody is to compare with the case.
type Judged struct {
	Recovery
	Case   StaffCase
	Answer string // the last that the office gave, "" for none
}

// Judge asks somebody who finds officers whether the answers fit.
func (s *Speaker) Judge(lang locale.Lang, j Judged) (outbox.Message, error) {
	return s.guarded(lang, "recovery-judge", j, row(s.button(lang, "recover.fits", j.ID), s.button(lang, "recover.fails", j.ID)))
}

// JudgedAlready replaces the question once it is answered.
func (s *Speaker) JudgedAlready(lang locale.Lang, code string, fits bool) outbox.Message {
	return s.plain(lang, "recovery-judged", struct {
		Code string
		Fits bool
	}{code, fits})
}
