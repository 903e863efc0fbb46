package response_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/response"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// world is an office of which Redis is asked.
type world struct{ *office.Office }

func newWorld(t testing.TB) *world { return &world{office.New(t)} }

// file takes in a case, given to budi and delivered at once.
func (w *world) file(at string) complaint.ID {
	w.T.Helper()
	return w.File(testkit.Time(at), "budi", "")
}

func (w *world) answer(at string, id complaint.ID) {
	w.T.Helper()
	w.Act(testkit.Time(at), id, office.Answer)
}

func (w *world) due(at string) (due []complaint.ID, err error) {
	w.T.Helper()
	w.Do(func(ctx context.Context, tx pgx.Tx) error {
		due, err = w.Response.Due(ctx, tx, testkit.Time(at), 100)
		return nil
	})
	return due, err
}

func (w *world) bucket(nip roster.NIP, day string) (counted []response.Counted, err error) {
	w.T.Helper()
	on, parsed := worktime.ParseDate(day)
	if parsed != nil {
		w.T.Fatal(parsed)
	}
	w.Do(func(ctx context.Context, tx pgx.Tx) error {
		counted, err = w.Response.Bucket(ctx, tx, complaint.Day{NIP: nip, On: on})
		return nil
	})
	return counted, err
}

// compare holds Redis against PostgreSQL as `check` does.
func (w *world) compare() response.Compared {
	w.T.Helper()
	var c response.Compared
	err := response.Hold(w.T.Context(), w.Pool, func() error {
		snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
		return pgx.BeginTxFunc(w.T.Context(), w.Pool, snapshot, func(tx pgx.Tx) (err error) {
			c, err = w.Response.Compare(w.T.Context(), tx)
			return err
		})
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return c
}

func (w *world) whole() {
	w.T.Helper()
	if c := w.compare(); len(c.Differences) > 0 {
		w.T.Errorf("Redis differs: %v", c.Differences)
	}
}
