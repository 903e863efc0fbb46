package officer

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// leaveChange asks for another last day of leave.
func leaveChange(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if a, busy, err := busy(t); busy {
		return a, err
	}
	r, err := pressedLeave(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !r.Waits() && !r.Counts() || r.To() < officeDay(t) {
		return turn.Answer{}, roster.ErrLeaveUnknown
	}
	return askLeaveDay(ctx, tx, t, leaving{For: r.NIP, Kind: r.Kind, From: r.From().String(), To: r.To().String(), ID: r.ID})
}

// leaveEnds moves the last day: an earlier one holds at once, for later ones the
// days between are asked for.
func leaveEnds(ctx context.Context, tx pgx.Tx, t *turn.Turn, l leaving, on worktime.Date) (turn.Answer, error) {
	r, err := roster.FindLeave(ctx, tx, l.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	if on > r.To() {
		l.From, l.To, l.ID = r.To().AddDays(1).String(), on.String(), 0
		return sendLeave(ctx, tx, t, l, r.Substitute)
	}
	had := r.Counts()
	r, err = roster.ShortenLeave(ctx, tx, officeTime(t), t.Employee.NIP, l.ID, on)
	if err != nil {
		return turn.Answer{}, err
	}
	return leaveChanged(ctx, tx, t, r, had)
}

// leaveBack takes leave back; what sickness had excused is counted again.
func leaveBack(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	r, err := pressedLeave(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	had := r.Counts()
	if r.From() >= officeDay(t) {
		if _, err := t.Desk.ReturnMinutes(ctx, tx, t.Now, "nip:"+string(t.Employee.NIP), r.ID); err != nil {
			return turn.Answer{}, err
		}
	}
	if r, err = roster.TakeLeaveBack(ctx, tx, officeTime(t), t.Employee.NIP, r.ID); err != nil {
		return turn.Answer{}, err
	}
	a, err := leaveChanged(ctx, tx, t, r, had)
	a.Stay = true
	return a, err
}

func leaveChanged(ctx context.Context, tx pgx.Tx, t *turn.Turn, r roster.Request, had bool) (turn.Answer, error) {
	v, err := t.Notice.LeaveChanged(ctx, tx, t.Now, t.Update, r, t.Employee.NIP, had)
	if err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.LeaveChanged(t.Lang, v))
}

// pressedLeave is the request that a press names, for its employee and whoever
// may decide on it.
func pressedLeave(ctx context.Context, tx pgx.Tx, t *turn.Turn) (roster.Request, error) {
	id, err := t.Int(0)
	if err != nil {
		return roster.Request{}, err
	}
	r, err := roster.FindLeave(ctx, tx, id)
	if err != nil || r.NIP == t.Employee.NIP {
		return r, err
	}
	return r, roster.MayDecide(ctx, tx, t.Employee.NIP, r)
}

// leaveOpen shows a request to whoever may decide on it.
func leaveOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	r, err := toDecide(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.LeaveView(ctx, tx, t.Now, r)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.LeaveRequest(t.Lang, v))
}

// toDecide is the request that a press names, while it waits for a word that
// the presser may give.
func toDecide(ctx context.Context, tx pgx.Tx, t *turn.Turn) (roster.Request, error) {
	r, err := pressedLeave(ctx, tx, t)
	switch {
	case err != nil:
		return r, err
	case r.NIP == t.Employee.NIP:
		return r, roster.ErrLeaveOwn
	case !r.Waits():
		return r, roster.ErrLeaveDecided
	}
	return r, nil
}

func leaveAgree(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	r, err := toDecide(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := decideLeave(ctx, tx, t, r, true)
	if err == nil {
		a = turn.Answer{Stay: true, Edit: &a.Say[0]}
	}
	return a, err
}

func leaveRefuse(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if a, busy, err := busy(t); busy {
		return a, err
	}
	r, err := toDecide(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.LeaveView(ctx, tx, t.Now, r)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.LeaveReason(t.Lang, v))
	a.Step, a.Data = stepLeaveReason, leaving{For: r.NIP, ID: r.ID, At: t.Now}
	return a, err
}

func leaveReason(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var l leaving
	if err := t.Read(&l); err != nil {
		return turn.Answer{}, err
	}
	if strings.TrimSpace(t.In.Text) == "" {
		return turn.Answer{}, roster.ErrLeaveReason
	}
	r, err := roster.FindLeave(ctx, tx, l.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	return decideLeave(ctx, tx, t, r, false)
}

// decideLeave decides; cases are locked before the employee, as everywhere.
func decideLeave(ctx context.Context, tx pgx.Tx, t *turn.Turn, r roster.Request, agree bool) (turn.Answer, error) {
	returned := 0
	if !agree {
		n, err := t.Desk.ReturnMinutes(ctx, tx, t.Now, "nip:"+string(t.Employee.NIP), r.ID)
		if err != nil {
			return turn.Answer{}, err
		}
		returned = n
	}
	r, err := roster.DecideLeave(ctx, tx, officeTime(t), t.Employee.NIP, r.ID, agree, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.LeaveDecided(ctx, tx, t.Now, r, returned)
	if err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.LeaveDecided(t.Lang, v, returned))
}
