package tabular_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/tabular"
	"tanggap/internal/testkit"
)

func TestExport(t *testing.T) {
	db := testkit.DB(t)
	for _, k := range all(t)[:5] {
		mustTake(t, db, k[0], k[1])
	}
	if _, err := db.Exec(t.Context(), `UPDATE employee SET position = '=HYPERLINK("http://x")' WHERE nip = 'THL-0006'`); err != nil {
		t.Fatal(err)
	}
	file := func(code, holder, filed string) (id int64) {
		err := db.QueryRow(t.Context(), `
			INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, area_code, body, state, holder, filed_at, answer_due_at, settle_due_at)
			VALUES ($1, 'tg', 'rahasia', 'jalan', 'pengaduan', 'jalan', '17.08.06', 'nama saya Sari', 'open', $2, $3, $3, $3)
			RETURNING id`, code, holder, testkit.Time(filed)).Scan(&id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(t.Context(), `INSERT INTO reporter (complaint_id, address) VALUES ($1, 'tg:777')`, id); err != nil {
			t.Fatal(err)
		}
		for _, n := range []ledger.New{
			{Kind: "filed", Actor: "warga", Content: []byte("nama saya Sari")}, {Kind: "accepted", Actor: "nip:" + holder}, {Kind: "odd", Actor: "tg:777"},
		} {
			n.Subject, n.At = fmt.Sprintf("case:%d", id), testkit.Time(filed)
			if err := pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) error { return ledger.Append(t.Context(), tx, n) }); err != nil {
				t.Fatal(err)
			}
		}
		return id
	}
	file("KPH-2222-222", "THL-0006", "2026-11-23 00:00")
	id := file("KPH-3333-333", "199001012023212005", "2026-11-24 23:59:59.5")
	file("KPH-4444-444", "THL-0006", "2026-11-25 00:00")
	if _, err := db.Exec(t.Context(), `INSERT INTO case_rating (complaint_id, closing, face, comment, rated_at, first_at) VALUES ($1, 1, 2, '=x', $2, $2), ($1, 2, 4, '', $2, $2)`, id, now); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `INSERT INTO durability (complaint_id, closing, holder, asked_at, good, answered_at) VALUES ($1, 1, NULL, $2, true, $2), ($1, 2, NULL, $2, false, $2)`, id, now); err != nil {
		t.Fatal(err)
	}
	// Case 3, of the same citizen, is a part of case 2; somebody had joined it,
	// and somebody case 1.
	if _, err := db.Exec(t.Context(), `
		INSERT INTO merger
		VALUES (3, 2, $1)`, now); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `
		INSERT INTO supporter (complaint_id, filed, address, joined_at)
		VALUES (3, true, NULL, $1), (3, false, 'tg:6', $1), (1, false, 'tg:5', $1)`, now); err != nil {
		t.Fatal(err)
	}
	give := func(kind string, sel tabular.Selection) string {
		var b bytes.Buffer
		sel.Location = now.Location()
		if err := tabular.Export(t.Context(), db, kind, sel, &b); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"tg:", "Sari", "Rina"} {
			if strings.Contains(b.String(), secret) {
				t.Errorf("%s tells %s:\n%s", kind, secret, b.String())
			}
		}
		return b.String()
	}
	day := func(d int) *time.Time {
		t := time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC)
		return &t
	}
	const want = `code,category,type,unit,area,state,visibility,channel,filed_at,answer_due_at,answered_at,settle_due_at,proposed_at,ended_at,reopenings,holder,face,supporters,merged_into,filed_by,confirmed_by,undelivered,lasting
KPH-2222-222,jalan,pengaduan,jalan,17.08.06,open,rahasia,tg,2026-11-23T00:00:00+07:00,2026-11-23T00:00:00+07:00,,2026-11-23T00:00:00+07:00,,,0,"'=HYPERLINK(""http://x"")",,1,,citizen,,,
KPH-3333-333,jalan,pengaduan,jalan,17.08.06,open,rahasia,tg,2026-11-24T23:59:59.5+07:00,2026-11-24T23:59:59.5+07:00,,2026-11-24T23:59:59.5+07:00,,,0,Pengawas Jalan,4,1,,citizen,,,false
`
	if got := give("complaints", tabular.Selection{From: day(23), To: day(24)}); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for name, c := range map[string]struct {
		sel   tabular.Selection
		lines int
	}{
		"all": {tabular.Selection{}, 4}, "from": {tabular.Selection{From: day(24)}, 3}, "to": {tabular.Selection{To: day(23)}, 2},
		"none": {tabular.Selection{From: day(26)}, 1}, "jsonl": {tabular.Selection{Format: "jsonl"}, 3},
	} {
		if got := give("complaints", c.sel); strings.Count(got, "\n") != c.lines {
			t.Errorf("%s:\n%s", name, got)
		}
	}
	first, _, _ := strings.Cut(give("complaints", tabular.Selection{Format: "jsonl"}), "\n")
	var object map[string]any
	if err := json.Unmarshal([]byte(first), &object); err != nil || !strings.HasPrefix(first, `{"code":"KPH-2222-222","category":"jalan"`) || object["holder"] != `=HYPERLINK("http://x")` || object["face"] != nil || object["reopenings"] != 0.0 {
		t.Errorf("%s %v", first, err)
	}
	book := give("complaints", tabular.Selection{Format: "xlsx"})
	pages, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := pages.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(sheet); err != nil || !bytes.Contains(b, []byte("KPH-3333-333")) || bytes.Contains(b, []byte("<f>")) {
		t.Errorf("the sheet lacks a case or holds a formula: %v\n%s", err, b)
	}
	events := strings.Split(give("events", tabular.Selection{From: day(24), To: day(24)}), "\n")
	if len(events) != 5+3 || // three were given their roles that day
		events[0] != "code,seq,kind,actor,at,digest,name,reason,subject" ||
		!strings.HasPrefix(events[1], "KPH-3333-333,1,filed,warga,2026-11-24T23:59:59.5+07:00,") || len(strings.Split(events[1], ",")[5]) != 64 ||
		!strings.HasPrefix(events[2], "KPH-3333-333,2,accepted,nip:199001012023212005,") || !strings.HasPrefix(events[3], "KPH-3333-333,3,odd,warga,") {
		t.Error(strings.Join(events, "\n"))
	}
}

