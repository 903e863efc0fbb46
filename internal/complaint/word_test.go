package complaint

import (
	"strings"
	"testing"

	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestWord(t *testing.T) {
	d := &Desk{Key: []byte("a key of this test")}
	day := worktime.On(2026, 11, 23)
	if first, again := d.Word(7, day), d.Word(7, day); first != again {
		t.Error("a case has one word a day")
	}
	words, numbers := map[string]int{}, map[string]int{}
	for id := range ID(2000) {
		noun, number, ok := strings.Cut(d.Word(id, day+worktime.Date(id%9)), "-")
		if !ok || len(number) != 2 {
			t.Fatalf("%s is no word", d.Word(id, day))
		}
		words[noun]++
		numbers[number]++
	}
	if len(words) < 190 || len(numbers) != 100 {
		t.Errorf("%d nouns and %d numbers of %d and 100", len(words), len(numbers), len(proofWords))
	}
	if other := (&Desk{Key: []byte("another key")}).Word(7, day); other == d.Word(7, day) {
		t.Errorf("%s can be told without the key", other)
	}
}

func TestReopenedSince(t *testing.T) {
	cal := worktime.NewCalendar(worktime.Hours{}, nil, nil, jakarta)
	for _, c := range []struct {
		asked, now string
		want       bool
	}{
		{"2026-11-23", "2026-11-23 23:59", false},
		{"2026-11-23", "2026-11-24 07:00", false}, // not open yet
		{"2026-11-23", "2026-11-24 07:30", true},
		{"2026-11-27", "2026-11-29 20:00", false}, // over the weekend
		{"2026-11-27", "2026-11-30 07:31", true},
	} {
		asked, err := worktime.ParseDate(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := reopenedSince(cal, asked, testkit.Time(c.now)); got != c.want {
			t.Errorf("asked %s, sent %s: %v", c.asked, c.now, got)
		}
	}
}
