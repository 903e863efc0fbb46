package notice

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
)

// What comes in any order, through the dialog's row or not, is all there in
// the end, each once, in the order in which it came.
func TestNothingIsLostFromADraft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type message struct {
			words string
			files []attachment.File
			pin   *routing.Point
		}
		var sent []message
		n := rapid.IntRange(0, 12).Draw(t, "messages")
		for i := range n {
			m := message{words: rapid.StringMatching(`[ \n]*([a-zא-ת😀<&"]+[ \n]*){0,5}`).Draw(t, "words")}
			for range rapid.IntRange(0, 3).Draw(t, "files") {
				m.files = append(m.files, attachment.File{Kind: attachment.Photo, ChannelFile: rapid.StringMatching(`[a-z]{8}`).Draw(t, "file")})
			}
			if rapid.Bool().Draw(t, "pin") {
				m.pin = &routing.Point{Latitude: -3 - float64(i)/100, Longitude: 102 + float64(i)/100}
			}
			sent = append(sent, m)
		}
		var draft Draft
		var words []string
		var files []attachment.File
		var pins []routing.Point
		for i, m := range sent {
			if err := draft.Add(string(rune('a'+i)), m.words, m.files, m.pin); err != nil {
				t.Fatal(err)
			}
			words, files = append(words, strings.Fields(m.words)...), append(files, m.files...)
			if m.pin != nil {
				pins = append(pins, *m.pin)
			}
			if rapid.Bool().Draw(t, "kept") {
				b, err := json.Marshal(draft)
				if err != nil {
					t.Fatal(err)
				}
				draft = Draft{}
				if err := json.Unmarshal(b, &draft); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := strings.Fields(draft.Body()); !slices.Equal(got, words) {
			t.Fatalf("sent %q, kept %q", words, got)
		}
		if !slices.Equal(draft.Files, files) || !slices.Equal(draft.Pins, pins) {
			t.Fatalf("sent %v and %v, kept %v and %v", files, pins, draft.Files, draft.Pins)
		}
		if lines := strings.Count(draft.WordsAndPins(), "📍"); lines != len(pins) {
			t.Fatalf("%d pins of %d are told", lines, len(pins))
		}
		if lines := strings.Count(draft.Words(), "📍"); lines != max(0, len(pins)-1) {
			t.Fatalf("%d pins of %d are told beside the last", lines, len(pins))
		}
		if draft.Empty() != (len(words) == 0 && len(files) == 0 && len(pins) == 0) {
			t.Fatal("empty is what nothing was sent to")
		}
	})
}

func TestADraftHoldsSoMuchAndNoMore(t *testing.T) {
	var draft Draft
	if err := draft.Add("1", strings.Repeat("😀", 15_000), nil, nil); err != nil {
		t.Fatal(err)
	}
	before := draft.Body()
	files := []attachment.File{{Kind: attachment.Photo, ChannelFile: "x"}}
	if err := draft.Add("2", strings.Repeat("a", 5_000), files, nil); err != complaint.ErrTooLong {
		t.Fatal(err)
	}
	if draft.Body() != before || len(draft.Files) > 0 {
		t.Error("a refused message left something")
	}
	if err := draft.Add("2", strings.Repeat("a", 4_999), nil, nil); err != nil {
		t.Fatal(err)
	}
	if changed, err := draft.Change("2", strings.Repeat("b", 5_000)); changed || err != complaint.ErrTooLong {
		t.Fatal(changed, err)
	}
}

func TestAChangeFindsItsMessage(t *testing.T) {
	var draft Draft
	for id, words := range []string{"satu", "dua", "tiga"} {
		if err := draft.Add(string(rune('1'+id)), words, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if changed, err := draft.Change("2", " dua lubang "); !changed || err != nil {
		t.Fatal(changed, err)
	}
	if changed, err := draft.Change("9", "lain"); changed || err != nil {
		t.Fatal(changed, err)
	}
	if got := draft.Body(); got != "satu\ndua lubang\ntiga" {
		t.Error(got)
	}
}

func TestTheAreaThatHoldsTheOthers(t *testing.T) {
	kec := routing.Area{Code: "03", Type: routing.TypeKecamatan, ParentCode: "17"}
	kel := routing.Area{Code: "03.1", Type: routing.TypeKelurahan, ParentCode: "03"}
	other := routing.Area{Code: "04", Type: routing.TypeKecamatan, ParentCode: "17"}
	for _, c := range []struct {
		areas []routing.Area
		want  string
	}{
		{nil, ""},
		{[]routing.Area{kel, kec}, "03"},
		{[]routing.Area{kec, other}, ""},
		{[]routing.Area{kec, kel, other}, ""},
	} {
		if got := around(c.areas); got != c.want {
			t.Errorf("around(%v) = %q", c.areas, got)
		}
	}
}

func TestTheMorningAfter(t *testing.T) {
	zone := time.FixedZone("WIB", 7*60*60)
	d := &Desk{Complaints: &complaint.Desk{Calendars: roster.NewCalendars(zone)}}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	for _, c := range []struct{ now, written, want time.Time }{
		{at(23, 8, 20), at(23, 8, 5), at(24, 8, 0)},
		{at(24, 0, 10), at(23, 23, 55), at(24, 8, 0)},
		{at(24, 0, 20), at(24, 0, 5), at(25, 8, 0)},
		{at(27, 9, 0), at(23, 8, 5), at(28, 8, 0)}, // after a standstill
	} {
		if got := d.morning(c.now.UTC(), &c.written); !got.Equal(c.want) {
			t.Errorf("written %s, reminded %s: again %s", c.written, c.now, got)
		}
	}
	for hour, night := range map[int]bool{20: false, 21: true, 2: true, 5: true, 6: false, 12: false} {
		if d.night(at(23, hour, 0).UTC()) != night {
			t.Errorf("night at %d is %v", hour, !night)
		}
	}
}
