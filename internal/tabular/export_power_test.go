package tabular_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/letter"
	"tanggap/internal/problem"
	"tanggap/internal/tabular"
	"tanggap/internal/testkit"
	"tanggap/internal/visit"
)

// staffed is a regency with staff, and with nothing in its chains.
func staffed(t *testing.T) *pgxpool.Pool {
	t.Helper()
	db := testkit.DB(t)
	for _, k := range all(t)[:5] {
		mustTake(t, db, k[0], k[1])
	}
	if _, err := db.Exec(t.Context(), `DELETE FROM ledger_content; DELETE FROM ledger_entry`); err != nil {
		t.Fatal(err)
	}
	return db
}

// appends puts an event into a chain.
func appends(t *testing.T, db *pgxpool.Pool, subject, kind, actor, words string) {
	t.Helper()
	n := ledger.New{Subject: subject, Kind: kind, Actor: actor, At: now}
	if words != "" {
		n.Content = []byte(words)
	}
	if err := pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) error { return ledger.Append(context.Background(), tx, n) }); err != nil {
		t.Fatal(err)
	}
}

// rows are the lines of an export of events, without their moments and digests.
func rows(t *testing.T, db *pgxpool.Pool) (told []string) {
	t.Helper()
	var b bytes.Buffer
	if err := tabular.Export(t.Context(), db, "events", tabular.Selection{Location: now.Location()}, &b); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(b.String()), "\n")[1:] {
		cells := strings.Split(line, ",")
		if cells[4] == "" || len(cells[5]) != 64 {
			t.Errorf("without a moment or digest: %s", line)
		}
		told = append(told, strings.Join(append(cells[:4:4], cells[6:]...), ","))
	}
	return told
}

// Who asked to open a reporter, who agreed, and who opened it: each by name, with
// the reason. Where that is for somebody who is pressed, neither of whom nor why.
func TestExportOfDisclosures(t *testing.T) {
	db := staffed(t)
	const asks, agrees = "199001012023212005", "THL-0006"
	named := map[string]string{}
	for _, nip := range []string{asks, agrees} {
		var name string
		if err := db.QueryRow(t.Context(), `SELECT name FROM employee WHERE nip = $1`, nip).Scan(&name); err != nil {
			t.Fatal(err)
		}
		named[nip] = name
	}
	disclose := func(code string, pressed bool) int64 {
		var id, pressure, disclosure int64
		if err := db.QueryRow(t.Context(), `
			INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, area_code, body, state, filed_at, answer_due_at, settle_due_at)
			VALUES ($1, 'tg', 'rahasia', 'jalan', 'pengaduan', 'jalan', '17.08.06', 'x', 'waiting', $2, $2, $2)
			RETURNING id`, code, now).Scan(&id); err != nil {
			t.Fatal(err)
		}
		var of *int64
		if pressed {
			if err := db.QueryRow(t.Context(), `
				INSERT INTO pressure (complaint_id, said_at, due_at)
				VALUES ($1, $2, $2)
				RETURNING id`, id, now).Scan(&pressure); err != nil {
				t.Fatal(err)
			}
			of = &pressure
		}
		if err := db.QueryRow(t.Context(), `
			INSERT INTO disclosure (complaint_id, pressure_id, nip, second_nip, asked_at, until, agreed_at, opened_at)
			VALUES ($1, $2, $3, $4, $5, $6, $5, $5)
			RETURNING id`, id, of, asks, agrees, now, now.Add(time.Hour)).Scan(&disclosure); err != nil {
			t.Fatal(err)
		}
		subject := fmt.Sprintf("%s%d", complaint.DisclosurePrefix, disclosure)
		appends(t, db, subject, string(complaint.ReporterAsked), "nip:"+asks, "saksi perlu dicocokkan")
		appends(t, db, subject, string(complaint.ReporterAgreed), "nip:"+agrees, "")
		appends(t, db, subject, string(complaint.ReporterOpened), "nip:"+asks, "")
		return disclosure
	}
	disclose("KPH-2222-222", false)
	disclose("KPH-3333-333", true)
	want := []string{
		"KPH-2222-222,1,reporter_asked,nip:" + asks + "," + named[asks] + ",saksi perlu dicocokkan,",
		"KPH-2222-222,2,reporter_agreed,nip:" + agrees + "," + named[agrees] + ",,",
		"KPH-2222-222,3,reporter_opened,nip:" + asks + "," + named[asks] + ",,",
		",1,reporter_asked,nip:" + asks + "," + named[asks] + ",,",
		",2,reporter_agreed,nip:" + agrees + "," + named[agrees] + ",,",
		",3,reporter_opened,nip:" + asks + "," + named[asks] + ",,",
	}
	if got := rows(t, db); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("told:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What those with power decide beside cases is told too, with the reason; a chat's
// address, what staff say of themselves, and what the inspectorate looks into is not.
func TestExportOfPowerElsewhere(t *testing.T) {
	db := staffed(t)
	const who = "199001012023212005"
	var name string
	if err := db.QueryRow(t.Context(), `SELECT name FROM employee WHERE nip = $1`, who).Scan(&name); err != nil {
		t.Fatal(err)
	}
	by := "nip:" + who
	appends(t, db, "nip:THL-0006", "connected", "nip:THL-0006", "tg:777")
	appends(t, db, "nip:THL-0006", "leave_asked", "nip:THL-0006", "sakit kepala")
	appends(t, db, "nip:THL-0006", "leave_refused", by, "Pekan ini semua turun ke lapangan")
	appends(t, db, "nip:THL-0006", "disconnected", by, "tg:777")
	appends(t, db, "nip:THL-0006", "roles", "operator", "")
	appends(t, db, "pressure:1", "ended", by, "yang ditekan: Sari")
	appends(t, db, "problem:1", problem.Ended, by, "Saluran sudah dilebarkan")
	appends(t, db, "template:jalan", letter.TemplateMade, by, "Tim turun besok pagi.")
	appends(t, db, "unit:jalan", visit.PileGone, by, "Empat puluh dari satu alamat")
	want := []string{
		",3,leave_refused," + by + "," + name + ",Pekan ini semua turun ke lapangan,nip:THL-0006",
		",4,disconnected," + by + "," + name + ",,nip:THL-0006",
		",5,roles,operator,,,nip:THL-0006",
		",1,ended," + by + "," + name + ",Saluran sudah dilebarkan,problem:1",
		",1,template_made," + by + "," + name + ",Tim turun besok pagi.,template:jalan",
		",1,ratings-dropped," + by + "," + name + ",Empat puluh dari satu alamat,unit:jalan",
	}
	if got := rows(t, db); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("told:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
