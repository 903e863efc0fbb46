package visit

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var codes = rapid.Custom(func(t *rapid.T) Code {
	return Code{
		Kind:  rapid.SampledFrom([]Kind{Slip, Poster}).Draw(t, "kind"),
		Batch: rapid.IntRange(0, 1<<31-1).Draw(t, "batch"), Index: rapid.IntRange(0, MaxSlips-1).Draw(t, "index"),
	}
})

func desk(key byte) *Desk {
	return &Desk{Prefix: "KPH", TokenKey: slices.Repeat([]byte{key}, 32), RaterKey: slices.Repeat([]byte{key + 1}, 32)}
}

func TestTokens(t *testing.T) {
	d := desk(1)
	rapid.Check(t, func(t *rapid.T) {
		c := codes.Draw(t, "code")
		token := d.Token(c)
		if len(token) > 64 || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
			t.Fatalf("%q does not fit behind ?start=", token)
		}
		if press := "nilai.face|" + token + "|4"; len(press) > 64 {
			t.Fatalf("%q does not fit a button", press)
		}
		for _, said := range []string{token, " " + token + "\n", "https://t.me/tanggap_bot?start=" + token, "t.me/tanggap_bot?start=" + token} {
			scanned, is := Scanned(said)
			if got, err := d.Read(scanned); !is || err != nil || got != c {
				t.Fatalf("%q is read as %+v, %v, %v", said, got, is, err)
			}
		}
	})
}

// Whatever is changed of a token, be it one character: nobody believes it, nor
// does anybody else's key.
func TestForgedTokens(t *testing.T) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
	d := desk(1)
	rapid.Check(t, func(t *rapid.T) {
		token := d.Token(codes.Draw(t, "code"))
		at := rapid.IntRange(0, len(token)-1).Draw(t, "at")
		with := rapid.SampledFrom([]byte(letters)).Draw(t, "with")
		if token[at] == with {
			return
		}
		changed := []byte(token)
		changed[at] = with
		if c, err := d.Read(string(changed)); err == nil {
			t.Fatalf("%s became %s and is read as %+v", token, changed, c)
		}
		if _, err := desk(2).Read(token); !errors.Is(err, ErrForged) {
			t.Fatalf("another key: %v", err)
		}
		if _, err := d.Read(token[:at]); err == nil {
			t.Fatal("a part of it is believed")
		}
		if _, err := d.Read(token + string(with)); err == nil {
			t.Fatal("more than it is believed")
		}
	})
}

func TestTokensOfOthers(t *testing.T) {
	ours, theirs := desk(1), desk(1)
	theirs.Prefix = "REJ"
	token := theirs.Token(Code{Slip, 1, 1})
	if _, err := ours.Read(token); !errors.Is(err, ErrForeign) {
		t.Errorf("another regency's: %v", err)
	}
	// Their letters with our prefix are no code of ours, even with the same key.
	if _, err := ours.Read(strings.Replace(token, "_REJ_", "_KPH_", 1)); !errors.Is(err, ErrForged) {
		t.Errorf("renamed: %v", err)
	}
	slip := ours.Token(Code{Slip, 1, 0})
	if _, err := ours.Read("p" + slip[1:]); !errors.Is(err, ErrForged) {
		t.Errorf("a slip as a poster: %v", err)
	}
	for _, s := range []string{"", "k_0123456789", "s_kph_x", "p_", "halo", "KPH-7M3Q-X8D", "https://t.me/tanggap_bot", "https://example.com/?start=" + slip} {
		if _, is := Scanned(s); is {
			t.Errorf("%q is taken for a code", s)
		}
	}
}

func TestQuarters(t *testing.T) {
	for s, want := range map[string]string{"2026-Q4": "2026-10-01 2026-12-31 2026-Q3", "2027-Q1": "2027-01-01 2027-03-31 2026-Q4"} {
		q, ok := ParseQuarter(s)
		if got := q.From().String() + " " + q.To().String() + " " + q.Before().String(); !ok || q.String() != s || got != want {
			t.Errorf("%s: %s", s, got)
		}
		if QuarterOf(q.From()) != q || QuarterOf(q.To()) != q {
			t.Errorf("%s does not hold its own days", s)
		}
	}
	for _, s := range []string{"", "2026-Q5", "2026-Q0", "2026Q4", "2026-4", "26-Q4", "xxxx-Q1"} {
		if _, ok := ParseQuarter(s); ok {
			t.Errorf("%q is a quarter", s)
		}
	}
}

func TestTurnout(t *testing.T) {
	for _, c := range []struct {
		turnout  Turnout
		part, of int
		quiet    bool
	}{
		{Turnout{}, 0, 0, false},
		{Turnout{All: 9}, 0, 0, false},
		{Turnout{Slips: 100, Proved: 5, All: 40}, 5, 100, true},
		{Turnout{Slips: 100, Proved: 10}, 10, 100, false},
		{Turnout{Slips: 20}, 0, 20, false},
		{Turnout{Slips: 100, Registered: 400, Proved: 30, All: 39}, 39, 400, true},
		{Turnout{Registered: 30, All: 45}, 30, 30, false},
	} {
		part, of, known := c.turnout.Part()
		if part != c.part || of != c.of || known != (of > 0) || c.turnout.Quiet() != c.quiet {
			t.Errorf("%+v: %d of %d, quiet %v", c.turnout, part, of, c.turnout.Quiet())
		}
	}
}

func TestMeans(t *testing.T) {
	if _, ok := (Faces{1, 1, 1, 1}).Mean(); ok {
		t.Error("a mean of four")
	}
	if mean, ok := (Faces{0, 1, 2, 2}).Mean(); !ok || mean != 3.2 {
		t.Error(mean)
	}
	if _, ok := (Watched{Unknown: 9}).Mean(); ok {
		t.Error("a mean of those who do not know")
	}
}

func TestKilometres(t *testing.T) {
	// From the puskesmas of Kelobak to that of Ujan Mas.
	if km := kilometres(-3.62044, 102.54016, -3.55997, 102.53528); km < 6.7 || km > 6.8 {
		t.Errorf("%.3f km", km)
	}
	if km := kilometres(-3.6, 102.5, -3.6, 102.5); km != 0 {
		t.Errorf("%f km to the same place", km)
	}
}
