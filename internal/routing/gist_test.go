package routing

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSpots(t *testing.T) {
	for text, want := range map[string]map[string]string{
		"got mampet di RT 03/RW.02":                       {"rt": "3", "rw": "2"},
		"rt03 rw 1 gelap":                                 {"rt": "3", "rw": "1"},
		"pipa bocor depan rumah no. 12A":                  {"no": "12a"},
		"rumah nomor rumah 7":                             {"no": "7"},
		"lubang di km 7,5 arah kota":                      {"km": "7,5"},
		"lampu di Gang Melati 2 mati":                     {"gang": "melati2"},
		"gg. mawar banjir":                                {"gang": "mawar"},
		"gang sempit itu gelap":                           {},
		"lampu mati depan SDN 4":                          {"sd": "4"},
		"dusun II jalannya licin":                         {"dusun": "2"},
		"nomor telepon kantornya 081234567890":            {},
		"hubungi no 081234567890":                         {},
		"aspal terkelupas di Jalan Merdeka dekat simpang": {"jalan": "merdeka"},
		"Jalan rusak sekali":                              {},
		"Jl. Raya Curup berlubang":                        {},
		"JALAN RUSAK PARAH TOLONG":                        {},
		"Jalan Rusak Di Depan Pasar Baru":                 {},
		"":                                                {},
	} {
		g := (&Edition{}).Gist(text)
		if diff := cmp.Diff(want, g.Spots); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestPlacesAgree(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"got mampet rt 3", "got mampet RT 03 rw 2", true},
		{"got mampet rt 3", "got mampet rt 4", false},
		{"got mampet rt 3 rw 1", "got mampet rt 3 rw 2", false},
		{"pipa bocor no 12", "pipa bocor no 12a", false},
		{"pipa bocor no 12", "pipa bocor", true},
		{"pipa bocor rumah no. 12", "pipa bocor rumah nomor 14", false},
		{"pipa bocor rumah no. 12", "pipa bocor rumah nomor 12", true},
		{"the pipe at house number 12 leaks", "the pipe at house no. 14 leaks", false},
		{"the pipe at house number 12 leaks", "the pipe at house no 12 leaks", true},
		{"got mampet blok A", "got mampet blok C", false},
		{"lubang km 7", "lubang km 7,5", false},
		{"lampu gang melati", "lampu gg mawar", false},
		{"lampu depan SD 3", "lampu depan sdn 5", false},
		{"lubang di Jalan Merdeka", "lubang di jl Sudirman", false},
	} {
		e := &Edition{}
		if got := e.Gist(c.a).Agree(e.Gist(c.b)); got != c.want {
			t.Errorf("%q and %q agree: %v", c.a, c.b, got)
		}
		if e.Gist(c.a).Agree(e.Gist(c.b)) != e.Gist(c.b).Agree(e.Gist(c.a)) {
			t.Errorf("%q and %q do not agree alike", c.a, c.b)
		}
	}
}

func TestGistKeepsWhatMatters(t *testing.T) {
	areas := []Area{{Code: "1", Type: TypeDesa, Name: "Kelobak"}}
	e := &Edition{gazetteer: newGazetteer(areas)}
	for text, want := range map[string]string{
		"Assalamualaikum pak, jln rusak parah di Kelobak RT 3 tlg diperbaiki": "jalan rusak parah",
		"Lampu jalan mati sdh 2 minggu, blm diperbaiki, lampu gelap":          "lampu jalan mati belum gelap",
		"air gak ngalir": "air tidak ngalir",
		"🙏":              "",
	} {
		if got := e.Gist(text).Words; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
