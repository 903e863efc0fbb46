package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/robfig/cron/v3"
	"github.com/rs/zerolog"

	"tanggap/internal/books"
	"tanggap/internal/complaint"
	"tanggap/internal/installation"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/text"
	"tanggap/scheduler"
)

// place is an office with a schedule.
type place struct {
	*office.Office
	*scheduler.Scheduler
}

func open(t testing.TB) *place {
	t.Helper()
	o := office.New(t)
	return &place{o, schedulerOf(o)}
}

// schedulerOf is what another process of the same office has.
func schedulerOf(o *office.Office) *scheduler.Scheduler {
	o.T.Helper()
	speaker, err := text.New(o.Loc)
	if err != nil {
		o.T.Fatal(err)
	}
	return &scheduler.Scheduler{
		Pool: o.Pool, Response: o.Response, Desk: o.Desk, Notice: &notice.Desk{Text: speaker, Complaints: o.Desk},
		Now: func() time.Time { return testkit.Time("2026-10-05 08:00") }, Loc: o.Loc, Log: zerolog.Nop(),
		ForgetUpdates: func(context.Context, pgx.Tx, time.Duration) (int, error) { return 7, nil },
	}
}

func (p *place) tick(at string) {
	p.T.Helper()
	if err := p.Tick(p.T.Context(), testkit.Time(at)); err != nil {
		p.T.Fatalf("tick at %s: %v", at, err)
	}
}

func (p *place) job(name, at string) string {
	p.T.Helper()
	note, err := p.Run(p.T.Context(), name, testkit.Time(at))
	if err != nil {
		p.T.Fatalf("%s at %s: %v", name, at, err)
	}
	return note
}

func (p *place) advance(from, to string) {
	p.T.Helper()
	if err := p.Advance(p.T.Context(), testkit.Time(from), testkit.Time(to)); err != nil {
		p.T.Fatalf("advance: %v", err)
	}
}

// told lists the messages of a kind of key: when and to whom.
func (p *place) told(prefix string) []string {
	p.T.Helper()
	rows, err := p.Office.Pool.Query(p.T.Context(), `
		SELECT put_at, address, payload #>> '{Message,HTML}'
		FROM outbox
		WHERE starts_with(key, $1)
		ORDER BY put_at, id`, prefix)
	if err != nil {
		p.T.Fatal(err)
	}
	var list []string
	var at time.Time
	var address, html string
	if _, err := pgx.ForEachRow(rows, []any{&at, &address, &html}, func() error {
		first, _, _ := strings.Cut(outbox.Plain(html), " ")
		list = append(list, at.In(p.Office.Loc).Format("02 15:04 ")+strings.TrimPrefix(address, "tg:")+" "+first)
		return nil
	}); err != nil {
		p.T.Fatal(err)
	}
	return list
}

