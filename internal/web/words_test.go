package web

import (
	"io/fs"
	"maps"
	"math"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tanggap/internal/locale"
	"tanggap/internal/worktime"
)

func TestBothLanguagesSayTheSame(t *testing.T) {
	id, en := sentences(locale.ID), sentences(locale.EN)
	for _, key := range slices.Sorted(maps.Keys(id)) {
		if en[key] == "" {
			t.Errorf("%s is not in English", key)
		}
		if strings.Count(id[key], "%s") != strings.Count(en[key], "%s") {
			t.Errorf("%s holds other things in English", key)
		}
	}
	for key := range en {
		if id[key] == "" {
			t.Errorf("%s is not in Indonesian", key)
		}
	}
	for lang, table := range map[locale.Lang]map[string]string{locale.ID: id, locale.EN: en} {
		for key, said := range table {
			if regexp.MustCompile(`(?i)\b(resmi|official|terverifikasi|kamu|eskalasi|substantif|validasi)\b`).MatchString(said) {
				t.Errorf("%s in %s uses a word that TONE forbids: %s", key, lang, said)
			}
		}
	}
}

func TestEveryKeyIsSaid(t *testing.T) {
	var used strings.Builder
	err := fs.WalkDir(pages, "pages", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(pages, name)
		used.Write(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	table := sentences(locale.ID)
	for _, m := range regexp.MustCompile(`say "([a-z._]+)"`).FindAllStringSubmatch(used.String(), -1) {
		if table[m[1]] == "" {
			t.Errorf("a page says %s, for which there are no words", m[1])
		}
	}
	// Put together while the page is made.
	composed := regexp.MustCompile(`^(figure|short|parts|others|only|due|step|story|sorry|quarter|band|face|why|did|refused|reason|number|pressed|screen)\.`)
	for key := range table {
		if !composed.MatchString(key) && !strings.Contains(used.String(), `"`+key+`"`) {
			t.Errorf("nobody says %s", key)
		}
	}
}

func TestSayKeepsWhatPeopleAreCalled(t *testing.T) {
	say := dictionary(locale.ID)
	got, err := say("numbers.window", "%s", "100%")
	if err != nil || got != "%s · dihitung 100%" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := say("numbers.window", "one"); err == nil {
		t.Error("a thing too few is not noticed")
	}
	if _, err := say("nothing.of.the.kind"); err == nil {
		t.Error("a key without words is not noticed")
	}
}

func TestLanguage(t *testing.T) {
	for _, test := range []struct {
		path, header string
		want         locale.Lang
	}{
		{"/", "", locale.ID},
		{"/", "en", locale.EN},
		{"/", "en-GB,en;q=0.9,id;q=0.8", locale.EN},
		{"/", "id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", locale.ID},
		{"/", "id, en", locale.ID},
		{"/", "jv, su;q=0.5", locale.ID},
		{"/", "jv, en;q=0.5", locale.EN},
		{"/", "en;q=0", locale.ID},
		{"/", "en;q=x, ;;;,,", locale.ID},
		{"/?lang=en", "id", locale.EN},
		{"/?lang=id", "en", locale.ID},
		{"/?lang=xx", "en", locale.EN},
	} {
		r := httptest.NewRequest("GET", test.path, nil)
		r.Header.Set("Accept-Language", test.header)
		if got, _ := language(r); got != test.want {
			t.Errorf("%s with %q: %s, want %s", test.path, test.header, got, test.want)
		}
	}
}

func TestShifts(t *testing.T) {
	hours := func(s string) worktime.Hours {
		h, err := worktime.ParseHours(s)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	for _, test := range []struct {
		hours string
		lang  locale.Lang
		want  []shift
	}{
		{"", locale.ID, []shift{{"Senin–Kamis", "07.30–12.00, 13.00–16.00"}, {"Jumat", "07.30–11.30, 13.00–16.30"}}},
		{"", locale.EN, []shift{{"Monday–Thursday", "07:30–12:00, 13:00–16:00"}, {"Friday", "07:30–11:30, 13:00–16:30"}}},
		{"Sen-Sab 08.00-14.00", locale.ID, []shift{{"Senin–Sabtu", "08.00–14.00"}}},
		{"24", locale.ID, nil},
	} {
		if got := shifts(test.lang, hours(test.hours)); !slices.Equal(got, test.want) {
			t.Errorf("%q in %s: %v, want %v", test.hours, test.lang, got, test.want)
		}
	}
}

// What is written in a colour must be readable on every ground that it stands
// on, by day and by night: WCAG AA, 4.5 to 1.
func TestContrast(t *testing.T) {
	light, dark, found := strings.Cut(string(style), "@media (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("no colours for the night")
	}
	for name, sheet := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(sheet, -1) {
			if colours[m[1]] == "" {
				colours[m[1]] = m[2]
			}
		}
		for _, pair := range [][2]string{
			{"ink", "ground"}, {"ink", "paper"}, {"ink", "tint"}, {"ink", "bad-tint"},
			{"soft", "ground"}, {"soft", "paper"}, {"soft", "tint"},
			{"brand", "ground"}, {"brand", "paper"}, {"brand", "tint"}, {"brand-ink", "brand"},
		} {
			if got := contrast(t, colours[pair[0]], colours[pair[1]]); got < 4.5 {
				t.Errorf("%s: %s on %s is %.2f to 1", name, pair[0], pair[1], got)
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	if len(colour) != 7 {
		t.Fatalf("%q is no colour", colour)
	}
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}
