package scheduler_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"tanggap/internal/testkit"
)

// While nobody is connected who could find an officer the operator is alarmed,
// each hour; with somebody there, that is theirs.
func TestNobodyFindsOfficers(t *testing.T) {
	p := open(t)
	var log bytes.Buffer
	p.Log = zerolog.New(&log)
	p.Exec(`DELETE FROM contact`)
	p.File(testkit.Time("2026-10-05 08:10"), "", "bayung")
	alarms := func() int { return strings.Count(log.String(), "nobody is connected") }
	p.tick("2026-10-05 08:30")
	if alarms() != 0 {
		t.Error("alarmed within the hour")
	}
	p.tick("2026-10-05 09:00")
	p.tick("2026-10-05 09:01")
	p.tick("2026-10-05 10:00")
	if alarms() != 2 {
		t.Errorf("%d alarms in two hours:\n%s", alarms(), &log)
	}
	if strings.Contains(log.String(), "KPH-") || strings.Contains(log.String(), "tg:") {
		t.Errorf("the log says too much:\n%s", &log)
	}
	p.Exec(`INSERT INTO contact (address, nip, connected_at) VALUES ('tg:adi', 'adi', '2026-10-05 10:10+07')`)
	p.tick("2026-10-05 11:00")
	if alarms() != 2 {
		t.Error("alarmed although an administrator is connected")
	}
	// Each morning they hear of what waits.
	p.tick("2026-10-06 07:30")
	p.want("digest:", "06 07:30 adi 🗒")
}
