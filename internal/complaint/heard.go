package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

// While no message reaches a reporter, they are not silent: they do not know. A
// result that waits for them goes on waiting, without reminders, until they are
// back; then it is shown again and their time begins anew. Where they have not
// come back for UnheardFor the case ends, and its end says that the result was
// not delivered.

// HeardOf says that a reporter whom no message had reached is shown the result now.
const HeardOf Kind = "heard"

// UnheardFor is how long a result waits for a reporter whom no message reaches.
const UnheardFor = 60 * 24 * time.Hour

// heardFrom is from when on the silence of a reporter counts.
func (c Complaint) heardFrom() time.Time {
	if c.HeardAt != nil {
		return *c.HeardAt
	}
	return *c.ProposedAt
}

// unheard says whether silence must not count, since no message reaches the
// reporter of a case; the next look at it is set.
func (c *Complaint) unheard(ctx context.Context, tx pgx.Tx, now time.Time, cal *worktime.Calendar) (lost bool, err error) {
	way, known, err := WayTo(ctx, tx, c.ID)
	if err != nil || !known || !way.Lost {
		return false, err
	}
	next := cal.NextDaySame(now)
	c.NudgeAt = &next
	return true, nil
}

// Hear shows the result to a reporter who is back, and lets their time begin
// anew; false where no result waits.
func (d *Desk) Hear(ctx context.Context, tx pgx.Tx, now time.Time, id ID) (Complaint, bool, error) {
	c, err := lock(ctx, tx, id)
	if err != nil || c.State != Proposed || c.NudgeAt == nil {
		return c, false, err
	}
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return c, false, err
	}
	c.HeardAt, c.NudgeStep = &now, 0
	c.nudge(cal)
	return c, true, record(ctx, tx, &c, HeardOf, System, now, "")
}
