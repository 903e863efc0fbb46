package complaint_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	oki  roster.NIP = "198601012010011001"
	dewi roster.NIP = "199002022023212002"
	budi            = "tg:9001"
)

// a desk and the least regency that a case needs.
func desk(t *testing.T) (context.Context, pgx.Tx, *complaint.Desk) {
	t.Helper()
	ctx, tx := t.Context(), testkit.Tx(t)
	_, err := tx.Exec(ctx, `
		INSERT INTO unit (code, name, kind) VALUES ('PUPR', 'Dinas PUPR', 'dinas');
		INSERT INTO employee (nip, name, unit_code, position, status) VALUES
			('198601012010011001', 'Oki', 'PUPR', 'Pengawas Jalan', 'PNS'),
			('199002022023212002', 'Dewi', 'PUPR', 'Pengawas Jembatan', 'PPPK');
		INSERT INTO category (code, name, type, first_response_hours, resolve_days) VALUES ('JALAN', 'Jalan', 'pengaduan', 15, 5)`)
	if err != nil {
		t.Fatal(err)
	}
	return ctx, tx, &complaint.Desk{
		Prefix: "KPH", Key: []byte("key"), SealKey: make([]byte, 32), Random: rand.Reader,
		Calendars: roster.NewCalendars(testkit.Time("2026-01-01 00:00").Location()),
	}
}

func file(t *testing.T, ctx context.Context, tx pgx.Tx, d *complaint.Desk, now time.Time) complaint.Receipt {
	t.Helper()
	return fileAs(t, ctx, tx, d, now, complaint.InChat)
}

