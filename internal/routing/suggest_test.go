package routing

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// kepahiang reads the real areas.
func kepahiang(t testing.TB) []Area {
	t.Helper()
	f, err := os.Open("testdata/areas.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var as []Area
	for _, r := range rows[1:] {
		a := Area{Code: r[0], Type: r[1], Name: r[2], ParentCode: r[3]}
		lat, errLat := strconv.ParseFloat(r[4], 64)
		long, errLong := strconv.ParseFloat(r[5], 64)
		if errLat == nil && errLong == nil {
			a.Latitude, a.Longitude = &lat, &long
		}
		if r[6] != "" {
			a.Aliases = strings.Split(r[6], "|")
		}
		as = append(as, a)
	}
	return as
}

var matters = []Category{
	{Code: "adminduk", Name: "Kependudukan", Keywords: []string{"KTP", "e-KTP", "kartu keluarga", "KK", "akta", "akta kelahiran", "dukcapil"}},
	{Code: "air", Name: "Air bersih", Keywords: []string{"air", "PDAM", "air bersih", "ledeng", "pipa"}},
	{Code: "bahaya", Name: "Bahaya", Danger: true, Keywords: []string{"kabel putus", "tanah longsor", "kebakaran", "longsor"}},
	{Code: "jalan", Name: "Jalan dan jembatan", Keywords: []string{"jalan", "jembatan", "aspal", "lubang", "jalan rusak"}},
	{Code: "kesehatan", Name: "Kesehatan", Keywords: []string{"puskesmas", "rumah sakit", "obat", "bidan", "BPJS"}},
	{Code: "lain", Name: "Lain-lain"},
	{Code: "pasar", Name: "Pasar", Keywords: []string{"pasar", "pedagang", "harga"}},
	{Code: "penerangan", Name: "Penerangan jalan", Keywords: []string{"lampu jalan", "lampu", "PJU", "penerangan", "gelap"}},
	{Code: "perilaku", Name: "Perilaku petugas", Neutral: true, Keywords: []string{"pungli", "petugas kasar", "tidak ramah", "kasar"}},
	{Code: "sampah", Name: "Sampah", Keywords: []string{"sampah", "TPS", "bau busuk"}},
}

func TestSuggestCategory(t *testing.T) {
	for text, want := range map[string]string{
		"Jembatan berlubang, motor jatuh tadi pagi.":         "jalan",
		"jmbtn rsk parah tlg diperbaiki":                     "jalan",
		"jalanan rusak":                                      "jalan",
		"Jembatannya mau roboh":                              "jalan",
		"Lampu jalan mati di depan SD 3":                     "penerangan",
		"lmpu jln mati":                                      "penerangan",
		"lampunya padam, jadi gelap sekali":                  "penerangan",
		"PENERANGAN JALAN UMUM":                              "penerangan",
		"airnya keruh sudah seminggu":                        "air",
		"Sampah menumpuk di Pasar Ujung":                     "sampah",
		"pedagang di pasar menutup trotoar":                  "pasar",
		"antri obat di puskesmas Kelobak":                    "kesehatan",
		"pkm tutup siang hari":                               "kesehatan",
		"petugas puskesmasnya gak ramah":                     "perilaku",
		"bikin ktp kok lama":                                 "adminduk",
		"E-KTP saya belum jadi":                              "adminduk",
		"kabel putus menjuntai di jalan":                     "bahaya",
		"tolong bantu kami":                                  "lain",
		"":                                                   "lain",
		"🙏":                                                  "lain",
		"bau busuk":                                          "sampah",
		"Saya pensiunan. Obat habis terus":                   "kesehatan",
		"desa Air Hitam butuh bidan":                         "kesehatan",
		"harga pupuk":                                        "pasar",
		"sampah sampah sampah di jalan, bau busuk":           "sampah",
		"Kebakaran di Lubuk Saung":                           "bahaya",
		strings.Repeat("mohon bantu ya ", 2000) + "jembatan": "lain", // beyond what is read
	} {
		if got := advise(matters, kepahiang(t), text, nil); got.Category.Code != want {
			t.Errorf("%.60q: %s, want %s (then %v)", text, got.Category.Code, want, codes(got.Others))
		}
	}
}

func TestSuggestSure(t *testing.T) {
	for text, want := range map[string]bool{
		"jalan rusak": true, "lampu jalan": true, "tolong bantu": false, "air di jalan": false, "": false,
	} {
		if got := advise(matters, nil, text, nil); got.Sure != want {
			t.Errorf("%q: sure %v of %s", text, got.Sure, got.Category.Code)
		}
	}
	s := advise(matters, nil, "obat dan sampah di jalan rusak", nil)
	if got := codes(append([]Category{s.Category}, s.Others...)); got[0] != "jalan" || !slices.Contains(got[1:3], "kesehatan") || !slices.Contains(got[1:3], "sampah") || len(got) != 6 {
		t.Error(got)
	}
	if s := advise(matters, nil, "tolong", nil); len(s.Others) != 5 {
		t.Error(codes(s.Others))
	}
	if s := advise(nil, nil, "jalan", nil); s.Category.Code != "" || s.Sure || s.Others != nil {
		t.Errorf("%+v", s)
	}
	if s := advise(matters[:1], nil, "ktp", nil); s.Category.Code != "adminduk" || !s.Sure {
		t.Errorf("%+v", s)
	}
}

// Of equals danger comes first, then the neutral desk, then what was said first.
func TestSuggestTies(t *testing.T) {
	for text, want := range map[string]string{
		"sampah longsor": "bahaya", "sampah kasar": "perilaku", "sampah obat": "sampah", "obat sampah": "kesehatan",
	} {
		if got := advise(matters, nil, text, nil); got.Category.Code != want || got.Sure {
			t.Errorf("%q: %s, sure %v", text, got.Category.Code, got.Sure)
		}
	}
}

const none, outside, ambiguous = "", "outside", "ambiguous "

func TestSuggestArea(t *testing.T) {
	for text, want := range map[string]string{
		// RULES 8.
		"jalan rusak di Kabawetan":         "17.08.06",
		"jalan rusak di Kebawetan":         "17.08.06",
		"lampu mati di Tebat Karai":        ambiguous + "17.08.03 17.08.03.1008",
		"warga Merigi Sakti":               outside,
		"jalan di merigi kelindang":        outside,
		"jalan di Merigi":                  "17.08.05",
		"jalan Kaba Wetan":                 "17.08.06",
		"kelurahan Tebat Karai":            "17.08.03.1008",
		"kec. Tebat Karai":                 "17.08.03",
		"camat tebat karai lambat":         "17.08.03",
		"Tertik, Tebat Karai":              "17.08.03.2007",
		"desa Tertik kecamatan TebatKarai": "17.08.03.2007",
		"Tebat Karai kabupaten Kepahiang":  ambiguous + "17.08.03 17.08.03.1008",
		// Longest first, word boundaries, spelling.
		"di Penanjung Panjang Atas":                      "17.08.03.2023",
		"di Penanjung Panjang":                           "17.08.03.2011",
		"Kampung Pensiunan gelap":                        "17.08.04.1025",
		"desa Permu Bawah":                               "17.08.04.2029",
		"Permuka tanah":                                  none,
		"ds sukasari":                                    "17.08.06.2004",
		"UJAN MAS ATAS":                                  "17.08.02.1002",
		"Daspetah 2":                                     "17.08.02.2024",
		"daspetah II":                                    "17.08.02.2024",
		"simpang kota bingin, sp kota bingin":            "17.08.05.2005",
		"kota bingin":                                    "17.08.05.2005",
		"Suka Merindu":                                   "17.08.04.2023",
		"Lubuk Saung, Seberang Musi":                     "17.08.07.2006",
		"Seberang Musi, tepatnya di lubuk saung":         "17.08.07.2006",
		"di Kelobak Kepahiang":                           "17.08.04.2016",
		"di Kepahiang":                                   "17.08.04",
		"kabupaten Kepahiang":                            none,
		"Bupati Kepahiang yang terhormat":                none,
		"RSUD Kepahiang antre":                           none,
		"Pak Bupati Kepahiang, lampu di Bayung mati":     "17.08.07.2012",
		"dusun kepahiang":                                "17.08.04.1011",
		"dari Permu ke Lubuk Saung":                      ambiguous + "17.08.04.2006 17.08.07.2006",
		"jalan Kepahiang - Merigi":                       "17.08.05",
		"dari Merigi ke Bermani Ilir":                    ambiguous + "17.08.05 17.08.01",
		"Merigi Sakti, bukan: di Kelobak":                "17.08.04.2016",
		"Limbur Baru, Limbur baru, LIMBUR BARU":          "17.08.08.2001",
		"Permu Permu Bawah":                              ambiguous + "17.08.04.2006 17.08.04.2029",
		"Cinta Mandi Baru dan Sosokan Cinta Mandi longs": ambiguous + "17.08.01.2029 17.08.01.2023",
		// Words of every day.
		"bau kandang ayam":          none,
		"saya pensiunan guru":       none,
		"air hitam dari keran":      none,
		"desa Kandang":              "17.08.07.2007",
		"Kandang, Seberang Musi":    "17.08.07.2007",
		"desa Air Hitam":            "17.08.02.2023",
		"kelurahan Pensiunan":       "17.08.04.1003",
		"pensiunan di Merigi":       "17.08.05",
		"tidak menyebut tempat apa": none,
	} {
		if got := describe(advise(nil, kepahiang(t), text, nil)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSuggestAreaByPin(t *testing.T) {
	lubukSaung := &Point{-3.7020, 102.6090}
	tebatKarai := &Point{-3.6778, 102.6255} // in the kelurahan
	for _, c := range []struct {
		text string
		at   *Point
		want string
	}{
		{"jembatan rusak", lubukSaung, "17.08.07.2006"},
		{"di Seberang Musi", lubukSaung, "17.08.07.2006"},
		{"di Kelobak", lubukSaung, "17.08.04.2016"},
		{"di Merigi", lubukSaung, "17.08.05"},
		{"di Kepahiang", lubukSaung, "17.08.07.2006"},
		{"dari Permu ke Lubuk Saung", lubukSaung, "17.08.07.2006"},
		{"dari Permu ke Kelobak", lubukSaung, ambiguous + "17.08.04.2006 17.08.04.2016"},
		{"Tebat Karai", tebatKarai, "17.08.03.1008"},
		{"Tebat Karai", &Point{-3.6114, 102.6293}, "17.08.03.2019"},
		{"", &Point{-3.80, 102.26}, outside}, // the city of Bengkulu
		{"", &Point{51.5, 0}, outside},
		{"di Kelobak", &Point{51.5, 0}, "17.08.04.2016"},
		{"Merigi Sakti", lubukSaung, "17.08.07.2006"},
	} {
		if got := describe(advise(nil, kepahiang(t), c.text, c.at)); got != c.want {
			t.Errorf("%q at %v: %q, want %q", c.text, *c.at, got, c.want)
		}
	}
	if s := advise(nil, nil, "", lubukSaung); s.Outside || s.Area != nil {
		t.Errorf("without areas nothing is outside: %+v", s)
	}
	// Where only the kecamatan have a place on the map, they do.
	var coarse []Area
	for _, a := range kepahiang(t) {
		if a.village() {
			a.Latitude = nil
		}
		coarse = append(coarse, a)
	}
	if got := describe(advise(nil, coarse, "", &Point{-3.7350, 102.6190})); got != "17.08.07" {
		t.Error(got)
	}
}

func TestSuggestOutsideByData(t *testing.T) {
	areas := append(kepahiang(t), Area{Code: "x1", Type: TypeOutside, Name: "Taba Penanjung"})
	if got := describe(advise(nil, areas, "longsor di Taba Penanjung", nil)); got != outside {
		t.Error(got)
	}
	if got := describe(advise(nil, areas, "dari Taba Penanjung ke Kelobak", nil)); got != "17.08.04.2016" {
		t.Error(got)
	}
	areas = append(areas,
		Area{Code: "17.09", Type: TypeOutside, Name: "Kabupaten Bengkulu Tengah", Aliases: []string{"Bengkulu Tengah"}},
		Area{Code: "17.09-1", Type: TypeOutside, Name: "Merigi Sakti", ParentCode: "17.09"},
		Area{Code: "17.71", Type: TypeOutside, Name: "Kota Bengkulu"})
	for text, want := range map[string]string{
		"jalan di Merigi Sakti": "Kabupaten Bengkulu Tengah", "warga bengkulu tengah": "Kabupaten Bengkulu Tengah",
		"di kota Bengkulu": "Kota Bengkulu", "longsor di Taba Penanjung": "", "Merigi Kelindang": "", "di Kelobak": "",
	} {
		if s := advise(nil, areas, text, nil); s.Beyond != want || s.Outside == (text == "di Kelobak") {
			t.Errorf("%q lies in %q, outside %v", text, s.Beyond, s.Outside)
		}
	}
}

// Every area is found by its own name, and a village also from where it lies.
func TestEveryAreaIsFound(t *testing.T) {
	areas := kepahiang(t)
	if len(areas) != 1+8+105+12 {
		t.Fatalf("%d areas", len(areas))
	}
	for _, a := range areas[1:] {
		got := advise(nil, areas, "lampu mati di "+a.Type+" "+strings.ToUpper(a.Name)+".", nil)
		if got.Area == nil || got.Area.Code != a.Code {
			t.Errorf("%s %s: %q", a.Type, a.Name, describe(got))
		}
		if p, ok := a.point(); ok && a.village() {
			if got := advise(nil, areas, "di sini", &p); got.Area == nil || got.Area.Code != a.Code {
				t.Errorf("at %s: %q", a.Name, describe(got))
			}
		}
	}
}

// Whatever is written, a suggestion holds each category at most once, the chosen
// first, and either one area, or several, or none.
func TestSuggestLaw(t *testing.T) {
	areas := kepahiang(t)
	vocabulary := []string{"di", "desa", "kec", "kabupaten", "dari", "tidak", "yg", ".", "Merigi", "Sakti", "kelindang"}
	for _, c := range matters {
		vocabulary = append(vocabulary, c.Keywords...)
	}
	for _, a := range areas {
		vocabulary = append(vocabulary, a.Name)
	}
	rapid.Check(t, func(r *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 12).Draw(r, "text"), " ")
		var at *Point
		if rapid.Bool().Draw(r, "pin") {
			at = &Point{rapid.Float64Range(-4.5, -3).Draw(r, "latitude"), rapid.Float64Range(102, 103.5).Draw(r, "longitude")}
		}
		lawful(r, advise(matters, areas, text, at))
	})
}

// No keyword is overlooked that stands in a text.
func TestBegunKeywords(t *testing.T) {
	l := newLexicon(matters)
	var vocabulary []string
	for _, c := range matters {
		for _, keyword := range c.Keywords {
			vocabulary = append(vocabulary, keyword, strings.ToUpper(keyword), "me"+keyword, keyword+"nya", keyword+"an")
			vocabulary = append(vocabulary, strings.Map(func(r rune) rune {
				if strings.ContainsRune("aiueo", r) {
					return -1
				}
				return r
			}, keyword))
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		ws := words(strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 12).Draw(r, "text"), " "))
		text := newConcordance(ws, make([]bool, len(ws)))
		begun := l.begun(text)
		for i, keywords := range l.keywords {
			for k, keyword := range keywords {
				if len(text.find(keyword)) > 0 && !begun[entry{i, k}] {
					r.Fatalf("%q was overlooked in %q", keyword, ws)
				}
			}
		}
	})
}

