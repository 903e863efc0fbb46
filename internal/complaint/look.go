package complaint

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// With so many supporters and more, their word counts: where most of those who
// answered say that it is not done, the reporter's word alone does not end the
// case.
const manySupporters = 3

// lookDays is how many working days a superior has to look before those who
// lead them are told as well.
const lookDays = 3

// Side is a supporter's word on a result: whether it is done, and why not. The
// reporter decides; a later word replaces an earlier one. It refuses with
// ErrUnknown, ErrClosed or ErrNoResult.
func (d *Desk) Side(ctx context.Context, tx pgx.Tx, now time.Time, address string, id ID, done bool, why string) (Complaint, Supporter, error) {
	c, s, err := d.FindSupported(ctx, tx, address, id)
	switch {
	case err != nil:
		return Complaint{}, Supporter{}, err
	case !c.State.Open():
		return Complaint{}, Supporter{}, ErrClosed
	case c.State != Proposed:
		return Complaint{}, Supporter{}, ErrNoResult
	}
	if err := wrote(why); err == ErrTooLong {
		return Complaint{}, Supporter{}, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO supporter_word (complaint_id, round, supporter_id, done, said_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (complaint_id, round, supporter_id) DO UPDATE
		SET done = $4, said_at = $5`, c.ID, c.Reopenings, s.ID, done, now)
	if err != nil {
		return Complaint{}, Supporter{}, fmt.Errorf("take a supporter's word on case %d: %w", c.ID, err)
	}
	return c, s, recordMore(ctx, tx, &c, Sided, Supporting, now, why, func(f *Facts) { f.Supporter = s.ID; f.Done = &done })
}

// Tally is what supporters say of the result that waits.
type Tally struct {
	Supporters int // all of them
	Done, Not  int // of these, who answered
}

// Doubts says whether the superior is to look before the case ends.
func (t Tally) Doubts() bool { return t.Supporters >= manySupporters && t.Not > t.Done }

// TallyWords counts what supporters say of a case's result.
func TallyWords(ctx context.Context, tx pgx.Tx, c Complaint) (Tally, error) {
	all, err := Supporters(ctx, tx, c.ID)
	if err != nil || len(all) == 0 {
		return Tally{}, err
	}
	list := make([]int64, len(all))
	for i, s := range all {
		list[i] = s.ID
	}
	t := Tally{Supporters: len(all)}
	err = tx.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE done), count(*) FILTER (WHERE NOT done)
		FROM supporter_word
		WHERE complaint_id = $1 AND round = $2 AND supporter_id = ANY ($3)`, c.ID, c.Reopenings, list).Scan(&t.Done, &t.Not)
	if err != nil {
		return Tally{}, fmt.Errorf("count what supporters of case %d say: %w", c.ID, err)
	}
	return t, nil
}

// doubt lets the superior look instead of ending a case, by the reporter's
// word or by their silence; false when there is no reason to.
func (d *Desk) doubt(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, actor string) (bool, error) {
	t, err := TallyWords(ctx, tx, *c)
	if err != nil || !t.Doubts() {
		return false, err
	}
	remind, err := d.lookAgain(ctx, tx, now, *c)
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO look (complaint_id, confirmed, since, remind_at)
		VALUES ($1, $2, $3, $4)`, c.ID, actor == Citizen, now, remind); err != nil {
		return false, fmt.Errorf("let the superior look at case %d: %w", c.ID, err)
	}
	c.NudgeAt = nil
	return true, record(ctx, tx, c, Doubted, actor, now, "")
}

func (d *Desk) lookAgain(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) (time.Time, error) {
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return time.Time{}, err
	}
	return sameTime(cal, now, lookDays), nil
}

func isLooking(ctx context.Context, tx pgx.Tx, id ID) (looking bool, err error) {
	if err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM look WHERE complaint_id = $1)`, id).Scan(&looking); err != nil {
		return false, fmt.Errorf("see whether case %d is looked at: %w", id, err)
	}
	return looking, nil
}

