package tabular_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/tabular"
	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var now = testkit.Time("2026-11-24 09:00")

const (
	units = `code,name,kind,parent_code,head_nip,address,latitude,longitude,hours
jalan,Seksi Jalan,seksi,pupr,198003032005031003,,,,
pupr,Dinas PUPR,dinas,17.08,197505052000031002,"Jl. Merdeka 1,
Kepahiang","-3,6478",102.5805,
17.08,Pemkab Kepahiang,kabupaten,,,,,,
igd,IGD RSUD,igd,17.08,,,,,24
pasar,UPTD Pasar,uptd,17.08,,,,,Sab-Min 06.00-12.00
`
	employees = `nip;name;unit_code;position;status;superior_nip;roles
19750505 200003 1 002;Kurnia;pupr;Kepala Dinas;PNS;;atasan|pegawai
198003032005031003;Lukman;jalan;Kepala Seksi;pns;197505052000031002;
199001012023212005;Rina;jalan;Pengawas Jalan;PPPK;;"verifikator;admin"
THL-0006;Joko;jalan;Mandor;NONASN;199001012023212005;mitra
`
	categories = `code,name,type,first_response_hours,resolve_days,keywords,neutral,danger
jalan,Jalan,pengaduan,15,14,jalan;jembatan; lampu jalan ,,
etik,Perilaku petugas,pengaduan,15,14,pungli,ya,
lain,Lain-lain,informasi,15,5,,,
`
	routes = `category_code,area_code,unit_code,nip
jalan,,jalan,
jalan,17.08.06,jalan,199001012023212005
lain,,17.08,
`
	leave = `nip,from,to,substitute_nip
198003032005031003,2026-11-24,30/11/2026,199001012023212005
`
	helplines = `topic,name,contact
darurat,Posko BPBD,0732-000000
kebakaran,Damkar,113
darurat,Siaga kabupaten,112
`
	onCall = `nip,unit_code
199001012023212005,
THL-0006,jalan
`
	indicators = `nip,period,code,name,aspect,unit,target,direction
199001012023212005,2026-Q4,R1,Lubang ditutup,kuantitas,titik,"1.250,5",up
199001012023212005,2026,R2,Waktu tanggap,waktu,jam,15,down
THL-0006,2026-11,R1,Ruas disapu,KUALITAS,km,12,UP
`
)

