package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/worktime"
)

// Reply answers the holder's question; their clock goes on. It refuses with
// ErrUnknown, ErrNoQuestion, ErrEmpty or ErrTooLong.
func (d *Desk) Reply(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, body string, files ...attachment.File) (Complaint, error) {
	if err := wrote(body); err != nil && len(files) == 0 {
		return Complaint{}, err
	}
	c, err := d.FindOwn(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, err
	}
	if c.State != Asked {
		return Complaint{}, ErrNoQuestion
	}
	if err := attachment.Want(ctx, tx, now, id.Subject(), Citizen, files...); err != nil {
		return Complaint{}, err
	}
	if err := d.unpause(ctx, tx, now, &c, Answer, Citizen, body); err != nil {
		return Complaint{}, err
	}
	return c, hide(ctx, tx, now, &c, body)
}

// Unask ends a question that the citizen has not answered in the time that a
// holder may wait: their clock goes on.
func (d *Desk) Unask(ctx context.Context, tx pgx.Tx, now time.Time, id ID) (Complaint, error) {
	c, err := lock(ctx, tx, id)
	if err != nil || c.State != Asked {
		return c, err
	}
	return c, d.unpause(ctx, tx, now, &c, Unasked, System, "")
}

func (d *Desk) unpause(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, k Kind, actor, words string) error {
	return d.unpauseMore(ctx, tx, now, c, k, actor, words, nil)
}

func (d *Desk) unpauseMore(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, k Kind, actor, words string, more func(*Facts)) error {
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if !running {
		return recordMore(ctx, tx, c, k, actor, now, words, more)
	}
	cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return err
	}
	c.ExcusedSeconds += s.resume(cal, now)
	return recordMore(ctx, tx, c, k, actor, now, words, more, &s)
}

// Add adds words or files to an open case. It refuses with ErrUnknown,
// ErrClosed, ErrEmpty or ErrTooLong.
func (d *Desk) Add(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, body string, files ...attachment.File) (Complaint, error) {
	if err := wrote(body); err != nil && len(files) == 0 {
		return Complaint{}, err
	}
	c, err := d.FindOwn(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, err
	}
	if !c.State.Open() {
		return Complaint{}, ErrClosed
	}
	if err := attachment.Want(ctx, tx, now, id.Subject(), Citizen, files...); err != nil {
		return Complaint{}, err
	}
	if err := record(ctx, tx, &c, Addition, Citizen, now, body); err != nil {
		return Complaint{}, err
	}
	return c, hide(ctx, tx, now, &c, body)
}

// Confirm turns the key: the citizen says that it is done. Where most of many
// supporters say that it is not, the case waits for the superior instead, and
// what it gives is still open. It refuses with ErrUnknown, ErrPaperPIN,
// ErrClosed, ErrNoResult or ErrLooking.
func (d *Desk) Confirm(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID) (Complaint, error) {
	c, err := d.decided(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, err
	}
	looking, err := isLooking(ctx, tx, id)
	switch {
	case err != nil:
		return Complaint{}, err
	case looking:
		return Complaint{}, ErrLooking
	}
	if doubted, err := d.doubt(ctx, tx, now, &c, Citizen); err != nil || doubted {
		return c, err
	}
	c.EndedAt = &now
	d.askLater(&c, now)
	kept, err := d.settlePromises(ctx, tx, now, c)
	if err != nil {
		return Complaint{}, err
	}
	if err := recordMore(ctx, tx, &c, Done, Citizen, now, "", func(f *Facts) { f.Promises = kept }); err != nil {
		return Complaint{}, err
	}
	return c, d.draw(ctx, tx, now, c)
}

// decided locks a case whose result the reporter may decide on.
func (d *Desk) decided(ctx context.Context, tx pgx.Tx, reporter string, id ID) (Complaint, error) {
	c, err := d.FindToDecide(ctx, tx, reporter, id)
	switch {
	case err != nil:
		return Complaint{}, err
	case !c.State.Open():
		return Complaint{}, ErrClosed
	case c.State != Proposed:
		return Complaint{}, ErrNoResult
	}
	return c, nil
}

// Working days after the result on which the citizen is asked again, and on
// which silence ends the case.
const (
	firstNudge  = 3
	secondNudge = 7
	silenceDays = 10
)

// nudge sets when the citizen is asked next.
func (c *Complaint) nudge(cal *worktime.Calendar) {
	var next time.Time
	switch c.NudgeStep {
	case 0:
		next = sameTime(cal, c.heardFrom(), firstNudge)
	case 1:
		next = sameTime(cal, c.heardFrom(), secondNudge)
	default:
		next = c.SilentAt(cal)
	}
	c.NudgeAt = &next
}

// SilentAt is when silence ends a case whose result was proposed: at the end
// of the tenth working day after its reporter could know of it.
func (c Complaint) SilentAt(cal *worktime.Calendar) time.Time {
	return cal.DueInDays(c.heardFrom(), silenceDays)
}

func sameTime(cal *worktime.Calendar, t time.Time, days int) time.Time {
	for range days {
		t = cal.NextDaySame(t)
	}
	return t
}

// ToNudge lists the cases whose citizen is to be asked again, or whose
// silence has lasted.
func ToNudge(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]ID, error) {
	return ids(ctx, tx, `
		SELECT id
		FROM complaint
		WHERE nudge_at <= $1
		ORDER BY nudge_at
		LIMIT $2`, now, limit)
}

// Nudge moves a case one step on: false when none is due. After the second
// reminder the next step ends the case without the citizen's word. Of one that
// was referred to another agency it asks what became of it, and of one that is
// done, two weeks later, whether it still is. While no message reaches the
// citizen of a result, it waits.
func (d *Desk) Nudge(ctx context.Context, tx pgx.Tx, now time.Time, id ID) (Complaint, bool, error) {
	c, err := lock(ctx, tx, id)
	if err != nil || c.NudgeAt == nil || now.Before(*c.NudgeAt) {
		return c, false, err
	}
	if c.State == Referred {
		asked, err := d.follow(ctx, tx, now, &c)
		return c, asked, err
	}
	if c.State == Confirmed {
		asked, err := d.askStill(ctx, tx, now, &c)
		return c, asked, err
	}
	if c.State != Proposed {
		return c, false, nil
	}
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return c, false, err
	}
	lost, err := c.unheard(ctx, tx, now, cal)
	if err != nil {
		return c, false, err
	}
	if lost && now.Before(c.ProposedAt.Add(UnheardFor)) {
		return c, false, save(ctx, tx, c)
	}
	if !now.Before(c.SilentAt(cal)) {
		if doubted, err := d.doubt(ctx, tx, now, &c, System); err != nil || doubted {
			return c, true, err
		}
		c.EndedAt, c.NudgeAt = &now, nil
		return c, true, recordMore(ctx, tx, &c, Silent, System, now, "", func(f *Facts) { f.Unheard = lost })
	}
	for c.NudgeAt != nil && !now.Before(*c.NudgeAt) {
		c.NudgeStep++
		c.nudge(cal)
	}
	return c, true, save(ctx, tx, c)
}