// Looking says whether the superior looks at a case's result.
func Looking(ctx context.Context, tx pgx.Tx, id ID) (bool, error) { return isLooking(ctx, tx, id) }

// unlook ends the look at a case, and says whether it began with the reporter's
// word; nil when there was none.
func unlook(ctx context.Context, tx pgx.Tx, id ID) (confirmed *bool, err error) {
	var was bool
	err = tx.QueryRow(ctx, `
		DELETE FROM look
		WHERE complaint_id = $1
		RETURNING confirmed`, id).Scan(&was)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("end the look at case %d: %w", id, err)
	}
	return &was, nil
}

// looked locks a case whose result somebody may judge who does not hold it,
// and gave it no word of their own. It refuses with ErrUnknown, ErrNotLooking
// or ErrOwnHands.
func (d *Desk) looked(ctx context.Context, tx pgx.Tx, by roster.NIP, id ID) (Complaint, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	looking, err := isLooking(ctx, tx, id)
	switch {
	case err != nil:
		return Complaint{}, err
	case !looking:
		return Complaint{}, ErrNotLooking
	case c.HeldBy(by):
		return Complaint{}, ErrOwnHands
	}
	return c, d.notOwn(ctx, tx, by, c)
}

// Uphold ends a case that the superior looked at as it would have ended
// without them, and says why. It refuses as looked does, and with ErrEmpty or
// ErrTooLong.
func (d *Desk) Uphold(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, why string) (Complaint, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, err
	}
	c, err := d.looked(ctx, tx, by, id)
	if err != nil {
		return Complaint{}, err
	}
	confirmed, err := unlook(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	kind := Silent
	c.EndedAt, c.NudgeAt = &now, nil
	if confirmed != nil && *confirmed {
		kind = Done
		d.askLater(&c, now)
	}
	return c, record(ctx, tx, &c, kind, ByEmployee(by), now, why)
}

// Return gives a case that the superior looked at back to its holder, and says
// why. It refuses as Uphold does.
func (d *Desk) Return(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, why string) (Complaint, *Stretch, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, nil, err
	}
	c, err := d.looked(ctx, tx, by, id)
	if err != nil {
		return Complaint{}, nil, err
	}
	void, err := d.undo(ctx, tx, now, &c)
	if err != nil {
		return Complaint{}, nil, err
	}
	again, err := giveAgain(ctx, tx, now, c)
	if err != nil {
		return Complaint{}, nil, err
	}
	return c, again, record(ctx, tx, &c, Again, ByEmployee(by), now, why, void, again)
}

// ToRemindOfLooks lists the cases whose superior has not looked in time.
func ToRemindOfLooks(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]ID, error) {
	return ids(ctx, tx, `
		SELECT complaint_id
		FROM look
		WHERE remind_at <= $1
		ORDER BY remind_at, complaint_id
		LIMIT $2`, now, limit)
}

// Pending is a look that has not been had.
type Pending struct {
	Since     time.Time
	Confirmed bool // the reporter says that it is done; else they are silent
}

// RemindOfLook moves the next reminder of a look on, and gives the case and how
// it waits; false when none is due.
func (d *Desk) RemindOfLook(ctx context.Context, tx pgx.Tx, now time.Time, id ID) (c Complaint, w Pending, due bool, err error) {
	if c, err = lock(ctx, tx, id); err != nil {
		return c, w, false, err
	}
	next, err := d.lookAgain(ctx, tx, now, c)
	if err != nil {
		return c, w, false, err
	}
	err = tx.QueryRow(ctx, `
		UPDATE look
		SET remind_at = $3
		WHERE complaint_id = $1 AND remind_at <= $2
		RETURNING since, confirmed`, id, now, next).Scan(&w.Since, &w.Confirmed)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, w, false, nil
	}
	if err != nil {
		return c, w, false, fmt.Errorf("remind of the look at case %d: %w", id, err)
	}
	return c, w, true, nil
}
