// Package office puts up a small office for tests: people, cases, a Redis, and
// the acts that move cases along. Only tests import it.
package office

import (
	"cmp"
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/response"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

// Office is a small office, installed on Monday, 5 October 2026: the unit PUPR
// under kadis with its part BM under kabid, in BM the officers budi, dewi and
// hendra, in PUPR the verifier vera and the administrator adi, all connected
// as "tg:<nip>", at office hours; the categories jalan (15 hours, 14 days) and
// info (15 hours, 5 days), both routed to budi, and the areas bayung and
// kandang. Its citizen is "tg:sari".
type Office struct {
	T          testing.TB
	Pool       *pgxpool.Pool
	Redis      string // the address
	Response   *response.Store
	Desk       *complaint.Desk
	Visits     *visit.Desk
	Loc        *time.Location
	Visibility complaint.Visibility // of what File takes in; "" is Secret
}

// New puts up an office in a database and a Redis of its own.
func New(t testing.TB) *Office {
	t.Helper()
	o := At(t, testkit.DatabaseURL(t))
	o.Furnish()
	return o
}

// Furnish puts people, categories and routes into an empty office.
func (o *Office) Furnish() {
	o.T.Helper()
	for _, sql := range furniture {
		o.Exec(sql)
	}
}

// At is an office in a database, furnished or not, with a Redis of its own.
func At(t testing.TB, databaseURL string) *Office {
	t.Helper()
	loc := testkit.Time("2026-10-05 00:00").Location()
	o := &Office{T: t, Pool: testkit.Open(t, databaseURL), Redis: testkit.RedisURL(t), Loc: loc}
	o.Response = o.Open(o.Redis)
	o.Desk = &complaint.Desk{
		Prefix: "KPH", Key: make([]byte, 32), SealKey: make([]byte, 32), Random: rand.Reader, Calendars: roster.NewCalendars(loc),
	}
	o.Visits = &visit.Desk{Prefix: "KPH", TokenKey: []byte("tokens"), RaterKey: []byte("raters"), Loc: loc}
	return o
}

var furniture = []string{
	`INSERT INTO installation (installed_at, generation, keys_digest)
	VALUES ('2026-10-05 00:00+07', 'first', '\x00')`,
	`INSERT INTO unit (code, name, kind, parent_code, head_nip)
	VALUES ('PUPR', 'Dinas PUPR', 'dinas', NULL, 'kadis'), ('BM', 'Bina Marga', 'bidang', 'PUPR', 'kabid')`,
	`INSERT INTO employee (nip, name, unit_code, position, status, superior_nip, roles)
	VALUES
		('kadis', 'Kartika', 'PUPR', 'Kepala Dinas PUPR', 'NONASN', NULL, '{pegawai,atasan}'),
		('kabid', 'Bambang', 'BM', 'Kepala Bidang Bina Marga', 'NONASN', 'kadis', '{pegawai,atasan}'),
		('budi', 'Budi', 'BM', 'Kepala Seksi Jalan', 'NONASN', 'kabid', '{pegawai}'),
		('dewi', 'Dewi', 'BM', 'Kepala Seksi Jembatan', 'NONASN', 'kabid', '{pegawai}'),
		('hendra', 'Hendra', 'BM', 'Staf Seksi Jalan', 'NONASN', 'kabid', '{pegawai}'),
		('vera', 'Vera', 'PUPR', 'Petugas Pemeriksa', 'NONASN', 'kadis', '{pegawai,verifikator}'),
		('adi', 'Adi', 'PUPR', 'Pengelola Aplikasi', 'NONASN', 'kadis', '{pegawai,admin}')`,
	`INSERT INTO contact (address, nip, connected_at)
	SELECT 'tg:' || nip, nip, '2026-10-05 08:00+07'
	FROM employee`,
	`INSERT INTO category (code, name, type, first_response_hours, resolve_days, keywords)
	VALUES ('jalan', 'Jalan dan jembatan', 'pengaduan', 15, 14, '{jalan,jembatan}'), ('info', 'Permintaan informasi', 'informasi', 15, 5, '{}')`,
	`INSERT INTO area (code, type, name)
	VALUES ('bayung', 'desa', 'Bayung'), ('kandang', 'desa', 'Kandang')`,
	`INSERT INTO route (category_code, unit_code, nip)
	VALUES ('jalan', 'BM', 'budi'), ('info', 'BM', 'budi')`,
}

// Open opens a Redis by its address.
func (o *Office) Open(address string) *response.Store {
	o.T.Helper()
	s, err := response.New(address)
	if err != nil {
		o.T.Fatal(err)
	}
	o.T.Cleanup(func() { s.Close() })
	return s
}

// Exec runs SQL, to spoil or to prepare.
func (o *Office) Exec(sql string, args ...any) {
	o.T.Helper()
	if _, err := o.Pool.Exec(o.T.Context(), sql, args...); err != nil {
		o.T.Fatal(err)
	}
}

// Int reads one number.
func (o *Office) Int(sql string, args ...any) (n int) {
	o.T.Helper()
	if err := o.Pool.QueryRow(o.T.Context(), sql, args...).Scan(&n); err != nil {
		o.T.Fatal(err)
	}
	return n
}

// Clear takes all cases away, with what hangs on them, and empties Redis.
func (o *Office) Clear() {
	o.T.Helper()
	o.Exec(`TRUNCATE complaint, ending, errand, reporter, stretch, case_rating, promise, identity, pressure, durability, ledger_entry, ledger_content, seal, to_project, to_fold, day_total, wanted, leave, leave_request, holiday, transfer CASCADE`)
	o.Exec(`UPDATE employee SET unit_code = 'BM' WHERE nip IN ('budi', 'dewi', 'hendra') AND unit_code <> 'BM'`)
	o.Exec(`UPDATE register_version SET version = version + 1`)
	testkit.FlushRedis(o.T, o.Redis)
}

// Do runs f in a transaction.
func (o *Office) Do(f func(ctx context.Context, tx pgx.Tx) error) {
	o.T.Helper()
	if err := pgx.BeginFunc(o.T.Context(), o.Pool, func(tx pgx.Tx) error { return f(o.T.Context(), tx) }); err != nil {
		o.T.Fatal(err)
	}
}

// File takes a case in and gives it to an officer, whose card arrives at once.
func (o *Office) File(at time.Time, officer roster.NIP, area string) complaint.ID {
	o.T.Helper()
	var r complaint.Receipt
	o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		r, err = o.Desk.File(ctx, tx, at, complaint.Filing{
			Reporter: "tg:sari", Channel: "telegram", Body: "Jalan berlubang", Category: "jalan", Unit: "BM", Area: area,
			Visibility: cmp.Or(o.Visibility, complaint.Secret), Officer: officer,
		})
		if err != nil || officer == "" {
			return err
		}
		return o.Desk.Begin(ctx, tx, at, r.Stretch.ID)
	})
	return r.ID
}

