package citizen

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/dialog"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/screen"
	"tanggap/internal/text"
)

// lapor opens a draft, or shows the one that waits.
func lapor(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	in := t.In
	in.Text = t.In.Rest
	if in.Edited {
		if a, known, err := changeKnown(ctx, tx, t, in); err != nil || known {
			return a, err
		}
		if a, known, err := correct(ctx, tx, t, in); err != nil || known {
			return a, err
		}
	}
	return StartDraft(ctx, tx, t, in)
}

// StartDraft opens a draft with what in brings, or adds it to the one that
// waits. It refuses with complaint.ErrTooLong.
func StartDraft(ctx context.Context, tx pgx.Tx, t *turn.Turn, in turn.Incoming) (turn.Answer, error) {
	draft, _, waits, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !waits {
		draft = newDraft(t)
	}
	if err := add(&draft, in); err != nil {
		return turn.Answer{}, err
	}
	return freshCard(ctx, tx, t, draft, turn.Answer{})
}

// ComplainAbout opens a draft about a unit, or chooses the unit for the one
// that waits.
func ComplainAbout(ctx context.Context, tx pgx.Tx, t *turn.Turn, unit string) (turn.Answer, error) {
	draft, _, waits, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !waits {
		draft = newDraft(t)
	}
	draft.Unit = unit
	return freshCard(ctx, tx, t, draft, turn.Answer{})
}

func newDraft(t *turn.Turn) notice.Draft {
	return notice.Draft{Token: strings.TrimPrefix(t.Update, "upd:")}
}

func add(draft *notice.Draft, in turn.Incoming) error {
	if err := draft.Add(message(in)); err != nil {
		return err
	}
	draft.Album, draft.Forwarded = in.Album, draft.Forwarded || in.Forwarded
	return nil
}

func message(in turn.Incoming) notice.Message {
	m := notice.Message{ID: in.ID, Words: in.Text, Files: in.Files}
	if in.Location != nil {
		m.Pin = &routing.Point{Latitude: in.Location.Latitude, Longitude: in.Location.Longitude}
	}
	return m
}

// addToDraft takes whatever is written while a report is open.
func (o Options) addToDraft(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, _, _, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, nothing := nothingToKeep(t); nothing {
		return a, nil
	}
	if a, done, err := o.typedAtCard(ctx, tx, t, draft); err != nil || done {
		return a, err
	}
	if talk, is := smallTalk(t.In.Text); is && draft.Empty() && len(t.In.Files) == 0 && t.In.Location == nil {
		return aside(t.Text.Reply(t.Lang, talk)), nil
	}
	album := draft.Album
	if err := add(&draft, t.In); err != nil {
		return turn.Answer{}, err
	}
	if album != "" && album == t.In.Album {
		return redrawn(ctx, tx, t, draft)
	}
	return freshCard(ctx, tx, t, draft, turn.Answer{})
}

// freshCard shows the draft in a new message behind what a says, and takes the
// buttons off the one before. An empty draft asks for the report.
func freshCard(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft, a turn.Answer) (turn.Answer, error) {
	if draft.Empty() {
		m, err := tell(ctx, tx, t, draft)
		if err != nil {
			return turn.Answer{}, err
		}
		a.Say = append(a.Say, m)
		a.Step, a.Data, a.Draft = notice.StepDraft, draft, true
		return a, nil
	}
	if err := alarm(ctx, tx, t, &draft, &a); err != nil {
		return turn.Answer{}, err
	}
	first, err := noticed(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	card, err := cardOf(ctx, tx, t, &draft)
	if err != nil {
		return turn.Answer{}, err
	}
	rows, err := replace(ctx, tx, t, draft, t.Text.CardMoved(t.Lang))
	if err != nil {
		return turn.Answer{}, err
	}
	a.Rows = append(a.Rows, rows...)
	a.Say = append(append(a.Say, first...), card)
	draft.Card = t.Key(len(a.Say) - 1)
	a.Step, a.Data, a.Draft = notice.StepDraft, draft, true
	return a, nil
}

// tell asks for the report that a draft still lacks.
func tell(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft) (outbox.Message, error) {
	switch {
	case draft.Agreed != nil:
		return t.Text.HelperTell(t.Lang), nil
	case draft.Unit == "":
		return t.Text.Tell(t.Lang, ""), nil
	}
	u, err := roster.FindUnit(ctx, tx, draft.Unit)
	return t.Text.Tell(t.Lang, u.Name), err
}

// redrawn changes the newest card in place, for what nobody pressed a button
// of it for.
func redrawn(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft) (turn.Answer, error) {
	card, err := cardOf(ctx, tx, t, &draft)
	if err != nil {
		return turn.Answer{}, err
	}
	rows, err := replace(ctx, tx, t, draft, card)
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Step: notice.StepDraft, Draft: true, Rows: rows}
	if err := alarm(ctx, tx, t, &draft, &a); err != nil {
		return turn.Answer{}, err
	}
	draft.Card, err = newestCard(ctx, tx, t, draft)
	a.Data = draft
	return a, err
}

// replace changes the newest message that shows the draft; those before it
// have no buttons any more.
func replace(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft, with outbox.Message) ([]outbox.Row, error) {
	newest, err := newestCard(ctx, tx, t, draft)
	if err != nil || newest == "" {
		return nil, err
	}
	return []outbox.Row{{
		Key: t.Update + ":card", Address: t.Address, Lane: outbox.Replies, After: newest, Edit: true, Message: with,
	}}, nil
}

