package citizen

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// nearRoutes are for a draft that tells what others have told.
var nearRoutes = []turn.Route{
	{Button: "near.join", Do: join},
	{Button: "near.send", Do: send},
	{Button: "near.safe", Do: safe},
	{Button: "near.unsafe", Do: unsafe},
}

// cardOf shows a draft, with the cases that seem to tell the same: it looks for
// them again whenever the draft has changed.
func cardOf(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft *notice.Draft) (outbox.Message, error) {
	var err error
	if draft.Twins, err = t.Notice.Near(ctx, tx, t.Now, t.Address, *draft); err != nil {
		return outbox.Message{}, err
	}
	return t.Notice.Card(ctx, tx, t.Now, t.Lang, *draft)
}

// join joins a case instead of sending the draft, whose words and files become
// an addition. Whoever joined by a tap before hears so.
func join(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, _, waits, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	id, err := t.Case(1)
	if err != nil {
		return turn.Answer{}, err
	}
	if !waits || draft.Token != t.Arg(0) {
		return joinedAlready(ctx, tx, t, id)
	}
	if !slices.ContainsFunc(draft.Twins, func(n notice.Twin) bool { return n.ID == id }) {
		return turn.Answer{}, turn.ErrStale
	}
	words := draft.WordsAndPins()
	c, s, err := t.Desk.Join(ctx, tx, t.Now, complaint.Joining{Address: t.Address, Body: words, Files: draft.Attached()}, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Supported(ctx, tx, t.Now, t.Update+":dukung", c, words); err != nil {
		return turn.Answer{}, err
	}
	v, err := supportedView(ctx, tx, t, c, s)
	if err != nil {
		return turn.Answer{}, err
	}
	receipt, err := t.Text.Joined(t.Lang, v, words != "" || len(draft.Files) > 0)
	if err != nil {
		return turn.Answer{}, err
	}
	rows, err := replace(ctx, tx, t, draft, t.Text.CardJoined(t.Lang, s.Code))
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.SupportingNews(ctx, tx, t.Now, t.Update+":hasil", c, s); err != nil {
		return turn.Answer{}, err
	}
	a := without(t, turn.Answer{About: id.Subject(), Rows: rows, Say: []outbox.Message{receipt}})
	return intoAlbum(t, id, draft.Album, a), nil
}

// joinedAlready answers a second tap with what the first one brought.
func joinedAlready(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	a, is, err := showSupported(ctx, tx, t, id)
	if err == nil && !is {
		err = turn.ErrStale
	}
	return a, err
}

// safe takes it that somebody is in no danger, and asks the next question.
func safe(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err == nil && draft.Token != t.Arg(0) {
		err = turn.ErrStale
	}
	if err != nil {
		return turn.Answer{}, err
	}
	draft.Safe = true
	return chosen(ctx, tx, t, draft)
}

// unsafe sends the draft at once as a case of its own, and says with it that
// its writer is in danger.
func unsafe(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	a, err := send(ctx, tx, t)
	id, sent := complaint.ParseSubject(a.About)
	if err != nil || !sent || len(a.Rows) == 0 { // it was sent before
		return a, err
	}
	words := t.Text.UnsafeWords(officeLang)
	c, err := t.Desk.Add(ctx, tx, t.Now, t.Address, id, words)
	if err != nil {
		return turn.Answer{}, err
	}
	return a, t.Notice.Added(ctx, tx, t.Now, t.Update+":bahaya", c, words)
}

// typedNear are the presses that typed words stand for while the card asks
// whether it is the same.
func typedNear(draft notice.Draft) []typing {
	token := []string{draft.Token}
	all := []typing{{"near.send", send, token}, {"near.safe", safe, token}, {"near.unsafe", unsafe, token}}
	if len(draft.Twins) == 0 {
		return nil
	}
	if len(draft.Twins) == 1 {
		all = append(all, typing{"near.join", join, append(token, arg(draft.Twins[0].ID)...)})
	}
	return all
}

// supportedView is a case as one of its supporters sees it: under the code that
// they know.
func supportedView(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, s complaint.Supporter) (text.Case, error) {
	v, _, err := caseOf(ctx, tx, t, c, false)
	v.ID, v.Code, v.Supports = s.Of, s.Code, true
	if v.Visibility != complaint.Public {
		v.Body = ""
	}
	return v, err
}
