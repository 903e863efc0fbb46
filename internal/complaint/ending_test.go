package complaint_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

const vera roster.NIP = "199101012015032001"

// weighing is a case that Oki proposed to end, answered before if so asked.
func weighing(t *testing.T, e complaint.End) (context.Context, pgx.Tx, *complaint.Desk, complaint.Receipt, complaint.Errand) {
	t.Helper()
	ctx, tx, d := desk(t)
	ladder(t, ctx, tx)
	if _, err := tx.Exec(ctx, `
		INSERT INTO employee (nip, name, unit_code, position, status, superior_nip, roles)
		VALUES ('199101012015032001', 'Vera', 'PUPR', 'Petugas Pemeriksa', 'PNS', '196908141994031901', '{pegawai,verifikator}');
		INSERT INTO contact (address, nip, connected_at) VALUES ('tg:vera', '199101012015032001', '2026-11-01')`); err != nil {
		t.Fatal(err)
	}
	monday := testkit.Time("2026-11-23 08:00")
	r := file(t, ctx, tx, d, monday)
	if err := d.Begin(ctx, tx, monday, r.Stretch.ID); err != nil {
		t.Fatal(err)
	}
	c, errand, err := d.ProposeEnd(ctx, tx, testkit.Time("2026-11-23 10:00"), oki, r.ID, e)
	if err != nil || c.State != complaint.Weighed {
		t.Fatalf("%s, %v", c.State, err)
	}
	agree(t, ctx, tx, r.ID)
	return ctx, tx, d, r, errand
}

func impossible() complaint.End {
	return complaint.End{State: complaint.Impossible, Reason: "Jalan itu milik perusahaan kebun."}
}

func scheduled() complaint.End {
	return complaint.End{State: complaint.Scheduled, Reason: "Jembatan harus diganti seluruhnya.", Year: 2027, Source: "APBD"}
}

func referred() complaint.End {
	on := time.Date(2026, 12, 21, 0, 0, 0, 0, time.UTC)
	return complaint.End{State: complaint.Referred, Reason: "Jalan nasional.", Agency: "Balai Jalan", Number: "600/12", FollowUpOn: &on}
}

// Never the officer alone: the head of the unit, or a verifier, decides; where
// that is who proposed it, somebody above them.
func TestWhoDecidesOnAnEnd(t *testing.T) {
	for name, tc := range map[string]struct {
		end     complaint.End
		prepare string
		decides roster.NIP
	}{
		"it cannot be done":       {impossible(), ``, kabid},
		"it is planned":           {scheduled(), ``, kabid},
		"it is another agency's":  {referred(), ``, vera},
		"the head is the officer": {impossible(), `UPDATE unit SET head_nip = '198601012010011001'`, sekda},
		"the head is away":        {impossible(), `INSERT INTO leave (nip, from_on, to_on) VALUES ('197806242003122910', '2026-11-01', '2026-12-31')`, sekda},
		"no verifier":             {referred(), `UPDATE employee SET roles = '{pegawai}' WHERE nip = '199101012015032001'`, kabid},
		"the officer verifies":    {referred(), `UPDATE employee SET roles = '{pegawai}' WHERE nip = '199101012015032001'; UPDATE employee SET roles = '{pegawai,verifikator}' WHERE nip = '198601012010011001'`, kabid},
		"nobody":                  {impossible(), `DELETE FROM contact WHERE nip <> '198601012010011001'`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, tx, d := desk(t)
			ladder(t, ctx, tx)
			if _, err := tx.Exec(ctx, `
				INSERT INTO employee (nip, name, unit_code, position, status, roles)
				VALUES ('199101012015032001', 'Vera', 'PUPR', 'Petugas Pemeriksa', 'PNS', '{pegawai,verifikator}');
				INSERT INTO contact (address, nip, connected_at) VALUES ('tg:vera', '199101012015032001', '2026-11-01');`+tc.prepare); err != nil {
				t.Fatal(err)
			}
			at := testkit.Time("2026-11-23 08:00")
			r := file(t, ctx, tx, d, at)
			_, errand, err := d.ProposeEnd(ctx, tx, at, oki, r.ID, tc.end)
			if tc.decides == "" {
				if !errors.Is(err, complaint.ErrNobody) {
					t.Errorf("with nobody to decide: %v", err)
				}
				return
			}
			if err != nil || !errand.IsOf(tc.decides) {
				t.Fatalf("%v decides, %v", errand.NIP, err)
			}
			if want := testkit.Time("2026-11-26 16:00"); !errand.DueAt.Equal(want) {
				t.Errorf("until %s, want %s", errand.DueAt, want)
			}
			if _, _, err := d.DecideEnd(ctx, tx, at, oki, errand.ID); !errors.Is(err, complaint.ErrNotErrand) {
				t.Errorf("who proposed it decides as well: %v", err)
			}
		})
	}
}

