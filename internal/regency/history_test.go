package regency_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/books"
	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/performance"
	"tanggap/internal/regency"
	"tanggap/internal/response"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

// codes is a source of random that is the same every time.
type codes struct{ n uint64 }

func (c *codes) Read(b []byte) (int, error) {
	for i := range b {
		c.n++
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, c.n))
		b[i] = sum[0]
	}
	return len(b), nil
}

func desk(random io.Reader) *complaint.Desk {
	return &complaint.Desk{
		Prefix: "KPH", Key: []byte("key"), Random: random,
		Calendars: roster.NewCalendars(testkit.Time("2026-01-01 00:00").Location()),
	}
}

// past gives a regency with its history.
func past(t *testing.T, now time.Time) *pgxpool.Pool {
	t.Helper()
	return testkit.Open(t, testkit.Prepared(t, "past "+now.String(), func(url string) { invent(t, url, now).Close() }))
}

func invent(t *testing.T, databaseURL string, now time.Time) *pgxpool.Pool {
	t.Helper()
	pool := install(t, databaseURL, now)
	began := time.Now()
	if err := regency.History(t.Context(), pool, desk(&codes{}), now); err != nil {
		t.Fatal(err)
	}
	t.Logf("history took %s", time.Since(began).Round(time.Millisecond))
	return pool
}