// Of cases that need care the export tells the day, and their place among the
// others tells no more.
func TestExportTellsNoMoment(t *testing.T) {
	db := testkit.DB(t)
	for _, k := range all(t)[:5] {
		mustTake(t, db, k[0], k[1])
	}
	for i, c := range []struct{ code, contact, about string }{{"KPH-5555-555", "chat", ""}, {"KPH-3333-333", "sealed", ""}, {"KPH-4444-444", "chat", "jalan"}, {"KPH-2222-222", "none", ""}} {
		at := testkit.Time("2026-11-23 10:07").Add(time.Duration(i) * time.Minute)
		var id int64
		if err := db.QueryRow(t.Context(), `
			INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, area_code, body, state, contact, filed_at, answer_due_at, settle_due_at, answered_at)
			SELECT $1, 'tg', 'rahasia', 'jalan', 'pengaduan', 'jalan', '17.08.06', '', 'waiting', $2, at, at + interval '2 days', at + interval '14 days', at + interval '5 hours'
			FROM (SELECT $3::timestamptz AS at) a
			RETURNING id`, c.code, c.contact, at).Scan(&id); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(t.Context(), `INSERT INTO about_officer (complaint_id, unit_code) SELECT $1, $2 WHERE $2 <> ''`, id, c.about); err != nil {
			t.Fatal(err)
		}
		for _, e := range []ledger.New{{Kind: "filed", At: at}, {Kind: "assigned", At: at}, {Kind: "answered", At: at.Add(5 * time.Hour)}, {Kind: "reopened", At: at.Add(30 * time.Hour)}} {
			e.Subject, e.Actor = fmt.Sprintf("case:%d", id), "warga"
			if err := pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) error { return ledger.Append(t.Context(), tx, e) }); err != nil {
				t.Fatal(err)
			}
		}
	}
	give := func(kind string, column ...int) string {
		var b bytes.Buffer
		if err := tabular.Export(t.Context(), db, kind, tabular.Selection{Location: now.Location()}, &b); err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, line := range strings.Split(strings.TrimSpace(b.String()), "\n")[1:] {
			cells := strings.Split(line, ",")
			if cells[0] == "" { // about no case
				continue
			}
			for _, n := range column {
				told = append(told, strings.TrimSuffix(strings.TrimSuffix(cells[n], ":00+07:00"), "T00:00"))
			}
		}
		return strings.Join(told, " ")
	}
	if got := give("complaints", 0, 8, 9, 10); got != "KPH-2222-222 2026-11-23 2026-11-25 2026-11-23T15:10 KPH-3333-333 2026-11-23 2026-11-25 2026-11-23T15:08"+
		" KPH-4444-444 2026-11-23 2026-11-25 2026-11-23T15:09 KPH-5555-555 2026-11-23T10:07 2026-11-25T10:07 2026-11-23T15:07" {
		t.Error(got)
	}
	if got := give("events", 2, 4); got != "filed 2026-11-23 assigned 2026-11-23 answered 2026-11-23T15:10 reopened 2026-11-24"+
		" filed 2026-11-23 assigned 2026-11-23 answered 2026-11-23T15:08 reopened 2026-11-24"+
		" filed 2026-11-23 assigned 2026-11-23 answered 2026-11-23T15:09 reopened 2026-11-24"+
		" filed 2026-11-23T10:07 assigned 2026-11-23T10:07 answered 2026-11-23T15:07 reopened 2026-11-24T16:07" {
		t.Error(got)
	}
}

