package books_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/books"
	"tanggap/internal/complaint"
	"tanggap/internal/rights"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// asked is an office where a citizen asked for a correction, which was made, and
// for another, which was refused; then had their data erased: one case had ended,
// one goes on.
func asked(t testing.TB) *office.Office {
	t.Helper()
	o := office.New(t)
	at := testkit.Time("2026-10-05 08:00")
	ended := o.File(at, "budi", "bayung")
	o.File(at, "budi", "kandang")
	d := rights.Desk{Complaints: o.Desk, Key: []byte("a key"), Archive: &rights.Archive{Path: filepath.Join(t.TempDir(), "erased")}}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		made := attachment.Made("image/jpeg", "foto.jpg", 1, 1, []byte("a picture"))
		photo := attachment.File{Kind: attachment.Photo, Here: &made}
		if _, err := o.Desk.Add(ctx, tx, at.Add(time.Minute), "tg:sari", ended, "Di depan SD", photo); err != nil {
			return err
		}
		if _, err := o.Desk.Withdraw(ctx, tx, at.Add(time.Hour), "tg:sari", ended, ""); err != nil {
			return err
		}
		for i, words := range []string{"Namanya bukan itu", "Tempatnya bukan itu"} {
			// A case without a name is asked about by nobody's address.
			r, err := rights.Ask(ctx, tx, at.Add(2*time.Hour), rights.Asking{Kind: rights.Correct, Case: complaint.ID(2 - i), Words: words})
			if err != nil {
				return err
			}
			if i == 0 {
				_, err = rights.Grant(ctx, tx, at.Add(3*time.Hour), "vera", r.ID, "Sudah diubah")
			} else {
				_, err = rights.Refuse(ctx, tx, at.Add(3*time.Hour), "vera", r.ID, rights.Grounds[0], "Tidak dapat")
			}
			if err != nil {
				return err
			}
		}
		_, err := rights.Ask(ctx, tx, at.Add(4*time.Hour), rights.Asking{Kind: rights.Erase, Address: "tg:sari"})
		return err
	})
	o.Exec(`UPDATE data_request SET state = 'sending' WHERE kind = 'erase'`)
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		_, err := d.Erase(ctx, tx, at.Add(5*time.Hour), "tg:sari", 3)
		return err
	})
	return o
}

// What people asked about their own data, and what was erased of it, is proved
// by the chains: a change of either is found by the right check.
func TestRequestsAndErasuresAreProved(t *testing.T) {
	o := asked(t)
	clean(o)
	if n := o.Int(`SELECT count(*) FROM erasure`); n != 1 {
		t.Fatalf("%d erasures", n)
	}
	for name, c := range map[string]struct{ by, sql string }{
		"a request taken away":        {"data requests", `DELETE FROM data_request WHERE id = 1`},
		"a request made up":           {"data requests", `INSERT INTO data_request (kind, words, state, asked_at, due_at) VALUES ('correct', 'x', 'open', '2026-10-06 08:00+07', '2026-10-09 08:00+07')`},
		"a refusal made a grant":      {"data requests", `UPDATE data_request SET state = 'done' WHERE id = 2`},
		"another ground":              {"data requests", `UPDATE data_request SET ground = 'x' WHERE id = 2`},
		"what was asked":              {"data requests", `UPDATE data_request SET words = 'Tidak jadi' WHERE id = 1`},
		"another kind":                {"data requests", `UPDATE data_request SET kind = 'limit' WHERE id = 1`},
		"the answer":                  {"data requests", `UPDATE data_request SET answer = 'Belum' WHERE id = 1`},
		"who decided":                 {"data requests", `UPDATE data_request SET decided_by = 'budi' WHERE id = 1`},
		"when it was asked":           {"data requests", `UPDATE data_request SET asked_at = asked_at + interval '1 day' WHERE id = 1`},
		"its limit":                   {"data requests", `UPDATE data_request SET due_at = due_at + interval '1 day' WHERE id = 1`},
		"its end":                     {"data requests", `UPDATE data_request SET ended_at = ended_at - interval '1 hour' WHERE id = 2`},
		"its chain":                   {"chains", `UPDATE ledger_entry SET kind = 'refused' WHERE subject = 'request:1' AND kind = 'done'`},
		"the words in its chain":      {"chains", `UPDATE ledger_content SET body = 'Lain' WHERE entry = (SELECT min(id) FROM ledger_entry WHERE subject = 'request:1')`},
		"a mark taken away":           {"erasures", `DELETE FROM erasure`},
		"the place put back":          {"erasures", `UPDATE complaint SET place = 'Bayung' WHERE id = 1`},
		"a file put back":             {"erasures", `WITH a AS (INSERT INTO attachment (digest, media, name, bytes, stored_at) VALUES ('\x01', 'image/jpeg', '', 'x', '2026-10-05 08:00+07') RETURNING digest) UPDATE wanted SET digest = '\x01' WHERE subject = 'case:1'`},
		"words put back into a chain": {"erasures", `INSERT INTO ledger_content SELECT id, '\x00', 'Di depan SD' FROM ledger_entry WHERE subject = 'case:1' AND kind = 'added'`},
		"the report put back":         {"cases", `UPDATE complaint SET body = 'Lubang' WHERE id = 1`},
		"the report rewritten":        {"cases", `UPDATE complaint SET body = 'Semua baik' WHERE id = 2`},
		"the event of it":             {"chains", `UPDATE ledger_entry SET kind = 'added' WHERE subject = 'case:1' AND kind = 'erased'`},
	} {
		t.Run(name, func(t *testing.T) {
			rows := spoilt(t, o, c.sql)
			i := slices.IndexFunc(rows, func(r books.Row) bool { return r.Name == c.by })
			if len(rows[i].Wrong) == 0 {
				t.Errorf("%s finds nothing", c.by)
			}
			for _, r := range rows {
				if wrong := strings.Join(r.Wrong, "; "); strings.Contains(wrong, "Semua baik") || strings.Contains(wrong, "tg:") {
					t.Errorf("%s says whose it is: %s", r.Name, wrong)
				}
			}
		})
	}
}
