package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// stepFacts asks, one after the other, for what somebody who has lost a PIN
// knows of the case.
const stepFacts = "recover.facts"

// facts is how many answers are compared.
const facts = 3

// recoverRoutes are for whoever has lost the account or the PIN of a case.
func (o Options) recoverRoutes() []turn.Route {
	return []turn.Route{
		{Button: "recover.account", Do: recoverAccount},
		{Button: "recover.yes", Do: agreeToRecover},
		{Button: "recover.no", Do: objectToRecover},
		{Button: "recover.pin", Do: recoverPIN},
		{Step: stepFacts, Do: o.fresh(day, o.takeFact)},
	}
}

// recoverAccount asks to follow a case from this account. The press carries
// code and PIN, and both are tried again: a press may be forged.
func recoverAccount(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	code, possible := complaint.ParseCode(t.Desk.Prefix, t.Arg(0))
	pin, whole := parsePIN(t.Arg(1))
	if !possible || !whole {
		return turn.Answer{}, turn.ErrStale
	}
	found, err := t.Desk.ByPIN(ctx, tx, t.Now, t.Address, code, pin)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case found.Locked:
		return aside(t.Text.Locked(t.Lang)), nil
	case !found.OK:
		return aside(t.Text.NoMatch(t.Lang)), nil
	}
	r, err := t.Desk.AskAccount(ctx, tx, t.Now, t.Address, found.Complaint.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.ToRecover(ctx, tx, t.Now, r); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.RecoveryAsked(t.Lang, text.Recovery{Recovery: r, Now: t.Now})
	return aside(m), err
}

// recoverPIN begins to ask for the facts of a case.
func recoverPIN(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	code, possible := complaint.ParseCode(t.Desk.Prefix, t.Arg(0))
	if !possible {
		return turn.Answer{}, turn.ErrStale
	}
	if t.Employee != nil {
		return turn.Answer{}, complaint.ErrStaffAsks
	}
	waits, err := complaint.RecoveryWaits(ctx, tx, code, complaint.NewPIN)
	if err == nil && waits {
		err = complaint.ErrAskedAlready
	}
	if err != nil {
		return turn.Answer{}, err
	}
	return askFor(t, stepFacts, step{Code: code}, t.Text.RecoveryQuestion(t.Lang, code, 1))
}

// takeFact takes one answer, and after the last hands them on.
func (o Options) takeFact(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	if t.In.Text == "" {
		return aside(t.Text.RecoveryQuestion(t.Lang, s.Code, len(s.Facts)+1)), nil
	}
	s.Facts, s.At = append(s.Facts, t.In.Text), t.Now
	if len(s.Facts) < facts {
		say := []outbox.Message{t.Text.RecoveryQuestion(t.Lang, s.Code, len(s.Facts)+1)}
		return turn.Answer{Step: stepFacts, Data: s, Draft: s.Kept != nil, Say: say}, nil
	}
	r, c, err := t.Desk.AskPIN(ctx, tx, t.Now, t.Address, s.Code, s.Facts)
	if err != nil {
		return turn.Answer{}, err
	}
	if r.Case != 0 {
		if err := t.Notice.ToJudge(ctx, tx, t.Now, r, c); err != nil {
			return turn.Answer{}, err
		}
	}
	r.DueAt = nil // whether the code was ever given out is not theirs to know
	m, err := t.Text.RecoveryAsked(t.Lang, text.Recovery{Recovery: r, Now: t.Now})
	if err != nil {
		return turn.Answer{}, err
	}
	return end(ctx, tx, t, turn.Answer{Say: []outbox.Message{m}})
}

func objectToRecover(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	request, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	r, c, pin, err := t.Desk.Object(ctx, tx, t.Now, t.Address, request)
	if err != nil {
		return turn.Answer{}, err
	}
	a := aside(t.Text.RecoveryStopped(t.Lang, c.Code, pin))
	a.About = c.ID.Subject()
	return a, t.Notice.Objected(ctx, tx, t.Now, r)
}

func agreeToRecover(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	request, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	done, err := t.Desk.Agree(ctx, tx, t.Now, t.Address, request)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Answer{Stay: true}, t.Notice.Recovered(ctx, tx, t.Now, done)
}
