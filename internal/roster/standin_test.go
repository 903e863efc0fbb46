package roster_test

import (
	"strings"
	"testing"
	"time"

	"tanggap/internal/account"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

func TestStandIn(t *testing.T) {
	tx := office(t)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	leave := func(nip roster.NIP, from, to int, substitute roster.NIP) roster.Leave {
		l := roster.Leave{NIP: nip, FromOn: day(from), ToOn: day(to)}
		if substitute != "" {
			l.Substitute = &substitute
		}
		return l
	}
	must(roster.PutLeave(t.Context(), tx, now, []roster.Leave{
		leave(hendra, 24, 25, rina), leave(rina, 25, 26, joko), leave(joko, 26, 26, hendra), leave(hendra, 26, 26, rina),
		leave(kasi, 20, 26, ayu),
	}))(t)
	steps := []struct {
		connect  roster.NIP
		on       string
		nip      roster.NIP
		want     string // name and why
		comments string
	}{
		{"", "2026-11-23 09:00", hendra, "", "nobody is connected"},
		{bupati, "2026-11-23 09:00", hendra, "Bupati Kepahiang superior", ""},
		{kadis, "2026-11-23 09:00", hendra, "Kurnia superior", "two steps up"},
		{"", "2026-11-23 09:00", "unknown", "", ""},
		{ayu, "2026-11-23 09:00", hendra, "Ayu superior", "she stands in for the superior on leave"},
		{rina, "2026-11-23 09:00", hendra, "Ayu superior", "not yet his substitute"},
		{"", "2026-11-24 09:00", hendra, "rina substitute", ""},
		{"", "2026-11-24 00:01", hendra, "rina substitute", "the office's day, not Greenwich's"},
		{"", "2026-11-25 09:00", hendra, "Ayu superior", "Rina is away too, Joko not connected"},
		{joko, "2026-11-25 23:59", hendra, "Joko substitute", "the substitute's substitute"},
		{hendra, "2026-11-26 09:00", hendra, "Ayu superior", "three away for each other"},
		{"", "2026-11-27 09:00", hendra, "Hendra", ""},
	}
	for i, s := range steps {
		if s.connect != "" {
			connect(t, tx, s.connect, "tg:"+string(s.connect))
		}
		e, why, _, err := roster.Cover(t.Context(), tx, testkit.Time(s.on), s.nip)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(e.Name + " " + why); got != s.want {
			t.Errorf("step %d, %s (%s): %q, want %q", i, s.on, s.comments, got, s.want)
		}
	}
	if got := must(roster.Available(t.Context(), tx, testkit.Time("2026-11-24 09:00"), hendra))(t); got {
		t.Error("available on leave")
	}
	if l, away := must2(roster.Away(t.Context(), tx, testkit.Time("2026-11-25 23:30"), hendra))(t); !away || *l.Substitute != rina {
		t.Errorf("%+v", l)
	}
	if got := names(must(roster.Connected(t.Context(), tx, roster.RoleVerifikator))(t)); got != "Ayu Hendra" {
		t.Error(got)
	}
	if err := account.Lose(t.Context(), tx, now, "tg:"+string(ayu)); err != nil {
		t.Fatal(err)
	}
	if got := names(must(roster.Connected(t.Context(), tx, roster.RoleVerifikator))(t)); got != "Hendra" {
		t.Error(got)
	}
	if got := names(must(roster.Unconnected(t.Context(), tx))(t)); got != "Lukman Ayu" {
		t.Error(got)
	}
}

func TestSubstitutesEndAtThree(t *testing.T) {
	tx := office(t)
	chain := []roster.NIP{hendra, rina, joko, ayu, kadis}
	var leave []roster.Leave
	for i, nip := range chain[:4] {
		leave = append(leave, roster.Leave{NIP: nip, FromOn: now, ToOn: now, Substitute: &chain[i+1]})
	}
	must(roster.PutLeave(t.Context(), tx, now, leave))(t)
	connect(t, tx, kadis, "tg:kadis")
	connect(t, tx, kasi, "tg:kasi")
	if e, why, _, err := roster.Cover(t.Context(), tx, now, hendra); err != nil || e.NIP != kasi || why != roster.BySuperior {
		t.Errorf("the fourth substitute is no substitute: %s %s %v", e.Name, why, err)
	}
	if e, why, _, err := roster.Cover(t.Context(), tx, now, rina); err != nil || e.NIP != kadis || why != roster.BySubstitute {
		t.Errorf("the third is: %s %s %v", e.Name, why, err)
	}
}
