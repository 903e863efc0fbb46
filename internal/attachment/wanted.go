package attachment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Wanted is a file of a subject, from the moment its name is known.
type Wanted struct {
	ID          int64
	Subject     string // "case:12"
	Role        string // whose it is, as Want was told
	Kind        Kind
	ChannelFile string // "" once it is here or lost
	Name        string
	WantedAt    time.Time
	Attempts    int
	Digest      []byte // nil until it is here
	Lost        string // why it will never be; "" while it may
}

// Loss is why a file was lost, as far as its sender can help it.
type Loss string

// The losses.
const (
	Gone   Loss = ""       // the channel does not give it
	Closed Loss = "closed" // a picture that cannot be opened; sent as a photo it could
	Large  Loss = "large"
)

// Loss says why it was lost.
func (w Wanted) Loss() Loss {
	switch w.Lost {
	case ErrPicture.Error(), ErrPixels.Error():
		return Closed
	case ErrTooLarge.Error():
		return Large
	}
	return Gone
}

// ToFetch lists up to limit files whose bytes are to be fetched, oldest first.
// at is machine time: a file that failed waits for its retry.
func ToFetch(ctx context.Context, tx pgx.Tx, at time.Time, limit int) ([]Wanted, error) {
	return list(ctx, tx, `
		WHERE state = 'wanted'
		AND (next_try_at IS NULL OR next_try_at <= $1)
		ORDER BY id
		LIMIT $2`, at, limit)
}

// Of lists the files of a subject, in the order in which they came.
func Of(ctx context.Context, tx pgx.Tx, subject string) ([]Wanted, error) {
	return list(ctx, tx, ofSubject, subject)
}

// QueueOf is Of in a batch.
func QueueOf(b *pgx.Batch, subject string, into *[]Wanted) {
	b.Queue(listSQL+ofSubject, subject).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Wanted])
		return err
	})
}

// Find gives a wanted file by its number; false when there is none.
func Find(ctx context.Context, tx pgx.Tx, id int64) (Wanted, bool, error) {
	found, err := list(ctx, tx, `
		WHERE id = $1`, id)
	if err != nil || len(found) == 0 {
		return Wanted{}, false, err
	}
	return found[0], true, nil
}

// Again puts a file back until at, in machine time; counted says that the try
// was one of those that a file has.
func Again(ctx context.Context, tx pgx.Tx, id int64, at time.Time, counted bool) error {
	_, err := tx.Exec(ctx, `
		UPDATE wanted
		SET next_try_at = $2, attempts = attempts + CASE WHEN $3 THEN 1 ELSE 0 END
		WHERE id = $1
		AND state = 'wanted'`, id, at, counted)
	if err != nil {
		return fmt.Errorf("put wanted file %d back: %w", id, err)
	}
	return nil
}

// Arrived remembers what a wanted file became; false when that is known
// already. The name that the channel gave it is forgotten.
func Arrived(ctx context.Context, tx pgx.Tx, id int64, digest []byte) (bool, error) {
	return end(ctx, tx, `
		UPDATE wanted
		SET state = 'stored', digest = $2, channel_file = NULL, attempts = attempts + 1
		WHERE id = $1
		AND state = 'wanted'`, id, digest)
}

// Lose gives a wanted file up; false when that is known already.
func Lose(ctx context.Context, tx pgx.Tx, id int64, reason string) (bool, error) {
	return end(ctx, tx, `
		UPDATE wanted
		SET state = 'lost', reason = $2, channel_file = NULL, attempts = attempts + 1
		WHERE id = $1
		AND state = 'wanted'`, id, reason)
}

func end(ctx context.Context, tx pgx.Tx, sql string, id int64, with any) (bool, error) {
	tag, err := tx.Exec(ctx, sql, id, with)
	if err != nil {
		return false, fmt.Errorf("end wanted file %d: %w", id, err)
	}
	return tag.RowsAffected() > 0, nil
}

const (
	listSQL = `
		SELECT id, subject, role, kind, COALESCE(channel_file, ''), name, wanted_at, attempts, digest, COALESCE(reason, '')
		FROM wanted`
	ofSubject = `
		WHERE subject = $1
		ORDER BY id`
)

func list(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Wanted, error) {
	rows, err := tx.Query(ctx, listSQL+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list wanted files: %w", err)
	}
	ws, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Wanted])
	if err != nil {
		return nil, fmt.Errorf("list wanted files: %w", err)
	}
	return ws, nil
}
