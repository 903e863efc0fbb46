package books_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"tanggap/internal/books"
	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/outbox"
	"tanggap/internal/performance"
	"tanggap/internal/problem"
	"tanggap/internal/rating"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func check(o *office.Office, anchors ...books.Anchor) (good bool, report string) {
	o.T.Helper()
	rows, err := books.Check(o.T.Context(), o.Pool, o.Response, o.Loc, anchors...)
	if err != nil {
		o.T.Fatal(err)
	}
	var b strings.Builder
	good = books.Print(&b, rows)
	return good, b.String()
}

func clean(o *office.Office) {
	o.T.Helper()
	if good, report := check(o); !good {
		o.T.Errorf("not clean:\n%s", report)
	}
}

// spoilt is what the checks say of an office as a statement leaves it. The
// statement is taken back: one office serves for many.
func spoilt(t testing.TB, o *office.Office, sql string) (rows []books.Row) {
	t.Helper()
	tx, err := o.Pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err = tx.Exec(t.Context(), sql); err == nil {
		rows, err = books.Prove(t.Context(), tx, o.Response, o.Loc)
	}
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return rows
}

// lived is an office with some history: cases in every state, a rating, a
// realisation, a seal, folded days, a projected Redis.
func lived(t testing.TB) *office.Office {
	t.Helper()
	o := office.At(t, testkit.Prepared(t, "lived", func(url string) { live(t, url) }))
	if err := o.Response.Rebuild(t.Context(), o.Pool); err != nil {
		t.Fatal(err)
	}
	o.Project()
	return o
}

// live is how an office came to have lived.
func live(t testing.TB, databaseURL string) {
	t.Helper()
	o := office.At(t, databaseURL)
	defer o.Pool.Close()
	o.Furnish()
	o.Exec(`INSERT INTO category (code, name, type, first_response_hours, resolve_days, keywords) VALUES ('ktp', 'KTP dan akta', 'pengaduan', 15, 14, '{}')`)
	at := func(clock string) time.Time { return testkit.Time("2026-10-05 " + clock) }
	for i, acts := range [][]office.Act{
		{}, {office.Accept}, {office.Answer}, {office.Ask}, {office.Ask, office.Reply}, {office.Propose},
		{office.Propose, office.Confirm}, {office.Propose, office.Reopen}, {office.Propose, office.Reopen, office.Propose, office.Confirm},
	} {
		id := o.File(at(fmt.Sprintf("08:%02d", i)), "budi", "bayung")
		for n, act := range acts {
			o.Act(at(fmt.Sprintf("%02d:30", 9+n)), id, act)
		}
		if len(acts) > 0 && acts[len(acts)-1] == office.Confirm {
			o.Do(func(ctx context.Context, tx pgx.Tx) error {
				if _, err := rating.Face(ctx, tx, at("15:00"), o.Desk, "tg:sari", id, 4); err != nil {
					return err
				}
				_, err := rating.Comment(ctx, tx, at("15:05"), o.Desk, "tg:sari", id, "Cepat sekali")
				return err
			})
		}
	}
	o.Act(testkit.Time("2026-10-07 08:00"), 1, office.Climb)
	o.Act(testkit.Time("2026-10-07 09:00"), 3, office.Promise)
	o.Act(testkit.Time("2026-10-07 10:00"), 7, office.Press)
	o.Act(testkit.Time("2026-10-09 19:00"), 3, office.Kept)
	o.Act(testkit.Time("2026-10-19 08:00"), 7, office.Nudge) // is it still good?
	o.Act(testkit.Time("2026-10-19 09:00"), 7, office.Worn)
	named(o, at("10:00"))
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		c, err := complaint.Find(ctx, tx, 6)
		if err != nil {
			return err
		}
		_, _, err = problem.Desk{Calendars: o.Desk.Calendars}.Note(ctx, tx, at("15:00"), "budi", c, "worn")
		return err
	})
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		_, err := performance.PutIndicators(ctx, tx, at("08:00"), []performance.Indicator{
			{NIP: "budi", Period: "2026", Code: "A", Name: "Jalan", Aspect: "kuantitas", Unit: "km", Target: "240", Direction: "up"},
		})
		if err != nil {
			return err
		}
		ts, err := performance.Indicators(ctx, tx, "budi", worktime.On(2026, 10, 5))
		if err != nil {
			return err
		}
		if _, err = performance.Realise(ctx, tx, at("16:00"), o.Loc, "budi", ts[0].ID, "12,50", "catatan"); err != nil {
			return err
		}
		if err := outbox.Put(ctx, tx, at("16:00"), outbox.Row{Key: "k", Address: "tg:sari", Lane: outbox.Replies, Message: outbox.Message{HTML: "x"}}); err != nil {
			return err
		}
		_, _, err = ledger.SealUp(ctx, tx, at("16:00"))
		return err
	})
	if _, err := performance.Fold(t.Context(), o.Pool, o.Response, worktime.On(2026, 10, 9)); err != nil {
		t.Fatal(err)
	}
	o.Project()
}

