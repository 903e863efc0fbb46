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
// the end, each once, in the order in which it came, as its sender last had it.
func TestNothingIsLostFromADraft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := func(id string, i int) Message {
			m := Message{ID: id, Words: rapid.StringMatching(`[ \n]*([a-zא-ת😀<&"]+[ \n]*){0,5}`).Draw(t, "words")}
			for range rapid.IntRange(0, 3).Draw(t, "files") {
				m.Files = append(m.Files, attachment.File{Kind: attachment.Photo, ChannelFile: rapid.StringMatching(`[a-z]{8}`).Draw(t, "file")})
			}
			if rapid.Bool().Draw(t, "pin") {
				m.Pin = &routing.Point{Latitude: -3 - float64(i)/100, Longitude: 102 + float64(i)/100}
			}
			return m
		}
		var draft Draft
		var sent []Message
		for i := range rapid.IntRange(0, 16).Draw(t, "messages") {
			if len(sent) > 0 && rapid.IntRange(0, 3).Draw(t, "changes") == 0 {
				n := rapid.IntRange(0, len(sent)-1).Draw(t, "which")
				change(t, &draft, &sent[n], one(sent[n].ID, i))
			} else {
				m := one(string(rune('a'+i)), i)
				if err := draft.Add(m); err != nil {
					t.Fatal(err)
				}
				sent = append(sent, m)
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
		compare(t, draft, sent)
	})
}

// change is what a person does to a message of theirs: words and pins come and
// go with it, files only change places.
func change(t *rapid.T, draft *Draft, was *Message, is Message) {
	nothing := !slices.ContainsFunc(draft.Pieces, func(p Piece) bool { return p.ID == was.ID }) && len(was.Files) == 0 && was.Pin == nil
	changed, err := draft.Change(is)
	if err != nil || changed == nothing {
		t.Fatalf("changed %v (%v) from %+v to %+v", changed, err, was, is)
	}
	if nothing {
		return
	}
	if len(is.Files) == 0 {
		is.Files = was.Files
	}
	if is.Pin == nil || was.Pin == nil {
		is.Pin = was.Pin
	}
	*was = is
}

func compare(t *rapid.T, draft Draft, sent []Message) {
	var words []string
	var files []attachment.File
	var pins []routing.Point
	for _, m := range sent {
		words, files = append(words, strings.Fields(m.Words)...), append(files, m.Files...)
		if m.Pin != nil {
			pins = append(pins, *m.Pin)
		}
	}
	var at []routing.Point
	for _, p := range draft.Pins {
		at = append(at, p.Point)
	}
	// A message that got its words or files by a change has them at the end.
	sorted := func(s []string) []string { return slices.Sorted(slices.Values(s)) }
	if got := strings.Fields(draft.Body()); !slices.Equal(sorted(got), sorted(words)) {
		t.Fatalf("sent %q, kept %q", words, got)
	}
	byName := func(a, b attachment.File) int { return strings.Compare(a.ChannelFile, b.ChannelFile) }
	if got := slices.SortedFunc(slices.Values(draft.Attached()), byName); !slices.Equal(got, slices.SortedFunc(slices.Values(files), byName)) {
		t.Fatalf("sent %v, kept %v", files, got)
	}
	if !slices.Equal(at, pins) {
		t.Fatalf("sent %v, kept %v", pins, at)
	}
	if lines := strings.Count(draft.WordsAndPins(), "📍"); lines != len(pins) {
		t.Fatalf("%d pins of %d are told", lines, len(pins))
	}
	if lines := strings.Count(draft.Words(), "📍"); lines != max(0, len(pins)-1) {
		t.Fatalf("%d pins of %d are told beside the last", lines, len(pins))
	}
}

func TestADraftHoldsSoMuchAndNoMore(t *testing.T) {
	var draft Draft
	if err := draft.Add(Message{ID: "1", Words: strings.Repeat("😀", 15_000)}); err != nil {
		t.Fatal(err)
	}
	before := draft.Body()
	files := []attachment.File{{Kind: attachment.Photo, ChannelFile: "x"}}
	if err := draft.Add(Message{ID: "2", Words: strings.Repeat("a", 5_000), Files: files}); err != complaint.ErrTooLong {
		t.Fatal(err)
	}
	if draft.Body() != before || len(draft.Files) > 0 {
		t.Error("a refused message left something")
	}
	if err := draft.Add(Message{ID: "2", Words: strings.Repeat("a", 4_999)}); err != nil {
		t.Fatal(err)
	}
	if changed, err := draft.Change(Message{ID: "2", Words: strings.Repeat("b", 5_000)}); changed || err != complaint.ErrTooLong {
		t.Fatal(changed, err)
	}
}

func TestAChangeFindsItsMessage(t *testing.T) {
	var draft Draft
	for id, words := range []string{"satu", "dua", "tiga"} {
		if err := draft.Add(Message{ID: string(rune('1' + id)), Words: words}); err != nil {
			t.Fatal(err)
		}
	}
	if changed, err := draft.Change(Message{ID: "2", Words: " dua lubang "}); !changed || err != nil {
		t.Fatal(changed, err)
	}
	if changed, err := draft.Change(Message{ID: "9", Words: "lain"}); changed || err != nil {
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
