package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/outbox"
	"tanggap/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var (
	noon = testkit.Time("2026-11-24 12:00")
	ask  = outbox.Ask{Epoch: 1, Highest: outbox.Broadcasts}
)

// office is a transaction in which epoch 1 leads.
func office(t *testing.T) pgx.Tx {
	t.Helper()
	tx := testkit.Tx(t)
	lead(t, tx, 1)
	return tx
}

func lead(t *testing.T, tx pgx.Tx, epoch int64) {
	t.Helper()
	exec(t, tx, `UPDATE leader SET epoch = $1`, epoch)
}

func exec(t *testing.T, tx pgx.Tx, sql string, args ...any) {
	t.Helper()
	if _, err := tx.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func row(key, address string, lane outbox.Lane) outbox.Row {
	return outbox.Row{Key: key, Address: address, Lane: lane, Message: outbox.Message{HTML: key}}
}

func put(t *testing.T, tx pgx.Tx, rows ...outbox.Row) {
	t.Helper()
	if err := outbox.Put(t.Context(), tx, noon, rows...); err != nil {
		t.Fatal(err)
	}
}

func claim(t *testing.T, tx pgx.Tx, a outbox.Ask) (outbox.Claimed, bool) {
	t.Helper()
	c, ok, err := outbox.Claim(t.Context(), tx, a)
	if err != nil {
		t.Fatal(err)
	}
	return c, ok
}

func must(t *testing.T, tx pgx.Tx, want string) outbox.Claimed {
	t.Helper()
	c, ok := claim(t, tx, ask)
	if !ok || c.Message.HTML != want {
		t.Fatalf("claimed %q (%v), want %q", c.Message.HTML, ok, want)
	}
	return c
}

func nothing(t *testing.T, tx pgx.Tx, a outbox.Ask) {
	t.Helper()
	if c, ok := claim(t, tx, a); ok {
		t.Fatalf("claimed %q, want nothing", c.Message.HTML)
	}
}

func ours(t *testing.T, ok bool, err error) {
	t.Helper()
	if err != nil || !ok {
		t.Fatalf("not ours (%v): %v", ok, err)
	}
}

func sent(t *testing.T, tx pgx.Tx, c outbox.Claimed, ids ...string) {
	t.Helper()
	ok, err := outbox.Sent(t.Context(), tx, c, "", ids...)
	ours(t, ok, err)
}

func state(t *testing.T, tx pgx.Tx, key string) (state string) {
	t.Helper()
	if err := tx.QueryRow(t.Context(), `SELECT state FROM outbox WHERE key = $1`, key).Scan(&state); err != nil {
		t.Fatal(err)
	}
	return state
}

// A key counts once, also for a message in parts.
func TestPutTwice(t *testing.T) {
	tx := office(t)
	long := row("long", "tg:1", outbox.Replies)
	long.Message.HTML = strings.Repeat("kalimat. ", 1000)
	put(t, tx, row("a", "tg:1", outbox.Replies), long)
	long.Message.HTML += strings.Repeat("lagi. ", 1000)
	put(t, tx, row("a", "tg:1", outbox.Replies), long)
	var n int
	if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM outbox`).Scan(&n); err != nil || n != 4 {
		t.Errorf("%d rows, want 1 + 3: %v", n, err)
	}
}

// In one chat the lanes keep their own order, and one message is out at a time.
func TestOrder(t *testing.T) {
	tx := office(t)
	put(t, tx,
		row("1 third lane", "tg:1", outbox.Broadcasts),
		row("1 first", "tg:1", outbox.Replies),
		row("1 second", "tg:1", outbox.Replies),
		row("2 card", "tg:2", outbox.Assignments))
	first := must(t, tx, "1 first")
	card := must(t, tx, "2 card")
	nothing(t, tx, ask)
	sent(t, tx, first, "10")
	second := must(t, tx, "1 second")
	nothing(t, tx, ask)
	sent(t, tx, second)
	sent(t, tx, card)
	sent(t, tx, must(t, tx, "1 third lane"))
	nothing(t, tx, ask)
}

func TestAsk(t *testing.T) {
	tx := office(t)
	put(t, tx, row("storm", "tg:1", outbox.Broadcasts), row("reply", "tg:2", outbox.Replies))
	nothing(t, tx, outbox.Ask{Epoch: 1, Highest: outbox.Assignments, Not: []string{"tg:2"}})
	nothing(t, tx, outbox.Ask{Epoch: 2, Highest: outbox.Broadcasts})
	if c, ok := claim(t, tx, outbox.Ask{Epoch: 1, Highest: outbox.Broadcasts, InOrder: true}); !ok || c.Message.HTML != "storm" {
		t.Errorf("in the order of putting came %q", c.Message.HTML)
	}
}

// A leader whose time is over neither claims nor settles what was taken from it.
func TestOldEpoch(t *testing.T) {
	tx := office(t)
	put(t, tx, row("a", "tg:1", outbox.Replies), row("b", "tg:2", outbox.Replies))
	old := must(t, tx, "a")
	lead(t, tx, 2)
	nothing(t, tx, ask)
	if back, dead, err := outbox.Recover(t.Context(), tx, nil); err != nil || back+dead != 0 {
		t.Fatalf("recovered %d, %d while its send may still run: %v", back, dead, err)
	}
	exec(t, tx, `UPDATE outbox SET claimed_at = claimed_at - interval '13 seconds' WHERE key = 'a'`)
	if back, _, err := outbox.Recover(t.Context(), tx, []int64{old.ID}); err != nil || back != 0 {
		t.Fatalf("recovered %d that are still held: %v", back, err)
	}
	if back, _, err := outbox.Recover(t.Context(), tx, nil); err != nil || back != 1 {
		t.Fatalf("recovered %d: %v", back, err)
	}
	c, ok := claim(t, tx, outbox.Ask{Epoch: 2, Highest: outbox.Replies})
	if !ok || c.ID != old.ID || c.Unknowns != 1 {
		t.Fatalf("claimed %+v", c)
	}
	if ok, err := outbox.Sent(t.Context(), tx, old, "", "7"); ok || err != nil {
		t.Errorf("the old leader settled it: %v, %v", ok, err)
	}
}

// A message that kills its sender gets no third chance; a file gets more time.
func TestRecover(t *testing.T) {
	tx := office(t)
	put(t, tx, row("killer", "tg:1", outbox.Replies))
	for range 2 {
		must(t, tx, "killer")
		if _, _, err := outbox.RecoverAll(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
	}
	nothing(t, tx, ask)
	if s := state(t, tx, "killer"); s != "dead" {
		t.Errorf("it is %s", s)
	}
	photo := row("photo", "tg:1", outbox.Replies)
	photo.Message.Photos = [][]byte{{1}}
	put(t, tx, photo)
	must(t, tx, "photo")
	for age, want := range map[int]int{13: 0} {
		exec(t, tx, `UPDATE outbox SET claimed_at = claimed_at - make_interval(secs => $1) WHERE key = 'photo'`, age)
		if back, _, err := outbox.Recover(t.Context(), tx, nil); err != nil || back != want {
			t.Errorf("recovered %d, want %d: %v", back, want, err)
		}
	}
}

func TestSettle(t *testing.T) {
	tx := office(t)
	ctx := t.Context()
	put(t, tx, row("a", "tg:1", outbox.Replies), row("b", "tg:1", outbox.Replies))
	// Surely not sent: again after a while, and nobody overtakes.
	ok, err := outbox.Retry(ctx, tx, must(t, tx, "a"), time.Minute, true)
	ours(t, ok, err)
	nothing(t, tx, ask)
	again := ask
	again.Impatient = true
	c, ok := claim(t, tx, again)
	if !ok || c.Message.HTML != "a" || c.Failures != 1 {
		t.Fatalf("claimed %+v", c)
	}
	// Perhaps sent: once more, then nobody knows.
	ok, err = outbox.Unknown(ctx, tx, c, 0, "timeout")
	ours(t, ok, err)
	c = must(t, tx, "a")
	if c.Unknowns != 1 {
		t.Fatalf("claimed %+v", c)
	}
	ok, err = outbox.Unknown(ctx, tx, c, 0, "timeout")
	ours(t, ok, err)
	if s := state(t, tx, "a"); s != "uncertain" {
		t.Errorf("a is %s", s)
	}
	ok, err = outbox.Kill(ctx, tx, must(t, tx, "b"), "403")
	ours(t, ok, err)
	got, err := outbox.Count(ctx, tx)
	if err != nil || got != (outbox.Stats{Uncertain: 1, Dead: 1}) {
		t.Errorf("%+v: %v", got, err)
	}
	// A third write is never tried: not even after a retry in between.
	put(t, tx, row("c", "tg:1", outbox.Replies))
	ok, err = outbox.Unknown(ctx, tx, must(t, tx, "c"), 0, "timeout")
	ours(t, ok, err)
	ok, err = outbox.Retry(ctx, tx, must(t, tx, "c"), 0, false)
	ours(t, ok, err)
	must(t, tx, "c")
	if _, dead, err := outbox.RecoverAll(ctx, tx); err != nil || dead != 1 {
		t.Errorf("%d dead: %v", dead, err)
	}
}

// What was sent keeps its trace and loses its content.
func TestSent(t *testing.T) {
	tx := office(t)
	ctx := t.Context()
	album := row("album", "tg:1", outbox.Replies)
	album.About = "case:12"
	album.Message.Photos = [][]byte{{1}, {2}}
	put(t, tx, album)
	sent(t, tx, must(t, tx, "album"), "7", "8")
	var empty bool
	if err := tx.QueryRow(ctx, `SELECT bool_and(payload IS NULL) FROM outbox`).Scan(&empty); err != nil || !empty {
		t.Errorf("content is left: %v", err)
	}
	for _, id := range []string{"7", "8"} {
		if trace := traced(t, tx, "tg:1", id); trace.About != "case:12" {
			t.Errorf("message %s: %+v", id, trace)
		}
	}
	if trace := traced(t, tx, "tg:2", "7"); trace.Key != "" {
		t.Errorf("another chat has a message 7: %+v", trace)
	}
	if id, ok, err := outbox.MessageOf(ctx, tx, "album"); id != "7" || !ok || err != nil {
		t.Errorf("%q %v %v", id, ok, err)
	}
	if _, ok, err := outbox.MessageOf(ctx, tx, "none"); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}

func traced(t *testing.T, tx pgx.Tx, address, id string) (trace outbox.Trace) {
	t.Helper()
	var about *string
	err := tx.QueryRow(t.Context(), outbox.ByMessageSQL("$2"), address, id).Scan(&trace.Key, &about)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	if about != nil {
		trace.About = *about
	}
	return trace
}

func follow(key, after string) outbox.Row {
	r := row(key, "tg:1", outbox.Assignments)
	r.After, r.Edit = after, true
	return r
}

// What follows a message waits for it; if that one never arrived, it comes on
// its own.
func TestAfter(t *testing.T) {
	tx := office(t)
	reply := row("reply", "tg:1", outbox.Replies)
	reply.After, reply.Reply = "card", true
	put(t, tx, row("card", "tg:1", outbox.Broadcasts), reply, follow("edit", "card"))
	card := must(t, tx, "card")
	nothing(t, tx, ask)
	sent(t, tx, card, "5")
	c := must(t, tx, "reply")
	if !c.Reply || c.Edit || c.Target != "5" {
		t.Errorf("reply: %+v", c)
	}
	sent(t, tx, c, "6")
	if c = must(t, tx, "edit"); !c.Edit || c.Reply || c.Target != "5" {
		t.Errorf("edit: %+v", c)
	}
	sent(t, tx, c, "5")

	put(t, tx, row("lost", "tg:1", outbox.Replies), follow("edit lost", "lost"), follow("edit nothing", "never put"))
	ok, err := outbox.Kill(t.Context(), tx, must(t, tx, "lost"), "400")
	ours(t, ok, err)
	for _, key := range []string{"edit lost", "edit nothing"} {
		c := must(t, tx, key)
		if c.Edit || c.Reply || c.Target != "" {
			t.Errorf("%s: %+v", key, c)
		}
		sent(t, tx, c)
	}
}

// Quiet hours hold a message and what changes it, and nobody else.
func TestQuietHours(t *testing.T) {
	tx := office(t)
	card := row("card", "tg:1", outbox.Assignments)
	card.HeldUntil = noon.Add(8 * time.Hour)
	put(t, tx, card, follow("edit", "card"), row("other", "tg:1", outbox.Assignments))
	sent(t, tx, must(t, tx, "other"))
	nothing(t, tx, ask)
	if s, err := outbox.Count(t.Context(), tx); err != nil || s.Held != 2 || s.Queued != 2 || !s.Oldest.IsZero() {
		t.Errorf("%+v: %v", s, err)
	}
	for at, want := range map[time.Duration]int{7 * time.Hour: 0, 8 * time.Hour: 2} {
		if at == 8*time.Hour {
			continue
		}
		if n, err := outbox.Release(t.Context(), tx, noon.Add(at)); err != nil || n != want {
			t.Errorf("released %d, want %d: %v", n, want, err)
		}
	}
	if n, err := outbox.Release(t.Context(), tx, noon.Add(8*time.Hour)); err != nil || n != 2 {
		t.Errorf("released %d: %v", n, err)
	}
	sent(t, tx, must(t, tx, "card"), "1")
	if c := must(t, tx, "edit"); !c.Edit || c.Target != "1" {
		t.Errorf("%+v", c)
	}
}

// A clock begins once, whatever became of its card.
func TestBegin(t *testing.T) {
	tx := office(t)
	card := row("card", "tg:1", outbox.Assignments)
	card.Begins = 17
	card.Message.HTML = strings.Repeat("panjang ", 1000)
	put(t, tx, card)
	for range 2 {
		if got, err := outbox.ToBegin(t.Context(), tx, 10); err != nil || len(got) != 0 {
			t.Fatalf("%+v: %v", got, err)
		}
		c, ok := claim(t, tx, ask)
		if !ok {
			t.Fatal("nothing to claim")
		}
		sent(t, tx, c)
	}
	got, err := outbox.ToBegin(t.Context(), tx, 10)
	if err != nil || len(got) != 1 || got[0].Begins != 17 {
		t.Fatalf("%+v: %v", got, err)
	}
	for _, want := range []bool{true, false} {
		if ok, err := outbox.Begun(t.Context(), tx, got[0].ID); ok != want || err != nil {
			t.Errorf("begun %v, want %v: %v", ok, want, err)
		}
	}
}

// A message that nobody can read stops nobody.
func TestUnreadable(t *testing.T) {
	tx := office(t)
	put(t, tx, row("a", "tg:1", outbox.Replies), row("b", "tg:1", outbox.Replies))
	exec(t, tx, `UPDATE outbox SET payload = '[]' WHERE key = 'a'`)
	must(t, tx, "b")
	if s := state(t, tx, "a"); s != "dead" {
		t.Errorf("a is %s", s)
	}
}

func TestPress(t *testing.T) {
	for _, c := range []struct {
		b    outbox.Button
		want string
		bad  bool
	}{
		{b: outbox.Button{Name: "case.answer", Args: []string{"12", "3"}}, want: "case.answer|12|3"},
		{b: outbox.Button{URL: "https://example.org"}},
		{b: outbox.Button{Name: strings.Repeat("x", 65)}, bad: true},
		{b: outbox.Button{Name: "x", Args: []string{strings.Repeat("é", 32)}}, bad: true},
		{b: outbox.Button{Name: "x", Args: []string{"1|2"}}, bad: true},
		{b: outbox.Button{}, bad: true},
	} {
		if got, err := c.b.Press(); got != c.want || err != nil != c.bad {
			t.Errorf("%+v: %q, %v", c.b, got, err)
		}
	}
	tx := office(t)
	r := row("secret key", "tg:1", outbox.Replies)
	r.Message.Buttons = [][]outbox.Button{{{Label: "Kirim", Name: strings.Repeat("x", 65)}}}
	if err := outbox.Put(t.Context(), tx, noon, r); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("put: %v", err)
	}
}

// The claim reads a handful of pages, however long the queue and its past.
func TestClaimIsCheap(t *testing.T) {
	tx := office(t)
	fill(t, tx, 20_000, 0)
	exec(t, tx, `ANALYZE outbox`)
	fill(t, tx, 0, 4_000)
	for _, statistics := range []string{"of an empty queue", "of a full queue"} {
		if pages := pagesOfClaim(t, tx); pages > 120 {
			t.Errorf("a claim reads %d pages with the statistics %s", pages, statistics)
		}
		exec(t, tx, `ANALYZE outbox`)
	}
}

// fill makes a past of sent messages and a queue of three lanes in which every
// chat has some, and the first two hundred wait for their retry.
func fill(t testing.TB, tx pgx.Tx, past, queued int) {
	t.Helper()
	for _, sql := range []string{
		`INSERT INTO outbox (key, address, lane, state, put_at, sent_at, message_id)
		SELECT 'past:' || i, 'tg:' || i % 5000, 1 + i % 3, 'sent', now(), now(), i::text
		FROM generate_series(1, $1) i`,
		`INSERT INTO outbox (key, address, lane, state, put_at, payload, not_before)
		SELECT 'queue:' || i, 'tg:' || i % 3000, 3 - i * 3 / ($1 + 1), 'queued', now(),
			jsonb_build_object('Message', jsonb_build_object('HTML', repeat('x', 500))),
			CASE WHEN i BETWEEN $1 * 2 / 3 AND $1 * 2 / 3 + 200 THEN now() + interval '1 hour' END
		FROM generate_series(1, $1) i`,
	} {
		n := past
		if strings.Contains(sql, "queue:") {
			n = queued
		}
		if _, err := tx.Exec(context.Background(), sql, n); err != nil {
			t.Fatal(err)
		}
	}
}

func pagesOfClaim(t testing.TB, tx pgx.Tx) int {
	t.Helper()
	var plan []byte
	err := tx.QueryRow(context.Background(), `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) `+outbox.ClaimSQL,
		int64(1), outbox.Broadcasts, []string{"tg:1", "tg:2", "tg:3"}, false).Scan(&plan)
	if err != nil {
		t.Fatal(err)
	}
	var parsed []struct {
		Plan map[string]any
	}
	if err := json.Unmarshal(plan, &parsed); err != nil {
		t.Fatal(err)
	}
	p := parsed[0].Plan
	if testing.Verbose() {
		fmt.Println(string(plan))
	}
	return int(p["Shared Hit Blocks"].(float64) + p["Shared Read Blocks"].(float64))
}

func BenchmarkClaim(b *testing.B) {
	tx := testkit.Tx(b)
	if _, err := tx.Exec(b.Context(), `UPDATE leader SET epoch = 1`); err != nil {
		b.Fatal(err)
	}
	fill(b, tx, 300_000, 20_000)
	if _, err := tx.Exec(b.Context(), `ANALYZE outbox`); err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for b.Loop() {
		begin := time.Now()
		c, ok, err := outbox.Claim(b.Context(), tx, ask)
		took = append(took, time.Since(begin))
		if err != nil || !ok {
			b.Fatal(ok, err)
		}
		if _, err := outbox.Sent(b.Context(), tx, c, "", "1"); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs/claim-median")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs/claim-p99")
}
