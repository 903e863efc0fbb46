package roster_test

import (
	"testing"

	"tanggap/internal/roster"
)

func TestReachable(t *testing.T) {
	tx := office(t)
	connect(t, tx, hendra, "tg:1")
	connect(t, tx, rina, "tg:2")
	connect(t, tx, ayu, "tg:3")
	day := now
	if _, err := roster.PutLeave(t.Context(), tx, now, []roster.Leave{{NIP: rina, FromOn: day, ToOn: day}}); err != nil {
		t.Fatal(err)
	}
	if got := names(must(roster.Reachable(t.Context(), tx, now, "jalan"))(t)); got != "Hendra" {
		t.Errorf("in roads %q can be reached; Rina is on leave, Lukman has not connected", got)
	}
	if got := names(must(roster.Reachable(t.Context(), tx, now.AddDate(0, 0, 1), "jalan"))(t)); got != "Hendra rina" {
		t.Errorf("the day after %q", got)
	}
	var codes string
	for _, u := range must(roster.ReachableUnits(t.Context(), tx, now))(t) {
		codes += u.Code + " "
	}
	if codes != "jalan sapras " {
		t.Errorf("units %q", codes)
	}
}

func TestLeads(t *testing.T) {
	tx := office(t)
	for _, c := range []struct {
		above, below roster.NIP
		want         bool
	}{
		{rina, joko, true}, {kasi, joko, true}, {bupati, joko, true},
		{joko, rina, false}, {hendra, joko, false}, {joko, joko, false}, {bupati, bupati, false},
	} {
		if got := must(roster.Leads(t.Context(), tx, c.above, c.below))(t); got != c.want {
			t.Errorf("%s leads %s: %v", c.above, c.below, got)
		}
	}
}
