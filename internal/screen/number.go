package screen

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what a personal number is.
type Kind string

// The kinds of personal numbers.
const (
	NIK     Kind = "nik"
	KK      Kind = "kk"
	Phone   Kind = "telepon"
	Account Kind = "rekening"
)

// Number is a personal number in a text, by the bytes where it stands.
type Number struct {
	Kind     Kind
	From, To int
}

// Numbers finds what could tell a person or cost them money: numbers of
// identity and family cards, telephones, and bank accounts that are called so.
func Numbers(text string) []Number {
	found := spelled(text)
	gs := groups(text)
	for i := 0; i < len(gs); {
		n, used := numberAt(text, gs, i)
		if used == 0 {
			i++
			continue
		}
		found = append(found, n)
		i += used
	}
	slices.SortFunc(found, func(a, b Number) int { return a.From - b.From })
	return slices.CompactFunc(found, func(b, a Number) bool { return b.From < a.To })
}

// Mask blots out what Numbers finds, but for the last two digits: by those
// their owner knows them again.
func Mask(text string) string {
	for range 8 {
		found := Numbers(text)
		if len(found) == 0 {
			break
		}
		var b strings.Builder
		at := 0
		for _, n := range found {
			b.WriteString(text[at:n.From])
			b.WriteString(blot(text[n.From:n.To]))
			at = n.To
		}
		b.WriteString(text[at:])
		text = b.String()
	}
	return text
}

const blotted = '•'

// Masked says whether something in a text was blotted out.
func Masked(text string) bool { return strings.ContainsRune(text, blotted) }

func blot(number string) string {
	digits := 0
	for _, r := range number {
		if isDigit(r) {
			digits++
		}
	}
	if digits == 0 {
		return strings.Repeat(string(blotted), 8)
	}
	return strings.Map(func(r rune) rune {
		if !isDigit(r) {
			return r
		}
		if digits--; digits < 2 {
			return r
		}
		return blotted
	}, number)
}

// group is digits in a row.
type group struct {
	from, to int
	digits   string // an O among them is a zero
	plus     bool   // a + stands before
	gap      string // what stands between it and the group before; "" at a word's edge
	loose    bool   // too much stands between them to be one number
}

// groups finds the digits of a text.
func groups(text string) []group {
	var gs []group
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isDigit(r) && !zero(text, i) {
			i += size
			continue
		}
		g := group{from: i}
		var b strings.Builder
		for i < len(text) {
			r, size = utf8.DecodeRuneInString(text[i:])
			if isDigit(r) {
				b.WriteRune('0' + digit(r))
			} else if zero(text, i) {
				b.WriteRune('0')
			} else {
				break
			}
			i += size
		}
		g.to, g.digits = i, b.String()
		g.plus = strings.HasSuffix(text[:g.from], "+")
		g.loose = true
		if len(gs) > 0 {
			g.gap = strings.TrimSuffix(text[gs[len(gs)-1].to:g.from], "+")
			g.loose = g.plus || !gapped(g.gap)
		}
		gs = append(gs, g)
	}
	return gs
}

// gapped says whether digits on both sides may be one number.
func gapped(gap string) bool {
	return gap != "" && utf8.RuneCountInString(gap) <= 2 && strings.Trim(gap, " .-–()\u00a0/") == "" && gap != "/"
}

// zero says whether the letter at i is somebody's zero: beside digits, and part
// of no word.
func zero(text string, i int) bool {
	if text[i] != 'O' && text[i] != 'o' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[i+1:])
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	return isDigit(next) && !unicode.IsLetter(before) || isDigit(before) && !unicode.IsLetter(next)
}

// Digits of every script are digits to those who read them.
func isDigit(r rune) bool { return unicode.Is(unicode.Nd, r) }

func digit(r rune) rune {
	if r < 0x80 {
		return r - '0'
	}
	// The digits of a script lie in a row that begins at its zero.
	for d := rune(0); d < 10; d++ {
		if !isDigit(r - d - 1) {
			return d
		}
	}
	return 0
}

// numberAt finds the number that begins at a group, the longest first, and of
// how many groups it is made; 0 when none begins there.
func numberAt(text string, gs []group, i int) (Number, int) {
	last := i
	for last+1 < len(gs) && last-i < 7 && !gs[last+1].loose {
		last++
	}
	for ; last >= i; last-- {
		if kind, is := kindOf(text, gs[i:last+1]); is {
			from := gs[i].from
			if gs[i].plus {
				from--
			}
			return Number{kind, from, gs[last].to}, last + 1 - i
		}
	}
	return Number{}, 0
}

func kindOf(text string, gs []group) (Kind, bool) {
	var joined string
	for _, g := range gs {
		joined += g.digits
	}
	from, to := gs[0].from, gs[len(gs)-1].to
	switch {
	case len(joined) == 16 && named(text, from, to, accountWords, nearby) && !named(text, from, to, idWords, nearby):
		return Account, true
	case len(joined) == 16 && (identity(joined) || named(text, from, to, idWords, nearby)):
		return card(text, from, to), true
	case mobile(gs, joined), landline(text, gs, joined):
		return Phone, true
	case len(joined) >= 10 && len(joined) <= 18 && !money(text, gs) && named(text, from, to, accountWords, nearby):
		return Account, true
	}
	return "", false
}

// card says of which card a number is: the one named last before it, else the
// one named behind.
func card(text string, from, to int) Kind {
	family, own := -1, -1
	for within := 1; within <= nearby; within++ {
		if family < 0 && named(text, from, from, familyWords, within) {
			family = within
		}
		if own < 0 && named(text, from, from, ownWords, within) {
			own = within
		}
	}
	if family > 0 && (own < 0 || family < own) || own < 0 && named(text, from, to, familyWords, nearby) {
		return KK
	}
	return NIK
}