func TestExportUsage(t *testing.T) {
	early, late := testkit.Time("2026-11-23 00:00"), testkit.Time("2026-11-24 00:00")
	for _, c := range []struct {
		kind string
		sel  tabular.Selection
		want string
	}{
		{"complaints", tabular.Selection{Format: "pdf"}, `there is no format "pdf"`},
		{"complaints", tabular.Selection{From: &late, To: &early}, "the last day lies before the first"},
		{"performance", tabular.Selection{}, "exporting performance comes with a later version"},
		{"x", tabular.Selection{}, `there is no kind "x" to export`},
	} {
		err := tabular.Export(t.Context(), nil, c.kind, c.sel, &bytes.Buffer{})
		if !errors.Is(err, tabular.ErrUsage) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.kind, err)
		}
	}
}

// Each act of power is told with name, reason and time; nothing that a citizen
// wrote, or an officer wrote to them.
func TestExportOfPower(t *testing.T) {
	db := testkit.DB(t)
	for _, k := range all(t)[:5] {
		mustTake(t, db, k[0], k[1])
	}
	var id int64
	if err := db.QueryRow(t.Context(), `
		INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, area_code, body, state, holder, filed_at, answer_due_at, settle_due_at)
		VALUES ('KPH-2222-222', 'tg', 'rahasia', 'jalan', 'pengaduan', 'jalan', '17.08.06', 'x', 'open', 'THL-0006', $1, $1, $1)
		RETURNING id`, now).Scan(&id); err != nil {
		t.Fatal(err)
	}
	add := func(kind complaint.Kind, actor, words string) {
		n := ledger.New{Subject: fmt.Sprintf("case:%d", id), Kind: string(kind), Actor: actor, At: now, Content: []byte(words)}
		if err := pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) error { return ledger.Append(t.Context(), tx, n) }); err != nil {
			t.Fatal(err)
		}
	}
	const who = "199001012023212005"
	var name string
	if err := db.QueryRow(t.Context(), `SELECT name FROM employee WHERE nip = $1`, who).Scan(&name); err != nil {
		t.Fatal(err)
	}
	for _, k := range complaint.ActsOfPower {
		add(k, complaint.ByEmployee(who), "alasan "+string(k))
	}
	add(complaint.Again, complaint.Citizen, "tulisan warga")
	add(complaint.FirstAnswer, complaint.ByEmployee(who), "jawaban untuk warga")
	var b bytes.Buffer
	if err := tabular.Export(t.Context(), db, "events", tabular.Selection{Location: now.Location()}, &b); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")[1:]
	for i, k := range complaint.ActsOfPower {
		cells := strings.Split(lines[i], ",")
		if cells[2] != string(k) || cells[3] != complaint.ByEmployee(who) || cells[4] == "" || cells[6] != name || cells[7] != "alasan "+string(k) {
			t.Errorf("%s is told as %s", k, lines[i])
		}
	}
	if strings.Contains(b.String(), "tulisan warga") || strings.Contains(b.String(), "jawaban untuk warga") {
		t.Errorf("words that are not for an export:\n%s", b.String())
	}
}