// named files a case in which a name was asked for and given.
func named(o *office.Office, at time.Time) {
	o.T.Helper()
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		r, err := o.Desk.File(ctx, tx, at, complaint.Filing{
			Reporter: "tg:sari", Channel: "telegram", Body: "Akta belum jadi", Category: "ktp", Unit: "BM", Visibility: complaint.Secret, Officer: "budi",
		})
		if err != nil {
			return err
		}
		if err := o.Desk.Begin(ctx, tx, at, r.Stretch.ID); err != nil {
			return err
		}
		if _, _, err := o.Desk.AskName(ctx, tx, at, "budi", r.ID, "Berkas dicari menurut nama"); err != nil {
			return err
		}
		if _, _, err = o.Desk.GiveName(ctx, tx, at, r.ID, "Sari Kenanga", nil); err != nil {
			return err
		}
		_, _, err = o.Desk.SeeName(ctx, tx, at, "budi", r.ID)
		return err
	})
}

func TestClean(t *testing.T) {
	o := lived(t)
	clean(o)
	o.File(testkit.Time("2026-10-08 08:00"), "budi", "") // queued for Redis
	o.Act(testkit.Time("2026-10-08 09:00"), 3, office.Propose)
	clean(o)
}

// Whatever is changed behind the program's back is found, by the right check.
func TestTampering(t *testing.T) {
	o := lived(t)
	for name, c := range map[string]struct {
		by  string // the check that finds it
		sql string
	}{
		"an event's actor":           {"chains", `UPDATE ledger_entry SET actor = 'nip:dewi' WHERE id = 5`},
		"an event's time":            {"chains", `UPDATE ledger_entry SET at = at + interval '1 minute' WHERE id = 5`},
		"an event's facts":           {"chains", `UPDATE ledger_entry SET facts = '{}' WHERE id = 5`},
		"what somebody wrote":        {"chains", `UPDATE ledger_content SET body = 'Semua baik' WHERE entry = (SELECT min(entry) FROM ledger_content)`},
		"an event taken out":         {"chains", `WITH c AS (DELETE FROM ledger_content WHERE entry = 5) DELETE FROM ledger_entry WHERE id = 5`},
		"a person's chain":           {"chains", `UPDATE ledger_entry SET facts = '{}' WHERE subject = 'nip:budi'`},
		"the end of a chain cut off": {"seals", `WITH last AS (SELECT id FROM ledger_entry WHERE subject = 'case:2' ORDER BY seq DESC LIMIT 1), c AS (DELETE FROM ledger_content WHERE entry IN (SELECT id FROM last)) DELETE FROM ledger_entry WHERE id IN (SELECT id FROM last)`},
		"a seal":                     {"seals", `UPDATE seal SET sealed_at = sealed_at + interval '1 day'`},
		"a case's state":             {"cases", `UPDATE complaint SET state = 'confirmed' WHERE id = 3`},
		"a case's holder":            {"cases", `UPDATE complaint SET holder = 'dewi' WHERE id = 3`},
		"a case's filing":            {"cases", `UPDATE complaint SET filed_at = filed_at + interval '1 hour' WHERE id = 3`},
		"the citizen's time":         {"cases", `UPDATE complaint SET excused_seconds = 1 WHERE id = 3`},
		"a case's code":              {"cases", `UPDATE complaint SET code = 'KPH-AAAA-AAA' WHERE id = 3`},
		"a limit":                    {"cases", `UPDATE stretch SET due_at = due_at + interval '1 day' WHERE id = 2`},
		"late made on time":          {"cases", `UPDATE stretch SET on_time = true WHERE complaint_id = 1`},
		"time worked":                {"cases", `UPDATE stretch SET worked_seconds = 1 WHERE complaint_id = 3 AND duty = 'answer'`},
		"a stretch taken out":        {"cases", `DELETE FROM stretch WHERE complaint_id = 2`},
		"a rating":                   {"ratings", `UPDATE case_rating SET face = 1`},
		"a rating taken out":         {"ratings", `DELETE FROM case_rating WHERE complaint_id = 7`},
		"why the lowest face":        {"ratings", `UPDATE case_rating SET reason = 'slow'`},
		"when it was given first":    {"ratings", `UPDATE case_rating SET first_at = first_at + interval '1 day'`},
		"for whose work it is":       {"ratings", `UPDATE case_rating SET holder = 'dewi'`},
		"whether it lasts":           {"durability", `UPDATE durability SET good = true`},
		"when that was said":         {"durability", `UPDATE durability SET answered_at = NULL`},
		"that it was asked":          {"durability", `DELETE FROM durability`},
		"who looks into a pressure":  {"pressures", `UPDATE pressure SET nip = 'dewi'`},
		"a pressure taken out":       {"pressures", `DELETE FROM pressure`},
		"a pressure put aside":       {"pressures", `UPDATE pressure SET done_at = now()`},
		"how fresh a photo came":     {"evidence", `UPDATE evidence SET how = 'forwarded'`},
		"the word that was asked":    {"evidence", `UPDATE evidence SET word = 'LAIN-11'`},
		"evidence taken out":         {"evidence", `DELETE FROM evidence`},
		"a name not asked for":       {"names", `UPDATE identity SET nip = 'dewi'`},
		"a name taken out":           {"names", `DELETE FROM identity`},
		"a name opened unseen":       {"openings", `DELETE FROM opening WHERE what = 'name'`},
		"a promise kept":             {"promises", `UPDATE promise SET kept = false`},
		"a day that was promised":    {"promises", `UPDATE promise SET on_day = on_day + 1`},
		"a promise taken out":        {"promises", `DELETE FROM promise`},
		"what caused it":             {"causes", `UPDATE cause SET cause = 'weather'`},
		"who said what caused it":    {"causes", `UPDATE cause SET nip = 'dewi'`},
		"a cause taken out":          {"causes", `DELETE FROM cause`},
		"a cause too many":           {"causes", `INSERT INTO cause VALUES (1, 'worn', 'bayung', 'BM', 'budi', '2026-10-06 15:00+07')`},
		"what was said of it":        {"ratings", `UPDATE case_rating SET comment = 'Lambat'`},
		"a realisation":              {"realisations", `UPDATE realisation SET value = 240`},
		"a realisation taken out":    {"realisations", `DELETE FROM realisation`},
		"a total":                    {"day totals", `UPDATE day_total SET on_time = on_time + 1 WHERE nip = 'budi'`},
		"a total taken out":          {"day totals", `DELETE FROM day_total WHERE nip = 'budi' AND day = '2026-10-07'`},
		"a total too many":           {"day totals", `INSERT INTO day_total VALUES ('dewi', '2026-10-05', 'jalan', 'telegram', 'answer', 9, 9, 9)`},
		"a message emptied":          {"messages", `UPDATE outbox SET payload = NULL`},
		"a message lost silently":    {"messages", `UPDATE outbox SET state = 'dead'`},
		"a message in no state":      {"messages", `UPDATE outbox SET state = 'gone'`},
		"a message in no lane":       {"messages", `UPDATE outbox SET lane = 4`},
		"a category not there":       {"references", `UPDATE complaint SET category_code = 'x' WHERE id = 3`},
		"a unit not there":           {"references", `UPDATE complaint SET unit_code = 'x' WHERE id = 3`},
		"a holder not there":         {"references", `UPDATE complaint SET holder = 'x' WHERE id = 3`},
		"who may read":               {"references", `UPDATE complaint SET visibility = 'x' WHERE id = 3`},
		"how a reporter is reached":  {"references", `UPDATE complaint SET contact = 'x' WHERE id = 3`},
		"a case not there":           {"references", `UPDATE stretch SET complaint_id = 999 WHERE id = 2`},
		"somebody not there":         {"references", `UPDATE stretch SET holder = 'x' WHERE id = 2`},
		"a duty that is none":        {"references", `UPDATE stretch SET duty = 'x' WHERE id = 2`},
		"a card for nobody":          {"references", `INSERT INTO card (stretch_id, nip, due_at, bundled) VALUES (999, 'x', '2026-10-05 08:00+07', false)`},
		"a reporter of nothing":      {"references", `INSERT INTO reporter VALUES (999, 'tg:sari')`},
		"words of no entry":          {"references", `INSERT INTO ledger_content VALUES (999999, '', '')`},
	} {
		t.Run(name, func(t *testing.T) {
			rows := spoilt(t, o, c.sql)
			i := slices.IndexFunc(rows, func(r books.Row) bool { return r.Name == c.by })
			if len(rows[i].Wrong) == 0 {
				var report strings.Builder
				books.Print(&report, rows)
				t.Errorf("%s does not find it:\n%s", c.by, &report)
			}
			for _, line := range rows[i].Wrong {
				if strings.Contains(line, "nip:") {
					t.Errorf("%s names a person: %s", c.by, line)
				}
			}
		})
	}
	clean(o) // each was taken back
}

