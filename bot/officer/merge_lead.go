package officer

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// mergeNext asks which of the chosen cases leads: the oldest comes first.
func mergeNext(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := mergingNow(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if len(m.Picked) < 2 {
		return turn.Answer{}, complaint.ErrOne
	}
	cases, err := complaint.FindAll(ctx, tx, m.Picked)
	if err != nil {
		return turn.Answer{}, err
	}
	slices.SortFunc(cases, func(a, b complaint.Complaint) int { return cmp.Compare(a.ID, b.ID) })
	lines, err := mergeLines(ctx, tx, t, cases)
	if err != nil {
		return turn.Answer{}, err
	}
	msg, err := t.Text.MergeLead(t.Lang, lines)
	return m.shown(t, msg), err
}

// mergeLead asks once more before anything is merged.
func mergeLead(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := mergingNow(t)
	if err != nil {
		return turn.Answer{}, err
	}
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	if !slices.Contains(m.Picked, id) {
		return turn.Answer{}, ErrStale
	}
	m.Lead = id
	cases, err := complaint.FindAll(ctx, tx, m.Picked)
	if err != nil {
		return turn.Answer{}, err
	}
	var lead complaint.Complaint
	var codes []string
	for _, c := range cases {
		if c.ID == id {
			lead = c
		} else {
			codes = append(codes, c.Code)
		}
	}
	msg, err := t.Text.MergeSure(t.Lang, lead, codes)
	return m.shown(t, msg), err
}

// mergeInto merges what was chosen.
func mergeInto(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := mergingNow(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if id, err := t.Case(0); err != nil || id != m.Lead {
		return turn.Answer{}, ErrStale
	}
	lead, parts, err := t.Desk.Merge(ctx, tx, t.Now, t.Employee.NIP, m.Lead, m.Picked)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Merged(ctx, tx, t.Now, lead, parts); err != nil {
		return turn.Answer{}, err
	}
	msg, err := t.Text.Merged(t.Lang, lead, len(parts))
	return here(t, msg), err
}

func mergeDrop(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if _, err := mergingNow(t); err != nil {
		return turn.Answer{}, err
	}
	msg, err := t.Text.MergeDropped(t.Lang)
	return here(t, msg), err
}
