package roster_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"tanggap/internal/roster"
)

func TestParseNIP(t *testing.T) {
	const good = ""
	for _, c := range []struct{ in, status, complaint string }{
		// RULES 7.
		{"198609262015051001", roster.StatusPNS, good},
		{"19860926 201505 1 001", roster.StatusPNS, good},
		{"199608182022041001", roster.StatusPNS, good},
		{"199001012023212001", roster.StatusPPPK, good},
		{"199001012025241001", roster.StatusPPPK, good},
		{"198613262015051001", "", "birth month 13"},
		{"198602302015051001", "", "1986-02-30, which does not exist"},
		{"198609262015131001", "", "has 13 where the month of appointment"},
		{"198609262015053001", "", "has 3 where sex"},
		{"198609262001051001", "", "at the age of 14"},
		{"19860926201505100", "", "has 17 digits"},
		{"131110468", "", "old NIP of 9 digits"},
		// Spreadsheets.
		{"1,98609E+17", "", "1,98609E+17 is a NIP that a spreadsheet turned into a number"},
		{"1.98609E+17", "", "spreadsheet"},
		{"1.98609262015051E17", "", "spreadsheet"},
		{"2E+17", "", "spreadsheet"},
		{"198609262015051000", "", "ends in 000: a spreadsheet rounds"},
		{"198609262015051001,00", "", "spreadsheet"},
		{"'198609262015051001", roster.StatusPNS, good},
		{"\u00a0198609262015051001\u200b", roster.StatusPNS, good},
		// Edges.
		{"", "", "is empty"},
		{"   ", "", "is empty"},
		{"1986092620150510012", "", "has 19 digits"},
		{"19860926201505100A", "", "has 'A' in it"},
		{"19860926-201505-1-001", "", "has '-' in it"},
		{"１９８６０９２６２０１５０５１００１", "", "in it"},
		{"198609262015001001", "", "has 00 where the month"},
		{"198609262015201001", "", "has 20 where the month"},
		{"198609262015301001", "", "has 30 where the month"},
		{"198600262015051001", "", "birth month 00"},
		{"000001012023211001", "", "birth date 0000-01-01"},
		{"080001012023211001", "", "birth date 0800-01-01"},
		{"198702292015051001", "", "1987-02-29"},
		{"198802292015051001", roster.StatusPNS, good},
		{"199705152015051001", roster.StatusPNS, good},
		{"199706152015051001", "", "at the age of 17"},
		{"198609262099051001", "", "at the age of 112"},
	} {
		got, err := roster.ParseNIP(c.in)
		switch {
		case c.complaint == good && err != nil:
			t.Errorf("%q: %v", c.in, err)
		case c.complaint == good && got.Status() != c.status:
			t.Errorf("%q: %s, want %s", c.in, got.Status(), c.status)
		case c.complaint != good && (err == nil || !strings.Contains(err.Error(), c.complaint)):
			t.Errorf("%q: %v, want %q", c.in, err, c.complaint)
		}
		if err != nil && len(c.in) == 18 && strings.Contains(err.Error(), c.in) {
			t.Errorf("%q: the report repeats it: %v", c.in, err)
		}
	}
}

func TestParseIdentifier(t *testing.T) {
	for in, want := range map[string]roster.NIP{
		"THL-0012": "THL-0012", "mitra 7": "mitra7", "17.08.04/3": "17.08.04/3", "7": "7",
		"": "", "-x": "", "x-": "", "a;b": "", "=1+1": "", "1,7E+15": "", strings.Repeat("x", 41): "", "nip:1": "", "tg_1": "tg_1",
	} {
		got, err := roster.ParseIdentifier(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestParseReference(t *testing.T) {
	for in, want := range map[string]roster.NIP{
		"19860926 201505 1 001": "198609262015051001", "THL-0012": "THL-0012",
		"131110468": "", "198613262015051001": "", "1,98609E+17": "", "": "",
	} {
		got, err := roster.ParseReference(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestMasked(t *testing.T) {
	for in, want := range map[roster.NIP]string{
		"198609262015051001": "••••••••201505••••", "THL-0012": "TH••••••", "7": "7", "": "",
	} {
		if got := in.Masked(); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

// Every NIP made by the rule is read, with spaces anywhere, and its mask gives
// neither birth date nor serial away.
func TestNIPLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		born := time.Date(rapid.IntRange(1950, 2004).Draw(t, "year"), 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, "day"))
		start := born.Year() + rapid.IntRange(19, 40).Draw(t, "age")
		code := rapid.OneOf(rapid.IntRange(1, 12), rapid.IntRange(21, 29)).Draw(t, "month or code")
		want := fmt.Sprintf("%s%d%02d%d%03d", born.Format("20060102"), start, code, rapid.IntRange(1, 2).Draw(t, "sex"), rapid.IntRange(1, 999).Draw(t, "serial"))
		cut := rapid.IntRange(0, len(want)).Draw(t, "cut")
		n, err := roster.ParseNIP(want[:cut] + " " + want[cut:])
		if err != nil || string(n) != want {
			t.Fatalf("%s: %s, %v", want, n, err)
		}
		if (n.Status() == roster.StatusPPPK) != (code > 12) {
			t.Fatalf("%s is %s", n, n.Status())
		}
		if m := n.Masked(); utf8.RuneCountInString(m) != 18 || strings.Contains(m, want[:8]) {
			t.Fatalf("%s", m)
		}
	})
}

func FuzzParseNIP(f *testing.F) {
	for _, s := range []string{"198609262015051001", "1,98609E+17", "131110468", "１９", "\xff", "'", "0000000000000000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := roster.ParseNIP(s)
		if err == nil {
			if again, err := roster.ParseNIP(string(n)); again != n || err != nil {
				t.Fatalf("%q was read as %q, which is read as %q, %v", s, n, again, err)
			}
			if len(n) != 18 || n.Status() == roster.StatusNONASN {
				t.Fatalf("%q: %q", s, n)
			}
		}
		if ref, err := roster.ParseReference(s); err == nil {
			_ = ref.Masked()
		}
	})
}
