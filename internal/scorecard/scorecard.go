// Package scorecard freezes one week for each supervisor: what became of the
// cases of everybody below, and how those right below answered. What is frozen
// never changes; each figure keeps the cases behind it.
package scorecard

import (
	"fmt"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/performance"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// ErrUnknown says that there is no such scorecard, or that it is somebody
// else's.
const ErrUnknown refusal.Code = "scorecard.unknown"

// Week is one ISO week of the office, Monday 00.00 to Sunday 24.00.
type Week struct{ Monday worktime.Date }

// WeekOf is the week that holds a moment, by the office's clock.
func WeekOf(t time.Time, loc *time.Location) Week { return Week{worktime.DateOf(t.In(loc)).Monday()} }

// Sunday is the last day.
func (w Week) Sunday() worktime.Date { return w.Monday.AddDays(6) }

// Before is the week before.
func (w Week) Before() Week { return Week{w.Monday.AddDays(-7)} }

// Next is the week after.
func (w Week) Next() Week { return Week{w.Monday.AddDays(7)} }

// Ends is the first moment after the week.
func (w Week) Ends(loc *time.Location) time.Time { return w.Monday.AddDays(7).Midnight(loc) }

// String names the week as ISO 8601 does: "2026-W47".
func (w Week) String() string {
	year, week := w.Monday.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// Due is when a unit's supervisors get the card of a week: at the first
// opening after it, which lies further on when offices stay closed for long.
func (w Week) Due(cal *worktime.Calendar) time.Time { return cal.NextOpening(w.Ends(cal.Location())) }

// Figure names a number of a card.
type Figure string

// The figures that list their cases. FigurePerson is of one person, by their
// place on the card.
const (
	FigureConfirmed Figure = "confirmed"
	FigurePhone     Figure = "phone"
	FigureCounted   Figure = "counted"
	FigurePastDue   Figure = "past_due"
	FigureReopened  Figure = "reopened"
	FigureUndone    Figure = "undone"
	FigureSpam      Figure = "spam"
	FigureWorn      Figure = "worn"
	FigureHelp      Figure = "help"
	FigureOpen      Figure = "open"
	FigurePerson    Figure = "person"
)

// Card is a frozen week of one supervisor.
type Card struct {
	ID       int64
	Period   string
	NIP      roster.NIP
	FrozenAt time.Time
	Chart    []byte // digest of the picture; nil when there is nothing to draw
	Content
}

// Content is what was frozen. It is stored as JSON: fields are only ever added.
type Content struct {
	Post     string        `json:"post"`
	Unit     string        `json:"unit"`
	Monday   worktime.Date `json:"monday"`
	WorkDays int           `json:"work_days"` // of the supervisor's unit
	Seal     string        `json:"seal"`      // the last one when it was frozen, "" if there was none yet

	Confirmed []complaint.ID    `json:"confirmed"`      // the citizen said that it is done
	OnTime    int               `json:"on_time"`        // of Counted
	Counted   []complaint.ID    `json:"counted"`        // answered, or past the limit to answer
	Pause     performance.Pause `json:"pause,omitzero"` // of Counted
	PastDue   []complaint.ID    `json:"past_due"`       // at the end of the week
	Places    []Place           `json:"places"`         // of PastDue
	Reopened  []complaint.ID    `json:"reopened"`
	Undone    []complaint.ID    `json:"undone,omitempty"` // ended by a decision: impossible, planned or referred
	Worn      []complaint.ID    `json:"worn,omitempty"`   // done, and two weeks later not any more
	Spam      []complaint.ID    `json:"spam,omitempty"`   // found to be no report, by two persons
	Phone     []complaint.ID    `json:"phone,omitempty"`  // said to be done on the telephone: not among Confirmed
	Open      []complaint.ID    `json:"open"`             // at the end of the week, the longest waiting first
	Oldest    int64             `json:"oldest"`           // seconds that the first of Open waited

	// Late cases with which the supervisor was asked to help: those that count for
	// the week, those of them that they helped with in their day, and the working
	// time that took them; nil when it may not be shown.
	Asked      int            `json:"asked,omitempty"`
	AskedOf    []complaint.ID `json:"asked_of,omitempty"` // each once
	Helped     int            `json:"helped,omitempty"`
	HelpMedian *int64         `json:"help_median,omitempty"`
	HelpPerDay int64          `json:"help_per_day,omitempty"` // seconds of a working day of theirs

	People []Person `json:"people"`
	Weeks  []Bar    `json:"weeks"`
}

// Week is the week of the card.
func (c Content) Week() Week { return Week{c.Monday} }

// Waited is how long the longest waiting open case had waited.
func (c Content) Waited() time.Duration { return time.Duration(c.Oldest) * time.Second }

// Share is what part was answered on time; false when there are too few.
func (c Content) Share() (float64, bool) { return performance.Share(c.OnTime, len(c.Counted)) }

// HelpTook is the median working time until they helped; false when there are
// too few.
func (c Content) HelpTook() (time.Duration, bool) {
	if c.HelpMedian == nil {
		return 0, false
	}
	return time.Duration(*c.HelpMedian) * time.Second, true
}

// Nothing says that nothing at all happened or waited.
func (c Content) Nothing() bool {
	return len(c.Confirmed)+len(c.Phone)+len(c.Spam)+len(c.Counted)+len(c.PastDue)+len(c.Reopened)+len(c.Undone)+len(c.Worn)+len(c.Open)+c.Asked == 0
}

// Place is where cases are past due.
type Place struct {
	Name  string `json:"name"` // "" when it is not known
	Count int    `json:"count"`
}

// Person is one line of a card.
type Person struct {
	NIP     roster.NIP            `json:"nip"`
	Name    string                `json:"name"`
	OnTime  int                   `json:"on_time"`
	Counted []complaint.ID        `json:"counted"`
	Median  *int64                `json:"median,omitempty"` // seconds of working time; nil when it may not be shown
	PerDay  int64                 `json:"per_day"`          // seconds of a working day of their unit
	Mix     []performance.Portion `json:"mix,omitempty"`    // of what the counted ones are
	Pause   performance.Pause     `json:"pause,omitzero"`   // beside the median
	Post    string                `json:"post,omitempty"`   // another than their own, by which these were answered
}

// Share is what part was answered on time; false when there are too few.
func (p Person) Share() (float64, bool) { return performance.Share(p.OnTime, len(p.Counted)) }

// Typical is the median working time to the answer; false when there are too
// few.
func (p Person) Typical() (time.Duration, bool) {
	if p.Median == nil {
		return 0, false
	}
	return time.Duration(*p.Median) * time.Second, true
}

// Day is a working day of the person's unit.
func (p Person) Day() time.Duration { return time.Duration(p.PerDay) * time.Second }

// Bar is one week of the chart.
type Bar struct {
	Monday  worktime.Date `json:"monday"`
	Counted int           `json:"counted"`
	OnTime  int           `json:"on_time"`
}
