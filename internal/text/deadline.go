package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Passed is a limit that comes near or has passed, as staff are told of it.
type Passed struct {
	StaffCase
	Superior string    // the post of the superior who is told, "" for the holder
	Held     int       // how many cases wait for the holder
	AwayTo   time.Time // the holder is on leave until then; zero if not
	Highest  bool      // nobody stands above who could be asked next
	Until    time.Time // until when the superior may help before it goes higher; zero if that is not known
}

// Half says that half of the working time is left, or more than a fifth.
func (p Passed) Half() bool { return p.Stretch != nil && p.Stretch.Step == complaint.Halfway }

// Overdue is the working time since the limit.
func (p Passed) Overdue() time.Duration { return -p.Left }

// Reminder tells a holder that the limit comes near.
func (s *Speaker) Reminder(lang locale.Lang, p Passed) (outbox.Message, error) {
	return s.say(lang, "deadline-reminder", p, s.actsPromise(lang, p.StaffCase)...)
}

// Overdue tells a holder that the limit has passed.
func (s *Speaker) Overdue(lang locale.Lang, p Passed) (outbox.Message, error) {
	return s.say(lang, "deadline-overdue", p, s.actsPromise(lang, p.StaffCase)...)
}

// ShownAtOnce is how many cases one message lists.
const ShownAtOnce = 20

// Storm is many cases that somebody is told of in one message.
type Storm struct {
	Step     complaint.Step
	Superior string // the post of the superior who is told, "" for the holder
	Total    int
	Until    time.Time // until when the superior may help
	Cases    []Passed  // no more than ShownAtOnce
}

// Rest is how many cases are not listed.
func (s Storm) Rest() int { return s.Total - len(s.Cases) }

// Many tells of many cases at once.
func (s *Speaker) Many(lang locale.Lang, m Storm) (outbox.Message, error) {
	return s.say(lang, "deadline-many", m)
}

// TooLongAsked tells a holder that a question waited too long.
func (s *Speaker) TooLongAsked(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "deadline-unasked", c, s.acts(lang, c)...)
}

// Nudge asks the reporter once more whether it is done.
type Nudge struct {
	News
	Last bool // the second time
}

// Nudge asks the reporter once more.
func (s *Speaker) Nudge(lang locale.Lang, n Nudge) (outbox.Message, error) {
	return s.say(lang, "nudge", n, s.keys(lang, n.Complaint))
}

// ClosedBySilence tells the reporter that the case has ended without their word.
func (s *Speaker) ClosedBySilence(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "silence-citizen", n, row(s.again(lang, n.Complaint)))
}

// ClosedUnheard tells a reporter who is back how the case ended meanwhile.
func (s *Speaker) ClosedUnheard(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "silence-unheard", n, row(s.again(lang, n.Complaint)))
}

// StaffClosedBySilence tells the holder so.
func (s *Speaker) StaffClosedBySilence(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "silence-officer", c)
}

// Digest is what somebody holds, at the opening of their office.
type Digest struct {
	Now    time.Time
	Total  int
	Groups []DigestGroup
	Queue  DigestQueue
	Waits  DigestWaits
}

// DigestWaits is what waits for somebody beside the cases that they hold.
type DigestWaits struct {
	Decisions int
	First     time.Time // the nearest limit of them
	Leaves    int       // requests for leave
	Help      int       // late cases
}

// Late says whether the nearest limit has passed.
func (w DigestWaits) Late(now time.Time) bool { return !now.Before(w.First) }

// Any says whether anything waits.
func (w DigestWaits) Any() bool { return w.Decisions+w.Leaves+w.Help > 0 }

// DigestQueue is what waits for an officer, for those who find one, and what
// waits to be written out.
type DigestQueue struct {
	Total      int
	Oldest     time.Duration // how long the first has waited
	Recordings int
}

// DigestGroup are the cases that stand alike: "overdue", "today", "citizen" or
// "other".
type DigestGroup struct {
	Name  string
	Total int
	Lines []TaskLine
}

// Rest is how many cases of the group are not listed.
func (g DigestGroup) Rest() int { return g.Total - len(g.Lines) }

var digestGroups = []struct {
	name string
	of   []complaint.Urgency
	most int
}{
	{"overdue", []complaint.Urgency{complaint.PastDue}, 15},
	{"today", []complaint.Urgency{complaint.DueToday}, 15},
	{"citizen", []complaint.Urgency{complaint.WithCitizen}, 10},
	{"other", []complaint.Urgency{complaint.DueWeek, complaint.DueLater}, 10},
}

// Digest lists what somebody holds; what cannot wait has a button.
func (s *Speaker) Digest(lang locale.Lang, now time.Time, lines []TaskLine, queue DigestQueue, waits DigestWaits) (outbox.Message, error) {
	const urgent = 6
	d := Digest{Now: now, Total: len(lines), Queue: queue, Waits: waits}
	var press []TaskLine
	for _, kind := range digestGroups {
		g := DigestGroup{Name: kind.name}
		for _, l := range lines {
			for _, u := range kind.of {
				if l.Urgency == u {
					g.Lines = append(g.Lines, l)
				}
			}
		}
		if g.Total = len(g.Lines); g.Total == 0 {
			continue
		}
		g.Lines = g.Lines[:min(g.Total, kind.most)]
		if kind.name == "overdue" || kind.name == "today" {
			press = append(press, g.Lines...)
		}
		d.Groups = append(d.Groups, g)
	}
	return s.say(lang, "digest", d, s.codes(press[:min(len(press), urgent)], "case.open")...)
}
