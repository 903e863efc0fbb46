package scheduler_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// 15 working hours from Monday 08.00: reminded after half, on Tuesday at 08.00,
// and after 12 at 13.00 and an hour of break later; due on Wednesday at 08.00;
// the superior on Thursday. Their message does not arrive here: nobody further.
func TestLadder(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	for _, at := range []string{
		"2026-10-06 07:59", "2026-10-06 08:00", "2026-10-06 13:29", "2026-10-06 13:30", "2026-10-06 13:31", "2026-10-07 07:59", "2026-10-07 08:00", "2026-10-07 08:01",
		"2026-10-08 07:59", "2026-10-08 08:00", "2026-10-08 08:01", "2026-10-20 08:00",
	} {
		p.tick(at)
		p.tick(at)
	}
	p.want("sla:", "06 08:00 budi ⏰", "06 13:30 budi ⏰", "07 08:00 budi ⌛")
	p.want("rung:", "08 08:00 kabid Yth.")
	p.clean()
}

// After a standstill each hears once what is theirs: the superior a working day
// after the holder.
func TestLadderAfterStandstill(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.tick("2026-10-12 10:00")
	p.tick("2026-10-13 09:59")
	p.tick("2026-10-13 10:00")
	p.want("sla:", "12 10:00 budi ⌛")
	p.want("rung:", "13 10:00 kabid Yth.")
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
	p.tick("2026-10-07 08:00")
	p.tick("2026-10-08 08:00")
	p.want("sla:", "06 13:30 budi ⏰", "06 13:30 dewi ⏰", "06 13:30 dewi ⏰", "06 13:30 dewi ⏰",
		"07 08:00 budi ⌛", "07 08:00 dewi ⌛", "07 08:00 dewi ⌛", "07 08:00 dewi ⌛")
	p.want("rung:", "08 08:00 kabid Yth.")
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
	p.want("sla:", "08 10:01 budi ⌛")
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

// Redis short of room throws out single keys.
func TestRedisEvicts(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.tick("2026-10-05 09:00")
	options, err := redis.ParseURL(p.Redis)
	if err != nil {
		t.Fatal(err)
	}
	r := redis.NewClient(options)
	defer r.Close()
	r.Del(t.Context(), r.Keys(t.Context(), "tanggap:clock:*").Val()...)
	p.tick("2026-10-06 13:30")
	r.Del(t.Context(), "tanggap:clocks")
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
	p.want("unask:", "12 09:00 budi 💬")
	p.want("sla:", "13 08:00 budi ⏰") // half of the time has gone, now that it goes on
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
