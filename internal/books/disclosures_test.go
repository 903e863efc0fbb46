package books_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

var disclosedAt = testkit.Time("2026-10-07 10:00")

// disclosed is an office where the inspectorate was shown who reported a case,
// since they are pressed; another one of it had agreed.
func disclosed(t testing.TB) (*office.Office, complaint.ID) {
	t.Helper()
	o := office.New(t)
	o.Exec(`INSERT INTO unit (code, name, kind) VALUES ('INSP', 'Inspektorat', 'inspektorat')`)
	o.Exec(`INSERT INTO employee (nip, name, unit_code, position, status, roles)
		SELECT nip, nip, 'INSP', 'Auditor', 'NONASN', '{pegawai,inspektorat}' FROM unnest('{ina,ira}'::text[]) nip`)
	o.Exec(`INSERT INTO contact (address, nip, connected_at) SELECT 'tg:' || nip, nip, '2026-10-05 08:00+07' FROM employee WHERE nip IN ('ina', 'ira')`)
	id := o.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	for i, act := range []office.Act{office.Propose, office.Confirm} {
		o.Act(testkit.Time("2026-10-05 09:00").AddDate(0, 0, i), id, act)
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		_, p, _, err := o.Desk.Press(ctx, tx, disclosedAt, "tg:sari", id, "Saya diancam.")
		if err != nil {
			return err
		}
		_, f, err := o.Desk.AskReporter(ctx, tx, disclosedAt, *p.NIP, complaint.Matter{Pressure: p.ID}, "Polisi meminta nomornya karena ancaman di rumah.")
		if err != nil {
			return err
		}
		if _, _, _, err := o.Desk.SeeReporter(ctx, tx, disclosedAt, f.NIP, id); !errors.Is(err, complaint.ErrReporterClosed) {
			t.Errorf("shown before anybody agreed: %v", err)
		}
		if _, _, err = o.Desk.AgreeReporter(ctx, tx, disclosedAt, f.Second, f.ID); err != nil {
			return err
		}
		address, _, first, err := o.Desk.SeeReporter(ctx, tx, disclosedAt, f.NIP, id)
		if address != "tg:sari" || !first {
			t.Errorf("shown %q, first %t", address, first)
		}
		return err
	})
	return o, id
}

func TestDisclosuresAreProved(t *testing.T) {
	o, id := disclosed(t)
	clean(o)
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		if err := complaint.Unlink(ctx, tx, id); err != nil {
			return err
		}
		if address, _, _, err := o.Desk.SeeReporter(ctx, tx, disclosedAt, "ina", id); !errors.Is(err, complaint.ErrNoReporter) {
			t.Errorf("shown %q of somebody who was erased: %v", address, err)
		}
		return nil
	})
	for name, sql := range map[string]string{
		"another one agreed": `UPDATE disclosure SET second_nip = 'dewi'`,
		"one taken out":      `DELETE FROM disclosure`,
		"longer":             `UPDATE disclosure SET until = until + interval '1 day'`,
		"one made up": `INSERT INTO disclosure (complaint_id, nip, second_nip, asked_at, until, agreed_at)
			SELECT complaint_id, 'budi', 'kabid', asked_at, until, agreed_at FROM disclosure`,
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range spoilt(t, o, sql) {
				if (len(r.Wrong) > 0) != (r.Name == "disclosures") {
					t.Errorf("%s says %s", r.Name, strings.Join(r.Wrong, "; "))
				}
			}
		})
	}
}
