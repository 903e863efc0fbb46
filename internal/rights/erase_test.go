package rights

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// An older copy of the database comes back: it does not know of an erasure that
// the file outside knows. It is done again, once; what the same person filed
// afterwards stays theirs.
func TestErasureSurvivesAnOlderCopy(t *testing.T) {
	o := office.New(t)
	d := &Desk{Complaints: o.Desk, Key: []byte("a key"), Archive: &Archive{Path: filepath.Join(t.TempDir(), "erased")}}
	at := testkit.Time("2026-10-05 08:00")
	ended, running := o.File(at, "budi", "bayung"), o.File(at, "budi", "kandang")
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		_, err := o.Desk.Withdraw(ctx, tx, at, "tg:sari", ended, "")
		return err
	})
	later := o.File(at.Add(48*time.Hour), "budi", "bayung")
	gone := at.Add(24 * time.Hour)
	if err := d.Archive.Append(Erasure{Mark: d.mark("tg:sari"), At: gone}); err != nil {
		t.Fatal(err)
	}
	for round, want := range []int{1, 0} {
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			n, err := d.Reconcile(ctx, tx, at.Add(72*time.Hour))
			if n != want {
				t.Errorf("round %d did %d erasures again, want %d", round, n, want)
			}
			return err
		})
	}
	if n := o.Int(`SELECT count(*) FROM reporter WHERE complaint_id <> $1`, later); n != 0 {
		t.Errorf("%d erased cases know their reporter again", n)
	}
	if n := o.Int(`SELECT count(*) FROM reporter WHERE complaint_id = $1`, later); n != 1 {
		t.Error("what came after the erasure lost its reporter")
	}
	if n := o.Int(`SELECT count(*) FROM complaint WHERE id = $1 AND body = '' AND contact = 'none'`, ended); n != 1 {
		t.Error("the ended case still says what was written")
	}
	if n := o.Int(`SELECT count(*) FROM ledger_content WHERE entry IN (SELECT id FROM ledger_entry WHERE subject = $1 AND actor = $2)`, ended.Subject(), complaint.Citizen); n != 0 {
		t.Errorf("%d entries of its chain still hold words", n)
	}
	if n := o.Int(`SELECT count(*) FROM complaint WHERE id = $1 AND body <> '' AND contact = 'sealed'`, running); n != 1 {
		t.Error("the open case does not go on sealed")
	}
}

// What one replica erased, the file of the other learns.
func TestArchiveLearnsWhatAnotherReplicaErased(t *testing.T) {
	o := office.New(t)
	d := &Desk{Complaints: o.Desk, Key: []byte("a key"), Archive: &Archive{Path: filepath.Join(t.TempDir(), "erased")}}
	e := Erasure{Mark: d.mark("tg:sari"), At: testkit.Time("2026-10-05 08:00")}
	for range 2 {
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			if _, err := keepMark(ctx, tx, e); err != nil {
				return err
			}
			_, err := d.Reconcile(ctx, tx, e.At)
			return err
		})
	}
	known, err := d.Archive.Read()
	if err != nil || len(known) != 1 || !known[0].At.Equal(e.At) || string(known[0].Mark) != string(e.Mark) {
		t.Errorf("the file holds %v, %v", known, err)
	}
}
