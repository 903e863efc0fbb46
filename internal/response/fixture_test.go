package response_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/response"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// world is an office with a Redis of its own.
type world struct {
	t     testing.TB
	pool  *pgxpool.Pool
	redis string
	store *response.Store
	desk  *complaint.Desk
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, pool: testkit.DB(t), redis: testkit.RedisURL(t)}
	testkit.Office(t, w.pool)
	w.store = open(t, w.redis)
	w.desk = &complaint.Desk{
		Prefix: "KPH", Key: make([]byte, 32), Random: rand.Reader,
		Calendars: roster.NewCalendars(testkit.Time("2026-10-05 00:00").Location(), nil),
	}
	return w
}

func open(t testing.TB, address string) *response.Store {
	t.Helper()
	s, err := response.New(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func (w *world) do(f func(ctx context.Context, tx pgx.Tx) error) {
	w.t.Helper()
	if err := pgx.BeginFunc(w.t.Context(), w.pool, func(tx pgx.Tx) error { return f(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// file takes in a case, given to budi and delivered at once.
func (w *world) file(at string) complaint.ID {
	w.t.Helper()
	var r complaint.Receipt
	now := testkit.Time(at)
	w.do(func(ctx context.Context, tx pgx.Tx) (err error) {
		r, err = w.desk.File(ctx, tx, now, complaint.Filing{
			Reporter: "tg:sari", Channel: "telegram", Body: "Jalan berlubang", Category: "jalan", Unit: "BM",
			Visibility: complaint.Secret, Officer: "budi",
		})
		if err != nil {
			return err
		}
		return w.desk.Begin(ctx, tx, now, r.Stretch.ID)
	})
	return r.ID
}

func (w *world) answer(at string, id complaint.ID) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx pgx.Tx) error {
		_, err := w.desk.Answer(ctx, tx, testkit.Time(at), "budi", id, "Petugas berangkat hari ini.")
		return err
	})
}

func (w *world) project() int {
	w.t.Helper()
	n, err := w.store.Project(w.t.Context(), w.pool)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) due(at string) (due []complaint.ID, err error) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx pgx.Tx) error {
		due, err = w.store.Due(ctx, tx, testkit.Time(at), 100)
		return nil
	})
	return due, err
}

func (w *world) bucket(nip roster.NIP, day string) (counted []response.Counted, err error) {
	w.t.Helper()
	on, parsed := worktime.ParseDate(day)
	if parsed != nil {
		w.t.Fatal(parsed)
	}
	w.do(func(ctx context.Context, tx pgx.Tx) error {
		counted, err = w.store.Bucket(ctx, tx, complaint.Day{NIP: nip, On: on})
		return nil
	})
	return counted, err
}

// compare holds Redis against PostgreSQL as `check` does.
func (w *world) compare() response.Compared {
	w.t.Helper()
	var c response.Compared
	err := response.Hold(w.t.Context(), w.pool, func() error {
		snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
		return pgx.BeginTxFunc(w.t.Context(), w.pool, snapshot, func(tx pgx.Tx) (err error) {
			c, err = w.store.Compare(w.t.Context(), tx)
			return err
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) whole() {
	w.t.Helper()
	if c := w.compare(); len(c.Differences) > 0 {
		w.t.Errorf("Redis differs: %v", c.Differences)
	}
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// act does one of the things that may happen to a case; what a rule refuses is
// left.
func (w *world) act(now time.Time, id complaint.ID, which int) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx pgx.Tx) (err error) {
		switch which {
		case 0:
			_, err = w.desk.Accept(ctx, tx, now, "budi", id)
		case 1:
			_, err = w.desk.Answer(ctx, tx, now, "budi", id, "Kami periksa.")
		case 2:
			_, err = w.desk.Ask(ctx, tx, now, "budi", id, "Di mana?")
		case 3:
			_, err = w.desk.Reply(ctx, tx, now, "tg:sari", id, "Di pasar.")
		case 4:
			_, err = w.desk.Propose(ctx, tx, now, "budi", id, "Sudah ditutup.")
		case 5:
			var again *complaint.Stretch
			if _, again, err = w.desk.Reopen(ctx, tx, now, "tg:sari", id, "Belum."); err == nil {
				err = w.desk.Begin(ctx, tx, now, again.ID)
			}
		case 6:
			_, err = w.desk.Confirm(ctx, tx, now, "tg:sari", id)
		case 7:
			_, _, err = w.desk.Climb(ctx, tx, now, id)
		}
		if _, refused := refusal.Of(err); refused {
			return nil
		}
		return err
	})
}
