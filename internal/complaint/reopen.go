package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// ErrOverForGood says that a case ended too long ago to be opened again.
const ErrOverForGood refusal.Code = "complaint.over_for_good"

// Why is what a citizen taps when it is not done; "" when they only wrote.
type Why string

// The reasons.
const (
	Undone    Why = "undone"    // nothing was done
	Partial   Why = "partial"   // a part of it was
	Broken    Why = "broken"    // what was done did not last
	Elsewhere Why = "elsewhere" // it was done at another place
)

// Whys are all reasons that can be tapped, in the order in which they are
// offered.
var Whys = []Why{Undone, Partial, Broken, Elsewhere}

// ReopenFor is how long after its end a case can be opened again.
const ReopenFor = 30 * 24 * time.Hour

// reopenable are the ends that a citizen can undo.
var reopenable = map[State]bool{Confirmed: true, Unconfirmed: true, Withdrawn: true, Impossible: true, Scheduled: true, Referred: true}

// MayReopen says whether the one who filed an ended case can still open it
// again: within ReopenFor of its end, or of the day on which they were asked
// what another agency made of it.
func (c Complaint) MayReopen(now time.Time) bool {
	if c.State == Referred && c.NudgeStep > 0 && c.NudgeAt != nil && !now.After(*c.NudgeAt) {
		return true // just asked what became of it
	}
	return reopenable[c.State] && c.EndedAt != nil && !now.After(c.EndedAt.Add(ReopenFor))
}

// Reopen says that it is not done, of a result that waits or of a case that
// ended no longer ago than ReopenFor. What a result counted for counts no more,
// and the time since lay with the citizen. The first time the holder goes on;
// from the second on it is answered higher (Higher). Where nobody can be
// reached there, the case has no holder then, and no stretch comes back. It
// refuses with ErrUnknown, ErrPaperPIN, ErrNoResult, ErrClosed, ErrOverForGood, ErrEmpty or
// ErrTooLong.
func (d *Desk) Reopen(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, why Why, words string) (Complaint, *Stretch, error) {
	c, err := d.FindToDecide(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, nil, err
	}
	return d.reopen(ctx, tx, now, c, why, words, "")
}

// reopen is Reopen of a locked case; phone is who heard it said on the
// telephone, "" where nobody did.
func (d *Desk) reopen(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, why Why, words string, phone roster.NIP) (Complaint, *Stretch, error) {
	if err := wrote(words); err != nil {
		return Complaint{}, nil, err
	}
	switch {
	case c.State.Open() && c.State != Proposed:
		return Complaint{}, nil, ErrNoResult
	case !c.State.Open() && !reopenable[c.State]:
		return Complaint{}, nil, ErrClosed
	case c.State != Proposed && !c.MayReopen(now):
		return Complaint{}, nil, ErrOverForGood
	}
	void, err := d.undo(ctx, tx, now, &c)
	if err != nil {
		return Complaint{}, nil, err
	}
	moot, err := drop(ctx, tx, now, c.ID, ToReview)
	if err != nil {
		return Complaint{}, nil, err
	}
	if c.Reopenings >= higherFrom {
		to, found, err := d.Higher(ctx, tx, now, c)
		if err != nil {
			return Complaint{}, nil, err
		}
		if c.Holder = nil; found {
			c.Holder = &to.NIP
		}
	}
	again, err := giveAgain(ctx, tx, now, c)
	if err != nil {
		return Complaint{}, nil, err
	}
	return c, again, recordMore(ctx, tx, &c, Again, Citizen, now, words, func(f *Facts) { f.Why, f.Errands, f.Phone = why, moot, phone }, void, again)
}

// undo takes back a result or an end, and gives the stretch that counts no
// more; nil when no result was accepted or waited.
func (d *Desk) undo(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint) (void *Stretch, err error) {
	if _, err := unlook(ctx, tx, c.ID); err != nil {
		return nil, err
	}
	ss, err := Stretches(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return nil, err
	}
	since := now
	if c.EndedAt != nil {
		since = *c.EndedAt
	}
	if n := len(ss); n > 0 && ss[n-1].ToAt != nil {
		since = *ss[n-1].ToAt
	}
	if c.ProposedAt != nil {
		for i := range ss {
			if ss[i].Duty == ToSettle {
				void = &ss[i]
			}
		}
		void.Voided = true
	}
	c.ExcusedSeconds += seconds(cal.Elapsed(since, now))
	if c.EndedAt != nil && (void == nil || *void.OnTime) {
		// They had been free of it: some time is theirs again.
		if due, own := c.settleDue(cal), cal.DueInDays(now, HigherDays); own.After(due) {
			c.ExcusedSeconds += seconds(cal.Elapsed(due, own))
		}
	}
	c.ProposedAt, c.EndedAt, c.HeardAt, c.NudgeAt, c.NudgeStep = nil, nil, nil, nil, 0
	c.Reopenings++
	return void, nil
}

// giveAgain gives a case that came back to its holder; nil when there is none.
func giveAgain(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) (*Stretch, error) {
	if c.Holder == nil {
		return nil, nil
	}
	return give(ctx, tx, now, c, *c.Holder)
}

// NewLimit is what the holder of a case owes that was opened again after the
// receipt's promise had passed: that promise says nothing any more. Nil for
// every other case.
func NewLimit(ctx context.Context, tx pgx.Tx, c Complaint) (*time.Time, error) {
	if c.Reopenings == 0 || c.AnsweredAt == nil {
		return nil, nil
	}
	s, runs, err := Running(ctx, tx, c.ID)
	if err != nil || !runs || !c.SettleDueAt.Before(s.GivenAt) {
		return nil, err
	}
	return s.DueAt, nil
}