func TestRepair(t *testing.T) {
	o := lived(t)
	o.Exec(`UPDATE day_total SET counted = counted + 1`)
	o.Exec(`INSERT INTO day_total VALUES ('dewi', '2026-10-05', 'jalan', 'telegram', 'answer', 9, 9, 9)`)
	options, err := redis.ParseURL(o.Redis)
	if err != nil {
		t.Fatal(err)
	}
	r := redis.NewClient(options)
	defer r.Close()
	r.Del(t.Context(), "tanggap:day:budi:2026-10-05")
	if good, _ := check(o); good {
		t.Error("the damage is not found")
	}
	before := o.Int(`SELECT sum(hashtext(encode(digest, 'hex'))) FROM ledger_entry`)
	if err := books.Repair(t.Context(), o.Pool, o.Response); err != nil {
		t.Fatal(err)
	}
	clean(o)
	if o.Int(`SELECT sum(hashtext(encode(digest, 'hex'))) FROM ledger_entry`) != before {
		t.Error("a chain was touched")
	}
	// A chain is not repaired.
	o.Exec(`UPDATE ledger_entry SET actor = 'nip:dewi' WHERE id = 5`)
	if err := books.Repair(t.Context(), o.Pool, o.Response); err != nil {
		t.Fatal(err)
	}
	if good, _ := check(o); good {
		t.Error("a broken chain passes after a repair")
	}
}

