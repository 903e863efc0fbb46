package complaint_test

import (
	"bytes"
	"testing"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
)

// When a case turns up depends on chance and on the hour in which it was filed,
// never on the minute: so nobody can tell from it who held a telephone just then.
func TestWhenACaseTurnsUpTellsNoMinute(t *testing.T) {
	ctx, tx, d := desk(t)
	r := fileAs(t, ctx, tx, d, testkit.Time("2026-11-23 08:00"), complaint.Sealed)
	for _, hour := range []string{
		"2026-11-23 03:00", "2026-11-23 08:00", "2026-11-23 11:00", "2026-11-23 15:00", "2026-11-23 23:00",
		"2026-11-27 16:00", "2026-11-28 10:00", // beyond the last hour of a week
	} {
		var seen []time.Time // by chance, from least to most
		for _, chance := range [][]byte{{0, 0}, {0x80, 0}, {0xff, 0xff}} {
			var first time.Time
			for minute := range 60 {
				d.Random = bytes.NewReader(chance)
				now := testkit.Time(hour).Add(time.Duration(minute)*time.Minute + 17*time.Second)
				until, err := d.Hush(ctx, tx, now, r.Complaint)
				if err != nil {
					t.Fatal(err)
				}
				if minute == 0 {
					first = until
				}
				if !until.Equal(first) || !until.After(now) {
					t.Fatalf("%s and %d minutes: turns up at %s, at first %s", hour, minute, until, first)
				}
				if turned, err := complaint.TurnedUp(ctx, tx, r.ID); err != nil || !turned[r.ID].Equal(until) {
					t.Fatalf("%s is kept as %s, %v", until, turned[r.ID], err)
				}
			}
			seen = append(seen, first)
		}
		if half := seen[0].Add(30 * time.Minute); !seen[1].Equal(half) || !seen[2].Equal(half.Add(30*time.Minute-time.Second)) {
			t.Errorf("%s: %v", hour, seen)
		}
	}
}