func fileAs(t *testing.T, ctx context.Context, tx pgx.Tx, d *complaint.Desk, now time.Time, contact complaint.Contact) complaint.Receipt {
	t.Helper()
	r, err := d.File(ctx, tx, now, complaint.Filing{
		Reporter: budi, Contact: contact, Channel: "telegram", Body: "Jalan berlubang", Category: "JALAN", Unit: "PUPR",
		Visibility: complaint.Secret, Officer: oki,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// agree fails when the rows of a case are not what its events tell.
func agree(t *testing.T, ctx context.Context, tx pgx.Tx, id complaint.ID) complaint.Complaint {
	t.Helper()
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		t.Fatal(err)
	}
	events, err := complaint.Story(ctx, tx, id)
	if err != nil {
		t.Fatal(err)
	}
	f := complaint.Fold(events)
	if f.State != c.State || f.Reopenings != c.Reopenings {
		t.Errorf("events tell %s after %d reopenings, the row says %s after %d", f.State, f.Reopenings, c.State, c.Reopenings)
	}
	ss, err := complaint.Stretches(ctx, tx, id)
	if err != nil {
		t.Fatal(err)
	}
	var told []complaint.Stretch
	for _, s := range f.Stretches {
		told = append(told, s)
	}
	slices.SortFunc(told, func(a, b complaint.Stretch) int { return int(a.ID - b.ID) })
	if diff := cmp.Diff(told, ss, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("stretches: events (-) against rows (+):\n%s", diff)
	}
	entries, err := ledger.Read(ctx, tx, id.Subject())
	if err != nil {
		t.Fatal(err)
	}
	var previous *ledger.Entry
	for _, e := range entries {
		if wrong := e.Follows(previous); wrong != "" {
			t.Error(wrong)
		}
		previous = &e
	}
	return c
}

func TestTheWholeRoad(t *testing.T) {
	ctx, tx, d := desk(t)
	monday := testkit.Time("2026-11-23 08:00")
	r := file(t, ctx, tx, d, monday)
	if want := testkit.Time("2026-11-25 08:00"); !r.AnswerDueAt.Equal(want) {
		t.Errorf("answer due %s, want %s", r.AnswerDueAt, want)
	}
	if want := testkit.Time("2026-11-30 16:00"); !r.SettleDueAt.Equal(want) {
		t.Errorf("settle due %s, want %s", r.SettleDueAt, want)
	}
	ok := func(_ complaint.Complaint, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		agree(t, ctx, tx, r.ID)
	}
	if err := d.Begin(ctx, tx, monday.Add(time.Hour), r.Stretch.ID); err != nil {
		t.Fatal(err)
	}
	ok(d.Accept(ctx, tx, monday.Add(2*time.Hour), oki, r.ID))
	ok(d.Ask(ctx, tx, monday.Add(3*time.Hour), oki, r.ID, "Sebelah mana?"))
	ok(d.Reply(ctx, tx, monday.Add(27*time.Hour), budi, r.ID, "Sebelah kiri"))
	ok(d.Answer(ctx, tx, monday.Add(28*time.Hour), oki, r.ID, "Besok kami turun"))
	ok(d.Propose(ctx, tx, monday.Add(50*time.Hour), oki, r.ID, "Sudah ditambal"))
	c, again, err := d.Reopen(ctx, tx, monday.Add(74*time.Hour), budi, r.ID, "", "Masih ada dua")
	ok(c, err)
	if c.State != complaint.Reopened || again.Duty != complaint.ToSettle {
		t.Errorf("reopened as %s with the duty to %s", c.State, again.Duty)
	}
	ok(d.Propose(ctx, tx, monday.Add(75*time.Hour), oki, r.ID, "Dua lubang ditambal"))
	ok(d.Confirm(ctx, tx, monday.Add(100*time.Hour), budi, r.ID))

	ss, err := complaint.Stretches(ctx, tx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(ss) != 3 {
		t.Fatalf("%d stretches, want answer, settle (void), settle", len(ss))
	}
	// 09.00 to 12.00 next day, less the pause from 11.00 on to 11.00: one day
	// of 7½ hours.
	if got := *ss[0].WorkedSeconds; got != 3*3600 {
		t.Errorf("the answer took %d s of working time, want 3 hours", got)
	}
	if ss[0].PausedSeconds != int64(7.5*3600) || !*ss[0].OnTime || ss[0].Voided {
		t.Errorf("answer stretch %+v", ss[0])
	}
	if !ss[1].Voided || ss[2].Voided || !*ss[2].OnTime {
		t.Errorf("settling: first void %v, second void %v", ss[1].Voided, ss[2].Voided)
	}
}

func TestRefusals(t *testing.T) {
	ctx, tx, d := desk(t)
	now := testkit.Time("2026-11-23 08:00")
	r := file(t, ctx, tx, d, now)
	for name, tc := range map[string]struct {
		do   func() error
		want error
	}{
		"an answer by another":   {func() error { _, err := d.Answer(ctx, tx, now, dewi, r.ID, "x"); return err }, complaint.ErrNotYours},
		"an empty answer":        {func() error { _, err := d.Answer(ctx, tx, now, oki, r.ID, " \n"); return err }, complaint.ErrEmpty},
		"no such case":           {func() error { _, err := d.Answer(ctx, tx, now, oki, r.ID+9, "x"); return err }, complaint.ErrUnknown},
		"a stranger's key":       {func() error { _, err := d.Confirm(ctx, tx, now, "tg:666", r.ID); return err }, complaint.ErrUnknown},
		"a key before a result":  {func() error { _, err := d.Confirm(ctx, tx, now, budi, r.ID); return err }, complaint.ErrNoResult},
		"a reply to no question": {func() error { _, err := d.Reply(ctx, tx, now, budi, r.ID, "x"); return err }, complaint.ErrNoQuestion},
		"a case that is held": {func() error {
			_, _, err := d.Assign(ctx, tx, now, complaint.System, r.ID, roster.Employee{NIP: dewi, UnitCode: "PUPR"})
			return err
		}, complaint.ErrHeld},
	} {
		if err := tc.do(); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if _, err := d.Propose(ctx, tx, now.Add(time.Hour), oki, r.ID, "selesai"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Answer(ctx, tx, now.Add(2*time.Hour), oki, r.ID, "lagi"); !errors.Is(err, complaint.ErrProposed) {
		t.Errorf("an answer after the result: %v", err)
	}
	if _, err := d.Confirm(ctx, tx, now.Add(3*time.Hour), budi, r.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Confirm(ctx, tx, now.Add(3*time.Hour), budi, r.ID); !errors.Is(err, complaint.ErrClosed) {
		t.Errorf("a second turn of the key: %v", err)
	}
	agree(t, ctx, tx, r.ID)
}

func TestSilenceEndsACaseAfterTenWorkingDays(t *testing.T) {
	ctx, tx, d := desk(t)
	now := testkit.Time("2026-11-23 08:00")
	r := file(t, ctx, tx, d, now)
	if _, err := d.Propose(ctx, tx, now.Add(2*time.Hour), oki, r.ID, "Sudah"); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		at    string
		moved bool
		state complaint.State
	}{
		{"2026-11-26 09:59", false, complaint.Proposed},
		{"2026-11-26 10:00", true, complaint.Proposed}, // three working days
		{"2026-11-27 10:00", false, complaint.Proposed},
		{"2026-12-02 10:00", true, complaint.Proposed}, // seven
		{"2026-12-07 15:59", false, complaint.Proposed},
		{"2026-12-07 16:00", true, complaint.Unconfirmed}, // the end of the tenth
		{"2026-12-08 16:00", false, complaint.Unconfirmed},
	} {
		c, moved, err := d.Nudge(ctx, tx, testkit.Time(tc.at), r.ID)
		if err != nil || moved != tc.moved || c.State != tc.state {
			t.Errorf("%s: moved %v, %s, %v; want %v, %s", tc.at, moved, c.State, err, tc.moved, tc.state)
		}
	}
	agree(t, ctx, tx, r.ID)
}

func TestWrongPINsLockTheirDoorOnly(t *testing.T) {
	ctx, tx, d := desk(t)
	now := testkit.Time("2026-11-23 08:00")
	r := file(t, ctx, tx, d, now)
	look := func(asker, code, pin string) complaint.Look {
		t.Helper()
		l, err := d.ByPIN(ctx, tx, now, asker, code, pin)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	if l := look("tg:1", r.Code, r.PIN); !l.OK || l.Complaint.ID != r.ID {
		t.Fatal("the right PIN does not open")
	}
	wrong := "000000"
	if r.PIN == wrong {
		wrong = "000001"
	}
	for i := range 5 {
		if l := look("tg:"+string(rune('a'+i)), r.Code, wrong); l.OK || l.Locked {
			t.Fatalf("wrong PIN %d: %+v", i, l)
		}
	}
	if l := look("tg:z", r.Code, r.PIN); l.OK || !l.Locked {
		t.Error("after five wrong PINs the code is not locked")
	}
	if l, err := d.ByPIN(ctx, tx, now.Add(25*time.Hour), "tg:z", r.Code, r.PIN); err != nil || !l.OK {
		t.Error("a day later it still does not open")
	}
	for i := range 10 {
		look("tg:guesser", "KPH-XXXX-XX"+string(alphabet[i]), wrong) // unknown codes count alike
	}
	if l := look("tg:guesser", r.Code, r.PIN); !l.Locked {
		t.Error("an asker who guessed ten times may go on")
	}
}

const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