func (p *place) want(prefix string, want ...string) {
	p.T.Helper()
	if got := p.told(prefix); !slices.Equal(got, want) {
		p.T.Errorf("%s: got\n  %s\nwant\n  %s", prefix, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func (p *place) periods(name string) (list []string) {
	p.T.Helper()
	rows, err := p.Office.Pool.Query(p.T.Context(), `SELECT period FROM job_run WHERE job = $1 AND period <> 'last' ORDER BY period`, name)
	if err != nil {
		p.T.Fatal(err)
	}
	if list, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		p.T.Fatal(err)
	}
	return list
}

func (p *place) clean() {
	p.T.Helper()
	p.Project()
	rows, err := books.Check(p.T.Context(), p.Office.Pool, p.Office.Response, p.Office.Loc)
	if err != nil {
		p.T.Fatal(err)
	}
	var b strings.Builder
	if !books.Print(&b, rows) {
		p.T.Error(b.String())
	}
}

func TestTable(t *testing.T) {
	p := open(t)
	list, err := p.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, j := range list {
		names = append(names, j.Name)
		if _, err := cron.ParseStandard(j.Spec); err != nil {
			t.Errorf("%s: %v", j.Name, err)
		}
		if !j.Last.IsZero() || !j.Next.After(testkit.Time("2026-10-05 08:00")) {
			t.Errorf("%s: last %v, next %v", j.Name, j.Last, j.Next)
		}
	}
	for _, name := range []string{"deadlines", "fold", "scorecards", "digest", "retention"} {
		if !slices.Contains(names, name) {
			t.Errorf("there is no job %s", name)
		}
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(list) {
		t.Error("a name comes twice")
	}
	p.tick("2026-10-05 08:00")
	if list, err = p.List(t.Context()); err != nil || !list[0].Last.Equal(testkit.Time("2026-10-05 08:00")) || list[0].Note == "" {
		t.Errorf("after a tick: %+v, %v", list[0], err)
	}
}

func TestUnknownJob(t *testing.T) {
	p := open(t)
	if _, err := p.Run(t.Context(), "salaries", time.Now()); !errors.Is(err, scheduler.ErrNoJob) || !strings.Contains(err.Error(), "fold") {
		t.Errorf("got %v", err)
	}
	p.Exec(`DELETE FROM installation`)
	if err := p.Tick(t.Context(), time.Now()); err != nil {
		t.Errorf("before an installation: %v", err)
	}
	if _, err := p.Run(t.Context(), "fold", time.Now()); !errors.Is(err, installation.ErrNone) {
		t.Errorf("before an installation: %v", err)
	}
}

// 15 working hours from Monday 08.00: reminded after 12, on Tuesday at 13.00
// and an hour of break later; due on Wednesday at 08.00; the superior on
// Thursday.
func TestLadder(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	for _, at := range []string{
		"2026-10-06 13:29", "2026-10-06 13:30", "2026-10-06 13:31", "2026-10-07 07:59", "2026-10-07 08:00", "2026-10-07 08:01",
		"2026-10-08 07:59", "2026-10-08 08:00", "2026-10-08 08:01", "2026-10-20 08:00",
	} {
		p.tick(at)
		p.tick(at)
	}
	p.want("sla:", "06 13:30 budi ⏰", "07 08:00 budi ⌛", "08 08:00 kabid Yth.")
	p.clean()
}

// After a standstill each hears once what is theirs.
func TestLadderAfterStandstill(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.tick("2026-10-12 10:00")
	p.tick("2026-10-12 10:01")
	p.want("sla:", "12 10:00 budi ⌛", "12 10:00 kabid Yth.")
	p.clean()
}

// A clock that is set forward and back repeats nothing.
func TestClockSetBack(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	for _, at := range []string{"2026-10-06 13:30", "2026-10-06 12:30", "2026-10-06 13:30", "2026-10-06 13:31"} {
		p.tick(at)
	}
	p.want("sla:", "06 13:30 budi ⏰")
	p.job("deadlines", "2026-12-31 08:00") // as if far ahead
	second := p.File(testkit.Time("2026-10-07 08:00"), "dewi", "bayung")
	p.tick("2026-10-08 13:30")
	if n := p.Int(`SELECT step FROM stretch WHERE complaint_id = $1`, second); n != int(complaint.Reminded) {
		t.Errorf("the schedule stands still until the clock catches up: step %d", n)
	}
}

// Many limits at once come in one message a person, and each case climbs.
func TestStorm(t *testing.T) {
	p := open(t)
	for i := range 30 {
		p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
		if i < 3 {
			p.File(testkit.Time("2026-10-05 08:00"), "dewi", "kandang")
		}
	}
	p.tick("2026-10-06 13:30")
	p.tick("2026-10-08 08:00")
	p.want("sla:", "06 13:30 budi ⏰", "06 13:30 dewi ⏰", "06 13:30 dewi ⏰", "06 13:30 dewi ⏰",
		"08 08:00 budi ⌛", "08 08:00 kabid Yth.", "08 08:00 dewi ⌛", "08 08:00 dewi ⌛", "08 08:00 dewi ⌛")
	if n := p.Int(`SELECT count(*) FROM stretch WHERE step = $1`, complaint.Raised); n != 33 {
		t.Errorf("%d climbed", n)
	}
	var html string
	if err := p.Office.Pool.QueryRow(t.Context(), `SELECT payload #>> '{Message,HTML}' FROM outbox WHERE address = 'tg:kabid'`).Scan(&html); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(html, "33 laporan") || !strings.Contains(html, "13 lainnya") || strings.Count(html, "KPH-") != 20 {
		t.Errorf("the superior reads:\n%s", html)
	}
	p.clean()
}

// One case that cannot be handled keeps no other waiting.
func TestPoison(t *testing.T) {
	p := open(t)
	bad := p.File(testkit.Time("2026-10-05 08:00"), "budi", "")
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "")
	p.Exec(`UPDATE stretch SET unit_code = 'gone' WHERE complaint_id = $1`, bad)
	if err := p.Tick(t.Context(), testkit.Time("2026-10-06 13:30")); err == nil {
		t.Error("nobody hears of the bad case")
	}
	p.want("sla:", "06 13:30 budi ⏰")
	p.Exec(`UPDATE stretch SET unit_code = 'BM'`)
	p.tick("2026-10-06 13:31")
	p.want("sla:", "06 13:30 budi ⏰", "06 13:31 budi ⏰")
}

// Redis away: limits and days wait, the rest goes on; then both catch up, once.
func TestRedisAway(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	proposed := p.File(testkit.Time("2026-10-05 08:00"), "dewi", "bayung")
	p.Act(testkit.Time("2026-10-05 10:00"), proposed, office.Propose)
	alive := p.Scheduler.Response
	p.Scheduler.Response = p.Open("unix:///nowhere/redis.sock?db=1")
	for _, at := range []string{"2026-10-06 13:30", "2026-10-07 00:10", "2026-10-08 10:00"} {
		if err := p.Tick(t.Context(), testkit.Time(at)); err == nil {
			t.Errorf("%s: nobody hears that Redis is away", at)
		}
	}
	p.want("sla:")
	p.want("nudge:", "08 10:00 sari 🔧") // PostgreSQL alone knows of it
	if got := p.periods("fold"); len(got) != 0 {
		t.Errorf("folded %v without Redis", got)
	}
	p.Scheduler.Response = alive
	p.tick("2026-10-08 10:01")
	p.want("sla:", "08 10:01 budi ⌛", "08 10:01 kabid Yth.")
	if got := p.periods("fold"); !slices.Equal(got, []string{"2026-10-05", "2026-10-06", "2026-10-07"}) {
		t.Errorf("folded %v", got)
	}
	p.clean()
}

func TestRedisFlushed(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.tick("2026-10-05 09:00")
	testkit.FlushRedis(t, p.Redis)
	p.tick("2026-10-06 13:30")
	testkit.FlushRedis(t, p.Redis)
	p.tick("2026-10-07 08:00")
	p.want("sla:", "06 13:30 budi ⏰", "07 08:00 budi ⌛")
	p.clean()
}

func TestSilence(t *testing.T) {
	p := open(t)
	id := p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.Act(testkit.Time("2026-10-05 10:00"), id, office.Propose)
	p.advance("2026-10-05 10:00", "2026-10-20 10:00")
	p.want("nudge:", "08 10:00 sari 🔧", "14 10:00 sari 🔧", "19 16:00 sari 📁", "19 16:00 budi 📁")
	if n := p.Int(`SELECT count(*) FROM complaint WHERE state = 'unconfirmed'`); n != 1 {
		t.Error("silence does not end the case")
	}
	p.clean()
}

func TestUnasked(t *testing.T) {
	p := open(t)
	id := p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.Act(testkit.Time("2026-10-05 09:00"), id, office.Ask)
	p.advance("2026-10-05 09:00", "2026-10-13 08:00")
	p.want("unask:", "12 16:00 budi 💬")
	p.want("sla:")
	if n := p.Int(`SELECT count(*) FROM stretch WHERE paused_at IS NOT NULL`); n != 0 {
		t.Error("the clock still stands")
	}
	p.clean()
}

// A case that nobody could take finds its officer as soon as one is there.
func TestOfficerFound(t *testing.T) {
	p := open(t)
	p.Exec(`DELETE FROM contact`)
	id := p.File(testkit.Time("2026-10-05 08:00"), "", "bayung")
	p.tick("2026-10-05 09:00")
	if n := p.Int(`SELECT count(*) FROM complaint WHERE holder IS NULL`); n != 1 {
		t.Fatal("somebody unreachable holds it")
	}
	p.Exec(`INSERT INTO contact (address, nip, connected_at) VALUES ('tg:budi', 'budi', '2026-10-05 09:30+07')`)
	p.tick("2026-10-05 09:31")
	p.tick("2026-10-05 09:32")
	p.want("held:", "05 09:31 budi 🆕")
	p.want("found:", "05 09:31 sari 🔁")
	if n := p.Int(`SELECT count(*) FROM complaint WHERE holder = 'budi' AND id = $1`, id); n != 1 {
		t.Error("nobody holds it")
	}
	p.clean()
}

// Down over several midnights: each day is closed once, oldest first, from the
// installation on and no further back than 35 days.
func TestFoldCatchesUp(t *testing.T) {
	p := open(t)
	id := p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.Act(testkit.Time("2026-10-05 10:00"), id, office.Answer)
	p.tick("2026-10-06 00:09")
	if got := p.periods("fold"); len(got) != 0 {
		t.Errorf("closed too early: %v", got)
	}
	p.tick("2026-10-06 00:10")
	p.tick("2026-10-09 12:00")
	p.tick("2026-10-09 12:01")
	if got := p.periods("fold"); !slices.Equal(got, []string{"2026-10-05", "2026-10-06", "2026-10-07", "2026-10-08"}) {
		t.Errorf("closed %v", got)
	}
	if n := p.Int(`SELECT count(*) FROM day_total WHERE nip = 'budi' AND day = '2026-10-05'`); n != 1 {
		t.Error("Monday is not closed")
	}
	p.Exec(`DELETE FROM job_run`)
	p.tick("2026-12-31 12:00")
	if got := p.periods("fold"); len(got) != 35 || got[0] != "2026-11-26" {
		t.Errorf("%d days from %s on", len(got), got[0])
	}
	p.clean()
}

// By name and date every day through that one is closed; a second time changes
// nothing, and what comes later in the day is closed that night.
func TestFoldByName(t *testing.T) {
	p := open(t)
	first := p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.Act(testkit.Time("2026-10-05 10:00"), first, office.Answer)
	p.job("fold", "2026-10-05 12:00")
	p.job("fold", "2026-10-05 12:00")
	p.job("fold", "2026-10-05 23:59:59.999999")
	if n := p.Int(`SELECT sum(counted) FROM day_total WHERE duty = 'answer'`); n != 1 {
		t.Errorf("%d counted", n)
	}
	second := p.File(testkit.Time("2026-10-05 14:00"), "budi", "bayung")
	p.Act(testkit.Time("2026-10-05 15:00"), second, office.Answer)
	p.tick("2026-10-06 00:10")
	if n := p.Int(`SELECT sum(counted) FROM day_total WHERE duty = 'answer'`); n != 2 {
		t.Errorf("%d counted after the night", n)
	}
	p.clean()
}

// A day is not closed before what passed its limit on it counts.
func TestFoldCountsTheLate(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.job("fold", "2026-10-07 23:59:59.999999")
	if n := p.Int(`SELECT count(*) FROM day_total WHERE day = '2026-10-07' AND counted = 1 AND on_time = 0`); n != 1 {
		t.Error("the late one is missing")
	}
	p.clean()
}

func TestScorecards(t *testing.T) {
	p := open(t)
	id := p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.Act(testkit.Time("2026-10-05 10:00"), id, office.Answer)
	p.tick("2026-10-12 07:25")
	p.want("card:")
	p.tick("2026-10-12 07:30")
	cards := []string{"12 07:30 kabid Yth.", "12 07:30 kabid 📊", "12 07:30 kadis Yth.", "12 07:30 kadis 📊"}
	p.want("card:", cards...)
	p.tick("2026-10-12 07:35")
	p.job("scorecards", "2026-10-12 08:00")
	p.job("scorecards", "2026-10-16 08:00")
	p.want("card:", cards...)
	if got := p.periods("scorecards"); !slices.Equal(got, []string{"2026-W41"}) {
		t.Errorf("periods %v", got)
	}
	if n := p.Int(`SELECT count(*) FROM outbox WHERE key = 'card:2026-W41:kabid' AND lane = 3`); n != 1 {
		t.Error("the card has another key or lane")
	}
	p.clean()
}

// Weeks that were missed are all frozen; only the newest goes out.
func TestScorecardsCatchUp(t *testing.T) {
	p := open(t)
	p.tick("2026-11-04 14:02")
	p.tick("2026-11-04 14:05")
	p.want("card:2026-W44", "04 14:02 kabid Yth.", "04 14:02 kadis Yth.")
	if n := len(p.told("card:")); n != 2 {
		t.Errorf("%d messages", n)
	}
	if got := p.periods("scorecards"); !slices.Equal(got, []string{"2026-W41", "2026-W42", "2026-W43", "2026-W44"}) {
		t.Errorf("periods %v", got)
	}
	if n := p.Int(`SELECT count(*) FROM scorecard`); n != 8 {
		t.Errorf("%d cards", n)
	}
}

// A week without a working day: its card and the one before fall due on the
// same morning, and both are sent.
func TestScorecardsAfterHolidays(t *testing.T) {
	p := open(t)
	for day := range 8 {
		p.Exec(`INSERT INTO holiday (on_date, name) VALUES ('2026-10-12'::date + $1::int, 'libur')`, day)
	}
	p.advance("2026-10-11 12:00", "2026-10-20 08:00")
	p.want("card:2026-W41", "20 07:30 kabid Yth.", "20 07:30 kadis Yth.")
	p.want("card:2026-W42", "20 07:30 kabid Yth.", "20 07:30 kadis Yth.")
}

// Each unit has its own opening, and one that works every hour is spared the
// night.
func TestScorecardsAtEachOpening(t *testing.T) {
	p := open(t)
	p.Exec(`UPDATE unit SET hours = '24' WHERE code = 'PUPR'`)
	p.Exec(`UPDATE unit SET hours = 'Sel-Sab 09.40-15.00' WHERE code = 'BM'`)
	p.Exec(`UPDATE calendar_version SET version = version + 1`)
	p.advance("2026-10-11 12:00", "2026-10-13 10:00")
	p.want("card:", "12 06:00 kadis Yth.", "13 09:40 kabid Yth.")
	if got := p.periods("scorecards"); !slices.Equal(got, []string{"2026-W41"}) {
		t.Errorf("periods %v", got)
	}
}

func TestDigest(t *testing.T) {
	p := open(t)
	p.tick("2026-10-05 07:30")
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.advance("2026-10-05 08:00", "2026-10-06 12:00")
	p.want("digest:", "06 07:30 budi 🗒")
	p.File(testkit.Time("2026-10-06 12:00"), "dewi", "bayung")
	p.tick("2026-10-06 12:05") // the morning is over
	p.want("digest:", "06 07:30 budi 🗒")
	p.job("digest", "2026-10-06 12:10")
	p.tick("2026-10-10 07:30") // Saturday
	p.tick("2026-10-08 20:00") // missed until the office has closed
	p.want("digest:", "06 07:30 budi 🗒")
	p.tick("2026-10-09 10:00") // late, but of use
	p.want("digest:", "06 07:30 budi 🗒", "09 10:00 budi 🗒", "09 10:00 dewi 🗒")
}

func TestSealDraftsReleaseRetention(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 19:00"), "budi", "bayung")
	p.tick("2026-10-05 19:01")
	p.tick("2026-10-05 19:02")
	if n := p.Int(`SELECT count(*) FROM seal`); n != 1 {
		t.Errorf("%d seals", n)
	}
	p.Do(func(ctx context.Context, tx pgx.Tx) error {
		return outbox.Put(ctx, tx, testkit.Time("2026-10-05 19:00"), outbox.Row{
			Key: "held", Address: "tg:budi", Lane: outbox.Assignments, HeldUntil: testkit.Time("2026-10-06 07:30"), Message: outbox.Message{HTML: "x"},
		})
	})
	p.tick("2026-10-06 07:29")
	if n := p.Int(`SELECT count(*) FROM outbox WHERE key = 'held' AND held_until IS NOT NULL`); n != 1 {
		t.Error("released too early")
	}
	p.tick("2026-10-06 07:30")
	if n := p.Int(`SELECT count(*) FROM outbox WHERE held_until IS NOT NULL`); n != 0 {
		t.Error("still held")
	}
	p.Exec(`INSERT INTO dialog (address, step, data, draft_at, remind_at) VALUES ('tg:tina', 'lapor.draft', '"broken"', '2026-10-06 07:00+07', '2026-10-06 07:15+07')`)
	if err := p.Tick(t.Context(), testkit.Time("2026-10-06 07:31")); err == nil {
		t.Error("nobody hears of a draft that cannot be read")
	}
	p.tick("2026-10-06 07:32") // and it is not tried again
	p.tick("2026-10-13 07:01")
	if n := p.Int(`SELECT count(*) FROM dialog WHERE step = ''`); n != 1 {
		t.Error("the draft is still there after a week")
	}
	p.Exec(`INSERT INTO pin_attempt (code, asker, at) VALUES ('x', 'y', '2026-10-01'), ('x', 'y', '2026-10-12 12:00+07')`)
	if note := p.job("retention", "2026-10-13 08:00"); !strings.Contains(note, "7 updates, 1 PIN attempts") {
		t.Errorf("note %q", note)
	}
}

// Two replicas that tick at the same moment, and a job run by hand beside
// them: everything once.
func TestRacing(t *testing.T) {
	p := open(t)
	for i := range 8 {
		id := p.File(testkit.Time(fmt.Sprintf("2026-10-05 08:0%d", i)), "budi", "bayung")
		if i%2 == 0 {
			p.Act(testkit.Time("2026-10-05 10:00"), id, office.Propose)
		}
	}
	others := []*scheduler.Scheduler{p.Scheduler, schedulerOf(p.Office), schedulerOf(p.Office)}
	for _, at := range []string{"2026-10-06 13:40", "2026-10-08 10:00", "2026-10-12 07:30", "2026-10-12 07:31"} {
		var wg sync.WaitGroup
		for _, s := range others {
			wg.Go(func() {
				if err := s.Tick(t.Context(), testkit.Time(at)); err != nil {
					t.Error(err)
				}
			})
		}
		for _, name := range []string{"deadlines", "fold", "scorecards", "digest"} {
			wg.Go(func() {
				if _, err := others[1].Run(t.Context(), name, testkit.Time(at)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	for prefix, want := range map[string]int{
		"sla:":    4 + 4 + 4, // reminded; overdue; the superior
		"nudge:":  4,
		"card:":   2 + 4, // two supervisors; the week before because it was asked for, this one with pictures
		"digest:": 3,
	} {
		if got := p.told(prefix); len(got) != want {
			t.Errorf("%s: %d messages, want %d:\n  %s", prefix, len(got), want, strings.Join(got, "\n  "))
		}
	}
	if got := p.periods("fold"); len(got) != 7 {
		t.Errorf("periods of fold: %v", got)
	}
	p.clean()
}

// A clock that is set to next Monday passes every moment on the way.
func TestAdvance(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	done := p.File(testkit.Time("2026-10-05 08:07"), "dewi", "kandang")
	p.Act(testkit.Time("2026-10-05 09:00"), done, office.Answer)
	p.advance("2026-10-05 09:00", "2026-10-12 08:00")
	p.want("sla:", "06 13:30 budi ⏰", "07 08:00 budi ⌛", "08 08:00 kabid Yth.")
	p.want("digest:2026-10-06", "06 07:30 budi 🗒", "06 07:30 dewi 🗒")
	p.want("card:", "12 07:30 kabid Yth.", "12 07:30 kabid 📊", "12 07:30 kadis Yth.", "12 07:30 kadis 📊")
	if got := p.periods("fold"); len(got) != 7 {
		t.Errorf("folded %v", got)
	}
	p.advance("2026-10-12 08:00", "2026-10-12 08:00") // no time passes
	p.clean()
}

// Start makes up for what was missed at once, keeps Redis up to date, and ends
// when it is told to.
func TestStart(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.Scheduler.Now = func() time.Time { return testkit.Time("2026-10-06 13:30") }
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		p.Start(ctx)
		close(ended)
	}()
	until := time.Now().Add(20 * time.Second)
	for len(p.told("sla:")) == 0 || p.Int(`SELECT count(*) FROM to_project`) > 0 {
		if time.Now().After(until) {
			t.Fatal("nothing happens")
		}
	}
	stop()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
	p.want("sla:", "06 13:30 budi ⏰")
}
