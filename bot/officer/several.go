package officer

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/text"
)

// severalRoutes choose the cases that one result is told for.
var severalRoutes = []turn.Route{
	{Button: "several.open", Who: turn.Staff, Do: severalOpen},
	{Button: "several.pick", Who: turn.Staff, Do: severalPick},
	{Button: "several.back", Who: turn.Staff, Do: severalBack},
}

// numbered gives the result whose preview was pressed, by its number; ErrStale
// when another one, or none, is being written now.
func numbered(t *turn.Turn) (result, error) {
	r, err := shown(t)
	if err != nil {
		return result{}, err
	}
	if no, err := t.Int(1); err != nil || int(no) != r.No {
		return result{}, ErrStale
	}
	return r, nil
}

// keep leaves of the cases that were chosen those that may still share the
// result, and gives the codes of the others.
func (r *result) keep(ctx context.Context, tx pgx.Tx, fellows []complaint.Task) (gone []string, err error) {
	fit := func(id complaint.ID) bool {
		return slices.ContainsFunc(fellows, func(t complaint.Task) bool { return t.ID == id })
	}
	for _, id := range r.Also {
		if fit(id) {
			continue
		}
		c, err := complaint.Find(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		gone = append(gone, c.Code)
	}
	r.Also = slices.DeleteFunc(r.Also, func(id complaint.ID) bool { return !fit(id) })
	return gone, nil
}

// codesOf are the codes of the chosen among some cases, in the order of choice.
func (r result) codesOf(fellows []complaint.Task) []string {
	var codes []string
	for _, id := range r.Also {
		for _, t := range fellows {
			if t.ID == id {
				codes = append(codes, t.Code)
			}
		}
	}
	return codes
}

func severalOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	r, err := numbered(t)
	if err != nil {
		return turn.Answer{}, err
	}
	return fellowList(ctx, tx, t, r, t.PageAt(2))
}

// severalPick chooses a case, or takes it back.
func severalPick(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	r, err := numbered(t)
	if err != nil {
		return turn.Answer{}, err
	}
	id, err := t.Case(2)
	if err != nil {
		return turn.Answer{}, err
	}
	if i := slices.Index(r.Also, id); i >= 0 {
		r.Also = slices.Delete(r.Also, i, i+1)
	} else {
		r.Also = append(r.Also, id)
	}
	if len(r.Also) >= complaint.MostAtOnce {
		return turn.Answer{}, complaint.ErrMost
	}
	return fellowList(ctx, tx, t, r, t.PageAt(3))
}

// fellowList shows what the result may be told for besides, in the place of its
// preview.
func fellowList(ctx context.Context, tx pgx.Tx, t *turn.Turn, r result, page int) (turn.Answer, error) {
	c, err := complaint.Find(ctx, tx, r.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	fellows, err := t.Desk.Fellows(ctx, tx, t.Now, t.Employee.NIP, r.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	if _, err := r.keep(ctx, tx, fellows); err != nil {
		return turn.Answer{}, err
	}
	l := text.Fellows{ID: r.Case, Code: c.Code, No: r.No, Total: len(r.Also) + 1}
	fellows, l.Page = turn.Page(fellows, page)
	lines, err := t.Notice.Lines(ctx, tx, t.Now, fellows)
	if err != nil {
		return turn.Answer{}, err
	}
	for _, line := range lines {
		l.Lines = append(l.Lines, text.Fellow{TaskLine: line, Chosen: slices.Contains(r.Also, line.ID)})
	}
	m, err := t.Text.Fellows(t.Lang, l)
	return turn.Answer{Step: stepResult, About: r.Case.Subject(), Data: r, Edit: &m}, err
}

// severalBack shows the result again before it goes.
func severalBack(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	r, err := numbered(t)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := resultMessage(ctx, tx, t, &r)
	return turn.Answer{Step: stepResult, About: r.Case.Subject(), Data: r, Edit: &m}, err
}
