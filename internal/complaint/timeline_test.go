package complaint_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

func event(k complaint.Kind, at string, holder roster.NIP) complaint.Event {
	e := complaint.Event{Kind: k, At: testkit.Time("2026-11-23 " + at)}
	if holder != "" {
		e.Facts.Holder = &holder
	}
	return e
}

func TestTimelineTellsWhoHeldTheCaseAndWhyNobodyDid(t *testing.T) {
	events := []complaint.Event{
		event(complaint.Filed, "08:00", ""),
		event(complaint.Given, "08:10", oki),
		event(complaint.Delivered, "08:20", oki),
		event(complaint.Taken, "08:30", oki),
		event(complaint.Question, "09:00", oki),
		event(complaint.Answer, "10:00", oki),
		event(complaint.Released, "11:00", ""),
		event(complaint.Given, "11:00", dewi),
		event(complaint.Delivered, "11:00", dewi),
		event(complaint.Result, "13:00", dewi),
	}
	got := complaint.Timeline(events, testkit.Time("2026-11-23 15:00"))
	want := []struct {
		from, to string
		holder   roster.NIP
		lull     complaint.Lull
	}{
		{"08:00", "08:10", "", complaint.Searching},
		{"08:10", "08:20", oki, complaint.Delivering},
		{"08:20", "09:00", oki, complaint.Working},
		{"09:00", "10:00", oki, complaint.Questioned},
		{"10:00", "11:00", oki, complaint.Working},
		{"11:00", "13:00", dewi, complaint.Working},
		{"13:00", "15:00", dewi, complaint.Deciding},
	}
	if len(got) != len(want) {
		t.Fatalf("%d spans, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		s := got[i]
		held := roster.NIP("")
		if s.Holder != nil {
			held = *s.Holder
		}
		if s.From != testkit.Time("2026-11-23 "+w.from) || s.To != testkit.Time("2026-11-23 "+w.to) || held != w.holder || s.Lull != w.lull {
			t.Errorf("span %d: %+v, want %+v", i, s, w)
		}
		if s.Runs != (i == len(want)-1) {
			t.Errorf("span %d runs: %v", i, s.Runs)
		}
	}
}

// Whatever happens, and however late it is noted: the spans are the citizen's
// time, all of it and nothing twice.
func TestSpansAreTheCitizensTime(t *testing.T) {
	kinds := []complaint.Kind{
		complaint.Given, complaint.Delivered, complaint.Taken, complaint.Question, complaint.Answer, complaint.Unasked, complaint.Addition,
		complaint.FirstAnswer, complaint.Late, complaint.Moved, complaint.Result, complaint.Again, complaint.Released, complaint.Done, complaint.Silent, complaint.TakenBack,
	}
	holders := []roster.NIP{"", oki, dewi}
	rapid.Check(t, func(t *rapid.T) {
		began := testkit.Time("2026-11-23 08:00")
		events := []complaint.Event{{Kind: complaint.Filed, At: began}}
		at, ended := began, time.Time{}
		for n := rapid.IntRange(0, 12).Draw(t, "events"); n > 0; n-- {
			at = at.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "minutes")) * time.Minute)
			e := complaint.Event{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), At: at}
			if e.Kind == complaint.Delivered || e.Kind == complaint.Late {
				e.At = at.Add(-time.Duration(rapid.IntRange(0, 300).Draw(t, "noted late")) * time.Minute)
			}
			if h := rapid.SampledFrom(holders).Draw(t, "holder"); h != "" {
				e.Facts.Holder = &h
			}
			switch e.Kind {
			case complaint.Done, complaint.Silent, complaint.TakenBack:
				if ended.IsZero() {
					ended = at
				}
			case complaint.Addition, complaint.Late, complaint.Moved, complaint.Delivered: // none of them opens a case
			default:
				ended = time.Time{}
			}
			events = append(events, e)
		}
		now := at.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "until now")) * time.Minute)
		until := now
		if !ended.IsZero() {
			until = ended
		}
		mark := began
		for _, s := range complaint.Timeline(events, now) {
			if !s.From.Equal(mark) || s.To.Before(s.From) {
				t.Fatalf("%+v does not follow %v", s, mark)
			}
			mark = s.To
		}
		if !mark.Equal(until) {
			t.Fatalf("the spans end at %v, the citizen's clock at %v", mark, until)
		}
	})
}
