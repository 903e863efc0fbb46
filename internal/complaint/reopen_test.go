package complaint_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

const (
	kabid roster.NIP = "197806242003122910"
	sekda roster.NIP = "196908141994031901"
)

// ladder puts people above Oki and Dewi, all of whom messages reach.
func ladder(t *testing.T, ctx context.Context, tx pgx.Tx) {
	t.Helper()
	_, err := tx.Exec(ctx, `
		INSERT INTO employee (nip, name, unit_code, position, status, roles) VALUES
			('197806242003122910', 'Nurlela', 'PUPR', 'Kepala Dinas', 'PNS', '{pegawai,atasan}'),
			('196908141994031901', 'Yusrizal', 'PUPR', 'Sekretaris Daerah', 'PNS', '{pegawai,sekda}');
		UPDATE unit SET head_nip = '197806242003122910';
		INSERT INTO contact (address, nip, connected_at) SELECT 'tg:' || nip, nip, '2026-11-01' FROM employee`)
	if err != nil {
		t.Fatal(err)
	}
}

// propose reports a result for whoever holds the case.
func propose(t *testing.T, ctx context.Context, tx pgx.Tx, d *complaint.Desk, at time.Time, id complaint.ID) complaint.Complaint {
	t.Helper()
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = d.Propose(ctx, tx, at, *c.Holder, id, "Sudah dikerjakan"); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEachReopeningIsAnsweredHigher(t *testing.T) {
	ctx, tx, d := desk(t)
	ladder(t, ctx, tx)
	at := testkit.Time("2026-11-23 08:00")
	r := file(t, ctx, tx, d, at)
	for i, step := range []struct {
		holder roster.NIP
		due    string // what a clock that begins at once says
	}{
		{oki, "2026-12-02 08:30"},   // the promise of the receipt, less the time that lay with the citizen
		{kabid, "2026-12-03 16:00"}, // five working days of their own
		{sekda, "2026-12-07 11:30"},
		{sekda, "2026-12-07 16:00"},
	} {
		at = at.Add(time.Hour)
		propose(t, ctx, tx, d, at, r.ID)
		at = testkit.Time("2026-11-24 10:00").AddDate(0, 0, 2*i)
		c, s, err := d.Reopen(ctx, tx, at, budi, r.ID, complaint.Partial, "Baru sebagian")
		if err != nil || s == nil || !c.HeldBy(step.holder) {
			t.Fatalf("reopening %d: held by %v, %v", i+1, c.Holder, err)
		}
		if err := d.Begin(ctx, tx, at, s.ID); err != nil {
			t.Fatal(err)
		}
		running, _, err := complaint.Running(ctx, tx, r.ID)
		if err != nil || !running.DueAt.Equal(testkit.Time(step.due)) {
			t.Errorf("reopening %d: due %v, want %s, %v", i+1, running.DueAt, step.due, err)
		}
		agree(t, ctx, tx, r.ID)
	}
	events, err := complaint.Story(ctx, tx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if last := events[len(events)-1]; last.Kind != complaint.Delivered || events[len(events)-2].Facts.Why != complaint.Partial {
		t.Errorf("the reason that was tapped is no fact: %+v", events[len(events)-2].Facts)
	}
}

// Whoever reported it, or cannot be reached, is passed over; where nobody is
// left the case waits without a holder.
func TestTheLadderSkipsWhoMayNotAnswer(t *testing.T) {
	for name, tc := range map[string]struct {
		prepare string
		holder  roster.NIP
	}{
		"the superior's own report": {`UPDATE reporter SET address = 'tg:197806242003122910'`, sekda},
		"the superior is on leave":  {`INSERT INTO leave (nip, from_on, to_on) VALUES ('197806242003122910', '2026-11-01', '2026-12-31')`, sekda},
		"nobody is reached":         {`DELETE FROM contact`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, tx, d := desk(t)
			ladder(t, ctx, tx)
			at := testkit.Time("2026-11-23 08:00")
			r := file(t, ctx, tx, d, at)
			who := budi
			if _, err := tx.Exec(ctx, tc.prepare); err != nil {
				t.Fatal(err)
			}
			if address, _, err := d.Reporter(ctx, tx, r.ID); err != nil {
				t.Fatal(err)
			} else {
				who = address
			}
			var c complaint.Complaint
			for range 2 {
				propose(t, ctx, tx, d, at, r.ID)
				var err error
				if c, _, err = d.Reopen(ctx, tx, at, who, r.ID, "", "Belum"); err != nil {
					t.Fatal(err)
				}
			}
			if tc.holder == "" && c.Holder != nil || tc.holder != "" && !c.HeldBy(tc.holder) {
				t.Errorf("held by %v", c.Holder)
			}
			if agree(t, ctx, tx, r.ID).State != complaint.Reopened {
				t.Error("not reopened")
			}
		})
	}
}

func TestAnEndIsNotForGood(t *testing.T) {
	monday := testkit.Time("2026-11-23 08:00")
	for name, tc := range map[string]struct {
		end   func(ctx context.Context, tx pgx.Tx, d *complaint.Desk, id complaint.ID) error
		voids bool
	}{
		"confirmed": {func(ctx context.Context, tx pgx.Tx, d *complaint.Desk, id complaint.ID) error {
			_, err := d.Confirm(ctx, tx, monday.Add(2*time.Hour), budi, id)
			return err
		}, true},
		"silent": {func(ctx context.Context, tx pgx.Tx, d *complaint.Desk, id complaint.ID) error {
			_, _, err := d.Nudge(ctx, tx, testkit.Time("2026-12-08 08:00"), id)
			return err
		}, true},
		"withdrawn": {func(ctx context.Context, tx pgx.Tx, d *complaint.Desk, id complaint.ID) error {
			_, err := d.Withdraw(ctx, tx, monday.Add(2*time.Hour), budi, id, "")
			return err
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, tx, d := desk(t)
			r := file(t, ctx, tx, d, monday)
			propose(t, ctx, tx, d, monday.Add(time.Hour), r.ID)
			if err := tc.end(ctx, tx, d, r.ID); err != nil {
				t.Fatal(err)
			}
			ended := agree(t, ctx, tx, r.ID)
			tooLate := ended.EndedAt.Add(complaint.ReopenFor + time.Second)
			if _, _, err := d.Reopen(ctx, tx, tooLate, budi, r.ID, "", "Rusak lagi"); !errors.Is(err, complaint.ErrOverForGood) {
				t.Errorf("opened after more than 30 days: %v", err)
			}
			c, s, err := d.Reopen(ctx, tx, ended.EndedAt.Add(complaint.ReopenFor), budi, r.ID, complaint.Broken, "Rusak lagi")
			if err != nil || c.State != complaint.Reopened || c.EndedAt != nil || s.Holder != oki {
				t.Fatalf("opened on the last day: %+v, %v", c, err)
			}
			agree(t, ctx, tx, r.ID)
			ss, err := complaint.Stretches(ctx, tx, r.ID)
			if err != nil || ss[1].Voided != tc.voids {
				t.Errorf("voided %v, %v", ss[1].Voided, err)
			}
		})
	}
}

func TestThanksAreGivenOnce(t *testing.T) {
	ctx, tx, d := desk(t)
	at := testkit.Time("2026-11-23 08:00")
	r := file(t, ctx, tx, d, at)
	thank := func(want bool) {
		t.Helper()
		if _, told, err := d.Thank(ctx, tx, at, budi, r.ID, ""); err != nil || told != want {
			t.Errorf("thanked %v, %v; want %v", told, err, want)
		}
	}
	thank(false) // nobody has answered yet
	if _, err := d.Answer(ctx, tx, at, oki, r.ID, "Kami turun besok"); err != nil {
		t.Fatal(err)
	}
	before := agree(t, ctx, tx, r.ID)
	thank(true)
	thank(false)
	if after := agree(t, ctx, tx, r.ID); after.State != before.State {
		t.Errorf("thanks made %s of %s", after.State, before.State)
	}
}
