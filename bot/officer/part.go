package officer

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/text"
)

// mergeParts lists the cases that others were merged into.
func mergeParts(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	leads, err := complaint.Leads(ctx, tx, 10*turn.PerPage)
	if err != nil {
		return turn.Answer{}, err
	}
	l := text.TaskList{Total: len(leads)}
	leads, l.Page = turn.Page(leads, t.PageAt(0))
	lines, err := mergeLines(ctx, tx, t, leads)
	if err != nil {
		return turn.Answer{}, err
	}
	for _, line := range lines {
		l.Lines = append(l.Lines, line.TaskLine)
	}
	return turn.Aside(t.Text.Leads(t.Lang, l))
}

// partsOpen shows what was merged into a case, to whoever may see that case and
// to verifiers.
func partsOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	if _, err := see(ctx, tx, t, id); err != nil && !(t.May(turn.Verifier) && errors.Is(err, complaint.ErrNotYours)) {
		return turn.Answer{}, err
	}
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return turn.Answer{}, err
	}
	return showParts(ctx, tx, t, c)
}

// partsByCode shows a verifier the parts of a case that somebody else holds, or
// of the one that it is a part of itself. It refuses with
// complaint.ErrNotYours where there are none.
func partsByCode(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (turn.Answer, error) {
	id, err := complaint.Leading(ctx, tx, c.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	if c, err = complaint.Find(ctx, tx, id); err != nil {
		return turn.Answer{}, err
	}
	parts, err := complaint.PartsOf(ctx, tx, id)
	if err == nil && len(parts) == 0 {
		err = complaint.ErrNotYours
	}
	if err != nil {
		return turn.Answer{}, err
	}
	return showParts(ctx, tx, t, c)
}

func showParts(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (turn.Answer, error) {
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	all, err := complaint.PartsOf(ctx, tx, c.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	p := text.Parts{StaffCase: v, Total: len(all), May: t.May(turn.Verifier)}
	p.Parts, p.Page = turn.Page(all, t.PageAt(1))
	for i, part := range p.Parts {
		turned, err := complaint.TurnedUp(ctx, tx, part.ID)
		if err != nil {
			return turn.Answer{}, err
		}
		if at, hushed := turned[part.ID]; hushed { // staff know no other time of it
			p.Parts[i].FiledAt = at
		}
	}
	a, err := turn.Aside(t.Text.Parts(t.Lang, p))
	return turn.About(c.ID, a, err)
}

// partAsk asks once more before a case is parted.
func partAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, lead, err := partOf(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.PartSure(t.Lang, c, lead.Code))
}

// partOf is a merged case that the press names, and what it was merged into.
func partOf(ctx context.Context, tx pgx.Tx, t *turn.Turn) (c, lead complaint.Complaint, err error) {
	id, err := t.Case(0)
	if err != nil {
		return c, lead, err
	}
	if c, err = complaint.Find(ctx, tx, id); err != nil {
		return c, lead, err
	}
	above, merged, err := complaint.Above(ctx, tx, id)
	if err != nil {
		return c, lead, err
	}
	if !merged {
		return c, lead, complaint.ErrNotMerged
	}
	lead, err = complaint.Find(ctx, tx, above)
	return c, lead, err
}

// part makes a merged case one of its own again.
func part(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, lead, err := t.Desk.Part(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	with, err := t.Notice.Parted(ctx, tx, t.Now, complaint.ByEmployee(t.Employee.NIP), c, lead)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Change(t.Text.PartDone(t.Lang, c.Code, with))
}
