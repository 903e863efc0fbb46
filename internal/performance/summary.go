package performance

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// A figure from fewer cases than these says more about chance than about the
// work, and is not shown.
const (
	MedianFrom = 6
	ShareFrom  = 10
)

// Summary is an employee's ketanggapan in some days: how they answered first,
// by the days closed so far. It is measured, and never mixed with what staff
// enter themselves.
type Summary struct {
	NIP      roster.NIP
	From, To worktime.Date
	Through  worktime.Date // the last day with anything counted; before From when there is none
	Counted  int
	OnTime   int
	Median   time.Duration // working time to the first answer
	Measured bool          // Median may be shown
	Pause    Pause         // beside it
	Mix      []Portion     // of what they are
}

// Share is what part was on time; false when there are too few to say.
func (s Summary) Share() (float64, bool) { return Share(s.OnTime, s.Counted) }

// Share is what part of counted was on time; false when there are too few.
func Share(onTime, counted int) (float64, bool) {
	if counted < ShareFrom {
		return 0, false
	}
	return float64(onTime) / float64(counted), true
}

// Summarise gives somebody's ketanggapan from one day to another, both
// included.
func Summarise(ctx context.Context, tx pgx.Tx, nip roster.NIP, from, to worktime.Date) (Summary, error) {
	s := Summary{NIP: nip, From: from, To: to, Through: from.AddDays(-1)}
	days, err := totals(ctx, tx, `
		WHERE nip = $1 AND duty = $2 AND day BETWEEN $3 AND $4`, nip, complaint.ToAnswer, column(from), column(to))
	if err != nil {
		return Summary{}, err
	}
	by := map[string]int{}
	for _, d := range days {
		by[d.Category] += d.Counted
		s.Counted += d.Counted
		s.OnTime += d.OnTime
		s.Through = max(s.Through, d.On)
	}
	counted, err := complaint.Counted(ctx, tx, nip, complaint.ToAnswer, from, s.Through)
	if err != nil {
		return Summary{}, err
	}
	s.Median, s.Measured = Typical(counted)
	s.Pause = PauseOf(counted)
	s.Mix, err = Mix(ctx, tx, by)
	return s, err
}

// Typical is the median working time of counted stretches by nearest rank;
// false when they are too few, or when half of them still wait. One whose
// duty is not done yet takes longer than any that is.
func Typical(counted []complaint.Stretch) (time.Duration, bool) {
	var done []int64
	for _, s := range counted {
		if s.WorkedSeconds != nil {
			done = append(done, *s.WorkedSeconds)
		}
	}
	rank := (len(counted) + 1) / 2
	if len(counted) < MedianFrom || rank > len(done) {
		return 0, false
	}
	slices.Sort(done)
	return time.Duration(done[rank-1]) * time.Second, true
}

// Figure names one number of a Summary.
type Figure string

// The figures that list their cases.
const (
	FigureCounted Figure = "counted"
	FigureOnTime  Figure = "on_time"
	FigureLate    Figure = "late"
)

// Case is one case behind a figure.
type Case struct {
	ID      complaint.ID
	Stretch int64
	Code    string
	Place   string // area code, "" for unknown
	On      worktime.Date
	OnTime  bool
	Done    bool          // the duty was done
	Worked  time.Duration // when Done
	Paused  time.Duration // while the citizen was asked
	Allowed time.Duration
}

// Cases lists what stands behind a figure of a Summary of the same days, oldest
// first.
func Cases(ctx context.Context, tx pgx.Tx, nip roster.NIP, f Figure, from, to worktime.Date) ([]Case, error) {
	s, err := Summarise(ctx, tx, nip, from, to)
	if err != nil {
		return nil, err
	}
	counted, err := complaint.Counted(ctx, tx, nip, complaint.ToAnswer, from, s.Through)
	if err != nil {
		return nil, err
	}
	var list []Case
	var ids []complaint.ID
	for _, st := range counted {
		if f == FigureOnTime && !*st.OnTime || f == FigureLate && *st.OnTime {
			continue
		}
		c := Case{
			ID: st.ComplaintID, Stretch: st.ID, On: worktime.DateOf(*st.CountedOn), OnTime: *st.OnTime,
			Allowed: time.Duration(st.AllowedSeconds) * time.Second, Paused: time.Duration(st.PausedSeconds) * time.Second,
		}
		if st.WorkedSeconds != nil {
			c.Done, c.Worked = true, time.Duration(*st.WorkedSeconds)*time.Second
		}
		list, ids = append(list, c), append(ids, c.ID)
	}
	cases, err := complaint.FindAll(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("list the cases behind %s: %w", f, err)
	}
	by := make(map[complaint.ID]complaint.Complaint, len(cases))
	for _, c := range cases {
		by[c.ID] = c
	}
	for i := range list {
		list[i].Code, list[i].Place = by[list[i].ID].Code, by[list[i].ID].Area()
	}
	return list, nil
}
