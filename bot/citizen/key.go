package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/rating"
)

// officeLang is what the office reads: words that the program puts into a
// citizen's mouth are in it.
const officeLang = locale.ID

// result is the case whose result a press decides on. A press for another
// result than the one that waits gives false: what waits is shown instead.
func result(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, bool, error) {
	c, err := ownOpen(ctx, tx, t)
	if err != nil {
		return c, false, err
	}
	if c.State != complaint.Proposed {
		return complaint.Complaint{}, false, complaint.ErrNoResult
	}
	return c, page(t.Arg(1)) == c.Reopenings, nil
}

// kept is the message that its writer sends along with a press; false when the
// press brings none.
func kept(t *turn.Turn) (notice.Draft, bool, error) {
	if t.Arg(2) != "kept" {
		return notice.Draft{}, false, nil
	}
	draft, in, waits, err := held(t)
	return draft, waits && in == notice.StepChoice && !draft.Empty(), err
}

// confirm turns the key: it is done. A kept message goes along as an addition.
func confirm(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, current, err := result(ctx, tx, t)
	if err != nil {
		return ended(t, c, err)
	}
	if !current {
		return showCase(ctx, tx, t, c, true)
	}
	draft, with, err := kept(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if with {
		words := draft.WordsAndPins()
		if c, err = t.Desk.Add(ctx, tx, t.Now, t.Owner, c.ID, words, draft.Attached()...); err != nil {
			return turn.Answer{}, err
		}
		if err := t.Notice.Added(ctx, tx, t.Now, t.Update+":tambah", c, words); err != nil {
			return turn.Answer{}, err
		}
	}
	if c, err = t.Desk.Confirm(ctx, tx, t.Now, t.Owner, c.ID); err != nil {
		return turn.Answer{}, err
	}
	if c.State.Open() {
		return confirmDoubted(ctx, tx, t, c, draft, with)
	}
	if err := t.Notice.Confirmed(ctx, tx, t.Now, t.Update+":selesai", c); err != nil {
		return turn.Answer{}, err
	}
	stands, err := rating.Stands(ctx, tx, t.Now, t.Owner, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{About: c.ID.Subject(), Say: []outbox.Message{t.Text.Done(t.Lang, c, stands.May)}}
	if with {
		draft.Album = "" // the case is closed: what is left of it is no part any more
		a, err = gaveKept(ctx, tx, t, draft, c.ID, a)
	} else {
		a, err = settle(ctx, tx, t, c.ID, a)
	}
	// A chat is not to stand beside a nameless case without need.
	idle := a.Step == "" && (!a.Stay || t.Dialog.Step == "" || t.Dialog.Step == stepAlbum)
	if idle && stands.May && !c.Contact.Anonymous() {
		a.Stay, a.Step, a.Data = false, stepFace, step{Case: c.ID, Pass: t.In.Pass, At: t.Now}
	}
	return a, err
}

// confirmDoubted says that the superior looks first, since most supporters say
// otherwise.
func confirmDoubted(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, draft notice.Draft, with bool) (turn.Answer, error) {
	if err := t.Notice.Doubted(ctx, tx, t.Now, c, false); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Notice.DoubtOf(ctx, tx, t.Lang, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{About: c.ID.Subject(), Say: []outbox.Message{m}}
	if with {
		return gaveKept(ctx, tx, t, draft, c.ID, a)
	}
	return settle(ctx, tx, t, c.ID, a)
}