// Act is something that may happen to a case.
type Act int

// The acts of holder, citizen and clock.
const (
	Accept Act = iota
	Answer
	Ask
	Reply
	Propose
	Reopen
	Confirm
	Climb
	Nudge
	Release
	Withdraw
	Weigh // propose that it cannot be done
	Agree
	SendBack
	Object
	Uphold
	Overrule
	Press // the citizen says that they are pressed
	Found // the inspectorate has looked into it
	Promise
	Kept // the promise that was asked about
	Good // it lasts
	Worn // it does not
	Acts // how many there are
)

// Act does something to a case; what a rule refuses does not happen.
func (o *Office) Act(at time.Time, id complaint.ID, act Act) {
	o.T.Helper()
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		c, err := complaint.Find(ctx, tx, id)
		if err != nil {
			return err
		}
		by := roster.NIP("budi")
		if c.Holder != nil {
			by = *c.Holder
		}
		err = o.act(ctx, tx, at, id, by, act)
		if _, refused := refusal.Of(err); refused {
			return nil
		}
		return err
	})
}

func (o *Office) act(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, by roster.NIP, act Act) (err error) {
	switch act {
	case Accept:
		_, err = o.Desk.Accept(ctx, tx, at, by, id)
	case Answer:
		_, err = o.Desk.Answer(ctx, tx, at, by, id, "Kami periksa hari ini.")
	case Ask:
		_, err = o.Desk.Ask(ctx, tx, at, by, id, "Di mana?")
	case Reply:
		_, err = o.Desk.Reply(ctx, tx, at, "tg:sari", id, "Di depan pasar.")
	case Propose:
		_, err = o.Desk.Propose(ctx, tx, at, by, id, "Sudah ditutup.", attachment.File{Kind: attachment.Photo, ChannelFile: "foto"})
	case Reopen:
		var again *complaint.Stretch
		if _, again, err = o.Desk.Reopen(ctx, tx, at, "tg:sari", id, "", "Belum."); err == nil && again != nil {
			err = o.Desk.Begin(ctx, tx, at, again.ID)
		}
	case Confirm:
		_, err = o.Desk.Confirm(ctx, tx, at, "tg:sari", id)
	case Climb:
		_, _, err = o.Desk.Climb(ctx, tx, at, id)
	case Nudge:
		_, _, err = o.Desk.Nudge(ctx, tx, at, id)
	case Release:
		_, err = o.Desk.Release(ctx, tx, at, complaint.System, id)
	case Withdraw:
		_, err = o.Desk.Withdraw(ctx, tx, at, "tg:sari", id, "")
	case Weigh:
		_, _, err = o.Desk.ProposeEnd(ctx, tx, at, by, id, complaint.End{State: complaint.Impossible, Reason: "Bukan jalan kabupaten."})
	case Press:
		_, _, _, err = o.Desk.Press(ctx, tx, at, "tg:sari", id, "Saya diancam.")
	case Found:
		err = o.found(ctx, tx, at, id)
	case Promise:
		_, _, _, err = o.Desk.Promise(ctx, tx, at, by, id, worktime.DateOf(at.In(o.Loc))+2)
	case Kept:
		err = o.kept(ctx, tx, at, id)
	case Good, Worn:
		_, err = o.Desk.Still(ctx, tx, at, "tg:sari", id, act == Good)
	case Object:
		_, _, err = o.Desk.Contest(ctx, tx, at, "tg:sari", id, "")
	default:
		switch {
		case act >= Same:
			return o.bend(ctx, tx, at, id, by, act)
		case act >= Give:
			return o.hand(ctx, tx, at, id, by, act)
		}
		err = o.errand(ctx, tx, at, id, act)
	}
	return err
}