func TestFlushedRedis(t *testing.T) {
	o := lived(t)
	testkit.FlushRedis(t, o.Redis)
	if good, report := check(o); good {
		t.Errorf("an emptied Redis passes:\n%s", report)
	}
	o.Project()
	clean(o)
	o.Response = o.Open("unix:///nowhere/redis.sock?db=1")
	if good, report := check(o); good || !strings.Contains(report, "Redis does not answer") {
		t.Errorf("a Redis that is away passes:\n%s", report)
	}
}

func TestAnchors(t *testing.T) {
	o := lived(t)
	var s ledger.Seal
	o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		s, err = ledger.Last(ctx, tx)
		return err
	})
	printed := s.String()
	whole := fmt.Sprintf("%x", s.Digest)
	for anchor, want := range map[books.Anchor]bool{
		{Date: "2026-10-05", Digest: printed}:                         true,
		{Date: "2026-10-05", Digest: whole}:                           true,
		{Date: "2026-10-05", Digest: strings.ToUpper(whole[:16])}:     true,
		{Date: "2026-10-05", Digest: whole[:15]}:                      false,
		{Date: "2026-10-05", Digest: "1-0123456789abcdef"}:            false,
		{Date: "2026-10-06", Digest: printed}:                         false,
		{Date: "2026-10-05", Digest: strings.Repeat("0", len(whole))}: false,
		{Date: "2026-10-05", Digest: ""}:                              false,
	} {
		if good, report := check(o, anchor); good != want {
			t.Errorf("%+v: %v\n%s", anchor, good, report)
		}
	}
}