func TestAnEndIsWhole(t *testing.T) {
	now := testkit.Time("2026-11-23 08:00")
	soon, far := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
	change := func(e complaint.End, do func(*complaint.End)) complaint.End {
		do(&e)
		return e
	}
	for name, tc := range map[string]struct {
		end  complaint.End
		want error
	}{
		"impossible":          {impossible(), nil},
		"scheduled":           {scheduled(), nil},
		"referred":            {referred(), nil},
		"without a reason":    {change(impossible(), func(e *complaint.End) { e.Reason = " \n" }), complaint.ErrEmpty},
		"last year":           {change(scheduled(), func(e *complaint.End) { e.Year = 2025 }), complaint.ErrYear},
		"in a far year":       {change(scheduled(), func(e *complaint.End) { e.Year = 2032 }), complaint.ErrYear},
		"without money":       {change(scheduled(), func(e *complaint.End) { e.Source = " " }), complaint.ErrUnending},
		"without an agency":   {change(referred(), func(e *complaint.End) { e.Agency = "" }), complaint.ErrUnending},
		"without a number":    {change(referred(), func(e *complaint.End) { e.Number = "" }), complaint.ErrUnending},
		"a number too long":   {change(referred(), func(e *complaint.End) { e.Number = strings.Repeat("9", 201) }), complaint.ErrTooLong},
		"without a day":       {change(referred(), func(e *complaint.End) { e.FollowUpOn = nil }), complaint.ErrFollowUp},
		"followed up today":   {change(referred(), func(e *complaint.End) { e.FollowUpOn = &soon }), complaint.ErrFollowUp},
		"followed up too far": {change(referred(), func(e *complaint.End) { e.FollowUpOn = &far }), complaint.ErrFollowUp},
		"no end at all":       {complaint.End{State: complaint.Confirmed, Reason: "x"}, complaint.ErrUnending},
	} {
		if err := tc.end.Check(now); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

// The officer's clock stands while somebody decides, and goes on where it
// stood.
func TestDecidingIsNotTheOfficersTime(t *testing.T) {
	ctx, tx, d, r, errand := weighing(t, impossible())
	for name, err := range map[string]error{
		"an answer": func() error {
			_, err := d.Answer(ctx, tx, testkit.Time("2026-11-23 11:00"), oki, r.ID, "x")
			return err
		}(),
		"another end": func() error {
			_, _, err := d.ProposeEnd(ctx, tx, testkit.Time("2026-11-23 11:00"), oki, r.ID, scheduled())
			return err
		}(),
	} {
		if !errors.Is(err, complaint.ErrWeighed) {
			t.Errorf("%s meanwhile: %v", name, err)
		}
	}
	if _, moved, err := d.Climb(ctx, tx, testkit.Time("2026-12-23 11:00"), r.ID); err != nil || moved {
		t.Errorf("a clock that stands moved: %v", err)
	}
	if _, _, err := d.SendBack(ctx, tx, testkit.Time("2026-11-25 10:00"), kabid, errand.ID, "  "); !errors.Is(err, complaint.ErrEmpty) {
		t.Errorf("sent back without a reason: %v", err)
	}
	c, _, err := d.SendBack(ctx, tx, testkit.Time("2026-11-25 10:00"), kabid, errand.ID, "Coba hubungi kebun itu dulu.")
	if err != nil || c.State != complaint.Accepted || !c.HeldBy(oki) {
		t.Fatalf("sent back: %s, %v", c.State, err)
	}
	agree(t, ctx, tx, r.ID)
	s, _, err := complaint.Running(ctx, tx, r.ID)
	// Two hours of fifteen are gone: thirteen are left from Wednesday, 10.00.
	if want := testkit.Time("2026-11-27 08:00"); err != nil || !s.DueAt.Equal(want) {
		t.Errorf("due %v, want %s, %v", s.DueAt, want, err)
	}
	if _, _, err := d.DecideEnd(ctx, tx, testkit.Time("2026-11-25 10:00"), kabid, errand.ID); !errors.Is(err, complaint.ErrErrandOver) {
		t.Errorf("decided twice: %v", err)
	}
}

func TestAnHonestEnd(t *testing.T) {
	for _, e := range []complaint.End{impossible(), scheduled(), referred()} {
		t.Run(string(e.State), func(t *testing.T) {
			ctx, tx, d, r, errand := weighing(t, e)
			at := testkit.Time("2026-11-24 10:00")
			c, end, err := d.DecideEnd(ctx, tx, at, *errand.NIP, errand.ID)
			if err != nil || c.State != e.State || c.EndedAt == nil || c.AnsweredAt == nil || *end.DecidedBy != *errand.NIP {
				t.Fatalf("%+v, %v", c, err)
			}
			agree(t, ctx, tx, r.ID)
			ss, err := complaint.Stretches(ctx, tx, r.ID)
			if err != nil || len(ss) != 1 || ss[0].OnTime != nil || *ss[0].WorkedSeconds != 2*3600 {
				t.Errorf("stretches %+v, %v", ss, err)
			}
			if e.State != complaint.Referred {
				if c.NudgeAt != nil {
					t.Error("something is asked later")
				}
				return
			}
			if want := testkit.Time("2026-12-21 08:00"); c.NudgeAt == nil || !c.NudgeAt.Equal(want) {
				t.Errorf("followed up at %v", c.NudgeAt)
			}
			if _, _, err := d.TakenUp(ctx, tx, at, budi, r.ID, true); !errors.Is(err, complaint.ErrNotAsked) {
				t.Errorf("taken up before it was asked: %v", err)
			}
			asked := testkit.Time("2026-12-21 08:00")
			if _, moved, err := d.Nudge(ctx, tx, asked, r.ID); err != nil || !moved {
				t.Fatalf("not followed up: %v", err)
			}
			if _, moved, err := d.Nudge(ctx, tx, asked, r.ID); err != nil || moved {
				t.Errorf("followed up twice: %v", err)
			}
			if _, _, err := d.TakenUp(ctx, tx, asked, budi, r.ID, false); err != nil {
				t.Error(err)
			}
			c = agree(t, ctx, tx, r.ID)
			// 30 days from the question, not from the end.
			if late := testkit.Time("2027-01-10 08:00"); !c.MayReopen(late) || c.MayReopen(asked.Add(complaint.ReopenFor+time.Minute)) {
				t.Error("it can be opened again at the wrong times")
			}
			if _, moved, err := d.Nudge(ctx, tx, asked.Add(complaint.ReopenFor+time.Minute), r.ID); err != nil || moved {
				t.Errorf("something happens when the time is over: %v", err)
			}
		})
	}
}

func TestObjection(t *testing.T) {
	ctx, tx, d, r, errand := weighing(t, impossible())
	at := testkit.Time("2026-11-24 10:00")
	if _, _, err := d.Contest(ctx, tx, at, budi, r.ID, ""); !errors.Is(err, complaint.ErrNoDecision) {
		t.Errorf("an objection before there is an end: %v", err)
	}
	if _, _, err := d.DecideEnd(ctx, tx, at, kabid, errand.ID); err != nil {
		t.Fatal(err)
	}
	_, review, err := d.Contest(ctx, tx, at, budi, r.ID, "")
	if err != nil || !review.IsOf(sekda) {
		t.Fatalf("reviewed by %v, %v", review.NIP, err)
	}
	if want := testkit.Time("2026-12-01 16:00"); !review.DueAt.Equal(want) {
		t.Errorf("until %s, want %s", review.DueAt, want)
	}
	if _, _, err := d.Contest(ctx, tx, at, budi, r.ID, ""); !errors.Is(err, complaint.ErrObjected) {
		t.Errorf("objected twice: %v", err)
	}
	if _, more, err := d.Contest(ctx, tx, at, budi, r.ID, "Jalan itu dipakai umum"); err != nil || more.ID != review.ID {
		t.Errorf("words for it: %v", err)
	}
	agree(t, ctx, tx, r.ID)
	for _, by := range []roster.NIP{oki, kabid, dewi} {
		if _, _, err := d.Grant(ctx, tx, at, by, review.ID); !errors.Is(err, complaint.ErrNotErrand) {
			t.Errorf("%s decides on it: %v", by, err)
		}
	}
	c, again, err := d.Grant(ctx, tx, at, sekda, review.ID)
	if err != nil || c.State != complaint.Reopened || !c.HeldBy(oki) || again.Duty != complaint.ToSettle {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := d.Overrule(ctx, tx, at, sekda, review.ID, "x"); !errors.Is(err, complaint.ErrErrandOver) {
		t.Errorf("decided twice: %v", err)
	}
	agree(t, ctx, tx, r.ID)
}

// Opening a case again makes an objection to its end moot; taking it back the
// decision on its end.
func TestErrandsFallAway(t *testing.T) {
	t.Run("opened again", func(t *testing.T) {
		ctx, tx, d, r, errand := weighing(t, impossible())
		at := testkit.Time("2026-11-24 10:00")
		if _, _, err := d.DecideEnd(ctx, tx, at, kabid, errand.ID); err != nil {
			t.Fatal(err)
		}
		_, review, err := d.Contest(ctx, tx, at, budi, r.ID, "Tidak setuju")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.Reopen(ctx, tx, at, budi, r.ID, "", "Masih berlubang"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Overrule(ctx, tx, at, sekda, review.ID, "x"); !errors.Is(err, complaint.ErrErrandOver) {
			t.Errorf("answered after it was opened again: %v", err)
		}
		agree(t, ctx, tx, r.ID)
	})
	t.Run("taken back", func(t *testing.T) {
		ctx, tx, d, r, errand := weighing(t, impossible())
		at := testkit.Time("2026-11-24 10:00")
		if _, err := d.Withdraw(ctx, tx, at, budi, r.ID, ""); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.DecideEnd(ctx, tx, at, kabid, errand.ID); !errors.Is(err, complaint.ErrErrandOver) {
			t.Errorf("decided after it was taken back: %v", err)
		}
		agree(t, ctx, tx, r.ID)
	})
}

// Reminded on its last day, late when it is over; somebody else's when no
// message reaches the owner any more.
func TestErrandsAreRemindedOfAndPassedOn(t *testing.T) {
	ctx, tx, d, r, errand := weighing(t, impossible())
	for _, step := range []struct {
		at    string
		moved bool
		step  complaint.Step
	}{
		{"2026-11-26 07:29", false, complaint.NotYet},
		{"2026-11-26 07:30", true, complaint.Reminded},
		{"2026-11-26 15:59", false, complaint.Reminded},
		{"2026-11-26 16:00", true, complaint.Overdue},
		{"2026-11-30 16:00", false, complaint.Overdue},
	} {
		e, _, moved, err := d.DueErrand(ctx, tx, testkit.Time(step.at), errand.ID)
		if err != nil || moved != step.moved || e.Step != step.step {
			t.Errorf("%s: moved %v to step %d, %v", step.at, moved, e.Step, err)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM contact WHERE nip = $1`, kabid); err != nil {
		t.Fatal(err)
	}
	next, _, moved, err := d.DueErrand(ctx, tx, testkit.Time("2026-11-30 16:00"), errand.ID)
	if err != nil || !moved || !next.IsOf(sekda) || next.ID == errand.ID {
		t.Fatalf("passed on to %v, %v", next.NIP, err)
	}
	agree(t, ctx, tx, r.ID)
	if _, err := tx.Exec(ctx, `DELETE FROM contact`); err != nil {
		t.Fatal(err)
	}
	waits, _, moved, err := d.DueErrand(ctx, tx, testkit.Time("2026-11-30 17:00"), next.ID)
	if err != nil || !moved || waits.NIP != nil {
		t.Fatalf("with nobody: %v, %v", waits.NIP, err)
	}
	if _, _, moved, err = d.DueErrand(ctx, tx, testkit.Time("2026-11-30 17:01"), waits.ID); err != nil || moved {
		t.Errorf("moved with nobody to move to: %v", err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO contact (address, nip, connected_at) VALUES ('tg:kabid', $1, '2026-11-01')`, kabid); err != nil {
		t.Fatal(err)
	}
	found, _, moved, err := d.DueErrand(ctx, tx, testkit.Time("2026-12-01 08:00"), waits.ID)
	if err != nil || !moved || !found.IsOf(kabid) || !found.DueAt.Equal(testkit.Time("2026-12-04 16:30")) {
		t.Errorf("found %v until %s, %v", found.NIP, found.DueAt, err)
	}
	agree(t, ctx, tx, r.ID)
}
