package scheduler_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/outbox"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

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
	p.Exec(`UPDATE register_version SET version = version + 1`)
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
	if n := p.Int(`SELECT count(*) FROM dialog`); n != 0 {
		t.Error("the draft is still there after a week")
	}
	p.tick("2026-10-13 07:02")
	if n := p.Int(`SELECT count(*) FROM outbox WHERE address = 'tg:tina'`); n != 1 {
		t.Errorf("%d messages tell of it", n)
	}
	p.Exec(`INSERT INTO pin_attempt (code, at) VALUES ('x', '2026-10-01'), ('x', '2026-10-12 12:00+07')`)
	p.Exec(`UPDATE outbox SET state = 'dead', reason = 'blocked', put_at = '2026-09-01' WHERE key = 'held'`)
	if note := p.job("retention", "2026-10-13 08:00"); !strings.Contains(note, "7 updates, 1 PIN attempts, 1 undelivered") {
		t.Errorf("note %q", note)
	}
}
