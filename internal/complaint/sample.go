package complaint

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
)

// Whether it was the citizen themselves who pressed is asked of a sample: of
// confirmations within quickly of the result, and of withdrawals. Who is asked
// is drawn by a hash that nobody can foresee without the key, and each unit has
// one a week at least. Whose chat nobody knows is never asked. No answer changes
// a case: only the citizen opens it again.

// ErrNotSampled says that nobody asked, or that the answer is known.
const ErrNotSampled refusal.Code = "complaint.not_sampled"

const (
	quickly     = 2 * time.Minute
	sampleOneIn = 3
	sampleLate  = 7 * 24 * time.Hour // what could not be asked for so long is left
)

// Kinds of events of samples.
const (
	Sampled      Kind = "sampled"
	SampleStands Kind = "sample_stands"
	SampleNot    Kind = "sample_not"
)

// Sample is one that was drawn.
type Sample struct {
	ID          int64
	ComplaintID ID
	AskAt       time.Time
}

// draw may take the end of a case by its citizen into the sample.
func (d *Desk) draw(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) error {
	quick := c.State == Confirmed && c.ProposedAt != nil && now.Sub(*c.ProposedAt) <= quickly
	if !quick && c.State != Withdrawn || c.Contact.ByCode() {
		return nil
	}
	here := now.In(d.Calendars.Location())
	y, m, day := here.Date()
	monday := time.Date(y, m, day-(int(here.Weekday())+6)%7, 0, 0, 0, 0, here.Location())
	mac := hmac.New(sha256.New, d.Key)
	fmt.Fprintf(mac, "sample:%d:%d:%s", c.ID, c.Reopenings, c.State)
	chosen := binary.BigEndian.Uint64(mac.Sum(nil))%sampleOneIn == 0
	_, err := tx.Exec(ctx, `
		INSERT INTO sample (complaint_id, round, ended, unit_code, drawn_at, ask_at)
		SELECT $1, $2, $3, $4, $5, $6
		WHERE $7
		OR NOT EXISTS (SELECT FROM sample WHERE unit_code = $4 AND drawn_at >= $8)
		ON CONFLICT (complaint_id, round, ended) DO NOTHING`,
		c.ID, c.Reopenings, c.State, c.UnitCode, now, d.morning(here.AddDate(0, 0, 1)), chosen, monday)
	if err != nil {
		return fmt.Errorf("draw a sample of case %d: %w", c.ID, err)
	}
	return nil
}

// ToAskSample lists whom to ask now.
func ToAskSample(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]Sample, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, complaint_id, ask_at
		FROM sample
		WHERE ask_at <= $1
		ORDER BY ask_at, id
		LIMIT $2`, now, limit)
	if err != nil {
		return nil, fmt.Errorf("list samples: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Sample])
	if err != nil {
		return nil, fmt.Errorf("list samples: %w", err)
	}
	return all, nil
}

// AskSample asks the citizen; false where the case was opened again meanwhile,
// nobody is known, or it is too late to.
func (d *Desk) AskSample(ctx context.Context, tx pgx.Tx, now time.Time, s Sample) (Complaint, bool, error) {
	c, err := lock(ctx, tx, s.ComplaintID)
	if err != nil {
		return c, false, err
	}
	_, known, err := WayTo(ctx, tx, c.ID)
	if err != nil {
		return c, false, err
	}
	ask := known && now.Sub(s.AskAt) <= sampleLate && (c.State == Confirmed || c.State == Withdrawn)
	tag, err := tx.Exec(ctx, `
		UPDATE sample
		SET ask_at = NULL, asked_at = CASE WHEN $3 THEN $2::timestamptz END
		WHERE id = $1 AND ask_at IS NOT NULL`, s.ID, now, ask)
	if err != nil {
		return c, false, fmt.Errorf("ask about sample %d: %w", s.ID, err)
	}
	if tag.RowsAffected() == 0 || !ask {
		return c, false, nil
	}
	return c, true, record(ctx, tx, &c, Sampled, System, now, "")
}

// Sample takes the citizen's word whether it was themselves. It refuses with
// ErrUnknown, ErrPaperPIN or ErrNotSampled.
func (d *Desk) Sample(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, stands bool) (Complaint, error) {
	c, err := d.FindToDecide(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, err
	}
	var sample int64
	err = tx.QueryRow(ctx, `
		UPDATE sample
		SET answered_at = $3, stands = $4
		WHERE complaint_id = $1 AND round = $2 AND asked_at IS NOT NULL AND stands IS DISTINCT FROM $4
		RETURNING id`, id, c.Reopenings, now, stands).Scan(&sample)
	if errors.Is(err, pgx.ErrNoRows) {
		return Complaint{}, ErrNotSampled
	}
	if err != nil {
		return Complaint{}, fmt.Errorf("note the word on a sample of case %d: %w", id, err)
	}
	kind := SampleNot
	if stands {
		kind = SampleStands
	}
	return c, record(ctx, tx, &c, kind, Citizen, now, "")
}
