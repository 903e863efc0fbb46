package routing

import (
	"regexp"
	"strings"
	"unicode"
)

// Gist is what two texts are compared by.
type Gist struct {
	// Words are the roots of those that say something, as they were meant, each
	// once: without function words and figures, and without the names of areas,
	// which are compared for themselves.
	Words string
	// Spots are the exact places that the text names, by their kind: "rt": "3".
	Spots map[string]string
}

// Agree says whether two texts may be about one spot: no kind of spot that
// both name differs.
func (g Gist) Agree(other Gist) bool {
	for kind, spot := range g.Spots {
		if there, named := other.Spots[kind]; named && there != spot {
			return false
		}
	}
	return true
}

// gistWords is how many words of a text are compared; a report says what it is
// about at its beginning.
const gistWords = 60

// Gist takes a text apart for comparing it.
func (e *Edition) Gist(text string) Gist {
	ws := words(text)
	g := Gist{Spots: spots(ws)}
	if street := streetOf(text); street != "" {
		g.Spots["jalan"] = street
	}
	area := make([]bool, len(ws))
	for _, m := range e.gazetteer.mentions(ws) {
		for i := m.at; i < m.at+m.length; i++ {
			area[i] = true
		}
	}
	seen := map[string]bool{}
	var said []string
	for i, w := range ws {
		if len(said) == gistWords {
			break
		}
		if area[i] || idle[w.meant] || !strings.ContainsFunc(w.meant, unicode.IsLetter) || len(w.meant) < 2 {
			continue
		}
		root := plain(w.meant)
		if seen[root] {
			continue
		}
		seen[root] = true
		said = append(said, root)
	}
	g.Words = strings.Join(said, " ")
	return g
}

// plain is the shortest form of a word without its affixes: "lubang" of
// "berlubang" and of "lubangnya".
func plain(w string) string {
	shortest := w
	for _, r := range roots(w) {
		if len(r) >= 4 && len(r) < len(shortest) {
			shortest = r
		}
	}
	return shortest
}

// idle words say nothing of the matter. "Tidak", "belum" and "kurang" do.
var idle = setOf(`yang di ke dari dan atau ini itu tsb tersebut pak pa bu bapak ibu kak mas mbak bang om min admin tolong mohon
	minta harap segera saya aku kami kita sudah telah lagi juga pun ada adalah ialah untuk dengan pada karena sebab sangat sekali
	amat saja bisa dapat agar supaya tadi kemarin sekarang hari malam pagi siang sore minggu bulan tahun jam lalu sejak sampai
	hingga terus masih akan para oleh seperti kalau jika apabila saat ketika waktu setiap tiap assalamualaikum waalaikumsalam
	selamat salam terima kasih terimakasih trims ya nih deh sih kok dong loh kan nya warga laporan lapor melaporkan lapor
	diperhatikan perhatian perhatiannya ditindaklanjuti bantu bantuan bantuannya mau ingin jadi maka tapi tetapi dalam atas
	orang banyak semua begini begitu desa kelurahan kecamatan kabupaten dekat depan sebelah samping belakang sekitar
	apalagi lama perbaiki diperbaiki perbaikan perbaikannya memperbaiki dibenarkan dibetulkan
	satu dua tiga empat lima daerah wilayah lokasi tempat rt rw no nomor gang gg km the is at in on of to and please`)

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// Kinds of spots, by the words that announce them.
var spotKinds = map[string]string{
	"rt": "rt", "rw": "rw", "no": "no", "nomor": "no", "nomer": "no", "nmr": "no", "number": "no", "km": "km", "kilometer": "km",
	"gang": "gang", "gg": "gang", "blok": "blok", "block": "blok", "dusun": "dusun", "dsn": "dusun", "lorong": "lorong", "lrg": "lorong",
	"sd": "sd", "sdn": "sd", "min": "min", "smp": "smp", "smpn": "smp", "mts": "mts", "mtsn": "mts",
	"sma": "sma", "sman": "sma", "smk": "smk", "smkn": "smk", "man": "man", "tps": "tps",
}

// named are the kinds whose spots have names as well as numbers.
var named = map[string]bool{"gang": true, "blok": true, "lorong": true}

// nameless are words that follow "gang" and are no name of one.
var nameless = setOf(`sempit buntu kecil besar depan dekat sebelah samping belakang di ke ini itu yang rumah masuk rusak gelap
	becek banjir berlubang jalan masjid sekolah pasar sudah tidak belum dan ada sana situ`)

// longestNumber is how long the number of a spot may be: a longer one is that
// of a telephone or a document.
const longestNumber = 4

// spots finds the exact places that a text names. The first of a kind counts.
func spots(ws []word) map[string]string {
	found := map[string]string{}
	for i := range ws {
		announced, number := parted(ws[i].written)
		kind := spotKinds[announced]
		if kind == "" || found[kind] != "" {
			continue
		}
		next := i + 1
		if number == "" && next < len(ws) && (ws[next].written == "rumah" || ws[next].written == "negeri") {
			next++
		}
		if spot := spotAt(ws, kind, number, next); spot != "" {
			found[kind] = spot
		}
	}
	return found
}

// spotAt reads what stands behind the word that announces a spot, or was
// written in one with it: "rt03", "km 7,5", "gang Melati 2".
func spotAt(ws []word, kind, number string, next int) string {
	at := func(i int) string {
		if i < len(ws) {
			return ws[i].written
		}
		return ""
	}
	switch {
	case number != "":
		return number
	case numbered(at(next)) != "":
		spot := numbered(at(next))
		if kind == "km" && isNumber(at(next+1)) && len(at(next+1)) <= 2 {
			spot += "," + at(next+1)
		}
		return spot
	case !named[kind], at(next) == "", nameless[at(next)]:
		return ""
	}
	return at(next) + numbered(at(next+1))
}

// parted cuts "rt03" into "rt" and "3".
func parted(w string) (letters, number string) {
	i := strings.IndexFunc(w, unicode.IsDigit)
	if i <= 0 {
		return w, ""
	}
	return w[:i], numbered(w[i:])
}

// numbered is the number of a spot without what goes before it in zeros: "3" of
// "003", "12a" of "12a", "2" of "ii"; "" for what is none.
func numbered(w string) string {
	w = strings.TrimLeft(numeral(w), "0")
	digits := strings.TrimRightFunc(w, unicode.IsLetter)
	if digits == "" || len(digits) > longestNumber || len(w) > len(digits)+1 || !isNumber(digits) {
		return ""
	}
	return w
}

func isNumber(w string) bool {
	return w != "" && strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

var street = regexp.MustCompile(`\b[Jj](?:alan|ln|l)\b\.? +(\p{Lu}\p{Ll}+)`)

// ways are what stands behind "Jalan" and is no name.
var ways = setOf(`rusak berlubang utama raya lintas provinsi kabupaten nasional desa kampung lingkungan menuju ke di depan dekat`)

// streetOf is the name of the street that a text writes like a name, "" where
// it writes everything like one, or none.
func streetOf(text string) string {
	upper, all := 0, 0
	for w := range strings.FieldsSeq(text) {
		all++
		if unicode.IsUpper([]rune(w)[0]) {
			upper++
		}
	}
	m := street.FindStringSubmatch(text)
	if m == nil || all > 4 && 2*upper > all || ways[fold(m[1])] {
		return ""
	}
	return fold(m[1])
}
