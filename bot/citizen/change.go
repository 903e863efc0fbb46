package citizen

import (
	"context"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/screen"
)

// early is how long after a message was written its change may come before it.
const early = 2 * time.Minute

// change takes the change of a message: in a draft it takes the place of what
// the message said before, in a case it is added and both are kept. One that
// overtook its message is all that is known of it. A place that moves by itself
// says nothing: the last one before the report is sent counts.
func change(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if a, known, err := changeKnown(ctx, tx, t, t.In); err != nil || known {
		return a, err
	}
	if moves := t.In.Location != nil; moves {
		return turn.Answer{Stay: true}, nil
	}
	if a, known, err := correct(ctx, tx, t, t.In); err != nil || known {
		return a, err
	}
	if a, early, err := overtakes(ctx, tx, t); err != nil || early {
		return a, err
	}
	return aside(t.Text.ChangedLate(t.Lang)), nil
}

// overtakes takes the change of a message that has not come yet into the draft
// that waits; false when it is none.
func overtakes(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error) {
	draft, in, waits, err := held(t)
	if err != nil || !waits || t.Dialog.Step != in || t.Now.Sub(t.In.SentAt).Abs() > early {
		return turn.Answer{}, false, err
	}
	if err := add(&draft, t.In); err != nil {
		return turn.Answer{}, false, err
	}
	a := turn.Answer{}
	if in == notice.StepChoice {
		a, err = askBelongs(ctx, tx, t, draft, a)
	} else {
		a, err = freshCard(ctx, tx, t, draft, a)
	}
	return a, true, err
}

// correct adds the change of a message that was sent already to its case; false
// when nothing is known of it.
func correct(ctx context.Context, tx pgx.Tx, t *turn.Turn, in turn.Incoming) (turn.Answer, bool, error) {
	c, err := t.Desk.Correct(ctx, tx, t.Now, t.Address, in.ID, in.Text, in.Files...)
	switch {
	case isNot(err, complaint.ErrUnknown):
		return turn.Answer{}, false, nil
	case err != nil:
		return turn.Answer{}, false, err
	case !c.Changed(): // as when Telegram draws a link anew
		return turn.Answer{Stay: true}, true, nil
	}
	if err := t.Notice.Corrected(ctx, tx, t.Now, t.Update+":ubah", c); err != nil {
		return turn.Answer{}, false, err
	}
	a := aside(t.Text.Corrected(t.Lang, c.Complaint))
	a.About = c.ID.Subject()
	if c.Hid {
		a.Say = append(a.Say, t.Text.Hid(t.Lang, c.Complaint, screen.Private(c.Is, "", false)))
	}
	err = alarmCase(ctx, tx, t, c.Complaint, c.Is, &a)
	return a, true, err
}

// changeKnown takes the change of a message that something is known of; false
// when nothing is.
func changeKnown(ctx context.Context, tx pgx.Tx, t *turn.Turn, in turn.Incoming) (turn.Answer, bool, error) {
	draft, step, waits, err := held(t)
	if err != nil || !waits {
		return turn.Answer{}, false, err
	}
	before := draft
	changed, err := draft.Change(message(in))
	if err != nil || !changed {
		return turn.Answer{}, false, err
	}
	a, err := changedDraft(ctx, tx, t, before, draft, step)
	return a, true, err
}

// changedDraft keeps a changed draft and shows it in place, where that makes a
// difference.
func changedDraft(ctx context.Context, tx pgx.Tx, t *turn.Turn, before, draft notice.Draft, in string) (turn.Answer, error) {
	was, _, err := shown(ctx, tx, t, before, in)
	if err != nil {
		return turn.Answer{}, err
	}
	is, in, err := shown(ctx, tx, t, draft, in)
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Draft: true, Quiet: t.In.Location != nil}
	if err := alarm(ctx, tx, t, &draft, &a); err != nil {
		return turn.Answer{}, err
	}
	if !reflect.DeepEqual(was, is) {
		if a.Rows, err = replace(ctx, tx, t, draft, is); err != nil {
			return turn.Answer{}, err
		}
	}
	if draft.Card, err = newestCard(ctx, tx, t, draft); err != nil {
		return turn.Answer{}, err
	}
	a.Step, a.Data = in, draft
	if s, ok := current(t); ok {
		s.Kept, s.In = &draft, in
		a.Step, a.Data = t.Dialog.Step, s
	}
	return a, nil
}

// shown is what the newest message about a draft says in a step: what it
// belongs to, or the card, once there is nothing that it could belong to.
func shown(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft, in string) (outbox.Message, string, error) {
	if in == notice.StepChoice {
		m, open, err := t.Notice.Belongs(ctx, tx, t.Now, t.Lang, t.Address, draft)
		if err != nil || open {
			return m, in, err
		}
	}
	m, err := cardOf(ctx, tx, t, &draft)
	return m, notice.StepDraft, err
}
