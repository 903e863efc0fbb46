package officer

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/performance"
	"tanggap/internal/text"
)

func TestPage(t *testing.T) {
	all := slices.Collect(func(yield func(int) bool) {
		for i := range 17 {
			if !yield(i) {
				return
			}
		}
	})
	for _, c := range []struct {
		n, at, from, length, page, of int
	}{
		{0, 0, 0, 0, 0, 1}, {0, 3, 0, 0, 0, 1}, {8, 0, 0, 8, 0, 1}, {9, 1, 8, 1, 1, 2},
		{17, 2, 16, 1, 2, 3}, {17, 9, 16, 1, 2, 3}, {17, -1, 0, 8, 0, 3},
	} {
		got, p := turn.Page(all[:c.n], c.at)
		if len(got) != c.length || len(got) > 0 && got[0] != c.from || p != (text.Page{At: c.page, Of: c.of}) {
			t.Errorf("page %d of %d: %v %+v", c.at, c.n, got, p)
		}
	}
}

func TestTyped(t *testing.T) {
	speaker, err := text.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	at := &turn.Turn{Office: &turn.Office{Text: speaker}, Lang: locale.ID}
	for words, want := range map[string]bool{
		"Kirim hasil": true, "kirim": true, "📮 KIRIM HASIL.": true, "": false, "kirim foto besok": false, "…": false, "hasil": false,
	} {
		at.In.Text = words
		if got := at.Typed("letter.result"); got != want {
			t.Errorf("%q: %v", words, got)
		}
	}
}

func TestLate(t *testing.T) {
	now := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	at := &turn.Turn{Now: now}
	if at.Late(now.Add(-turn.Patience)) || !at.Late(now.Add(-turn.Patience-time.Minute)) || !at.Late(time.Time{}) {
		t.Error("patience is not what it says")
	}
}

func TestLines(t *testing.T) {
	event := func(k complaint.Kind, words string) complaint.Event { return complaint.Event{Kind: k, Words: words} }
	got := lines(false, []complaint.Event{
		event(complaint.Filed, "Jalan rusak"), event(complaint.Given, ""), event(complaint.Delivered, ""),
		event(complaint.FirstAnswer, "Besok"), event(complaint.Rated, "Lama sekali"),
	})
	var told []string
	for _, l := range got {
		told = append(told, l.Kind+l.Words)
	}
	if s := strings.Join(told, " "); s != "filed assigned answeredBesok" {
		t.Error(s)
	}
	many := make([]complaint.Event, 30)
	for i := range many {
		many[i] = event(complaint.Addition, strings.Repeat("x", i))
	}
	if got := lines(false, many); len(got) != events || len(got[events-1].Words) != 29 {
		t.Errorf("%d lines", len(got))
	}
}

// Of a case that needs care nobody reads when the citizen wrote: neither when it
// came in, nor at what time of which day it came back.
func TestLinesOfCarefulCases(t *testing.T) {
	filed, back := time.Date(2026, 11, 23, 8, 5, 0, 0, time.UTC), time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	event := func(k complaint.Kind, by string, at time.Time) complaint.Event {
		return complaint.Event{Kind: k, Actor: by, At: at}
	}
	all := []complaint.Event{
		event(complaint.Filed, complaint.Citizen, filed), event(complaint.Given, complaint.System, filed),
		event(complaint.Result, complaint.ByEmployee("1"), filed.Add(time.Hour)),
		event(complaint.Again, complaint.Citizen, back), event(complaint.Given, complaint.System, back),
		event(complaint.Given, complaint.ByEmployee("2"), back.Add(time.Hour)),
		event(complaint.Again, complaint.ByEmployee("2"), back.Add(2*time.Hour)),
	}
	told := func(careful bool) (s []string) {
		for _, l := range lines(careful, all) {
			s = append(s, fmt.Sprint(l.Kind, l.Day))
		}
		return s
	}
	if got := strings.Join(told(true), " "); strings.Contains(got, "filed") || strings.Count(got, "assigned") != 1 || strings.Count(got, "true") != 1 {
		t.Error(got)
	}
	if got := told(false); len(got) != len(all) || strings.Contains(strings.Join(got, " "), "true") {
		t.Error(got)
	}
}

func TestNamed(t *testing.T) {
	target := func(id int64, name string) performance.Target {
		return performance.Target{ID: id, Indicator: performance.Indicator{Name: name}}
	}
	targets := []performance.Target{target(1, "Panjang jalan terpelihara"), target(2, "Titik lubang"), target(3, "Panjang drainase")}
	for words, want := range map[string]int64{"titik lubang": 2, " DRAINASE ": 3, "panjang": 0, "": 0, "jembatan": 0} {
		if got, ok := named(targets, words); got.ID != want || ok != (want != 0) {
			t.Errorf("%q: %d", words, got.ID)
		}
	}
}

// Each row has exactly one of command, button and step, and none twice.
func TestRoutes(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Routes(nil) {
		n := 0
		for kind, key := range map[string]string{"command ": r.Command, "button ": r.Button, "step ": r.Step} {
			if key == "" {
				continue
			}
			n++
			if seen[kind+key] {
				t.Errorf("%s%s stands there twice", kind, key)
			}
			seen[kind+key] = true
		}
		if n != 1 || r.Do == nil || r.Who == turn.Everyone {
			t.Errorf("%+v", r)
		}
	}
}
