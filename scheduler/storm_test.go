package scheduler_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// tall is an office with a second team under the same head, a secretary and a
// regent: every rung of the ladder of lateness has somebody on it.
func tall(t *testing.T) *place {
	t.Helper()
	p := open(t)
	p.Exec(`INSERT INTO unit (code, name, kind, parent_code, head_nip) VALUES ('CK', 'Cipta Karya', 'bidang', 'PUPR', 'rudi'), ('SETDA', 'Sekretariat Daerah', 'setda', NULL, NULL)`)
	p.Exec(`INSERT INTO employee (nip, name, unit_code, position, status, superior_nip, roles)
		VALUES
			('rudi', 'Rudi', 'CK', 'Kepala Bidang Cipta Karya', 'NONASN', 'kadis', '{pegawai,atasan}'),
			('rani', 'Rani', 'CK', 'Kepala Seksi Gedung', 'NONASN', 'rudi', '{pegawai}'),
			('sekda', 'Yusrizal', 'SETDA', 'Sekretaris Daerah', 'NONASN', 'bupati', '{pegawai,atasan,sekda}'),
			('bupati', 'Arman', 'SETDA', 'Bupati', 'NONASN', NULL, '{bupati}')`)
	p.Exec(`INSERT INTO contact (address, nip, connected_at) SELECT 'tg:' || nip, nip, '2026-10-05 08:00+07' FROM employee WHERE nip IN ('rudi', 'rani', 'sekda', 'bupati')`)
	p.Exec(`UPDATE register_version SET version = version + 1`)
	return p
}