func TestHistoryIsTheSameForTheSameNow(t *testing.T) {
	now := testkit.Time("2026-11-24 10:20")
	a, b := past(t, now), invent(t, testkit.DatabaseURL(t), now)
	if diff := cmp.Diff(dump(t, a), dump(t, b)); diff != "" {
		t.Error(diff)
	}
	before := dump(t, a)
	if err := regency.History(t.Context(), a, desk(&codes{n: 1000}), now.Add(48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, dump(t, a)); diff != "" {
		t.Errorf("a second history: %s", diff)
	}
}

// dump is everything of the cases but what machine time and salt make differ.
func dump(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	return texts(t, pool, `
		SELECT c::text FROM complaint c
		UNION ALL SELECT s::text FROM stretch s
		UNION ALL SELECT r::text FROM case_rating r
		UNION ALL SELECT concat_ws(' ', e.subject, e.seq, e.kind, e.actor, e.at, convert_from(e.facts, 'UTF8'), convert_from(t.body, 'UTF8'))
			FROM ledger_entry e LEFT JOIN ledger_content t ON t.entry = e.id
			WHERE e.subject LIKE 'case:%'
		UNION ALL SELECT concat_ws(' ', indicator_id, value, note, entered_at) FROM realisation
		ORDER BY 1`)
}

func texts(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Whatever the day and hour: the past lies before now, its chains are whole,
// and there is enough of everything to show.
func TestHistoryOnAnyDay(t *testing.T) {
	for _, at := range []string{
		"2026-11-24 03:10", // Tuesday night
		"2026-11-23 07:40", // Monday morning
		"2026-11-22 15:00", // Sunday
		"2027-01-04 12:30", // behind the holidays of the year's end
		"2027-03-13 09:00", // in the week of Idulfitri
		"2029-06-15 16:29", // beyond the known holidays
	} {
		t.Run(at, func(t *testing.T) {
			now := testkit.Time(at)
			pool := past(t, now)
			tx := begin(t, pool)
			var total, later, told int
			if err := tx.QueryRow(t.Context(), `
				SELECT (SELECT count(*) FROM complaint),
					(SELECT count(*) FROM ledger_entry WHERE at > $1),
					(SELECT count(*) FROM outbox)`, now).Scan(&total, &later, &told); err != nil {
				t.Fatal(err)
			}
			if total < 60 || total > 100 || later != 0 || told != 0 {
				t.Errorf("%d cases, %d entries of the future, %d messages", total, later, told)
			}
			whole(t, tx, now)
			shows(t, tx, now)
		})
	}
}

// whole proves chains, rows and seals, and that no clock was left behind.
func whole(t *testing.T, tx pgx.Tx, now time.Time) {
	t.Helper()
	ctx := t.Context()
	var previous *ledger.Entry
	if err := ledger.Each(ctx, tx, "", func(e ledger.Entry) error {
		if previous != nil && previous.Subject != e.Subject {
			previous = nil
		}
		if wrong := e.Follows(previous); wrong != "" {
			t.Error(wrong)
		}
		if previous != nil && e.At.Before(previous.At) {
			t.Errorf("%s: entry %d (%s) is earlier than the one before it", e.Subject, e.Seq, e.Kind)
		}
		previous = &e
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var last ledger.Seal
	if err := ledger.EachSeal(ctx, tx, func(s ledger.Seal, leaves [][]byte) error {
		if wrong := s.Follows(last, leaves); wrong != "" {
			t.Error(wrong)
		}
		last = s
		return nil
	}); err != nil || last.Number == 0 {
		t.Fatalf("seal %s: %v", last, err)
	}
	var ids []complaint.ID
	rows, err := tx.Query(ctx, `SELECT id FROM complaint ORDER BY id`)
	if err == nil {
		ids, err = pgx.CollectRows(rows, pgx.RowTo[complaint.ID])
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		c, err := complaint.Find(ctx, tx, id)
		if err != nil {
			t.Fatal(err)
		}
		events, err := complaint.Story(ctx, tx, id)
		if err != nil {
			t.Fatal(err)
		}
		ss, err := complaint.Stretches(ctx, tx, id)
		if err != nil {
			t.Fatal(err)
		}
		f := complaint.Fold(events)
		told := make([]complaint.Stretch, 0, len(f.Stretches))
		for _, s := range f.Stretches {
			told = append(told, s)
		}
		slices.SortFunc(told, func(a, b complaint.Stretch) int { return int(a.ID - b.ID) })
		// The ladder is no event: only its effects are.
		for i := range told {
			if i < len(ss) {
				told[i].Step, told[i].NextAt = ss[i].Step, ss[i].NextAt
			}
		}
		same := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
		if diff := cmp.Diff(told, append([]complaint.Stretch{}, ss...), same); diff != "" || f.State != c.State || f.Reopenings != c.Reopenings {
			t.Errorf("case %d: %s and %d by events, %s and %d by rows; stretches:\n%s", id, f.State, f.Reopenings, c.State, c.Reopenings, diff)
		}
		if c.NudgeAt != nil && !c.NudgeAt.After(now) {
			t.Errorf("case %d: a word to the citizen was due at %s", id, c.NudgeAt)
		}
		for _, s := range ss {
			if s.NextAt != nil && !s.NextAt.After(now) || s.FromAt == nil {
				t.Errorf("case %d: stretch %d began %v, next %v", id, s.ID, s.FromAt, s.NextAt)
			}
		}
	}
}

// shows asks for what the demo has to show.
func shows(t *testing.T, tx pgx.Tx, now time.Time) {
	t.Helper()
	ctx := t.Context()
	count := func(sql string, args ...any) (n int) {
		t.Helper()
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+sql, args...).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	between := func(what string, n, least, most int) {
		t.Helper()
		if n < least || n > most {
			t.Errorf("%d %s, want %d to %d", n, what, least, most)
		}
	}
	const answers = `stretch WHERE duty = 'answer' AND on_time IS NOT NULL AND NOT voided AND holder = $1`
	hendra, agus, deni, rina := nipOf(t, tx, "Hendra Saputra"), nipOf(t, tx, "Agus Wibowo"), nipOf(t, tx, "Deni Kurniawan"), nipOf(t, tx, "Rina Marlina")
	between("answers of Hendra", count(answers, hendra), 20, 30)
	between("answers of Agus", count(answers, agus), 10, 20)
	between("answers of Deni", count(answers, deni), 6, 9)
	between("answers of Rina", count(answers, rina), 1, 5)
	between("late answers of Hendra", count(answers+` AND NOT on_time`, hendra), 2, 4)

	between("overdue", count(`stretch WHERE duty = 'answer' AND to_at IS NULL AND paused_at IS NULL AND due_at < $1`, now), 1, 2)
	between("past their limit to settle", count(`stretch WHERE duty = 'settle' AND to_at IS NULL AND due_at < $1`, now), 0, 0)
	between("open", count(`complaint WHERE ended_at IS NULL`), 15, 32)
	between("confirmed", count(`complaint WHERE state = 'confirmed'`), 45, 80)
	between("ended by silence", count(`complaint WHERE state = 'unconfirmed'`), 3, 8)
	between("reopened", count(`complaint WHERE reopenings > 0`), 4, 6)
	between("waiting for the citizen's word", count(`complaint WHERE state = 'proposed'`), 2, 8)
	between("being asked", count(`complaint WHERE state = 'asked'`), 1, 1)
	between("in the examiners' queue", count(`complaint WHERE state = 'waiting'`), 1, 1)
	between("rated", count(`case_rating`), 45, 80)
	between("categories", count(`(SELECT DISTINCT category_code FROM complaint) c`), 15, 21)
	between("open cases of Hendra", count(`complaint WHERE ended_at IS NULL AND holder = $1`, hendra), 8, 13)
	between("weeks", count(`(SELECT DISTINCT date_trunc('week', filed_at AT TIME ZONE 'Asia/Jakarta') FROM complaint) w`), 6, 9)
	between("citizens whom a message could be meant for", count(`reporter`)+count(`supporter WHERE address IS NOT NULL`), 0, 0)
	between("open cases that others support", count(`complaint WHERE ended_at IS NULL AND visibility = 'terbuka' AND id IN (SELECT complaint_id FROM supporter)`), 1, 1)
	offered(t, tx, now)
	if now.Day() > 1 {
		between("realisations", count(`realisation`), 13, 13)
	}
}

// offered says whether the words that README gives to try are asked about.
func offered(t *testing.T, tx pgx.Tx, now time.Time) {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(strings.Join(strings.Fields(string(readme)), " "), "*Saya juga*: write as Sari *")
	words, _, found := strings.Cut(after, "*")
	if !found {
		t.Fatal("README gives no words to try Saya juga with")
	}
	near, err := desk(&codes{}).NearPublic(t.Context(), tx, complaint.Report{At: now, Categories: []string{"jalan"}, Area: areaOf(t, tx, "Kelobak"), Body: words}, "tg:7001")
	if err != nil || len(near) != 1 {
		t.Errorf("%q is asked about %d cases: %v", words, len(near), err)
	}
}

func areaOf(t *testing.T, tx pgx.Tx, name string) (code string) {
	t.Helper()
	if err := tx.QueryRow(t.Context(), `SELECT code FROM area WHERE name = $1 AND type IN ('desa', 'kelurahan')`, name).Scan(&code); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", name, err))
	}
	return code
}

func nipOf(t *testing.T, tx pgx.Tx, name string) roster.NIP {
	t.Helper()
	var nip roster.NIP
	if err := tx.QueryRow(t.Context(), `SELECT nip FROM employee WHERE name = $1`, name).Scan(&nip); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", name, err))
	}
	return nip
}

// Officers act while their office works.
func TestHistoryKeepsOfficeHours(t *testing.T) {
	pool := past(t, testkit.Time("2026-11-24 10:20"))
	tx := begin(t, pool)
	calendars := desk(nil).Calendars
	acts := 0
	rows := texts(t, pool, `
		SELECT concat_ws(' ', em.unit_code, e.kind, e.at AT TIME ZONE 'Asia/Jakarta')
		FROM ledger_entry e
		JOIN employee em ON 'nip:' || em.nip = e.actor
		WHERE e.subject LIKE 'case:%'`)
	for _, row := range rows {
		parts := strings.SplitN(row, " ", 3)
		cal, err := calendars.For(t.Context(), tx, parts[0])
		if err != nil {
			t.Fatal(err)
		}
		at := testkit.Time(parts[2])
		if !cal.Working(at) && !cal.Working(at.Add(-time.Second)) {
			t.Errorf("%s at %s", parts[1], at)
		}
		acts++
	}
	if acts < 200 {
		t.Errorf("only %d acts", acts)
	}
}

// Towards the end of a week there is enough in it for a median and a share.
// Most of the invented staff never had a chat: nobody is told that messages do
// not reach them any more.
func TestHistoryLosesNobody(t *testing.T) {
	tx := begin(t, past(t, testkit.Time("2026-11-26 08:00")))
	holders, err := complaint.Holders(t.Context(), tx)
	if err != nil {
		t.Fatal(err)
	}
	lost, err := roster.LostOf(t.Context(), tx, slices.Collect(maps.Keys(holders)))
	if err != nil || len(holders) < 5 || len(lost) > 0 {
		t.Errorf("of %d holders %d are lost: %v", len(holders), len(lost), err)
	}
}

func TestHistoryFillsTheWeek(t *testing.T) {
	tx := begin(t, past(t, testkit.Time("2026-11-26 08:00")))
	counted := func(name string) (n int) {
		t.Helper()
		if err := tx.QueryRow(t.Context(), `
			SELECT count(*)
			FROM stretch
			WHERE holder = $1 AND duty = 'answer' AND counted_on BETWEEN '2026-11-23' AND '2026-11-29'`, nipOf(t, tx, name)).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := counted("Hendra Saputra"); n < 10 {
		t.Errorf("Hendra answered %d", n)
	}
	if n := counted("Agus Wibowo"); n < 6 || n > 9 {
		t.Errorf("Agus answered %d", n)
	}
	if n := counted("Rina Marlina"); n > 5 {
		t.Errorf("Rina answered %d", n)
	}
}

func TestBooksHold(t *testing.T) {
	pool := past(t, now)
	visits := &visit.Desk{Prefix: "KPH", TokenKey: []byte("t"), RaterKey: []byte("r"), Loc: now.Location()}
	if err := regency.Visits(t.Context(), pool, visits, roster.NewCalendars(now.Location()), now); err != nil {
		t.Fatal(err)
	}
	store, err := response.New(testkit.RedisURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	if _, err := pool.Exec(t.Context(), `
		INSERT INTO installation (installed_at, generation, keys_digest)
		VALUES ($1, 'first', '\x00')`, now); err != nil {
		t.Fatal(err)
	}
	days, err := performance.Fold(t.Context(), pool, store, worktime.DateOf(now).AddDays(-1))
	if err != nil || days < 40 {
		t.Fatalf("folded %d days: %v", days, err)
	}
	rows, err := books.Check(t.Context(), pool, store, now.Location())
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d checks: %v", len(rows), err)
	}
	for _, r := range rows {
		for _, wrong := range r.Wrong {
			t.Errorf("%s: %s", r.Name, wrong)
		}
		t.Logf("%s: %d, %v", r.Name, r.Checked, r.Notes)
	}
}