// found notes what was found of a pressure.
func (o *Office) found(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID) error {
	open, err := complaint.OpenPressed(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range open {
		if p.ComplaintID == id && p.NIP != nil {
			_, _, err = o.Desk.EndPressed(ctx, tx, at, *p.NIP, p.ID, complaint.Founded, "Benar.")
			return err
		}
	}
	return nil
}

// kept tells of the promises about a case what is due, and that the last one was
// kept.
func (o *Office) kept(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID) error {
	due, err := complaint.ToRemind(ctx, tx, at, 100)
	if err != nil {
		return err
	}
	for _, p := range due {
		if _, _, _, err := o.Desk.DuePromise(ctx, tx, at, p); err != nil {
			return err
		}
	}
	all, err := complaint.AllPromises(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.ComplaintID == id && p.AskedAt != nil && p.Kept == nil {
			_, _, err = o.Desk.KeepPromise(ctx, tx, at, "tg:sari", id, p.ID, true)
		}
	}
	return err
}

// errand does what waits about a case, as its owner.
func (o *Office) errand(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, act Act) error {
	open, err := complaint.OpenErrands(ctx, tx)
	if err != nil {
		return err
	}
	for _, e := range open {
		if e.ComplaintID != id || e.NIP == nil {
			continue
		}
		switch {
		case act == Agree && e.Kind == complaint.ToDecide:
			_, _, err = o.Desk.DecideEnd(ctx, tx, at, *e.NIP, e.ID)
		case act == SendBack && e.Kind == complaint.ToDecide:
			_, _, err = o.Desk.SendBack(ctx, tx, at, *e.NIP, e.ID, "Coba lagi.")
		case act == Overrule && e.Kind == complaint.ToReview:
			_, err = o.Desk.Overrule(ctx, tx, at, *e.NIP, e.ID, "Jalan itu milik provinsi.")
		case act == Uphold && e.Kind == complaint.ToReview:
			var again *complaint.Stretch
			if _, again, err = o.Desk.Grant(ctx, tx, at, *e.NIP, e.ID); err == nil && again != nil {
				err = o.Desk.Begin(ctx, tx, at, again.ID)
			}
		}
		return err
	}
	return nil
}

// Project brings everything pending to Redis.
func (o *Office) Project() int {
	o.T.Helper()
	n, err := o.Response.Project(o.T.Context(), o.Pool)
	if err != nil {
		o.T.Fatal(err)
	}
	return n
}
