package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	earlierFor  = 365 * 24 * time.Hour
	earlierMost = 50
)

// Earlier lists what was filed of the same kind and place in the year before a
// case, what ended last first: of a desa or kelurahan, for a larger place says
// nothing. What is about an officer, no
// report, or not for staff to see yet is never among them.
func (d *Desk) Earlier(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) ([]Complaint, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return nil, err
	}
	area, coarse := placeOf(guide, c.Area())
	if area == "" || coarse {
		return nil, nil
	}
	return many(ctx, tx, `
		WHERE category_code = $1
		AND area_code = $2
		AND filed_at BETWEEN $3 AND $4
		AND id < $5
		AND state NOT IN ('spam', 'withdrawn', 'merged')
		AND NOT EXISTS (SELECT FROM about_officer a WHERE a.complaint_id = complaint.id)
		AND NOT EXISTS (SELECT FROM hush h WHERE h.complaint_id = complaint.id AND h.until > $7)
		ORDER BY ended_at DESC NULLS LAST, id DESC
		LIMIT $6`, c.CategoryCode, area, c.FiledAt.Add(-earlierFor), c.FiledAt, c.ID, earlierMost, now)
}
