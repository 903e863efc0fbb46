package officer

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/letter"
	"tanggap/internal/text"
)

// Claim takes a message that no dialog waits for, when it comes from an
// employee about their work: a reply to a case that they hold, the code of one,
// or words while they hold any. Everything else is false: they are a citizen
// then.
func Claim(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error) {
	if id, ok := complaint.ParseSubject(t.In.About); ok {
		return claimReply(ctx, tx, t, id)
	}
	if code, ok := complaint.ParseCode(t.Desk.Prefix, t.In.Text); ok {
		return claimCode(ctx, tx, t, code)
	}
	if t.In.Text == "" && len(t.In.Files) == 0 || t.In.Location != nil {
		return turn.Answer{}, false, nil
	}
	lines, err := answerable(ctx, tx, t)
	if err != nil || len(lines) == 0 {
		return turn.Answer{}, false, err
	}
	a, err := ask(t, t.In, lines)
	return a, true, err
}

// claimReply answers the citizen by Telegram's reply, whatever dialog goes on
// besides.
func claimReply(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, bool, error) {
	c, err := complaint.Find(ctx, tx, id)
	if err != nil || !c.HeldBy(t.Employee.NIP) {
		return foreign(ctx, tx, t, c, err)
	}
	if c.State == complaint.Proposed && (len(t.In.Files) > 0 || t.In.Location != nil) {
		a, err := follow(ctx, tx, t, id)
		return a, true, err
	}
	a, err := replyCase(ctx, tx, t, id)
	return a, true, err
}

// foreign leaves a reply about a case that somebody else holds to whoever
// filed it; to others it says no.
func foreign(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, err error) (turn.Answer, bool, error) {
	if err != nil {
		return turn.Answer{}, true, err
	}
	address, known, err := t.Desk.Reporter(ctx, tx, c.ID)
	if err != nil || known && address == t.Address {
		return turn.Answer{}, false, err
	}
	return turn.Answer{}, true, complaint.ErrNotYours
}

// claimCode opens the case of a code that an employee holds.
func claimCode(ctx context.Context, tx pgx.Tx, t *turn.Turn, code string) (turn.Answer, bool, error) {
	c, err := complaint.FindByCode(ctx, tx, code)
	if errors.Is(err, complaint.ErrUnknown) || err == nil && !c.HeldBy(t.Employee.NIP) {
		return turn.Answer{}, false, nil
	}
	if err != nil {
		return turn.Answer{}, true, err
	}
	a, err := open(ctx, tx, t, c.ID)
	return a, true, err
}

// offered is how many cases are offered as what a message belongs to.
const offered = 5

// answerable lists the most urgent cases that a message may be an answer for.
func answerable(ctx context.Context, tx pgx.Tx, t *turn.Turn) ([]text.TaskLine, error) {
	tasks, err := t.Desk.Tasks(ctx, tx, t.Now, t.Employee.NIP)
	if err != nil {
		return nil, err
	}
	tasks = slices.DeleteFunc(tasks, func(c complaint.Task) bool { return c.State == complaint.Proposed })
	return t.Notice.Lines(ctx, tx, t.Now, tasks[:min(len(tasks), offered)])
}

// ask keeps a message and asks what it belongs to.
func ask(t *turn.Turn, kept turn.Incoming, lines []text.TaskLine) (turn.Answer, error) {
	a, err := say(t.Text.Pick(t.Lang, text.Pick{Words: kept.Text, Files: text.CountFiles(kept.Files), Lines: lines}))
	a.Step, a.Data = "pick", kept
	return a, err
}

// waits gives the message that waits to be told what it belongs to.
func waits(t *turn.Turn) (turn.Incoming, error) {
	var kept turn.Incoming
	if t.Dialog.Step != "pick" {
		return kept, ErrStale
	}
	return kept, t.Read(&kept)
}

// pickAdd takes a code as the choice, and everything else as more of the same
// message.
func (d desk) pickAdd(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	kept, err := waits(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if t.Typed("pick.new") {
		return d.startDraft(ctx, tx, t, kept)
	}
	if code, ok := complaint.ParseCode(t.Desk.Prefix, t.In.Text); ok {
		c, err := complaint.FindByCode(ctx, tx, code)
		if err != nil {
			return turn.Answer{}, err
		}
		return chosen(ctx, tx, t, c.ID, kept)
	}
	album := t.In.Album != "" && t.In.Album == kept.Album
	l := letter.Letter{Words: kept.Text, Files: kept.Files}
	if !l.Add(t.In.Text, t.In.Files...) {
		return turn.Aside(t.Text.OnlyWords(t.Lang))
	}
	kept.Text, kept.Files, kept.Album = l.Words, l.Files, t.In.Album
	if album {
		return turn.Answer{Step: "pick", Data: kept}, nil
	}
	lines, err := answerable(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return ask(t, kept, lines)
}

func pickAnswer(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	kept, err := waits(t)
	if err != nil {
		return turn.Answer{}, err
	}
	return chosen(ctx, tx, t, id, kept)
}

// chosen gives a kept message to a case.
func chosen(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, kept turn.Incoming) (turn.Answer, error) {
	l, err := begun(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	l.Add(kept.Text, kept.Files...)
	return weigh(ctx, tx, t, l)
}

// pickNew makes the kept message a report of the employee's own; the question
// loses its buttons.
func (d desk) pickNew(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	kept, err := waits(t)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := d.startDraft(ctx, tx, t, kept)
	if err != nil || a.Edit != nil {
		return a, err
	}
	m, err := t.Text.PickedNew(t.Lang)
	a.Edit = &m
	return a, err
}
