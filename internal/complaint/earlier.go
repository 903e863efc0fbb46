package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Earlier is what was filed of the same kind and place before a case.
type Earlier struct {
	Count int
	Last  *Became // the one that ended last; nil where none has
}

// Became is what became of a case, and when.
type Became struct {
	State   State
	EndedAt time.Time
}

const (
	earlierFor  = 365 * 24 * time.Hour
	earlierMost = 50
)

// earlierSQL finds what was filed of the kind $1 and the place $2 in the year
// before the case $5, the newest of it. What is about an officer, no report, or
// not for staff to see yet is never among them.
const earlierSQL = `(
		SELECT *
		FROM complaint
		WHERE category_code = $1
		AND area_code = $2
		AND filed_at BETWEEN $3 AND $4
		AND id < $5
		AND state NOT IN ('spam', 'withdrawn', 'merged')
		AND NOT EXISTS (SELECT FROM about_officer a WHERE a.complaint_id = complaint.id)
		AND NOT EXISTS (SELECT FROM hush h WHERE h.complaint_id = complaint.id AND h.until > $7)
		ORDER BY filed_at DESC
		LIMIT $6) earlier
	ORDER BY ended_at DESC NULLS LAST, id DESC`

// EarlierCases lists them, what ended last first.
func (d *Desk) EarlierCases(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) ([]Complaint, error) {
	args, err := d.earlier(ctx, tx, now, c)
	if args == nil || err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM `+earlierSQL, args...)
	return collect(rows, err)
}

// CountEarlier counts them, in the round trip of whatever is asked beside it.
func (d *Desk) CountEarlier(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, into *Earlier) (func(*pgx.Batch), error) {
	args, err := d.earlier(ctx, tx, now, c)
	return func(b *pgx.Batch) {
		if args == nil {
			return
		}
		b.Queue(`SELECT count(*) OVER (), ended_at, state FROM `+earlierSQL+` LIMIT 1`, args...).Query(func(rows pgx.Rows) error {
			var at *time.Time
			var state State
			_, err := pgx.ForEachRow(rows, []any{&into.Count, &at, &state}, func() error {
				if at != nil {
					into.Last = &Became{state, *at}
				}
				return nil
			})
			return err
		})
	}, err
}

// earlier is what they are looked for by: within a desa or kelurahan, for a
// larger place says nothing; nil then.
func (d *Desk) earlier(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) ([]any, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return nil, err
	}
	area, coarse := placeOf(guide, c.Area())
	if area == "" || coarse {
		return nil, nil
	}
	return []any{c.CategoryCode, area, c.FiledAt.Add(-earlierFor), c.FiledAt, c.ID, earlierMost, now}, nil
}
