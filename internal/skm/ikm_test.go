package skm

import (
	"encoding/csv"
	"errors"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// columns are those of the vectors: there u8 is sarana and u9 pengaduan.
var columns = []Unsur{Persyaratan, Prosedur, Waktu, Biaya, Produk, Kompetensi, Perilaku, Sarana, Pengaduan}

func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rs []map[string]string
	for _, line := range all[1:] {
		r := map[string]string{}
		for i, cell := range line {
			r[all[0][i]] = cell
		}
		rs = append(rs, r)
	}
	return rs
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// sums is a tally of n respondents who answered everything.
func sums(n int, totals ...int) Tally {
	t := Tally{Respondents: n, Of: map[Unsur]Sum{}}
	for i, total := range totals {
		t.Of[All[i]] = Sum{total, n}
	}
	return t
}

func index(t *testing.T, of Tally) Index {
	t.Helper()
	i, ok := of.Index()
	if !ok {
		t.Fatalf("no index of %+v", of)
	}
	return i
}

// Every vector gives the index with exact ninths and its band, and never the
// ones that come of a weight of 0.111 or 0.11.
func TestVectors(t *testing.T) {
	for _, r := range rows(t, "skm.csv") {
		tally := Tally{Respondents: number(t, r["n"]), Of: map[Unsur]Sum{}}
		for i, u := range columns {
			tally.Of[u] = Sum{number(t, r["sum_u"+strconv.Itoa(i+1)]), tally.Respondents}
		}
		got := index(t, tally)
		if want := rounded(t, r["ikm_w_1_9"]); got != want || string(got.Band()) != r["mutu_w_1_9"] {
			t.Errorf("%s: %v %s, want %v %s", r["id"], got, got.Band(), want, r["mutu_w_1_9"])
		}
		for _, wrong := range []string{"ikm_w_0.111", "ikm_w_0.11"} {
			if got == rounded(t, r[wrong]) {
				t.Errorf("%s: %v is the figure of another weight", r["id"], got)
			}
		}
	}
}

// rounded reads four decimals and rounds them half up to two.
func rounded(t *testing.T, s string) Index {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return Index((int(f*10_000+0.5) + 50) / 100)
}

func TestRespondents(t *testing.T) {
	var tally Tally
	for _, r := range rows(t, "skm_respondents.csv") {
		a := Answers{}
		for i, u := range columns {
			a[u] = number(t, r["u"+strconv.Itoa(i+1)])
		}
		if err := tally.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	if got := index(t, tally); tally.Respondents != 29 || got != 9148 || got.Band() != A {
		t.Errorf("%d respondents give %v", tally.Respondents, got)
	}
	want := map[Unsur]int{
		Persyaratan: 36207, Prosedur: 34828, Waktu: 34483, Biaya: 40000, Produk: 35172,
		Kompetensi: 36207, Perilaku: 36552, Sarana: 36207, Pengaduan: 39655,
	}
	for u, nrr := range want {
		if got := tally.Of[u].NRR(); got != nrr {
			t.Errorf("NRR of %s is %d, want %d", u, got, nrr)
		}
	}
	if got := tally.Weakest(3); !slices.Equal(got, []Unsur{Waktu, Prosedur, Produk}) {
		t.Errorf("the weakest are %v", got)
	}
}

// Figures that were really published, and are wrong.
func TestWrongFiguresAreNotOurs(t *testing.T) {
	v1 := index(t, sums(29, 105, 101, 100, 116, 102, 105, 106, 115, 105))
	for _, wrong := range []Index{9056, 9138, 9125} {
		if v1 == wrong {
			t.Errorf("29 respondents give %v", wrong)
		}
	}
	v2 := index(t, sums(100, 375, 304, 305, 384, 375, 376, 352, 376, 373))
	if v2 != 8944 || v2.Band() != A || v2 == 8050 {
		t.Errorf("Sengkuang is %v %s", v2, v2.Band())
	}
	if v3 := index(t, sums(1, 4, 4, 4, 4, 4, 4, 4, 4, 4)); v3 != 10_000 || v3 == 9990 {
		t.Errorf("all fours are %v", v3)
	}
	// Of a mean that was rounded first another figure would come: 77.375.
	if got := index(t, sums(200, 619, 619, 619, 619, 619, 619, 619, 619, 619)); got != 7738 {
		t.Errorf("3.095 times 25 is %v", got)
	}
}

// Each unsur of Sengkuang has the band that was published with it.
func TestBandsOfUnsur(t *testing.T) {
	for total, want := range map[int]struct {
		index Index
		band  Band
	}{
		375: {9375, A}, 304: {7600, C}, 305: {7625, C}, 384: {9600, A}, 376: {9400, A}, 352: {8800, B}, 373: {9325, A},
		230: {5750, D}, 329: {8225, B}, 254: {6350, D}, 363: {9075, A}, 229: {5725, D}, 335: {8375, B},
	} {
		if got := (Sum{total, 100}).Index(); got != want.index || got.Band() != want.band {
			t.Errorf("%d of 100: %v %s", total, got, got.Band())
		}
	}
}

func TestBands(t *testing.T) {
	for band, indices := range map[Band][]Index{
		A: {9390, 8925, 8998, 9148, 10_000, 8831},
		B: {7668, 8215, 8008, 8260, 8312, 8474, 8811, 8513, 8620, 8420, 8450, 8621, 8198, 8081, 8740, 7995, 7675, 8007, 7875, 8830, 7661},
		C: {7660, 6500},
		D: {6499, 2500},
	} {
		for _, i := range indices {
			if i.Band() != band {
				t.Errorf("%v is %s, want %s", i, i.Band(), band)
			}
		}
	}
}

func TestEdges(t *testing.T) {
	for _, c := range []struct {
		n, s int
		want Index
		band Band
	}{
		{1, 9, 2500, D}, {1, 27, 7500, C}, {1, 36, 10_000, A}, {100, 2339, 6497, D}, {100, 2340, 6500, C},
		{100, 2757, 7658, C}, {100, 2758, 7661, B}, {100, 3178, 8828, B}, {100, 3179, 8831, A},
	} {
		each := make([]int, 9)
		for i := range each {
			each[i] = c.s / 9
			if i < c.s%9 {
				each[i]++
			}
		}
		got := index(t, sums(c.n, each...))
		if got != c.want || got.Band() != c.band || int(got) != (5000*c.s+9*c.n)/(18*c.n) {
			t.Errorf("%d of %d: %v %s", c.s, c.n, got, got.Band())
		}
	}
}

func TestMissingAnswers(t *testing.T) {
	var tally Tally
	if _, ok := tally.Index(); ok || len(tally.Missing()) != 9 {
		t.Error("an index of nothing")
	}
	all := Answers{}
	for _, u := range All {
		all[u] = 3
	}
	delete(all, Biaya)
	if err := tally.Add(all); err != nil {
		t.Fatal(err)
	}
	if _, ok := tally.Index(); ok || !slices.Equal(tally.Missing(), []Unsur{Biaya}) {
		t.Errorf("an index without biaya; missing %v", tally.Missing())
	}
	if err := tally.Add(Answers{Biaya: 4}); err != nil {
		t.Fatal(err)
	}
	// Each unsur has the mean of those who answered it: eight of 3 and one of 4.
	if got := index(t, tally); got != 7778 || tally.Respondents != 2 {
		t.Errorf("%v of %d", got, tally.Respondents)
	}
}

func TestScoresBeyondTheScale(t *testing.T) {
	for _, a := range []Answers{{Waktu: 0}, {Waktu: 5}, {Waktu: -1}} {
		var tally Tally
		if err := tally.Add(a); !errors.Is(err, ErrScore) || tally.Respondents != 0 {
			t.Errorf("%v: %v", a, err)
		}
	}
	for _, key := range []string{"", "U3", "u3", "Waktu", "kecepatan"} {
		if _, err := Parse(key); !errors.Is(err, ErrUnsur) {
			t.Errorf("%q is an unsur", key)
		}
	}
	if err := new(Tally).Add(Answers{"U9": 3}); !errors.Is(err, ErrUnsur) {
		t.Errorf("U9: %v", err)
	}
}

func TestSample(t *testing.T) {
	for population, want := range map[int]int{
		-1: 0, 0: 0, 1: 1, 10: 10, 50: 44, 100: 80, 200: 132, 300: 169, 500: 217, 1000: 278, 2000: 322, 5000: 357, 10_000: 370,
	} {
		if got := Sample(population); got != want {
			t.Errorf("of %d: %d, want %d", population, got, want)
		}
	}
}

var answers = rapid.Custom(func(t *rapid.T) Answers {
	a := Answers{}
	for _, u := range All {
		if score := rapid.IntRange(0, 4).Draw(t, string(u)); score > 0 {
			a[u] = score
		}
	}
	return a
})

func TestOrderIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(answers, 1, 40).Draw(t, "answers")
		other := rapid.Permutation(all).Draw(t, "another order")
		var a, b Tally
		for i := range all {
			if a.Add(all[i]) != nil || b.Add(other[i]) != nil {
				t.Fatal("not counted")
			}
		}
		x, okX := a.Index()
		y, okY := b.Index()
		if x != y || okX != okY || !maps.Equal(a.Of, b.Of) {
			t.Fatalf("%v and %v", x, y)
		}
	})
}

func TestBetterAnswersNeverLowerTheIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(answers, 1, 40).Draw(t, "answers")
		who := rapid.IntRange(0, len(all)-1).Draw(t, "who")
		u := rapid.SampledFrom(All).Draw(t, "unsur")
		if all[who][u] == 0 || all[who][u] == Highest {
			return
		}
		of := func() (Index, bool) {
			var tally Tally
			for _, a := range all {
				if tally.Add(a) != nil {
					t.Fatal("not counted")
				}
			}
			return tally.Index()
		}
		before, _ := of()
		all[who][u]++
		if after, _ := of(); after < before {
			t.Fatalf("%v became %v", before, after)
		}
	})
}

// Whatever the answers sum up to, the index lies in exactly one band as the
// regulation prints them, and with nothing missing it is the short formula.
func TestBandsHaveNoGap(t *testing.T) {
	type edge struct {
		band     Band
		from, to Index
	}
	printed := []edge{{A, 8831, 10_000}, {B, 7661, 8830}, {C, 6500, 7660}, {D, 2500, 6499}}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		each, s := make([]int, 9), 0
		for i := range each {
			each[i] = rapid.IntRange(n, 4*n).Draw(t, "sum")
			s += each[i]
		}
		i, ok := sums(n, each...).Index()
		if !ok || int(i) != (5000*s+9*n)/(18*n) {
			t.Fatalf("%d of %d is %v", s, n, i)
		}
		in := 0
		for _, e := range printed {
			if i >= e.from && i <= e.to {
				in++
				if i.Band() != e.band {
					t.Fatalf("%v is %s", i, i.Band())
				}
			}
		}
		if in != 1 {
			t.Fatalf("%v lies in %d bands", i, in)
		}
	})
}