func FuzzSuggest(f *testing.F) {
	for _, s := range []string{"jmbtn di Tebat Karai", "Merigi Sakti", "\xff\x00", "kandang seberang musi", "ｋａｂ kepahiang 2 ii", "a2 aaa2 '’"} {
		f.Add(s, -3.7, 102.6)
	}
	areas := kepahiang(f)
	f.Fuzz(func(t *testing.T, text string, latitude, longitude float64) {
		lawful(t, advise(matters, areas, text, &Point{latitude, longitude}))
	})
}

func lawful(t interface{ Fatalf(string, ...any) }, s Suggestion) {
	seen := map[string]bool{s.Category.Code: true}
	if s.Category.Code == "" || len(s.Others) != maxOthers {
		t.Fatalf("%+v", s)
	}
	for _, c := range s.Others {
		if seen[c.Code] {
			t.Fatalf("%s twice", c.Code)
		}
		seen[c.Code] = true
	}
	states := 0
	for _, is := range []bool{s.Area != nil, len(s.Ambiguous) > 0, s.Outside} {
		if is {
			states++
		}
	}
	if states > 1 || len(s.Ambiguous) == 1 || len(s.Ambiguous) > maxAmbiguous {
		t.Fatalf("%q", describe(s))
	}
}

func BenchmarkSuggest(b *testing.B) {
	areas := kepahiang(b)
	text := strings.Repeat("Mohon lampu jalan di depan SD 3 Lubuk Saung diperbaiki, gelap sekali. ", 8)
	for b.Loop() {
		advise(matters, areas, text, &Point{-3.7, 102.6})
	}
}

func describe(s Suggestion) string {
	switch {
	case s.Area != nil:
		return s.Area.Code
	case s.Outside:
		return outside
	case s.Ambiguous == nil:
		return none
	}
	var cs []string
	for _, a := range s.Ambiguous {
		cs = append(cs, a.Code)
	}
	return ambiguous + strings.Join(cs, " ")
}

func codes(cs []Category) []string {
	var out []string
	for _, c := range cs {
		out = append(out, c.Code)
	}
	return out
}

// advise is suggest over lists.
func advise(categories []Category, areas []Area, text string, at *Point) Suggestion {
	return suggest(newLexicon(categories), newGazetteer(areas), text, at)
}
