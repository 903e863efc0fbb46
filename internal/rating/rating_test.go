package rating_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/rating"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// Whoever rates again changes their mind; nobody else rates, and nobody before
// the key was turned.
func TestTheLastFaceCountsOnce(t *testing.T) {
	o := office.New(t)
	now := testkit.Time("2026-10-05 08:00")
	id := o.File(now, "budi", "bayung")
	rate := func(who string, face int) (err error) {
		now = now.Add(time.Minute)
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			_, err = rating.Face(ctx, tx, now, o.Desk, who, id, face)
			if err != nil {
				return nil
			}
			_, err = rating.Comment(ctx, tx, now, o.Desk, who, id, "Terima kasih.")
			return err
		})
		return err
	}
	if err := rate("tg:sari", 4); !errors.Is(err, rating.ErrNotDone) {
		t.Errorf("before the key was turned: %v", err)
	}
	for _, act := range []office.Act{office.Propose, office.Confirm} {
		now = now.Add(time.Hour)
		o.Act(now, id, act)
	}
	for _, tc := range []struct {
		who  string
		face int
		want error
	}{
		{"tg:sari", 4, nil}, {"tg:sari", 1, nil}, {"tg:sari", 3, nil},
		{"tg:budi", 4, complaint.ErrUnknown}, {"tg:mallory", 1, complaint.ErrUnknown},
		{"tg:sari", 0, rating.ErrFace}, {"tg:sari", 5, rating.ErrFace},
	} {
		if err := rate(tc.who, tc.face); !errors.Is(err, tc.want) {
			t.Errorf("%s gives %d: %v, want %v", tc.who, tc.face, err, tc.want)
		}
	}
	if n := o.Int(`SELECT count(*) * 10 + sum(face) FROM case_rating`); n != 13 {
		t.Errorf("it counts as %d, want once and a 3", n)
	}
	// The lowest face gave kabid something to answer, and another one took it back.
	if n := o.Int(`SELECT count(*) FROM errand WHERE kind = 'excuse' AND nip = 'kabid' AND moot AND done_at IS NOT NULL`); n != 1 {
		t.Errorf("%d errands fell away, want 1", n)
	}
	// Seven days after the first face nothing changes any more.
	now = testkit.Time("2026-10-12 10:00")
	if err := rate("tg:sari", 2); err != nil {
		t.Errorf("on the seventh day: %v", err)
	}
	now = testkit.Time("2026-10-12 10:05")
	if err := rate("tg:sari", 1); !errors.Is(err, rating.ErrFixed) {
		t.Errorf("after seven days: %v", err)
	}
}

// Nobody of the office rates what they, their unit or those below them did.
func TestNobodyRatesTheirOwnOffice(t *testing.T) {
	o := office.New(t)
	o.Exec(`INSERT INTO unit (code, name, kind) VALUES ('RSUD', 'Rumah Sakit', 'rsud')`)
	o.Exec(`INSERT INTO employee (nip, name, unit_code, position, status, roles) VALUES ('tono', 'Tono', 'RSUD', 'Perawat', 'NONASN', '{pegawai}')`)
	o.Exec(`INSERT INTO contact (address, nip, connected_at) VALUES ('tg:tono', 'tono', '2026-10-05 08:00+07')`)
	for who, want := range map[string]error{
		"tg:dewi": rating.ErrOwnUnit, "tg:kabid": rating.ErrOwnUnit, "tg:kadis": rating.ErrOwnUnit, "tg:vera": nil, "tg:tono": nil, "tg:sari": nil,
	} {
		id := o.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
		for _, act := range []office.Act{office.Propose, office.Confirm} {
			o.Act(testkit.Time("2026-10-05 09:00"), id, act)
		}
		o.Exec(`UPDATE reporter SET address = $2 WHERE complaint_id = $1`, id, who)
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			c, err := o.Desk.FindOwn(ctx, tx, who, id)
			if err != nil {
				return err
			}
			stands, err := rating.Stands(ctx, tx, testkit.Time("2026-10-05 10:00"), who, c)
			if err != nil || stands.May != (want == nil) {
				t.Errorf("%s may rate: %v, %v", who, stands.May, err)
			}
			if _, err := rating.Face(ctx, tx, testkit.Time("2026-10-05 10:00"), o.Desk, who, id, 4); !errors.Is(err, want) {
				t.Errorf("%s rates: %v, want %v", who, err, want)
			}
			return nil
		})
	}
}

// However often an officer looks, what they see grows by whole batches of five,
// long after the closings, and what they have seen never changes.
func TestRatingsAreSeenMixed(t *testing.T) {
	o := office.New(t)
	at := func(day string) time.Time { return testkit.Time("2026-" + day) }
	rate := func(day string, face int) {
		id := o.File(at(day+" 08:00"), "budi", "bayung")
		o.Act(at(day+" 09:00"), id, office.Propose)
		o.Act(at(day+" 10:00"), id, office.Confirm)
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			_, err := rating.Face(ctx, tx, at(day+" 11:00"), o.Desk, "tg:sari", id, face)
			return err
		})
	}
	look := func(day string) (m rating.Mixed) {
		o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
			m, err = rating.Mix(ctx, tx, at(day).In(o.Loc), "budi")
			return err
		})
		return m
	}
	none := rating.Mixed{}
	for _, face := range []int{4, 4, 3, 1} {
		rate("10-05", face)
	}
	if m := look("10-26 08:00"); m != none {
		t.Errorf("four are seen: %+v", m)
	}
	rate("10-13", 2) // the fifth: it can be changed until Tuesday, 20 October
	first := rating.Mixed{Of: 5, Faces: [4]int{1, 1, 1, 2}}
	for day, want := range map[string]rating.Mixed{"10-19 08:00": none, "10-21 08:00": none, "10-25 23:59": none, "10-26 00:00": first} {
		if m := look(day); m != want {
			t.Errorf("on %s: %+v, want %+v", day, m, want)
		}
	}
	for range 4 {
		rate("10-14", 4)
	}
	if m := look("11-09 08:00"); m != first {
		t.Errorf("nine are seen as %+v", m)
	}
	rate("10-15", 1)
	if m, want := look("11-09 08:00"), (rating.Mixed{Of: 10, Faces: [4]int{2, 1, 1, 6}}); m != want {
		t.Errorf("ten are seen as %+v, want %+v", m, want)
	}
	for range 15 {
		rate("10-16", 3)
	}
	if m, want := look("11-09 08:00"), (rating.Mixed{Of: 20, Faces: [4]int{1, 0, 15, 4}}); m != want {
		t.Errorf("the newest of twenty-five are %+v, want %+v", m, want)
	}
}
