package text

import (
	"time"

	"tanggap/internal/complaint"
)

// Span is a part of the citizen's clock, as a citizen reads it.
type Span struct {
	Who    Who // the zero Who while nobody has been found
	Lull   complaint.Lull
	Lasted time.Duration // by the ordinary clock
	Worked time.Duration // by the office's hours
	PerDay time.Duration // a working day of that office
	Runs   bool          // it goes on
}

// spansShown is how many spans a message tells: the newest.
const spansShown = 8

// ToldSpans are the spans that are told.
func (c Case) ToldSpans() []Span { return c.Spans[max(0, len(c.Spans)-spansShown):] }

// EarlierSpans is how many are not told.
func (c Case) EarlierSpans() int { return len(c.Spans) - len(c.ToldSpans()) }