// identity says whether 16 digits are built like those of an identity card:
// province, regency and district, then a day of birth (of women with 40
// added), month and year, then a serial number.
func identity(d string) bool {
	province, day, month := two(d[0:]), two(d[6:]), two(d[8:])
	return province >= 11 && province <= 97 && two(d[2:]) > 0 && two(d[4:]) > 0 &&
		(day >= 1 && day <= 31 || day >= 41 && day <= 71) && month >= 1 && month <= 12 && d[12:] != "0000"
}

func two(d string) int { return int(d[0]-'0')*10 + int(d[1]-'0') }

// mobile numbers begin with 08, 628 or +628 and have ten to thirteen digits
// after a zero.
func mobile(gs []group, d string) bool {
	switch {
	case strings.HasPrefix(d, "62") && (gs[0].plus || len(d) >= 11):
		d = "0" + strings.TrimPrefix(d[2:], "0")
	case gs[0].plus:
		return false
	}
	if len(d) < 10 || len(d) > 13 || !strings.HasPrefix(d, "08") || d[2] == '0' {
		return false
	}
	return !dated(gs)
}

// dated says whether groups begin like a date: 08.12.2026.
func dated(gs []group) bool {
	return len(gs) >= 3 && len(gs[0].digits) <= 2 && len(gs[1].digits) <= 2 &&
		(len(gs[2].digits) == 2 || len(gs[2].digits) == 4 && (strings.HasPrefix(gs[2].digits, "19") || strings.HasPrefix(gs[2].digits, "20")))
}

// landline numbers have a code of three or four digits; without brackets
// around it the text must call them a telephone.
func landline(text string, gs []group, d string) bool {
	if strings.HasPrefix(d, "62") && gs[0].plus {
		d = "0" + d[2:]
	}
	if len(d) < 9 || len(d) > 11 || d[0] != '0' || d[1] < '2' || d[1] > '9' || dated(gs) {
		return false
	}
	from, to := gs[0].from, gs[len(gs)-1].to
	bracketed := strings.HasSuffix(text[:from], "(") && len(gs) > 1 && strings.HasPrefix(gs[1].gap, ")")
	return bracketed || named(text, from, to, phoneWords, nearby)
}

// money says whether digits are an amount: behind Rp, parted by thousands, or
// round.
func money(text string, gs []group) bool {
	before := strings.TrimRight(strings.ToLower(text[max(0, gs[0].from-6):gs[0].from]), " .")
	if strings.HasSuffix(before, "rp") || strings.HasSuffix(before, "idr") {
		return true
	}
	if strings.HasSuffix(gs[len(gs)-1].digits, "00000") {
		return true
	}
	thousands := len(gs) > 1 && len(gs[0].digits) <= 3
	for _, g := range gs[1:] {
		thousands = thousands && len(g.digits) == 3 && (g.gap == "." || g.gap == ",")
	}
	return thousands
}

// nearby is how many words on either side may name a number.
const nearby = 5

var (
	idWords      = phrases(`nik|ktp|e ktp|kk|no kk|kartu keluarga|nomor induk`)
	ownWords     = phrases(`nik|ktp|nomor induk`)
	familyWords  = phrases(`kk|kartu keluarga`)
	phoneWords   = phrases(`telp|tlp|telepon|telpon|tel|hp|wa|whatsapp|hubungi|kontak|call|phone|fax|faks`)
	accountWords = phrases(`rekening|rek|norek|no rek|bri|bca|bni|mandiri|bsi|btn|bank|brimo|ovo|gopay|shopeepay|transfer|virtual account|va|account`)
)

// named says whether one of some words stands close to a number, on its line.
func named(text string, from, to int, as list, within int) bool {
	before, after := text[max(0, from-80):from], text[to:min(len(text), to+80)]
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		before = before[i:]
	}
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	left, right := flat(before), flat(after)
	left, right = left[max(0, len(left)-within):], right[:min(len(right), within)]
	return sentence{words: left}.has(as) || sentence{words: right[:min(len(right), 2)]}.has(as)
}

// flat are the words of a piece of text, whatever its sentences.
func flat(text string) []word {
	var ws []word
	for _, s := range read(strings.ToValidUTF8(text, "")) {
		ws = append(ws, s.words...)
	}
	return ws
}

// numerals are digits as words.
var numerals = map[string]bool{
	"nol": true, "kosong": true, "satu": true, "dua": true, "tiga": true, "empat": true, "lima": true, "enam": true,
	"tujuh": true, "delapan": true, "lapan": true, "sembilan": true,
}

// spelled finds telephone numbers whose digits are written out: nine or more
// of them in a row that begins with a zero.
func spelled(text string) []Number {
	var found []Number
	from, to, n := 0, 0, 0
	end := func() {
		if n >= 9 {
			found = append(found, Number{Phone, from, to})
		}
		n = 0
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) {
			if !strings.ContainsRune(" ,-", r) {
				end()
			}
			i += size
			continue
		}
		j := i
		for j < len(text) {
			r, size = utf8.DecodeRuneInString(text[j:])
			if !unicode.IsLetter(r) {
				break
			}
			j += size
		}
		w := strings.ToLower(text[i:j])
		switch {
		case !numerals[w]:
			end()
		case n > 0:
			n, to = n+1, j
		case w == "nol" || w == "kosong":
			n, from, to = 1, i, j
		}
		i = j
	}
	end()
	return found
}