// newestCard is the key of the newest message that shows the draft, "" if
// there is none.
func newestCard(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft) (string, error) {
	if draft.Card == "" || !mayBeReminded(t.Dialog) {
		return draft.Card, nil
	}
	newest, _, err := outbox.NewestOf(ctx, tx, draft.Cards()...)
	return newest, err
}

// mayBeReminded says whether a reminder may have shown the draft anew: the
// next one is then due the next day, or never.
func mayBeReminded(d dialog.Dialog) bool {
	return d.DraftAt == nil || d.RemindAt == nil || d.RemindAt.Sub(*d.DraftAt) > time.Hour
}

// pressed is the draft whose card has a button pressed. It refuses with
// turn.ErrStale when nothing waits.
func pressed(t *turn.Turn) (notice.Draft, error) {
	draft, _, waits, err := held(t)
	if err == nil && !waits {
		err = turn.ErrStale
	}
	return draft, err
}

// view shows choices in place of the card.
func view(m outbox.Message) turn.Answer { return turn.Answer{Stay: true, Edit: &m} }

// chosen keeps a changed draft and shows its card in place; behind what was
// typed instead of pressed, in a new message.
func chosen(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft) (turn.Answer, error) {
	if typed := t.In.Button == ""; typed {
		return freshCard(ctx, tx, t, draft, turn.Answer{})
	}
	card, err := cardOf(ctx, tx, t, &draft)
	if err != nil {
		return turn.Answer{}, err
	}
	if draft.Card, err = newestCard(ctx, tx, t, draft); err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Step: notice.StepDraft, Data: draft, Draft: true, Edit: &card}
	if s, ok := current(t); ok {
		s.Kept, s.In = &draft, notice.StepDraft
		a.Step, a.Data = t.Dialog.Step, s
	}
	return a, nil
}

func showCard(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	card, err := cardOf(ctx, tx, t, &draft)
	return view(card), err
}

func privacy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	why, err := t.Notice.Private(ctx, tx, draft)
	return view(t.Text.CardPrivacy(t.Lang, draft.Public, draft.Contact, why, draft.Agreed != nil)), err
}

// aboutOfficer says that the report is about an officer, or takes it back.
func aboutOfficer(is bool) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		draft, err := pressed(t)
		if err != nil {
			return turn.Answer{}, err
		}
		draft.Officer = is
		return chosen(ctx, tx, t, draft)
	}
}

func chooseSecret(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	draft.Public = false
	return chosen(ctx, tx, t, draft)
}

func choosePublic(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if why, err := t.Notice.Private(ctx, tx, draft); err != nil || why != screen.Open {
		return view(t.Text.CardPrivacy(t.Lang, draft.Public, draft.Contact, why, draft.Agreed != nil)), err
	}
	draft.Public = true
	return chosen(ctx, tx, t, draft)
}

// askDrop asks once more before anything is lost.
func askDrop(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	return view(t.Text.CardDrop(t.Lang, draft.Token)), err
}

func drop(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err == nil && draft.Token != t.Arg(0) {
		err = turn.ErrStale
	}
	if err != nil {
		return turn.Answer{}, err
	}
	rows, err := replace(ctx, tx, t, draft, t.Text.CardDropped(t.Lang))
	return without(t, turn.Answer{Rows: rows}), err
}

// leave ends any dialog and says what was given up. A draft that the dialog
// interrupted comes back.
func (o Options) leave(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if o.TakeBack != nil {
		if a, was, err := o.TakeBack(ctx, tx, t); err != nil || was {
			return a, err
		}
	}
	s, interrupts := current(t)
	switch {
	case t.Dialog.Step == "", (t.Dialog.Step == stepAlbum || t.Dialog.Step == stepFace) && s.Kept == nil:
		return turn.Answer{Say: []outbox.Message{t.Text.NothingToLeave(t.Lang)}}, nil
	case interrupts && s.Kept != nil:
		m, err := t.Text.Left(t.Lang, text.Left{})
		if err != nil {
			return turn.Answer{}, err
		}
		return end(ctx, tx, t, turn.Answer{Say: []outbox.Message{m}})
	}
	if o.Unsent != nil {
		if left, unsent := o.Unsent(t); unsent {
			m, err := t.Text.Left(t.Lang, left)
			return turn.Answer{Say: []outbox.Message{m}}, err
		}
	}
	draft, in, waits, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	gone := t.Text.CardDropped(t.Lang)
	if in == notice.StepChoice {
		gone = t.Text.BelongsMoved(t.Lang)
	}
	rows, err := replace(ctx, tx, t, draft, gone)
	if err != nil {
		return turn.Answer{}, err
	}
	left := text.Left{Words: draft.WordsAndPins(), Files: text.CountFiles(draft.Attached()), Draft: waits && !draft.Empty()}
	m, err := t.Text.Left(t.Lang, left)
	return turn.Answer{Rows: rows, Say: []outbox.Message{m}}, err
}

// isNot says whether an error is the refusal that something is not there.
func isNot(err, refusal error) bool { return errors.Is(err, refusal) }
