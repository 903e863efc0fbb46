package routing

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A word as it was written, folded to small letters without accents, and as it
// was meant: SMS spelling written out, "2" for a doubling taken off.
type word struct {
	written string
	meant   string
	roots   []string // of a keyword's word: what its forms have in common
}

// maxWords is far beyond any complaint; what follows changes no suggestion.
const maxWords = 1500

// words takes a text apart. Apostrophes join, everything else that is neither
// letter nor digit parts.
func words(text string) []word {
	var ws []word
	for field := range strings.FieldsFuncSeq(fold(text), parts) {
		if len(ws) == maxWords {
			break
		}
		ws = append(ws, word{written: field, meant: meant(field)})
	}
	return ws
}

func parts(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf && r != '\'' && r != '`':
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == '`', unicode.Is(unicode.Cf, r):
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}

func meant(w string) string {
	w = calm(w)
	if base, doubled := strings.CutSuffix(w, "2"); doubled && len(base) >= 3 {
		w = base
	}
	if full, ok := shorthand[w]; ok {
		return full
	}
	return w
}

// calm writes "jalaaaan" as "jalan": no Indonesian word has a letter thrice.
func calm(w string) string {
	if plainly(w) {
		return w
	}
	rs := []rune(w)
	out := rs[:0]
	for i := 0; i < len(rs); {
		j := i
		for j < len(rs) && rs[j] == rs[i] {
			j++
		}
		n := j - i
		if n >= 3 && unicode.IsLetter(rs[i]) {
			n = 1
		}
		out = append(out, rs[i:i+n]...)
		i = j
	}
	return string(out)
}

// plainly says of most words that they are calm.
func plainly(w string) bool {
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf || i >= 2 && w[i] == w[i-1] && w[i] == w[i-2] {
			return false
		}
	}
	return true
}

// shorthand is SMS spelling that leaves more than vowels out; abbreviates finds
// the rest.
var shorthand = map[string]string{
	"ad": "ada", "aer": "air", "bgm": "bagaimana", "bhy": "bahaya", "blm": "belum", "bln": "bulan", "bnyk": "banyak",
	"dgn": "dengan", "dlm": "dalam", "dmn": "dimana", "dpn": "depan", "dg": "dengan",
	"ga": "tidak", "gak": "tidak", "gk": "tidak", "gag": "tidak", "nggak": "tidak", "ngga": "tidak", "enggak": "tidak",
	"tdk": "tidak", "tak": "tidak", "ndak": "tidak", "idak": "tidak", "dak": "tidak",
	"hr": "hari", "jl": "jalan", "jln": "jalan", "jlan": "jalan", "jmbt": "jembatan",
	"karna": "karena", "krn": "karena", "kmrn": "kemarin", "ktr": "kantor", "lbh": "lebih",
	"lom": "belum", "lgi": "lagi", "mesjid": "masjid", "mhn": "mohon", "mlm": "malam", "msh": "masih", "org": "orang",
	"pd": "pada", "pkm": "puskesmas", "puskes": "puskesmas", "pgw": "pegawai", "prmhn": "permohonan",
	"sdh": "sudah", "udah": "sudah", "udh": "sudah", "sy": "saya", "skrg": "sekarang",
	"sklh": "sekolah", "skolah": "sekolah", "spt": "seperti", "tlg": "tolong",
	"tlong": "tolong", "tgl": "tanggal", "thn": "tahun", "tmpt": "tempat", "trs": "terus", "utk": "untuk", "yg": "yang",
}

// roots gives the forms of a word from which Indonesian affixes are taken off,
// itself first: "jalanan" is "jalan", "memperbaiki" is "baik". It is generous;
// whoever compares asks for enough letters in common.
func roots(w string) []string {
	forms := []string{w}
	add := func(s string, least int) {
		if len(s) >= least && !slices.Contains(forms, s) {
			forms = append(forms, s)
		}
	}
	cut := func(least int, suffixes ...string) {
		for _, f := range slices.Clone(forms) {
			for _, s := range suffixes {
				if base, ok := strings.CutSuffix(f, s); ok {
					add(base, least)
				}
			}
		}
	}
	cut(3, "lah", "kah", "pun")
	cut(3, "nya", "ku", "mu")
	cut(4, "kan", "an", "i")
	for range 2 {
		for _, f := range slices.Clone(forms) {
			for _, p := range prefixes {
				base, ok := strings.CutPrefix(f, p.prefix)
				if !ok || base == "" {
					continue
				}
				add(base, 4)
				if p.lost != "" && strings.ContainsRune("aiueo", rune(base[0])) {
					add(p.lost+base, 4)
				}
			}
		}
	}
	return forms
}

// The nasal prefixes swallow the first letter of the root: tutup, menutup.
var prefixes = []struct{ prefix, lost string }{
	{"di", ""}, {"ke", ""}, {"se", ""}, {"ter", ""}, {"ber", ""}, {"be", ""}, {"per", ""},
	{"meng", "k"}, {"meny", "s"}, {"mem", "p"}, {"men", "t"}, {"me", ""},
	{"peng", "k"}, {"peny", "s"}, {"pem", "p"}, {"pen", "t"}, {"pe", ""},
}

// abbreviates reports whether short is long with vowels left out: "jmbtn" of
// "jembatan", "lmpu" of "lampu".
func abbreviates(short, long string) bool {
	if len(short) < 3 || len(short) >= len(long) || short[0] != long[0] {
		return false
	}
	consonants, i := 0, 0
	for j := range len(long) {
		switch vowel := strings.IndexByte("aiueo", long[j]) >= 0; {
		case i < len(short) && short[i] == long[j]:
			i++
			if !vowel {
				consonants++
			}
		case !vowel:
			return false
		}
	}
	return i == len(short) && consonants >= 3
}
