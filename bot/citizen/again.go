package citizen

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// againRoutes are for a case that is not done, or not over.
var againRoutes = []turn.Route{
	{Button: "key.not", Do: notDone},
	{Button: "key.why", Do: tapWhy},
	{Button: "key.other", Do: otherWhy},
	{Button: "again.open", Do: openAgain},
	{Button: "laporan.withdraw", Do: askWithdraw},
	{Button: "withdraw.yes", Do: withdraw},
	{Button: "withdraw.no", Do: keepOpen},
}

// ended offers to open a case again to whoever wants to do something with it
// that only an open one takes; every other refusal stays as it is.
func ended(t *turn.Turn, c complaint.Complaint, err error) (turn.Answer, error) {
	if !isNot(err, complaint.ErrClosed) || !c.MayReopen(t.Now) {
		return turn.Answer{}, err
	}
	a := aside(t.Text.OfferAgain(t.Lang, c))
	a.About = c.ID.Subject()
	return a, nil
}

// notDone asks why, unless a kept message says it.
func notDone(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
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
		a, err := reopen(ctx, tx, t, c, "", draft.WordsAndPins(), draft.Attached())
		if err != nil {
			return turn.Answer{}, err
		}
		return gaveKept(ctx, tx, t, draft, c.ID, a)
	}
	a, err := begin(t, stepWhy, step{Case: c.ID})
	a.About, a.Say = c.ID.Subject(), []outbox.Message{t.Text.AskWhy(t.Lang, c)}
	return a, err
}

// tapWhy takes the reason of a button.
func tapWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, current, err := result(ctx, tx, t)
	if err != nil {
		return ended(t, c, err)
	}
	if !current {
		return showCase(ctx, tx, t, c, true)
	}
	for _, why := range complaint.Whys {
		if t.Arg(2) == string(why) {
			a, err := reopen(ctx, tx, t, c, why, t.Text.WhyWords(officeLang, why), nil)
			if err != nil {
				return turn.Answer{}, err
			}
			return settle(ctx, tx, t, c.ID, a)
		}
	}
	return turn.Answer{}, turn.ErrStale
}

// otherWhy asks for the reason in words.
func otherWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, current, err := result(ctx, tx, t)
	if err != nil {
		return ended(t, c, err)
	}
	if !current {
		return showCase(ctx, tx, t, c, true)
	}
	a, err := begin(t, stepWhy, step{Case: c.ID})
	a.About, a.Say = c.ID.Subject(), []outbox.Message{t.Text.AskWhyWords(t.Lang, c.Code)}
	return a, err
}

// takeWhy takes the reason as it is typed or shown.
func takeWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	c, err := t.Desk.FindOwn(ctx, tx, t.Owner, s.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	var words notice.Draft
	if err := add(&words, t.In); err != nil {
		return turn.Answer{}, err
	}
	a, err := reopen(ctx, tx, t, c, typedWhy(t), words.WordsAndPins(), t.In.Files)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := complaint.Said(ctx, tx, c.ID, words.Said()...); err != nil {
		return turn.Answer{}, err
	}
	if a, err = end(ctx, tx, t, a); err != nil {
		return turn.Answer{}, err
	}
	return intoAlbum(t, c.ID, t.In.Album, a), nil
}

// typedWhy is the reason whose words were typed; "" for others.
func typedWhy(t *turn.Turn) complaint.Why {
	for _, why := range complaint.Whys {
		if t.Wrote(t.Text.WhyWords(t.Lang, why)) {
			return why
		}
	}
	return ""
}

// openAgain opens an ended case again: with a kept message as the reason, or
// with a tap alone, and then asks for words.
func openAgain(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !pressedEnd(t, c) {
		return showCase(ctx, tx, t, c, true)
	}
	draft, with, err := kept(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if with {
		a, err := reopen(ctx, tx, t, c, "", draft.WordsAndPins(), draft.Attached())
		if err != nil {
			return turn.Answer{}, err
		}
		return gaveKept(ctx, tx, t, draft, c.ID, a)
	}
	back, err := backAgain(ctx, tx, t, c, "", t.Text.WithoutWords(officeLang), nil)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := begin(t, stepMore, step{Case: c.ID})
	a.About = c.ID.Subject()
	a.Say = []outbox.Message{t.Text.Reopened(t.Lang, back.Complaint, back.who, back.told, true)}
	return a, err
}

// reopen says that it is not done; a picture may speak for itself.
func reopen(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, why complaint.Why, words string, files []attachment.File) (turn.Answer, error) {
	back, err := backAgain(ctx, tx, t, c, why, words, files)
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{
		About: c.ID.Subject(),
		Say:   []outbox.Message{t.Text.Reopened(t.Lang, back.Complaint, back.who, back.told, false)},
	}
	return a, alarmCase(ctx, tx, t, back.Complaint, words, &a)
}

// back is a case that came back: with whom, and whether a superior was told.
type back struct {
	complaint.Complaint
	who  text.Who
	told bool
}

func backAgain(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, why complaint.Why, words string, files []attachment.File) (b back, err error) {
	if strings.TrimSpace(words) == "" && len(files) > 0 {
		words = t.Text.SeePicture(officeLang)
	}
	c, again, err := t.Desk.Reopen(ctx, tx, t.Now, t.Owner, c.ID, why, words)
	if err != nil {
		return b, err
	}
	if len(files) > 0 {
		if c, err = t.Desk.Add(ctx, tx, t.Now, t.Owner, c.ID, "", files...); err != nil {
			return b, err
		}
	}
	if err := t.Notice.SupportersReopened(ctx, tx, t.Now, t.Update+":lagi", c, ""); err != nil {
		return b, err
	}
	if b.Complaint, b.told, err = t.Notice.Reopened(ctx, tx, t.Now, c, again, words); err != nil {
		return b, err
	}
	b.who, err = t.Notice.Holder(ctx, tx, b.Complaint)
	return b, err
}
