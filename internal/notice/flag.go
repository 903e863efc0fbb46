package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// Concealed tells the reporter of a public case that the office has made it
// confidential.
func (d *Desk) Concealed(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	return d.news(ctx, tx, now, key, c, "", d.Text.Concealed)
}

// Flagged tells the holder of a case that its reporter has changed who may read
// it.
func (d *Desk) Flagged(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	return d.holder(ctx, tx, now, key, c, d.Text.StaffFlagged)
}
