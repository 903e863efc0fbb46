package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// word is one word as it is compared: small letters without accents, SMS
// spelling written out; bare is it without the little words that Indonesian
// hangs on.
type word struct{ written, bare string }

func (w word) is(want string) bool {
	if w.written == "" {
		return false
	}
	if begins, open := strings.CutSuffix(want, "*"); open {
		return strings.HasPrefix(w.written, begins)
	}
	return w.written == want || w.bare == want
}

// forms are what a word may be looked up by; none of what was blotted out.
func (w word) forms(yield func(string) bool) {
	if w.written != "" && yield(w.written) && w.bare != w.written {
		yield(w.bare)
	}
}

// sentence is what stands between two full stops, or lines.
type sentence struct {
	words []word
	asks  bool // it ends with a question mark
}

// longest is beyond any report: what follows is not looked at.
const longest = 40_000

// read takes a text apart.
func read(text string) []sentence {
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "")
	}
	var all []sentence
	var words []word
	var w []byte
	end := func() {
		if len(w) > 0 {
			words = append(words, meant(string(w)))
			w = w[:0]
		}
	}
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			w = utf8.AppendRune(w, unicode.ToLower(r))
		case joins(r):
		case strings.ContainsRune(".!?;\n", r):
			end()
			if len(words) > 0 {
				all = append(all, sentence{words, r == '?'})
			} else if r == '?' && len(all) > 0 {
				all[len(all)-1].asks = true
			}
			words = nil
		default:
			end()
		}
	}
	if end(); len(words) > 0 {
		all = append(all, sentence{words, false})
	}
	return all
}

// joins says whether a sign is no end of a word: accents, apostrophes, what
// cannot be seen, and the stars that people put into rude words.
func joins(r rune) bool {
	return strings.ContainsRune("'’`*", r) || r >= utf8.RuneSelf && (unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r))
}

// hung are the little words at the end of others.
var hung = []string{"nya", "lah", "kah", "pun"}

func meant(w string) word {
	w = calm(w)
	if full, ok := shorthand[w]; ok {
		w = full
	}
	bare := w
	for _, h := range hung {
		if base, cut := strings.CutSuffix(bare, h); cut && len(base) >= 3 {
			bare = base
		}
	}
	return word{w, bare}
}

// calm writes "tolooong" as "tolong": no Indonesian word has a letter thrice.
func calm(w string) string {
	if plain(w) {
		return w
	}
	var b strings.Builder
	rs := []rune(w)
	for i := 0; i < len(rs); {
		n := 1
		for i+n < len(rs) && rs[i+n] == rs[i] {
			n++
		}
		times := n
		if n >= 3 && unicode.IsLetter(rs[i]) {
			times = 1
		}
		b.WriteString(strings.Repeat(string(rs[i]), times))
		i += n
	}
	return b.String()
}

// plain says of most words that they are calm.
func plain(w string) bool {
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf || i >= 2 && w[i] == w[i-1] && w[i] == w[i-2] {
			return false
		}
	}
	return true
}

// shorthand is how people spell in a hurry.
var shorthand = map[string]string{
	"ad": "ada", "ank": "anak", "bapak": "pak", "bpk": "pak", "blm": "belum", "bgt": "banget", "byk": "banyak",
	"bnyk": "banyak", "dg": "dengan", "dgn": "dengan", "ga": "tidak", "gak": "tidak", "gk": "tidak", "nggak": "tidak",
	"ngga": "tidak", "enggak": "tidak", "tdk": "tidak", "tak": "tidak", "ndak": "tidak", "dak": "tidak", "idak": "tidak",
	"hr": "hari", "ibu": "bu", "jgn": "jangan", "jl": "jalan", "jln": "jalan", "jmbt": "jembatan", "jmbtn": "jembatan",
	"karna": "karena", "krn": "karena", "klg": "keluarga", "lg": "lagi", "lgi": "lagi", "mhn": "mohon", "msh": "masih",
	"org": "orang", "orng": "orang", "pln2": "pln", "rmh": "rumah", "sdh": "sudah", "udah": "sudah", "udh": "sudah",
	"dah": "sudah", "telah": "sudah", "sy": "saya", "skrg": "sekarang", "skrang": "sekarang", "skg": "sekarang",
	"tlg": "tolong", "tlong": "tolong", "tp": "tapi", "tpi": "tapi", "trs": "terus", "utk": "untuk", "yg": "yang",
	"makasi": "makasih", "makasih": "terimakasih", "trimakasih": "terimakasih", "trims": "terimakasih", "trim": "terimakasih",
	"tks": "terimakasih", "thx": "terimakasih", "thanks": "terimakasih", "nuhun": "terimakasih", "suwun": "terimakasih",
}
