package worktime_test

import (
	"strings"
	"testing"
	"time"

	"tanggap/internal/worktime"
)

const officeText = "Sen-Kam 07.30-12.00 13.00-16.00|Jum 07.30-11.30 13.00-16.30"

func TestParseHours(t *testing.T) {
	for in, want := range map[string]string{
		"":                        officeText,
		"  ":                      officeText,
		officeText:                officeText,
		"24":                      "24",
		"Sen-Sab 08.00-14.00":     "Sen-Sab 08.00-14.00",
		"sen-sab 8:00-14:00":      "Sen-Sab 08.00-14.00",
		"Sen – Sab 08.00 – 14.00": "Sen-Sab 08.00-14.00",
		"Senin-Kamis 8-14|Jum'at 8-11|Sabtu 8-12.30": "Sen-Kam 08.00-14.00|Jum 08.00-11.00|Sab 08.00-12.30",
		"Min 09.00-10.00":                   "Min 09.00-10.00",
		"Sen, Rab, Jum 08.00-12.00":         "Sen 08.00-12.00|Rab 08.00-12.00|Jum 08.00-12.00",
		"Min-Kam 08.00-12.00":               "Sen-Kam 08.00-12.00|Min 08.00-12.00",
		"Sab-Sen 08.00-12.00":               "Sen 08.00-12.00|Sab-Min 08.00-12.00",
		"Jum 13.00-16.00 | Sen 22.00-24.00": "Sen 22.00-24.00|Jum 13.00-16.00",
		"Sen 08.00-10.00 10.00-12.00":       "Sen 08.00-12.00",
		"Sen-Min 00.00-24.00":               "Sen-Min 00.00-24.00",
		"Jum 07:30-11:30 13:00-16:30|Sen-Kam 07:30-12:00 13:00-16:00": officeText,
	} {
		h, err := worktime.ParseHours(in)
		if err != nil {
			t.Errorf("ParseHours(%q): %v", in, err)
			continue
		}
		if h.String() != want {
			t.Errorf("ParseHours(%q) = %q, want %q", in, h, want)
		}
		again, err := worktime.ParseHours(h.String())
		if err != nil || again.String() != h.String() {
			t.Errorf("%q does not read back: %q, %v", h, again, err)
		}
		if h.AllHours() != (in == "24") {
			t.Errorf("ParseHours(%q).AllHours() = %v", in, h.AllHours())
		}
		if h.Office() != (want == officeText) {
			t.Errorf("ParseHours(%q).Office() = %v", in, h.Office())
		}
	}
}

func TestParseHoursExplainsWhatIsWrong(t *testing.T) {
	for in, want := range map[string]string{
		"Mon-Fri 08.00-16.00":              `"Mon" is no day`,
		"Sen-Fri 08.00-16.00":              `"Fri" is no day`,
		"08.00-16.00":                      "names no day",
		"Sen-Kam":                          "has no hours",
		"Sen-Kam 08.00-16.00|":             "is empty",
		"Sen-Kam 16.00-08.00":              "ends before it begins",
		"Sen 08.00-08.00":                  "ends before it begins",
		"Sen 08.00":                        "no span of hours",
		"Sen 08.60-09.00":                  `"08.60" is no time`,
		"Sen 08.00-25.00":                  `"25.00" is no time`,
		"Sen 08.00-24.01":                  `"24.01" is no time`,
		"Sen 8.5-9":                        `"8.5" is no time`,
		"Sen 08.00-10.00-12.00":            `"10.00-12.00" is no time`,
		"Sen-Sel 08.00-12.00|Sel 13.00-15": "Sel is named twice",
		"Sen Sen-Sel 08.00-12.00":          "Sen is named twice",
		"Sen 08.00-12.00 11.00-15.00":      "begins before",
		"Sen 08.00-12.00 Sel 08.00-12.00":  "comes after hours",
		"24 jam":                           "no span of hours",
		"tutup":                            `"tutup" is no day`,
		"-":                                "is no day",
	} {
		_, err := worktime.ParseHours(in)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseHours(%q): got %v, want …%s…", in, err, want)
		}
	}
}

func TestPerDay(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"":                                    7*time.Hour + 30*time.Minute,
		"24":                                  24 * time.Hour,
		"Sen-Jum 08.00-14.00|Sab 08.00-11.00": 5*time.Hour + 30*time.Minute,
		"Min 09.00-10.00":                     time.Hour,
	} {
		h, err := worktime.ParseHours(in)
		if err != nil {
			t.Fatal(err)
		}
		if h.PerDay() != want {
			t.Errorf("%q: a day has %v, want %v", in, h.PerDay(), want)
		}
	}
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"", "24", officeText, "Sen-Sab 8-14", "Sen", "|", "Min–Kam 08:00-12:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := worktime.ParseHours(s)
		if err != nil {
			return
		}
		again, err := worktime.ParseHours(h.String())
		if err != nil || again.String() != h.String() {
			t.Fatalf("%q: %q does not read back: %v", s, h, err)
		}
		if h.PerDay() <= 0 || h.PerDay() > 24*time.Hour {
			t.Fatalf("%q: a day has %v", s, h.PerDay())
		}
	})
}
