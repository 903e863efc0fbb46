package books_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// supported is an office where case 1 is supported by two and holds case 2,
// case 3 was parted from it again, and case 4 was inherited.
func supported(t testing.TB) *office.Office {
	t.Helper()
	o := office.New(t)
	at := testkit.Time("2026-10-05 08:00")
	o.Visibility = complaint.Public
	for range 4 {
		o.File(at, "budi", "bayung")
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		for _, j := range []struct {
			id      complaint.ID
			address string
		}{{1, "tg:ani"}, {1, "tg:beni"}, {1, "tg:citra"}, {4, "tg:ani"}} {
			if _, _, err := o.Desk.Join(ctx, tx, at, complaint.Joining{Address: j.address}, j.id); err != nil {
				return err
			}
		}
		if _, err := o.Desk.Leave(ctx, tx, at, "tg:citra", 1); err != nil {
			return err
		}
		if _, err := o.Desk.Withdraw(ctx, tx, at, "tg:sari", 4, ""); err != nil {
			return err
		}
		if _, _, err := o.Desk.Merge(ctx, tx, at, "vera", 1, []complaint.ID{2, 3}); err != nil {
			return err
		}
		_, _, err := o.Desk.Part(ctx, tx, at, "vera", 3)
		return err
	})
	return o
}

func TestSupportersAreProved(t *testing.T) {
	o := supported(t)
	clean(o)
	for name, sql := range map[string]string{
		"a supporter taken out":     `DELETE FROM supporter WHERE address = 'tg:beni'`,
		"a supporter made up":       `INSERT INTO supporter (complaint_id, address, joined_at) VALUES (1, 'tg:made', '2026-10-05 08:00+07')`,
		"a merger taken out":        `DELETE FROM merger`,
		"a merger made up":          `INSERT INTO merger VALUES (3, 1, '2026-10-05 08:00+07')`,
		"a merger into another one": `UPDATE merger SET leading_id = 4`,
		"another heir":              `UPDATE complaint SET heir = heir + 1`,
		"an heir taken out":         `UPDATE complaint SET heir = NULL`,
		"an heir made up":           `UPDATE complaint SET heir = 1 WHERE id = 1`,
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range spoilt(t, o, sql) {
				if (len(r.Wrong) > 0) != (r.Name == "supporters") {
					t.Errorf("%s says %s", r.Name, strings.Join(r.Wrong, "; "))
				}
			}
		})
	}
}
