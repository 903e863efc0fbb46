package tabular

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDecimal(t *testing.T) {
	for in, want := range map[string]string{
		"15": "15", "87,5": "87.5", "87.5": "87.5", "-3,62893": "-3.62893", "+4": "4", "0,125": "0.125", "0": "0",
		"1.234.567": "1234567", "1.234.567,89": "1234567.89", "1,234,567.89": "1234567.89", "1.500,00": "1500.00", "1,500.0": "1500.0",
		"1234,567": "1234.567", "1500": "1500",
		"1.500": "", "1,500": "", "": "", "abc": "", "1e5": "", "1.2.3": "", "1,2,3": "", "1.234,567,8": "", "--1": "", "1.": "", ".5": "",
		"1 500": "", "NaN": "", "Inf": "", "0x10": "", "9999999999999999": "", "12.34.567": "", "1.234.56": "",
	} {
		got, err := parseDecimal(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

// However a number is grouped, it is read as what it is.
func TestParseDecimalLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.IntRange(1_000_000, 999_999_999).Draw(t, "whole")
		cents := rapid.IntRange(0, 99).Draw(t, "cents")
		digits := func(point, group string) string {
			s := []byte{}
			text := strings.TrimLeft(string(appendInt(nil, whole)), " ")
			for i := range len(text) {
				if i > 0 && (len(text)-i)%3 == 0 {
					s = append(s, group...)
				}
				s = append(s, text[i])
			}
			return string(s) + point + string(appendInt(nil, 100+cents))[1:]
		}
		want := digits(".", "")
		for _, in := range []string{digits(",", "."), digits(".", ","), digits(",", ""), digits(".", "")} {
			if got, err := parseDecimal(in); got != want || err != nil {
				t.Fatalf("%s: %s, %v", in, got, err)
			}
		}
	})
}

func appendInt(b []byte, n int) []byte {
	if n >= 10 {
		b = appendInt(b, n/10)
	}
	return append(b, byte('0'+n%10))
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"2026-11-30": "2026-11-30", "30/11/2026": "2026-11-30", "1/2/2026": "2026-02-01", "30-11-2026": "2026-11-30", "30.11.2026": "2026-11-30",
		"11/30/2026": "", "2026-02-30": "", "46356": "", "30/11/26": "", "": "", "besok": "", "0001-01-01": "", "2026-11-30T00:00:00Z": "",
	} {
		got, err := parseDate(in)
		if (err == nil) != (want != "") || err == nil && got.Format(time.DateOnly) != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	if _, err := parseDate("46356"); !strings.Contains(err.Error(), "spreadsheet") {
		t.Error(err)
	}
}

// Fault 29.
func TestHarmless(t *testing.T) {
	for _, s := range []string{
		"=1+1", "+62811", "-3", "@SUM(A1)", "\tx", "\rx", " =1", "\u00a0=1", "\u00a0 \t-1", "ok\n=1", "ok\r\n  @x", "\n+1", "\u200b=1", "\ufeff=1",
		"＝1", "＋1", "－1", "＠x", "x\u2028=1",
	} {
		if got := harmless(s); got != "'"+s {
			t.Errorf("%q: %q", s, got)
		}
	}
	for _, s := range []string{"", "x", "a=b", "KPH-7QX2-M4R", "a\nb", "3 = 4", " x", "'=1", "\n\n", "–1"} {
		if got := harmless(s); got != s {
			t.Errorf("%q: %q", s, got)
		}
	}
}
