package complaint_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

// square is a regency in which several act at once, each in a transaction of
// their own.
type square struct {
	t    *testing.T
	pool *pgxpool.Pool
	desk *complaint.Desk
}

func newSquare(t *testing.T) *square {
	t.Helper()
	s := &square{t: t, pool: testkit.DB(t), desk: &complaint.Desk{
		Prefix: "KPH", Key: []byte("key"), SealKey: make([]byte, 32), Random: rand.Reader,
		Calendars: roster.NewCalendars(testkit.Time("2026-01-01 00:00").Location()),
	}}
	_, err := s.pool.Exec(t.Context(), `
		INSERT INTO unit (code, name, kind) VALUES ('PUPR', 'Dinas PUPR', 'dinas');
		INSERT INTO employee (nip, name, unit_code, position, status) VALUES
			('198601012010011001', 'Oki', 'PUPR', 'Pengawas Jalan', 'PNS'),
			('199002022023212002', 'Dewi', 'PUPR', 'Pengawas Jembatan', 'PPPK');
		INSERT INTO category (code, name, type, first_response_hours, resolve_days) VALUES ('JALAN', 'Jalan', 'pengaduan', 15, 5)`)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// do acts in a transaction, again where it was lost to another; a refusal comes
// back.
func (s *square) do(act func(ctx context.Context, tx pgx.Tx) error) error {
	ctx := s.t.Context()
	for {
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return act(ctx, tx) })
		var pg *pgconn.PgError
		if errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001") {
			continue
		}
		if _, refused := refusal.Of(err); err != nil && !refused {
			s.t.Error(err)
		}
		return err
	}
}

