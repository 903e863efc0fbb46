package notice_test

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/text"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func desk(t *testing.T) (*office.Office, *notice.Desk) {
	t.Helper()
	o := office.New(t)
	speaker, err := text.New(o.Loc)
	if err != nil {
		t.Fatal(err)
	}
	return o, &notice.Desk{Text: speaker, Complaints: o.Desk}
}

// Verifiers find officers; administrators while no verifier is connected, or
// none can be reached; nobody while there are neither.
func TestDispatchers(t *testing.T) {
	o, _ := desk(t)
	for _, step := range []struct {
		sql  string
		want []roster.NIP
	}{
		{`SELECT`, []roster.NIP{"vera"}},
		{`INSERT INTO account (address, created_at, unreachable_at) VALUES ('tg:vera', '2026-10-05', '2026-10-05')`, []roster.NIP{"adi"}},
		{`UPDATE account SET unreachable_at = NULL`, []roster.NIP{"vera"}},
		{`DELETE FROM contact WHERE nip = 'vera'`, []roster.NIP{"adi"}},
		{`UPDATE employee SET ended_on = '2026-10-05' WHERE nip = 'adi'`, nil},
	} {
		o.Exec(step.sql)
		var got []roster.NIP
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			all, err := notice.Dispatchers(ctx, tx)
			for _, e := range all {
				got = append(got, e.NIP)
			}
			return err
		})
		if !slices.Equal(got, step.want) {
			t.Errorf("after %s: %s, want %s", step.sql, got, step.want)
		}
	}
}

// What somebody held finds other hands at once; a result that waits for the
// citizen's word waits on.
func TestPassOnAll(t *testing.T) {
	o, d := desk(t)
	at := testkit.Time("2026-10-05 09:00")
	open, proposed := o.File(at, "budi", "bayung"), o.File(at, "budi", "bayung")
	o.Act(at, proposed, office.Propose)
	o.Exec(`DELETE FROM contact WHERE nip = 'budi'`)
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		passed, waiting, err := d.PassOnAll(ctx, tx, at, "test", complaint.System, "budi", "")
		if passed != 1 || waiting != 0 {
			t.Errorf("%d passed on, %d wait", passed, waiting)
		}
		return err
	})
	for id, want := range map[complaint.ID]struct {
		holder roster.NIP
		state  complaint.State
	}{open: {"kabid", complaint.Assigned}, proposed: {"budi", complaint.Proposed}} {
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			c, err := complaint.Find(ctx, tx, id)
			if !c.HeldBy(want.holder) || c.State != want.state {
				t.Errorf("case %d is %s with %s, want %s with %s", id, c.State, *c.Holder, want.state, want.holder)
			}
			return err
		})
	}
	// Reopened it goes to the same hands: its holder has gone.
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		c, s, err := o.Desk.Reopen(ctx, tx, at, "tg:sari", proposed, "", "Belum.")
		if err != nil {
			return err
		}
		c, told, err := d.Reopened(ctx, tx, at, c, s, "Belum.")
		if !c.HeldBy("kabid") || !told {
			t.Errorf("reopened with %v; superior told: %v", c.Holder, told)
		}
		return err
	})
}

// Nobody is given what they reported themselves: their superior is.
func TestNobodyAnswersForTheirOwn(t *testing.T) {
	o, d := desk(t)
	at := testkit.Time("2026-10-05 09:00")
	id := o.File(at, "", "bayung")
	responsible := func() (nip roster.NIP, found bool) {
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			c, err := complaint.Find(ctx, tx, id)
			if err != nil {
				return err
			}
			var e roster.Employee
			e, found, err = d.Responsible(ctx, tx, at, c)
			nip = e.NIP
			return err
		})
		return nip, found
	}
	if nip, _ := responsible(); nip != "budi" {
		t.Errorf("a citizen's case goes to %s", nip)
	}
	o.Exec(`UPDATE reporter SET address = 'tg:budi'`)
	if nip, _ := responsible(); nip != "kabid" {
		t.Errorf("Budi's own case goes to %s", nip)
	}
	o.Exec(`DELETE FROM contact WHERE nip IN ('kabid', 'kadis')`)
	if nip, found := responsible(); found {
		t.Errorf("Budi's own case goes to %s, although no superior can be reached", nip)
	}
}