// What people must know of, and is no failure.
func TestNotes(t *testing.T) {
	o := lived(t)
	waiting := o.File(testkit.Time("2026-10-08 08:00"), "", "")
	var code string
	if err := o.Pool.QueryRow(t.Context(), `SELECT code FROM complaint WHERE id = $1`, waiting).Scan(&code); err != nil {
		t.Fatal(err)
	}
	o.Exec(`UPDATE unit SET head_nip = 'nobody' WHERE code = 'BM'`)
	o.Exec(`UPDATE employee SET superior_nip = 'nobody' WHERE nip = 'vera'`)
	o.Exec(`UPDATE outbox SET state = 'dead', reason = 'blocked by the user', about = 'case:1'`)
	o.Exec(`INSERT INTO inbox (channel, message_id, state, reason, received_at) VALUES ('tg:1', '7', 'dead', 'a panic', '2026-10-05')`)
	good, report := check(o)
	if !good {
		t.Error(report)
	}
	for _, want := range []string{code + " waits", "unit BM is not in the register", "unit PUPR is not in the register", "blocked by the user", "given up"} {
		if !strings.Contains(report, want) {
			t.Errorf("%q is missing:\n%s", want, report)
		}
	}
}

// However cases went, and whenever days were folded, the books are clean.
func TestAnyOrder(t *testing.T) {
	o := office.New(t)
	testkit.CheckOnDatabase(t, func(rt *rapid.T) {
		o.Clear()
		now := testkit.Time("2026-10-05 08:00")
		var cases []complaint.ID
		rt.Repeat(map[string]func(*rapid.T){
			"file": func(*rapid.T) { cases = append(cases, o.File(now, "budi", "")) },
			"act": func(rt *rapid.T) {
				if len(cases) > 0 {
					o.Act(now, rapid.SampledFrom(cases).Draw(rt, "case"), office.Act(rapid.IntRange(0, int(office.Acts)-1).Draw(rt, "act")))
				}
			},
			"wait": func(rt *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(1, 3000).Draw(rt, "minutes")) * time.Minute)
			},
			"clock set back": func(*rapid.T) { now = now.Add(-time.Hour) },
			"project":        func(*rapid.T) { o.Project() },
			"fold": func(rt *rapid.T) {
				if _, err := performance.Fold(t.Context(), o.Pool, o.Response, worktime.DateOf(now)); err != nil {
					rt.Fatal(err)
				}
			},
			"seal": func(rt *rapid.T) {
				o.Do(func(ctx context.Context, tx pgx.Tx) error {
					_, _, err := ledger.SealUp(ctx, tx, now)
					return err
				})
			},
		})
		o.Project()
		if good, report := check(o); !good {
			rt.Fatal(report)
		}
		if n := o.Int(`SELECT count(*) FROM stretch WHERE worked_seconds < 0 OR paused_seconds < 0 OR allowed_seconds < 0`); n != 0 {
			rt.Fatalf("%d stretches lasted less than no time", n)
		}
	})
}

// Beside a service at work nothing seems wrong that is only under way.
func TestBesideAService(t *testing.T) {
	o := office.New(t)
	var working, checking sync.WaitGroup
	over := make(chan struct{})
	for n := range 2 {
		working.Go(func() {
			for i := range 15 {
				id := o.File(testkit.Time(fmt.Sprintf("2026-10-05 08:%d%d", n, i%10)), "budi", "")
				for _, act := range []office.Act{office.Answer, office.Propose, office.Reopen, office.Propose, office.Confirm} {
					o.Act(testkit.Time("2026-10-05 10:00"), id, act)
				}
			}
		})
	}
	checking.Go(func() {
		for {
			select {
			case <-over:
				return
			default:
			}
			if _, err := performance.Fold(t.Context(), o.Pool, o.Response, worktime.On(2026, 10, 9)); err != nil {
				t.Error(err)
			}
		}
	})
	checking.Go(func() {
		for {
			select {
			case <-over:
				return
			default:
				clean(o)
			}
		}
	})
	working.Wait()
	close(over)
	checking.Wait()
	clean(o)
}
