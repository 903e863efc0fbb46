package text

import (
	"slices"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Window is some days, both ends included.
type Window struct {
	From worktime.Date `json:"from"`
	To   worktime.Date `json:"to"`
}

// RecountDay is how many figures of one day differ.
type RecountDay struct {
	On time.Time
	N  int
}

// Recounts is what counting some days again changes.
type Recounts struct {
	Window
	Now     time.Time
	Total   int
	Holders int
	InTime  int // were late, and are in time now
	Dropped int // count no more
	Days    []RecountDay
	Rest    int // days that are not listed
}

// First and Last are the ends, as times.
func (s Window) First() time.Time { return s.From.Midnight(time.UTC) }

// Last is the last day.
func (s Window) Last() time.Time { return s.To.Midnight(time.UTC) }

// Other is how many figures only say another time or day.
func (r Recounts) Other() int { return r.Total - r.InTime - r.Dropped }

// WeighRecounts adds up what changes.
func WeighRecounts(s Window, list []complaint.Recount, now time.Time) Recounts {
	const most = 10
	r := Recounts{Window: s, Now: now, Total: len(list)}
	holders, days := map[roster.NIP]bool{}, map[worktime.Date]int{}
	for _, c := range list {
		holders[c.Was.Holder] = true
		was, _, still := c.Days()
		days[was]++
		switch {
		case !still:
			r.Dropped++
		case *c.Is.OnTime && !*c.Was.OnTime:
			r.InTime++
		}
	}
	r.Holders = len(holders)
	on := make([]worktime.Date, 0, len(days))
	for d := range days {
		on = append(on, d)
	}
	slices.Sort(on)
	for _, d := range on[:min(len(on), most)] {
		r.Days = append(r.Days, RecountDay{d.Midnight(time.UTC), days[d]})
	}
	r.Rest = len(on) - len(r.Days)
	return r
}

// Admin lists what an administrator can do in chat.
func (s *Speaker) Admin(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "admin", nil, row(s.button(lang, "admin.count")))
}

// CountWhich asks which days are to be counted again.
func (s *Speaker) CountWhich(lang locale.Lang, spans []Window) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, w := range spans {
		rows = append(rows, row(s.labelled(s.words(lang, "count-span", w), "admin.days", int(w.From), int(w.To))))
	}
	return s.say(lang, "count-which", nil, rows...)
}

// CountPreview shows what would change.
func (s *Speaker) CountPreview(lang locale.Lang, r Recounts) (outbox.Message, error) {
	if r.Total == 0 {
		return s.say(lang, "count-preview", r, row(s.button(lang, "admin.count")))
	}
	return s.say(lang, "count-preview", r, row(s.button(lang, "admin.why", int(r.From), int(r.To))), row(s.button(lang, "admin.count")))
}

// CountWhy asks for the reason.
func (s *Speaker) CountWhy(lang locale.Lang, w Window) (outbox.Message, error) {
	return s.say(lang, "count-why", w)
}

// Counted says what changed.
func (s *Speaker) Counted(lang locale.Lang, r Recounts) (outbox.Message, error) {
	return s.say(lang, "counted", r)
}

// CountedHolder tells a holder that figures of theirs changed.
func (s *Speaker) CountedHolder(lang locale.Lang, r Recounts, codes []string, reason string) (outbox.Message, error) {
	return s.say(lang, "counted-holder", struct {
		Recounts
		Codes  []string
		Reason string
	}{r, codes, reason})
}
