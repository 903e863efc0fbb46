package complaint

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/routing"
)

// mergeMost is how many open cases are looked through for what belongs
// together.
const mergeMost = 200

// Mergeable lists the newest open cases that can be merged and that staff may
// see by now, whoever holds them, but nothing that is for the neutral desk: that
// is not for every verifier.
func (d *Desk) Mergeable(ctx context.Context, tx pgx.Tx, now time.Time) ([]Complaint, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return nil, err
	}
	all, err := many(ctx, tx, `
		WHERE ended_at IS NULL
		AND NOT EXISTS (SELECT FROM hush h WHERE h.complaint_id = complaint.id AND h.until > $1)
		AND NOT EXISTS (SELECT FROM about_officer a WHERE a.complaint_id = complaint.id)
		ORDER BY filed_at DESC, id DESC
		LIMIT $2`, now, mergeMost)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c Complaint) bool {
		category, err := guide.Category(c.CategoryCode)
		return err != nil || category.Neutral
	}), nil
}

// Alike tells which of some cases seem to tell the same as another of them: of
// each the first one in their order.
func (d *Desk) Alike(ctx context.Context, tx pgx.Tx, cases []Complaint) (map[ID]ID, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return nil, err
	}
	gists := make([]routing.Gist, len(cases))
	for i, c := range cases {
		gists[i] = guide.Gist(c.Body)
	}
	var pairs [][2]int
	var left, right []string
	for i, a := range cases {
		for j := range i {
			if b := cases[j]; beside(guide, a, b) && gists[i].Agree(gists[j]) {
				pairs = append(pairs, [2]int{j, i})
				left, right = append(left, gists[j].Words), append(right, gists[i].Words)
			}
		}
	}
	if len(pairs) == 0 {
		return nil, nil
	}
	shares, err := similarities(ctx, tx, left, right)
	if err != nil {
		return nil, err
	}
	first := map[ID]ID{}
	for n, pair := range pairs {
		a, b := cases[pair[0]], cases[pair[1]]
		if _, coarse := placeOf(guide, a.Area()); shares[n] < nearWords || coarse && shares[n] < coarseWords && !byPins(a, b) {
			continue
		}
		head := cmp.Or(first[a.ID], a.ID)
		first[a.ID] = head
		first[b.ID] = cmp.Or(first[b.ID], head)
	}
	return first, nil
}

// beside says whether place, time and category of two cases agree.
func beside(guide *routing.Edition, a, b Complaint) bool {
	if a.CategoryCode != b.CategoryCode || a.FiledAt.Sub(b.FiledAt).Abs() > nearDays*24*time.Hour {
		return false
	}
	if a.pin() != nil && b.pin() != nil {
		return byPins(a, b)
	}
	place, _ := placeOf(guide, a.Area())
	return place != "" && place == b.Area()
}

func byPins(a, b Complaint) bool {
	return a.pin() != nil && b.pin() != nil && metres(*a.pin(), *b.pin()) <= nearMetres
}

// similarities are how much the words of pairs have in common.
func similarities(ctx context.Context, tx pgx.Tx, left, right []string) ([]float64, error) {
	rows, err := tx.Query(ctx, `
		SELECT similarity(p.a, p.b)::float8
		FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS p (a, b, n)
		ORDER BY p.n`, left, right)
	if err != nil {
		return nil, fmt.Errorf("compare words: %w", err)
	}
	shares, err := pgx.CollectRows(rows, pgx.RowTo[float64])
	if err != nil {
		return nil, fmt.Errorf("compare words: %w", err)
	}
	return shares, nil
}

// Leads lists the cases that others are parts of, the newest first.
func Leads(ctx context.Context, tx pgx.Tx, limit int) ([]Complaint, error) {
	return many(ctx, tx, `
		WHERE id IN (SELECT leading_id FROM merger)
		AND state <> 'merged'
		ORDER BY id DESC
		LIMIT $1`, limit)
}
