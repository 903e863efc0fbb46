package text

import (
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// Welcome is what somebody reads who has just connected their account.
type Welcome struct {
	Name, Position, Unit string
	Held                 int // cases that they hold already
	Queue                int // cases without an officer, for those who find one
	Superior             bool
	Mitra                bool // they help others to report, and hold nothing
	Told                 Told
	Before               string // the employee whom the account spoke for until now, "" for none
}

// Told says who hears of a new connection.
type Told string

// Nobody is "".
const (
	ToldSuperior Told = "superior"
	ToldAdmins   Told = "admins"
)

// ContactWelcome greets an employee whose account was just connected.
func (s *Speaker) ContactWelcome(lang locale.Lang, w Welcome) (outbox.Message, error) {
	return s.say(lang, "contact-welcome", w)
}

// ContactMade tells a superior, by their post, who connected an account just
// now; post is "" for administrators, who cannot say whether it is them.
func (s *Speaker) ContactMade(lang locale.Lang, e roster.Employee, post string, now time.Time) (outbox.Message, error) {
	data := struct {
		roster.Employee
		Superior string
	}{e, post}
	if post == "" {
		return s.say(lang, "contact-made", data)
	}
	return s.say(lang, "contact-made", data, row(s.button(lang, "contact.deny", e.NIP, now.Unix())))
}

// ContactDeny confirms to the superior what their word brought about.
func (s *Speaker) ContactDeny(lang locale.Lang, e roster.Employee, passed, waiting int) (outbox.Message, error) {
	return s.denied(lang, "contact-deny", e, passed, waiting)
}

// ContactDenied tells administrators of it.
func (s *Speaker) ContactDenied(lang locale.Lang, e roster.Employee, passed, waiting int) (outbox.Message, error) {
	return s.denied(lang, "contact-denied", e, passed, waiting)
}

// ContactLeft tells a superior and administrators that an employee's account
// speaks for somebody else now.
func (s *Speaker) ContactLeft(lang locale.Lang, e roster.Employee, passed, waiting int) (outbox.Message, error) {
	return s.denied(lang, "contact-left", e, passed, waiting)
}

func (s *Speaker) denied(lang locale.Lang, name string, e roster.Employee, passed, waiting int) (outbox.Message, error) {
	return s.say(lang, name, struct {
		roster.Employee
		Passed, Waiting int
	}{e, passed, waiting})
}

// ContactEnded tells a chat that it speaks for nobody any longer.
func (s *Speaker) ContactEnded(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "contact-ended", nil)
}

// Lost is somebody whom no message has reached for a while, and what lies with them.
type Lost struct {
	roster.Employee
	Superior string   // the post of who reads it; "" for administrators
	Codes    []string // of what stays in their hands
	Passed   int      // cases whose card never came to them, which went on to somebody else
	Waiting  int      // and that wait for an officer now
}

// ContactLost tells a superior, or administrators, of somebody whom no message
// reaches, and what can be done.
func (s *Speaker) ContactLost(lang locale.Lang, l Lost) (outbox.Message, error) {
	if l.Superior == "" || len(l.Codes) == 0 {
		return s.say(lang, "contact-lost", l)
	}
	return s.say(lang, "contact-lost", l, row(s.labelled(s.words(lang, "contact-hand-on", nil), "tim.person", l.NIP, 0)))
}

// ContactBack tells those of it that messages reach them again.
func (s *Speaker) ContactBack(lang locale.Lang, e roster.Employee, held int) (outbox.Message, error) {
	return s.say(lang, "contact-back", struct {
		roster.Employee
		Held int
	}{e, held})
}

// ContactAgain shows somebody whom messages reach again what they hold.
func (s *Speaker) ContactAgain(lang locale.Lang, held int) (outbox.Message, error) {
	return s.say(lang, "contact-again", held)
}

// ContactMoved tells somebody who works in another unit now how many cases stay
// with the former one.
func (s *Speaker) ContactMoved(lang locale.Lang, from, to string, total int) (outbox.Message, error) {
	return s.say(lang, "contact-moved", struct {
		From, To string
		Total    int
	}{from, to, total})
}