func file(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// all is every kind in the order in which they need each other.
func all(t *testing.T) [][2]string {
	return [][2]string{
		{"units", units}, {"employees", employees}, {"areas", file(t, "areas.csv")}, {"categories", categories},
		{"routes", routes}, {"holidays", file(t, "holidays.csv")}, {"leave", leave}, {"indicators", indicators},
		{"helplines", helplines}, {"oncall", onCall},
	}
}

func take(t *testing.T, db *pgxpool.Pool, kind, text string, opt tabular.Options) (tabular.Report, error) {
	t.Helper()
	return tabular.Import(t.Context(), db, now, kind, kind+".csv", strings.NewReader(text), opt)
}

func mustTake(t *testing.T, db *pgxpool.Pool, kind, text string) tabular.Report {
	t.Helper()
	r, err := take(t, db, kind, text, tabular.Options{})
	if err != nil {
		t.Fatalf("%s: %v\n%s", kind, err, faults(err))
	}
	return r
}

func faults(err error) string {
	var bad *tabular.BadFile
	if errors.As(err, &bad) {
		return bad.Text()
	}
	return fmt.Sprint(err)
}

func read[T any](t *testing.T, db *pgxpool.Pool, f func(tx pgx.Tx) (T, error)) (v T) {
	t.Helper()
	err := pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) (err error) {
		v, err = f(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// state is everything that an import can touch.
func state(t *testing.T, db *pgxpool.Pool) string {
	t.Helper()
	return read(t, db, func(tx pgx.Tx) (s string, err error) {
		err = tx.QueryRow(t.Context(), `
			SELECT concat_ws(E'\n',
				(SELECT string_agg(u::text, E'\n' ORDER BY code) FROM unit u),
				(SELECT string_agg(e::text, E'\n' ORDER BY nip) FROM employee e),
				(SELECT string_agg(a::text, E'\n' ORDER BY code) FROM area a),
				(SELECT string_agg(c::text, E'\n' ORDER BY code) FROM category c),
				(SELECT string_agg(r::text, E'\n' ORDER BY category_code, area_code) FROM route r),
				(SELECT string_agg(h::text, E'\n' ORDER BY on_date, name) FROM holiday h),
				(SELECT string_agg(l::text, E'\n' ORDER BY nip, from_on) FROM leave l),
				(SELECT string_agg((i.nip, period, code, name, aspect, unit, target, direction)::text, E'\n' ORDER BY id) FROM indicator i),
				(SELECT string_agg(h::text, E'\n' ORDER BY topic, position) FROM helpline h),
				(SELECT string_agg(o::text, E'\n' ORDER BY unit_code, nip) FROM on_call o),
				(SELECT version FROM register_version),
				(SELECT count(*) FROM ledger_entry))`).Scan(&s)
		return s, err
	})
}

func TestImportEverything(t *testing.T) {
	db := testkit.DB(t)
	for _, k := range all(t) {
		before := state(t, db)
		r, err := take(t, db, k[0], k[1], tabular.Options{DryRun: true})
		if err != nil || r.Changes.Total() != r.Rows || r.Rows == 0 {
			t.Fatalf("%s: %+v %v", k[0], r, faults(err))
		}
		if state(t, db) != before {
			t.Errorf("%s: the dry run changed something", k[0])
		}
		if r := mustTake(t, db, k[0], k[1]); r.Changes.Total() != r.Rows {
			t.Errorf("%s: %+v", k[0], r)
		}
	}
	once := state(t, db)
	for _, k := range all(t) {
		if r := mustTake(t, db, k[0], k[1]); r.Changes.Unchanged != r.Rows || len(r.Missing) > 0 {
			t.Errorf("%s again: %+v", k[0], r)
		}
	}
	if twice := state(t, db); twice != once {
		t.Errorf("importing twice changed something:\n%s\n---\n%s", once, twice)
	}

	us := read(t, db, func(tx pgx.Tx) ([]roster.Unit, error) { return roster.Units(t.Context(), tx) })
	i := slices.IndexFunc(us, func(u roster.Unit) bool { return u.Code == "pupr" })
	if u := us[i]; u.Address != "Jl. Merdeka 1, Kepahiang" || *u.Latitude != -3.6478 || u.HeadNIP != "197505052000031002" || u.Hours != "" {
		t.Errorf("%+v", u)
	}
	rina := read(t, db, func(tx pgx.Tx) (roster.Employee, error) { return roster.Find(t.Context(), tx, "199001012023212005") })
	if !rina.Has(roster.RoleAdmin) || !rina.Has(roster.RoleVerifikator) || rina.Status != "PPPK" {
		t.Errorf("%+v", rina)
	}
	c := read(t, db, func(tx pgx.Tx) (routing.Category, error) { return routing.FindCategory(t.Context(), tx, "jalan") })
	if !slices.Equal(c.Keywords, []string{"jalan", "jembatan", "lampu jalan"}) || c.Neutral {
		t.Errorf("%+v", c)
	}
	a := read(t, db, func(tx pgx.Tx) (routing.Area, error) { return routing.FindArea(t.Context(), tx, "17.08.06") })
	if !slices.Equal(a.Aliases, []string{"Kabawetan", "Kaba Wetan"}) || a.ParentCode != "17.08" {
		t.Errorf("%+v", a)
	}
	s := read(t, db, func(tx pgx.Tx) (routing.Suggestion, error) {
		e, err := new(routing.Guide).Open(t.Context(), tx)
		if err != nil {
			return routing.Suggestion{}, err
		}
		return e.Suggest("jmbtn rusak di Kabawetan", nil), nil
	})
	if s.Category.Code != "jalan" || s.Area.Code != "17.08.06" {
		t.Errorf("%+v", s)
	}
	l := read(t, db, func(tx pgx.Tx) (roster.Leave, error) {
		l, _, err := roster.Away(t.Context(), tx, testkit.Time("2026-11-30 23:00"), "198003032005031003")
		return l, err
	})
	if l.Substitute == nil || *l.Substitute != rina.NIP {
		t.Errorf("%+v", l)
	}
	var target string
	if err := db.QueryRow(t.Context(), `SELECT target::text FROM indicator WHERE code = 'R1' AND period = '2026-Q4'`).Scan(&target); err != nil || target != "1250.5" {
		t.Errorf("%s %v", target, err)
	}
	cals := roster.NewCalendars(now.Location())
	cal := read(t, db, func(tx pgx.Tx) (*worktime.Calendar, error) { return cals.For(t.Context(), tx, "pupr") })
	if got := cal.DueInDays(testkit.Time("2026-12-23 10:00"), 3).Format(time.DateOnly); got != "2026-12-30" {
		t.Errorf("RULES 3: %s", got)
	}
	if entries := read(t, db, func(tx pgx.Tx) ([]ledger.Entry, error) { return ledger.Read(t.Context(), tx, "nip:"+string(rina.NIP)) }); len(entries) != 1 || string(entries[0].Facts) != ">verifikator,admin" {
		t.Errorf("%+v", entries)
	}
}

// The two lists are what the last file says, and nothing else.
func TestImportReplaces(t *testing.T) {
	db := testkit.DB(t)
	for _, k := range all(t)[:2] {
		mustTake(t, db, k[0], k[1])
	}
	mustTake(t, db, "helplines", helplines)
	mustTake(t, db, "oncall", onCall)
	open := func() *routing.Edition {
		return read(t, db, func(tx pgx.Tx) (*routing.Edition, error) { return new(routing.Guide).Open(t.Context(), tx) })
	}
	if got := fmt.Sprint(open().Helplines("darurat"), open().Helplines("pln")); got != "[{darurat Posko BPBD 0732-000000} {darurat Siaga kabupaten 112}] []" {
		t.Error(got)
	}
	mustTake(t, db, "helplines", "topic,name,contact\ndarurat,Layanan darurat,112\ndarurat,Posko BPBD,0732-000000\n")
	if got := fmt.Sprint(open().Helplines("darurat"), open().Helplines("kebakaran")); got != "[{darurat Layanan darurat 112} {darurat Posko BPBD 0732-000000}] []" {
		t.Error(got)
	}
	mustTake(t, db, "oncall", "nip,unit_code\nTHL-0006,pupr\n")
	list := read(t, db, func(tx pgx.Tx) ([]roster.OnCall, error) { return roster.CallList(t.Context(), tx) })
	if got := fmt.Sprint(list); got != "[{pupr THL-0006}]" {
		t.Error(got)
	}
}

// Who works in another unit by a file is named, with the routes that the former
// unit still sends to them.
func TestImportMoves(t *testing.T) {
	db := testkit.DB(t)
	for _, k := range all(t) {
		mustTake(t, db, k[0], k[1])
	}
	const file = "nip,name,unit_code,position,status,superior_nip,roles\n199001012023212005,Rina,pupr,Staf,PPPK,,\n"
	r := mustTake(t, db, "employees", file)
	if want := []tabular.Elsewhere{{Name: "Rina", From: "jalan", To: "pupr", Routes: 1}}; !slices.Equal(r.Elsewhere, want) || !strings.Contains(r.String(), "1 routes of jalan still name them") {
		t.Errorf("%+v\n%s", r.Elsewhere, r)
	}
	if r := mustTake(t, db, "employees", file); len(r.Elsewhere) > 0 {
		t.Errorf("again: %+v", r.Elsewhere)
	}
}

// Posts besides their own: once, and only what can be.
func TestImportPosts(t *testing.T) {
	db := testkit.DB(t)
	for _, k := range all(t) {
		mustTake(t, db, k[0], k[1])
	}
	const head = "nip,unit_code,position,kind,superior_nip,from,to\n"
	const file = head + "199001012023212005,pupr,Kepala Seksi,Plt,,2026-11-01,\n"
	for _, want := range []roster.Changes{{Added: 1}, {Unchanged: 1}} {
		if r := mustTake(t, db, "posts", file); r.Changes != want {
			t.Errorf("%+v", r.Changes)
		}
	}
	_, err := take(t, db, "posts", head+"199001012023212005,dinas,Kepala,pjs,199001012023212005,2026-11-01,2026-10-01\n", tabular.Options{})
	if err == nil {
		t.Fatal("taken in")
	}
	for _, want := range []string{"there is no unit", "kind", "is the employee's own NIP", "lies before from"} {
		if bad := (*tabular.BadFile)(nil); !errors.As(err, &bad) || !strings.Contains(bad.Text(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

// However the kind of a day of Ramadan is written, it is no closed day.
func TestImportRamadan(t *testing.T) {
	db := testkit.DB(t)
	for _, k := range all(t)[:2] {
		mustTake(t, db, k[0], k[1])
	}
	mustTake(t, db, "holidays", "date;name;kind;source\n08/02/2027;Ramadan;Ramadhan;perkiraan\n09/02/2027;Ramadan;RAMADAN;\n10/02/2027;Libur;Batal;\n")
	cals := roster.NewCalendars(now.Location())
	cal := read(t, db, func(tx pgx.Tx) (*worktime.Calendar, error) { return cals.For(t.Context(), tx, "pupr") })
	from := testkit.Time("2027-02-08 00:00")
	for days, want := range []string{"0s", "6h30m0s", "13h0m0s", "20h30m0s"} {
		if got := cal.Elapsed(from, from.AddDate(0, 0, days)).String(); got != want {
			t.Errorf("%s of work in %d days, want %s", got, days, want)
		}
	}
}

func TestImportFaults(t *testing.T) {
	db := testkit.DB(t)
	for _, k := range all(t)[:4] {
		mustTake(t, db, k[0], k[1])
	}
	before := state(t, db)
	const unitHeader = "code,name,kind,parent_code,head_nip,address,latitude,longitude,hours,valid_from,valid_to,successor_code\n"
	const nipHeader = "nip,name,unit_code,position,status,superior_nip,roles\n"
	for name, c := range map[string]struct {
		kind, text string
		want       []string
	}{
		"units": {"units", unitHeader +
			",Tanpa kode,dinas,,,,,,,,,\n" +
			"a,,dinas,tiada,131110468,,\"91,5\",102,25.00,,,\n" +
			"b,B,dinas,b,,,x,,,2026-02-30,,tiada\n" +
			"a,A,dinas,c,,,,102,,2026-03-01,2026-02-01,pupr\n" +
			"c,C,dinas,d,,,,,,,,\nd,D,dinas,c,,,,,,,,\n", []string{
			"units.csv:2: code: is empty",
			"units.csv:3: name: is empty",
			`units.csv:3: head_nip: is an old NIP of 9 digits; look up the new one of 18 digits`,
			`units.csv:3: hours: "25.00" is no span of hours`,
			`units.csv:3: latitude: "91,5" does not lie between -90 and 90 degrees`,
			`units.csv:3: parent_code: there is no unit "tiada"`,
			`units.csv:4: valid_from: "2026-02-30" is no date`,
			`units.csv:4: latitude: "x" is no number like -3,62893`,
			`units.csv:4: longitude: is empty, but latitude is not`,
			`units.csv:4: parent_code: goes round in a circle: "b" lies above itself`,
			`units.csv:4: successor_code: there is no unit "tiada"`,
			`units.csv:5: latitude: is empty, but longitude is not`,
			`units.csv:5: valid_to: lies before valid_from`,
			`units.csv:5: code: names the same as line 3`,
			`units.csv:6: parent_code: goes round`,
			`units.csv:7: parent_code: goes round`,
		}},
		"employees": {"employees", nipHeader +
			"\"1,98609E+17\",Budi,jalan,Staf,PNS,,\n" +
			"198609262015051000,,tiada,Staf,PNS,,pegawai;raja\n" +
			"198609262015051001,Budi,jalan,Staf,PPPK,198609262015051001,\n" +
			"198609262015051001,Budi,jalan,,CPNS,131110468,\n" +
			"1,98609E+17,Evi,jalan,Staf,PNS,,pegawai\n" +
			"X-1,Eka,jalan,Staf,NONASN,X-2,\nX-2,Eki,jalan,Staf,NONASN,X-1,\nX-3,Eko,jalan,Staf,NONASN,X-1,\n", []string{
			"employees.csv:2: nip: 1,98609E+17 is a NIP that a spreadsheet turned into a number: its last digits are lost",
			"employees.csv:3: name: is empty",
			`employees.csv:3: roles: "raja" is no role; the roles are pegawai, atasan,`,
			"employees.csv:3: nip: ends in 000: a spreadsheet rounds",
			`employees.csv:3: unit_code: there is no unit "tiada"; import units first`,
			"employees.csv:4: nip: is the NIP of a PNS, but status says PPPK",
			"employees.csv:4: superior_nip: is the employee's own NIP",
			"employees.csv:5: status: \"CPNS\" is not one of PNS, PPPK, NONASN",
			"employees.csv:5: position: is empty",
			"employees.csv:5: superior_nip: is an old NIP",
			"employees.csv:5: nip: names the same as line 4",
			"employees.csv:6: nip: 1,98609E+17 is a NIP that a spreadsheet turned into a number",
			"employees.csv:7: superior_nip: goes round in a circle",
			"employees.csv:8: superior_nip: goes round in a circle",
		}},
		"areas": {"areas", "code,type,name,parent_code\n1,desa,,tiada\n1,,X,\n", []string{
			"areas.csv:2: name: is empty", `areas.csv:2: parent_code: there is no area "tiada"`, "areas.csv:3: type: is empty", "areas.csv:3: code: names the same as line 2",
		}},
		"categories": {"categories", "code,name,type,first_response_hours,resolve_days,keywords,neutral\nx,X,keluhan,0,1.5,a,yes\ny,Y,aspirasi,,9999,,YA\n", []string{
			`categories.csv:2: type: "keluhan" is not one of pengaduan, aspirasi, informasi`,
			`categories.csv:2: first_response_hours: "0" is no whole number from 1 to 2000`,
			`categories.csv:2: resolve_days: "1.5" is no whole number`,
			`categories.csv:2: neutral: "yes" is neither ya nor empty`,
			"categories.csv:3: first_response_hours: is empty",
			`categories.csv:3: resolve_days: "9999" is no whole number from 1 to 1000`,
		}},
		"routes": {"routes", "category_code,area_code,unit_code,nip\nx,y,z,198609262015051001\njalan,,jalan,\njalan,,,\n", []string{
			`routes.csv:2: category_code: there is no category "x"`,
			`routes.csv:2: area_code: there is no area "y"`,
			`routes.csv:2: unit_code: there is no unit "z"`,
			"routes.csv:2: nip: no employee has this NIP; import employees first",
			"routes.csv:4: unit_code: is empty",
			"routes.csv:4: area_code: names the same as line 3",
		}},
		"holidays": {"holidays", "date,name\n2026-13-01,X\n01/05/2026,Buruh\n2026-05-01,Buruh\n,\n46356,X\n", []string{
			`holidays.csv:2: date: "2026-13-01" is no date like 2026-11-30 or 30/11/2026`,
			"holidays.csv:4: date: names the same as line 3",
			`holidays.csv:6: date: "46356" is the number that a spreadsheet keeps for a date`,
		}},
		"leave": {"leave", "nip,from,to,substitute_nip\n198609262015051001,2026-01-02,2026-01-01,\nTHL-0006,2026-01-02,2026-01-03,THL-0006\nTHL-0006,2/1/2026,2026-01-03,\n", []string{
			"leave.csv:2: nip: no employee has this NIP",
			"leave.csv:2: to: lies before from",
			"leave.csv:3: substitute_nip: is the employee's own NIP",
			"leave.csv:4: from: names the same as line 3",
		}},
		"indicators": {"indicators", "nip,period,code,name,aspect,unit,target,direction\nTHL-0006,2026-13,R,R,mutu,km,1.500,both\nTHL-0006,2026-q4,R,R,biaya,Rp,1500000,down\nTHL-0006,2026-Q4,R,R,biaya,Rp,,down\n", []string{
			`indicators.csv:2: aspect: "mutu" is not one of kuantitas, kualitas, waktu, biaya`,
			`indicators.csv:2: target: "1.500" could be thousands or decimals`,
			`indicators.csv:2: direction: "both" is not one of up, down`,
			`indicators.csv:2: period: "2026-13" is no period like 2026, 2026-Q4 or 2026-11`,
			"indicators.csv:4: target: is empty",
			"indicators.csv:4: code: names the same as line 3",
		}},
		"helplines": {"helplines", "topic,name,contact\ndarurat,Posko,112\ndarurat,Posko,113\nsakit,,\n", []string{
			"helplines.csv:3: name: names the same as line 2",
			`helplines.csv:4: topic: "sakit" is not one of darurat, kebakaran,`,
			"helplines.csv:4: name: is empty",
			"helplines.csv:4: contact: is empty",
		}},
		"oncall": {"oncall", "nip,unit_code\n198609262015051001,tiada\nTHL-0006,\nTHL-0006,\n", []string{
			"oncall.csv:2: nip: no employee has this NIP; import employees first",
			`oncall.csv:2: unit_code: there is no unit "tiada"`,
			"oncall.csv:4: nip: names the same as line 3",
		}},
		"the line of the cell": {"areas", "code,type,name,parent_code\n\"1\n\",desa,\"X\nY\",tiada\n2,desa,,\n", []string{
			`areas.csv:4: parent_code: there is no area "tiada"`, "areas.csv:5: name: is empty",
		}},
		"all or nothing":     {"areas", "code,type,name,parent_code\n98,desa,Baik,\n99,desa,,\n", []string{"areas.csv:3: name: is empty"}},
		"control characters": {"areas", "code,type,name,parent_code\n98,desa,\"a\x07b\",\n", []string{"areas.csv:2: name: has a control character in it"}},
	} {
		_, err := take(t, db, c.kind, c.text, tabular.Options{})
		var bad *tabular.BadFile
		if !errors.As(err, &bad) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ok := len(bad.Faults) == len(c.want)
		for i := range min(len(bad.Faults), len(c.want)) {
			ok = ok && strings.HasPrefix(bad.Faults[i], c.want[i])
		}
		if !ok {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(bad.Faults, "\n"), strings.Join(c.want, "\n"))
		}
		for _, secret := range []string{"198609262015051001", "198609262015051000"} {
			if strings.Contains(bad.Text(), secret) {
				t.Errorf("%s: the report repeats a NIP", name)
			}
		}
	}
	if state(t, db) != before {
		t.Error("a bad file changed something")
	}
}

func TestImportMissingEmployees(t *testing.T) {
	db := testkit.DB(t)
	mustTake(t, db, "units", units)
	mustTake(t, db, "employees", employees)
	fewer := strings.Join(slices.Delete(strings.Split(employees, "\n"), 2, 4), "\n")
	r := mustTake(t, db, "employees", fewer)
	if len(r.Missing) != 2 || r.Missing[0].Name != "Lukman" || r.Ended != 0 || r.Changes.Unchanged != 2 {
		t.Errorf("%+v", r)
	}
	if got := r.String(); got != `employees: 2 rows, 0 new, 0 changed, 2 as before
2 employees not in the file; --end-missing ends them:
  Lukman, Kepala Seksi (jalan)
  Rina, Pengawas Jalan (jalan)
` {
		t.Error(got)
	}
	if r, err := take(t, db, "employees", fewer, tabular.Options{EndMissing: true, DryRun: true}); err != nil || r.Ended != 2 ||
		!strings.Contains(r.String(), "would be ended:") || !strings.HasSuffix(r.String(), "dry run: nothing was changed\n") {
		t.Errorf("%+v %v", r, err)
	}
	for _, want := range []int{2, 0} {
		r, err := take(t, db, "employees", fewer, tabular.Options{EndMissing: true})
		if err != nil || r.Ended != want || len(r.Missing) != want {
			t.Errorf("%+v %v", r, err)
		}
	}
	lukman := read(t, db, func(tx pgx.Tx) (roster.Employee, error) { return roster.Find(t.Context(), tx, "198003032005031003") })
	if !lukman.Ended() {
		t.Errorf("%+v", lukman)
	}
	// In the register again: nobody is lost for good.
	if r := mustTake(t, db, "employees", employees); r.Changes.Changed != 2 {
		t.Errorf("%+v", r)
	}
}

func TestImportUsage(t *testing.T) {
	for kind, want := range map[string]string{
		"trainings": "later version",
		"buku":      `there is no kind "buku" to import, only areas, categories, employees, helplines, holidays, indicators, leave, oncall, posts, routes, units`,
		"units":     "only employees can be ended",
	} {
		_, err := tabular.Import(t.Context(), nil, now, kind, "f.csv", strings.NewReader(""), tabular.Options{EndMissing: true})
		if !errors.Is(err, tabular.ErrUsage) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// Fault 30.
func TestImportKeepsQuotesLiterally(t *testing.T) {
	db := testkit.DB(t)
	const evil = `';DROP TABLE unit;--`
	mustTake(t, db, "units", "code,name,kind,parent_code,head_nip,address,latitude,longitude\n"+evil+","+evil+",x,,,"+evil+",,\n")
	mustTake(t, db, "areas", "code,type,name,parent_code,aliases\n"+evil+",desa,"+evil+",,"+evil+"\n")
	u := read(t, db, func(tx pgx.Tx) (roster.Unit, error) { return roster.FindUnit(t.Context(), tx, evil) })
	if u.Name != evil || u.Address != evil {
		t.Errorf("%+v", u)
	}
}
