package routing

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		"Jln. rusak, yg PARAH!!!":      "jalan rusak yang parah",
		"jalaaaan lubang2 gk diaspal":  "jalan lubang tidak diaspal",
		"Jum’at  listrik\npadám e-KTP": "jumat listrik padam e ktp",
		"":                             "",
		"🙏🙏":                           "",
		"ｊａｌａｎ":                        "jalan",
		"a\u202eb 5000 11":             "ab 5000 11",
	} {
		var got []string
		for _, w := range words(in) {
			got = append(got, w.meant)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %q, want %q", in, s, want)
		}
	}
}

func TestRoots(t *testing.T) {
	for in, want := range map[string]string{
		"jalanan": "jalan", "jembatannya": "jembatan", "menambal": "tambal", "memperbaiki": "baik", "pengerukan": "keruk",
		"kebanjiran": "banjir", "airnya": "air", "penerangan": "terang", "menyapu": "sapu", "dibersihkanlah": "bersih",
		"terputus": "putus", "berlubang": "lubang", "kematian": "mati", "petugasnya": "petugas", "pelayanan": "layan",
	} {
		if got := roots(in); got[0] != in || !slices.Contains(got, want) {
			t.Errorf("%s: %v, want %s among them", in, got, want)
		}
	}
	for _, in := range []string{"air", "jalan", "sampah", "di", "an", "nya"} {
		for _, r := range roots(in)[1:] {
			if len(r) < 3 {
				t.Errorf("%s: %q is too short", in, r)
			}
		}
	}
}

func TestAbbreviates(t *testing.T) {
	for _, c := range []struct {
		short, long string
		want        bool
	}{
		{"jmbtn", "jembatan", true}, {"lmpu", "lampu", true}, {"jln", "jalan", true}, {"smph", "sampah", true},
		{"jembatan", "jembatan", false}, {"jmb", "jembatan", false}, {"ai", "air", false}, {"jalu", "jalan", false},
		{"mpu", "lampu", false}, {"", "x", false}, {"bau", "baru", false}, {"kta", "kota", false},
	} {
		if got := abbreviates(c.short, c.long); got != c.want {
			t.Errorf("%s of %s: %v", c.short, c.long, got)
		}
	}
}

// Leaving vowels out of a word, but not its first letter, abbreviates it as
// long as three consonants stay.
func TestAbbreviationLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		long := rapid.StringMatching(`[bcd][aiueo]?[lmn][aiueo][rst][aiueo]?`).Draw(t, "long")
		var short strings.Builder
		for i, r := range long {
			if i == 0 || !strings.ContainsRune("aiueo", r) || rapid.Bool().Draw(t, "keep") {
				short.WriteRune(r)
			}
		}
		if short.Len() < len(long) && !abbreviates(short.String(), long) {
			t.Fatalf("%s of %s", short.String(), long)
		}
	})
}