func (s *square) file(reporter string) (r complaint.Receipt) {
	s.t.Helper()
	if err := s.do(func(ctx context.Context, tx pgx.Tx) (err error) {
		r, err = s.desk.File(ctx, tx, monday, complaint.Filing{
			Reporter: reporter, Channel: "telegram", Body: "Jalan berlubang", Category: "JALAN", Unit: "PUPR",
			Visibility: complaint.Public, Officer: oki,
		})
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return r
}

func (s *square) join(id complaint.ID, address string) error {
	return s.do(func(ctx context.Context, tx pgx.Tx) error {
		_, _, err := s.desk.Join(ctx, tx, monday.Add(time.Hour), complaint.Joining{Address: address, Body: "Saya juga"}, id)
		return err
	})
}

func (s *square) withdraw(id complaint.ID, address string) error {
	return s.do(func(ctx context.Context, tx pgx.Tx) error {
		_, err := s.desk.Withdraw(ctx, tx, monday.Add(2*time.Hour), address, id, "")
		return err
	})
}

// together lets everybody act at once.
func together(acts ...func()) {
	var all sync.WaitGroup
	begin := make(chan struct{})
	for _, act := range acts {
		all.Go(func() {
			<-begin
			act()
		})
	}
	close(begin)
	all.Wait()
}

// whole says what holds of a case whatever happened: its chain and rows agree,
// there is one reporter unless it was taken back, and nobody supports it twice
// or their own.
func (s *square) whole(id complaint.ID) (c complaint.Complaint, reporter string, supporters []complaint.Supporter) {
	s.t.Helper()
	tx, err := s.pool.Begin(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	defer tx.Rollback(context.WithoutCancel(s.t.Context()))
	c = agree(s.t, s.t.Context(), tx, id)
	var known bool
	if reporter, known, err = s.desk.Reporter(s.t.Context(), tx, id); err != nil || !known {
		s.t.Errorf("case %d has no reporter: %v", id, err)
	}
	if supporters, err = complaint.Supporters(s.t.Context(), tx, id); err != nil {
		s.t.Fatal(err)
	}
	var rows, distinct int
	if err := tx.QueryRow(s.t.Context(), `
		SELECT count(*), count(DISTINCT address)
		FROM supporter
		WHERE complaint_id = $1 AND NOT filed`, id).Scan(&rows, &distinct); err != nil || rows != distinct {
		s.t.Errorf("%d rows for %d supporters: %v", rows, distinct, err)
	}
	return c, reporter, supporters
}

func TestManyJoinAtOnce(t *testing.T) {
	s := newSquare(t)
	r := s.file(budi)
	var acts []func()
	refused := make([]error, 20)
	for i := range refused {
		acts = append(acts, func() { refused[i] = s.join(r.ID, fmt.Sprintf("tg:%d", 100+i/2)) }) // each twice
	}
	together(acts...)
	var joined, twice int
	for _, err := range refused {
		switch {
		case err == nil:
			joined++
		case errors.Is(err, complaint.ErrJoined):
			twice++
		}
	}
	if joined != 10 || twice != 10 {
		t.Errorf("%d joined, %d were refused", joined, twice)
	}
	if _, _, all := s.whole(r.ID); len(all) != 10 {
		t.Errorf("%d supporters", len(all))
	}
}

func TestJoiningRacesWithTheEnd(t *testing.T) {
	s := newSquare(t)
	for round := range 8 {
		r := s.file(budi)
		if err := s.do(func(ctx context.Context, tx pgx.Tx) error {
			_, err := s.desk.Propose(ctx, tx, monday.Add(30*time.Minute), oki, r.ID, "Sudah")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var late error
		together(
			func() { late = s.join(r.ID, "tg:5") },
			func() {
				_ = s.do(func(ctx context.Context, tx pgx.Tx) error {
					_, err := s.desk.Confirm(ctx, tx, monday.Add(time.Hour), budi, r.ID)
					return err
				})
			})
		c, _, all := s.whole(r.ID)
		if c.State != complaint.Confirmed || (late == nil) != (len(all) == 1) || late != nil && !errors.Is(late, complaint.ErrGone) {
			t.Errorf("round %d: %s with %d supporters, %v", round, c.State, len(all), late)
		}
	}
}

// Whoever comes first: the case ends with its reporter, or goes on with the
// one who joined.
func TestJoiningRacesWithWithdrawing(t *testing.T) {
	s := newSquare(t)
	for round := range 12 {
		r := s.file(budi)
		var late error
		together(func() { late = s.join(r.ID, "tg:5") }, func() { _ = s.withdraw(r.ID, budi) })
		c, reporter, all := s.whole(r.ID)
		switch {
		case late == nil && (c.State.Open() && reporter == "tg:5" && len(all) == 0):
		case errors.Is(late, complaint.ErrGone) && c.State == complaint.Withdrawn && reporter == budi:
		default:
			t.Errorf("round %d: joined %v, now %s of %s with %d supporters", round, late, c.State, reporter, len(all))
		}
	}
}

// Everything at once: three cases are merged and parted while people join, go
// and withdraw. Every chain is whole in the end, and every case has one
// reporter.
func TestEverythingAtOnce(t *testing.T) {
	s := newSquare(t)
	for range 4 {
		cases := []complaint.Receipt{s.file("tg:1"), s.file("tg:2"), s.file("tg:3")}
		var acts []func()
		for i, r := range cases {
			next := cases[(i+1)%3]
			acts = append(acts,
				func() { _ = s.join(r.ID, fmt.Sprintf("tg:%d", 10+i)) },
				func() { _ = s.join(r.ID, "tg:20") },
				func() { _ = s.withdraw(r.ID, fmt.Sprintf("tg:%d", 1+i)) },
				func() {
					_ = s.do(func(ctx context.Context, tx pgx.Tx) error {
						_, _, err := s.desk.Merge(ctx, tx, monday.Add(time.Hour), dewi, next.ID, []complaint.ID{r.ID})
						return err
					})
				},
				func() {
					_ = s.do(func(ctx context.Context, tx pgx.Tx) error {
						_, _, err := s.desk.Part(ctx, tx, monday.Add(2*time.Hour), dewi, r.ID)
						return err
					})
				},
				func() {
					_ = s.do(func(ctx context.Context, tx pgx.Tx) error {
						_, _, err := s.desk.AddSupporting(ctx, tx, monday.Add(2*time.Hour), "tg:20", r.ID, "Masih begitu")
						return err
					})
				},
				func() {
					_ = s.do(func(ctx context.Context, tx pgx.Tx) error {
						_, err := s.desk.Leave(ctx, tx, monday.Add(2*time.Hour), "tg:20", r.ID)
						return err
					})
				})
		}
		together(acts...)
		merged := 0
		for _, r := range cases {
			if c, _, _ := s.whole(r.ID); c.State == complaint.Merged {
				merged++
			}
		}
		var rows int
		if err := s.pool.QueryRow(t.Context(), `
			SELECT count(*)
			FROM merger
			WHERE complaint_id >= $1`, cases[0].ID).Scan(&rows); err != nil || rows != merged {
			t.Errorf("%d cases are merged, %d rows say so: %v", merged, rows, err)
		}
	}
}
