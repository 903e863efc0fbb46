package complaint

import (
	"time"

	"tanggap/internal/roster"
)

// Lull says why nobody worked on a case for a while.
type Lull string

// The lulls. In none of them does the citizen's clock stand still.
const (
	Working    Lull = ""           // somebody holds it
	Searching  Lull = "searching"  // nobody has been found yet
	Delivering Lull = "delivering" // given to somebody who has not got the card yet
	Questioned Lull = "questioned" // the citizen has been asked something
	Deciding   Lull = "deciding"   // a result waits for the citizen's word
	Weighing   Lull = "weighing"   // an end was proposed, and somebody decides on it
	Ended      Lull = "ended"      // it had ended, and was opened again later
)

// Span is a part of the citizen's clock.
type Span struct {
	Holder *roster.NIP // nil while Searching
	Lull   Lull
	From   time.Time
	To     time.Time
	Runs   bool // To is now rather than an end
}

// Timeline cuts the citizen's clock, from filing to the end or to now, into
// spans that follow each other without a gap: who held the case, and why
// nobody worked on it when nobody did.
func Timeline(events []Event, now time.Time) []Span {
	var spans []Span
	var state State
	var answered bool
	for _, e := range events {
		answered = answered || e.Kind == FirstAnswer || e.Kind == Result || e.Kind.reasons()
		state = e.Kind.next(state, answered)
		if e.Kind == Filed {
			spans = []Span{{Lull: Searching, From: e.At}}
			continue
		}
		if len(spans) == 0 {
			continue
		}
		last := &spans[len(spans)-1]
		next := Span{Holder: e.Facts.Holder, Lull: lull(state, *last, e)}
		if next.Lull == Working && next.Holder == nil {
			next.Lull = Searching // opened again, and nobody had held it
		}
		if same(*last, next) {
			continue
		}
		// What is noted late, as a delivery, may bear an earlier time.
		next.From = later(e.At, last.From)
		last.To = next.From
		spans = append(spans, next)
	}
	if n := len(spans); n > 0 {
		last := &spans[n-1]
		if last.Lull == Ended {
			spans = spans[:n-1]
		} else {
			last.To, last.Runs = later(now, last.From), true
		}
	}
	return joined(spans)
}

// UnitsHeld tells in which unit each holder had a case, the last one where they
// had it in several: that of a post of theirs, or their own.
func UnitsHeld(events []Event) map[roster.NIP]string {
	units := map[roster.NIP]string{}
	for _, e := range events {
		for _, s := range e.Facts.Stretches {
			units[s.Holder] = s.UnitCode
		}
	}
	return units
}

// joined leaves out spans that lasted no time, and makes one of what then
// follows itself.
func joined(spans []Span) []Span {
	var told []Span
	for _, s := range spans {
		last := len(told) - 1
		switch {
		case last >= 0 && same(told[last], s):
			told[last].To, told[last].Runs = s.To, s.Runs
		case s.Runs || s.To.After(s.From):
			told = append(told, s)
		}
	}
	return told
}

func lull(state State, last Span, e Event) Lull {
	if !state.Open() {
		return Ended
	}
	switch state {
	case Waiting:
		return Searching
	case Asked:
		if e.Kind != Question {
			return last.Lull
		}
		for _, s := range e.Facts.Stretches {
			if s.PausedAt == nil { // its clock runs on
				return Working
			}
		}
		return Questioned
	case Proposed:
		return Deciding
	case Weighed:
		return Weighing
	case Assigned:
		if e.Kind == Given || e.Kind != Delivered && last.Lull == Delivering {
			return Delivering
		}
	}
	return Working
}

func same(a, b Span) bool {
	if a.Lull != b.Lull || a.Lull == Ended {
		return a.Lull == b.Lull
	}
	return a.Holder == nil && b.Holder == nil || a.Holder != nil && b.Holder != nil && *a.Holder == *b.Holder
}

func later(t, than time.Time) time.Time {
	if t.Before(than) {
		return than
	}
	return t
}