// arrives is what the sender does when messages arrive that start clocks.
func (p *place) arrives(at string) {
	p.T.Helper()
	p.Do(func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT begins FROM outbox WHERE key LIKE 'rung:%' AND begins <> 0`)
		if err != nil {
			return err
		}
		begins, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		for _, number := range begins {
			if err := p.Office.Desk.Begin(ctx, tx, testkit.Time(at), number); err != nil {
				return err
			}
		}
		return err
	})
}

// dying is another process of the same office, which is killed at its nth
// statement.
func (p *place) dying(n int) (s *place, ctx context.Context, bury func()) {
	p.T.Helper()
	ctx, kill := context.WithCancel(p.T.Context())
	config := p.Office.Pool.Config()
	config.ConnConfig.Tracer = &fuse{left: n, kill: kill}
	pool, err := pgxpool.NewWithConfig(p.T.Context(), config)
	if err != nil {
		p.T.Fatal(err)
	}
	other := schedulerOf(p.Office)
	other.Pool = pool
	return &place{p.Office, other}, ctx, func() {
		kill()
		pool.Close()
	}
}

// fuse kills after so many statements.
type fuse struct {
	mu   sync.Mutex
	left int
	kill func()
}

func (f *fuse) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left--; f.left < 0 {
		f.kill()
	}
	return ctx
}

func (f *fuse) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// battered runs the deadlines of a moment in processes that are killed, each
// after more statements than the one before, and lets two whole ones finish what
// is left at the same time.
func (p *place) battered(at string) {
	p.T.Helper()
	killed := 0
	for _, n := range []int{60, 170, 505} { // in the first team, between teams, between those above
		dying, ctx, bury := p.dying(n)
		if _, err := dying.Run(ctx, "deadlines", testkit.Time(at)); err != nil {
			killed++
		}
		bury()
	}
	if killed < 2 {
		p.T.Errorf("%s: %d were killed", at, killed)
	}
	var both sync.WaitGroup
	for range 2 {
		s := schedulerOf(p.Office)
		both.Go(func() {
			if _, err := s.Run(p.T.Context(), "deadlines", testkit.Time(at)); err != nil {
				p.T.Error(err)
			}
		})
	}
	both.Wait()
}

// A storm climbs the whole ladder: on each rung everybody is told once, in one
// message, of all that is new to them; the next rung waits for a working day
// from when that message arrived; whoever stands on the ladder already is not
// asked twice. On every rung processes are killed in the middle of it, and two
// run at once.
func TestStormClimbsEveryRung(t *testing.T) {
	p := tall(t)
	cases := map[complaint.ID]roster.NIP{}
	for _, of := range []struct {
		holder roster.NIP
		n      int
	}{{"budi", 6}, {"dewi", 2}, {"rani", 6}, {"kabid", 6}} {
		for range of.n {
			id := p.File(testkit.Time("2026-10-05 08:00"), of.holder, "bayung")
			p.Act(testkit.Time("2026-10-05 09:00"), id, office.Accept) // they are late, and not silent
			cases[id] = of.holder
		}
	}
	for _, at := range []string{"2026-10-06 08:00", "2026-10-06 13:30", "2026-10-07 08:00"} {
		p.battered(at)
	}
	for _, moment := range []struct{ asks, arrives string }{
		{"2026-10-08 08:00", "2026-10-08 09:30"},
		{"2026-10-09 09:30", "2026-10-09 10:00"},
		{"2026-10-12 10:00", "2026-10-12 11:00"},
		{"2026-10-13 11:00", "2026-10-13 11:05"},
	} {
		p.job("deadlines", testkit.Time(moment.asks).Add(-time.Minute).Format("2006-01-02 15:04"))
		p.battered(moment.asks)
		p.arrives(moment.arrives)
	}
	p.job("deadlines", "2026-10-14 11:05")
	p.job("deadlines", "2026-11-02 08:00")
	p.want("rung:",
		"08 08:00 kabid Yth.", "08 08:00 kadis Yth.", "08 08:00 rudi Yth.", // kadis of what kabid holds
		"09 09:30 kadis Yth.", "09 09:30 sekda Yth.",
		"12 10:00 bupati Yth.", "12 10:00 sekda Yth.",
		"13 11:00 bupati Yth.")
	p.climbedOnce(cases, map[roster.NIP][]roster.NIP{
		"budi": {"kabid", "kadis", "sekda", "bupati"}, "dewi": {"kabid", "kadis", "sekda", "bupati"},
		"rani": {"rudi", "kadis", "sekda", "bupati"}, "kabid": {"kadis", "sekda", "bupati"},
	})
	p.want("sla:",
		"06 08:00 budi ⏰", "06 08:00 dewi ⏰", "06 08:00 dewi ⏰", "06 08:00 kabid ⏰", "06 08:00 rani ⏰",
		"06 13:30 budi ⏰", "06 13:30 dewi ⏰", "06 13:30 dewi ⏰", "06 13:30 kabid ⏰", "06 13:30 rani ⏰",
		"07 08:00 budi ⌛", "07 08:00 dewi ⌛", "07 08:00 dewi ⌛", "07 08:00 kabid ⌛", "07 08:00 rani ⌛")
	p.clean()
}

// climbedOnce says that each case asked whom it had to, in this order and each
// once, and that each of them had a working day from when they were told.
func (p *place) climbedOnce(cases map[complaint.ID]roster.NIP, ladder map[roster.NIP][]roster.NIP) {
	p.T.Helper()
	var all []complaint.Rung
	p.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		all, err = complaint.AllRungs(ctx, tx)
		return err
	})
	asked := map[complaint.ID][]roster.NIP{}
	var before = map[complaint.ID]complaint.Rung{}
	for _, r := range all {
		asked[r.ComplaintID] = append(asked[r.ComplaintID], r.NIP)
		if r.FromAt == nil || r.DueAt == nil || r.FromAt.Before(r.GivenAt) {
			p.T.Errorf("the clock of %s does not run: %+v", r.NIP, r)
			continue
		}
		if last, is := before[r.ComplaintID]; is && !r.GivenAt.Equal(*last.DueAt) {
			p.T.Errorf("case %d goes to %s at %s, and %s had until %s", r.ComplaintID, r.NIP, r.GivenAt, last.NIP, last.DueAt)
		}
		before[r.ComplaintID] = r
	}
	for id, holder := range cases {
		if !slices.Equal(asked[id], ladder[holder]) {
			p.T.Errorf("case %d of %s asked %v", id, holder, asked[id])
		}
	}
}

// held lists the messages of a kind of key that wait for the opening of an office:
// until when, and who gets them.
func (p *place) held(prefix string) (list []string) {
	p.T.Helper()
	rows, err := p.Office.Pool.Query(p.T.Context(), `
		SELECT to_char(held_until AT TIME ZONE 'Asia/Jakarta', 'DD HH24:MI'), substr(address, 4)
		FROM outbox
		WHERE starts_with(key, $1) AND held_until IS NOT NULL
		ORDER BY id`, prefix)
	if err != nil {
		p.T.Fatal(err)
	}
	var until, who string
	if _, err := pgx.ForEachRow(rows, []any{&until, &who}, func() error {
		list = append(list, until+" "+who)
		return nil
	}); err != nil {
		p.T.Fatal(err)
	}
	return list
}

// In the hospital, which is open at every hour, limits pass on a Saturday, and its
// officer hears of it at once. Whoever stands above works at office hours: the
// storm waits for Monday's opening, in one message, and their working day begins
// there. A night's new cases wait for it too; what is a danger does not.
func TestStormInQuietHours(t *testing.T) {
	p := tall(t)
	p.Exec(`INSERT INTO unit (code, name, kind, parent_code, head_nip, hours) VALUES ('RS', 'RSUD', 'rsud', 'PUPR', NULL, '24')`)
	p.Exec(`INSERT INTO employee (nip, name, unit_code, position, status, superior_nip, roles) VALUES ('suri', 'Suri', 'RS', 'Pengelola Layanan', 'NONASN', 'kadis', '{pegawai}')`)
	p.Exec(`INSERT INTO contact (address, nip, connected_at) VALUES ('tg:suri', 'suri', '2026-10-05 08:00+07')`)
	p.Exec(`INSERT INTO category (code, name, type, first_response_hours, resolve_days, keywords, danger) VALUES ('bahaya', 'Bahaya', 'pengaduan', 15, 14, '{}', true)`)
	p.Exec(`UPDATE register_version SET version = version + 1`)
	for range 7 {
		var r complaint.Receipt
		p.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
			at := testkit.Time("2026-10-09 20:00")
			if r, err = p.Office.Desk.File(ctx, tx, at, complaint.Filing{
				Reporter: "tg:sari", Channel: "telegram", Body: "Antre lama", Category: "jalan", Unit: "RS", Visibility: complaint.Secret, Officer: "suri",
			}); err != nil {
				return err
			}
			return p.Office.Desk.Begin(ctx, tx, at, r.Stretch.ID)
		})
		p.Act(testkit.Time("2026-10-09 21:00"), r.ID, office.Accept)
	}
	for range complaint.CardsAlone + 4 {
		p.arrive(testkit.Time("2026-10-09 22:00"), "jalan")
	}
	p.arrive(testkit.Time("2026-10-09 22:00"), "bahaya")
	for _, at := range []string{"2026-10-09 22:05", "2026-10-10 11:00", "2026-10-11 11:00", "2026-10-11 18:00", "2026-10-12 07:29"} {
		p.job("deadlines", at)
		p.job("release", at)
	}
	p.want("sla:", "10 11:00 suri ⌛")
	if got := p.held("sla:"); len(got) != 0 {
		t.Errorf("the hospital waits for its limits: %v", got)
	}
	p.want("rung:", "11 11:00 kadis Yth.")
	for prefix, want := range map[string][]string{
		"rung:": {"12 07:30 kadis"},
		"held:": slices.Repeat([]string{"12 07:30 budi"}, complaint.CardsAlone),
	} {
		if got := p.held(prefix); !slices.Equal(got, want) {
			t.Errorf("%s waits for %v, want %v", prefix, got, want)
		}
	}
	if n := p.Int(`SELECT count(*) FROM outbox WHERE key LIKE 'held:%' AND held_until IS NULL`); n != 1 {
		t.Errorf("%d cards come at night", n)
	}
	p.job("release", "2026-10-12 07:30")
	if got := append(p.held("rung:"), p.held("held:")...); len(got) != 0 {
		t.Errorf("the office is open, and still waits: %v", got)
	}
	p.arrives("2026-10-12 07:30")
	p.want("cards:")
	p.job("deadlines", "2026-10-12 07:32")
	p.want("cards:", "12 07:32 budi 🆕")
	p.job("deadlines", "2026-10-13 07:29")
	p.want("rung:", "11 11:00 kadis Yth.")
	p.job("deadlines", "2026-10-13 07:30")
	p.want("rung:", "11 11:00 kadis Yth.", "13 07:30 sekda Yth.")
	p.clean()
}
