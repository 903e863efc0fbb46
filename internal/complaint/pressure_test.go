package complaint_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// What a citizen says who is pressed reaches the inspectorate, else the
// secretary; never whoever held the case, their unit, those above them, or the
// citizen's own account.
func TestWhoLooksIntoPressure(t *testing.T) {
	for name, c := range map[string]struct {
		sql    string
		holder string
		want   string // "" for nobody yet
	}{
		"the inspectorate":                       {holder: "budi", want: "tg:ina"},
		"who looks into least":                   {holder: "budi", want: "tg:ira", sql: `INSERT INTO pressure (complaint_id, nip, said_at, due_at) SELECT min(id), 'ina', '2026-10-05', '2026-10-12' FROM complaint`},
		"one of its own held it":                 {holder: "ina", want: "tg:sekar"},
		"they lead who held it":                  {holder: "budi", want: "tg:ira", sql: `UPDATE employee SET superior_nip = 'ina' WHERE nip = 'kadis'`},
		"they report it themselves":              {holder: "budi", want: "tg:ira", sql: `UPDATE contact SET address = 'tg:sari' WHERE nip = 'ina'`},
		"they are of the holder's unit":          {holder: "budi", want: "tg:sekar", sql: `UPDATE employee SET unit_code = 'BM' WHERE nip IN ('ina', 'ira')`},
		"nobody of it can be reached":            {holder: "budi", want: "tg:sekar", sql: `DELETE FROM contact WHERE nip IN ('ina', 'ira')`},
		"nobody at all can be reached":           {holder: "budi", want: "", sql: `DELETE FROM contact WHERE nip IN ('ina', 'ira', 'sekar')`},
		"the secretary held it, nobody else can": {holder: "sekar", want: "", sql: `DELETE FROM contact WHERE nip IN ('ina', 'ira')`},
	} {
		t.Run(name, func(t *testing.T) {
			o := office.New(t)
			o.Exec(`INSERT INTO unit (code, name, kind) VALUES ('INSP', 'Inspektorat', 'inspektorat'), ('SETDA', 'Sekretariat Daerah', 'setda')`)
			o.Exec(`INSERT INTO employee (nip, name, unit_code, position, status, roles) VALUES
				('ina', 'Ina', 'INSP', 'Auditor', 'NONASN', '{pegawai,inspektorat}'), ('ira', 'Ira', 'INSP', 'Auditor', 'NONASN', '{pegawai,inspektorat}'),
				('sekar', 'Sekar', 'SETDA', 'Sekretaris Daerah', 'NONASN', '{pegawai,sekda}')`)
			o.Exec(`UPDATE employee SET superior_nip = 'sekar' WHERE nip = 'kadis'`)
			o.Exec(`INSERT INTO contact (address, nip, connected_at) SELECT 'tg:' || nip, nip, '2026-10-05 08:00+07' FROM employee WHERE nip IN ('ina', 'ira', 'sekar')`)
			o.File(testkit.Time("2026-10-05 07:00"), "budi", "")
			id := o.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
			if c.holder != "budi" {
				o.Exec(`UPDATE stretch SET holder = $2 WHERE complaint_id = $1`, id, c.holder)
				o.Exec(`UPDATE complaint SET holder = $2 WHERE id = $1`, id, c.holder)
			}
			for i, act := range []office.Act{office.Propose, office.Confirm} {
				o.Act(testkit.Time("2026-10-05 09:00").AddDate(0, 0, i), id, act)
			}
			if c.sql != "" {
				o.Exec(c.sql)
			}
			o.Do(func(ctx context.Context, tx pgx.Tx) error {
				_, p, fresh, err := o.Desk.Press(ctx, tx, testkit.Time("2026-10-07 10:00"), "tg:sari", id, "Saya diancam.")
				if err != nil {
					return err
				}
				got := ""
				if p.NIP != nil {
					got = "tg:" + string(*p.NIP)
				}
				if got != c.want || !fresh {
					t.Errorf("%q looks into it, want %q", got, c.want)
				}
				// No event of the case tells of it.
				story, err := complaint.Story(ctx, tx, id)
				for _, e := range story {
					if e.Words == "Saya diancam." {
						t.Errorf("the case tells of it: %+v", e)
					}
				}
				if err != nil {
					return err
				}
				// Who has their data erased takes it along.
				if _, err := o.Desk.EraseReporter(ctx, tx, testkit.Time("2026-10-08 10:00"), "tg:sari", testkit.Time("2026-10-08 10:00")); err != nil {
					return err
				}
				said, err := complaint.PressedStory(ctx, tx, p)
				if err == nil && (len(said) != 1 || said[0].Words != "") {
					t.Errorf("after the erasure: %+v", said)
				}
				return err
			})
		})
	}
}
