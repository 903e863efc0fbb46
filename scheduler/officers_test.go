package scheduler_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"tanggap/internal/testkit"
)

// While nobody is connected who could find an officer the operator is alarmed,
// once for each case.
func TestNobodyFindsOfficers(t *testing.T) {
	p := open(t)
	var log bytes.Buffer
	p.Log = zerolog.New(&log)
	p.Exec(`DELETE FROM contact`)
	p.File(testkit.Time("2026-10-05 08:10"), "", "bayung")
	alarms := func() int { return strings.Count(log.String(), "nobody is connected") }
	expect := func(at string, want int) {
		t.Helper()
		p.tick(at)
		if got := alarms(); got != want {
			t.Errorf("%d alarms at %s, want %d:\n%s", got, at, want, &log)
		}
	}
	expect("2026-10-05 08:11", 1)
	expect("2026-10-05 08:12", 1)
	expect("2026-10-05 10:00", 1)
	p.File(testkit.Time("2026-10-05 10:01"), "", "kandang")
	p.File(testkit.Time("2026-10-05 10:01"), "", "kandang")
	expect("2026-10-05 10:02", 2)
	expect("2026-10-06 10:00", 2)
	if !strings.Contains(log.String(), `"cases":2,"all":3`) || strings.Contains(log.String(), "KPH-") || strings.Contains(log.String(), "tg:") {
		t.Errorf("the log says too much or too little:\n%s", &log)
	}
	p.Exec(`INSERT INTO contact (address, nip, connected_at) VALUES ('tg:adi', 'adi', '2026-10-06 10:10+07')`)
	expect("2026-10-06 11:00", 2) // with somebody there, that is theirs
	p.Exec(`DELETE FROM contact`)
	expect("2026-10-06 11:01", 3)
	p.Exec(`INSERT INTO contact (address, nip, connected_at) VALUES ('tg:adi', 'adi', '2026-10-06 12:10+07')`)
	// Each morning they hear of what waits.
	p.tick("2026-10-07 07:30")
	p.want("digest:", "06 11:00 adi 🗒", "07 07:30 adi 🗒")
}
