package locale

import (
	"math"
	"strconv"
	"strings"
)

// Number writes a whole number with its thousands parted: "1.234.567" in
// Indonesian, "1,234,567" in English.
func Number[N ~int | ~int32 | ~int64](lang Lang, n N) string {
	return separate(lang, strconv.FormatInt(int64(n), 10))
}

// Decimal writes f with exactly so many digits after the comma, rounded to the
// nearest: "1.234.567,89". What is no number is "–".
func Decimal(lang Lang, f float64, digits int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "–"
	}
	return separate(lang, strconv.FormatFloat(f, 'f', max(digits, 0), 64))
}

// Percent writes a share between 0 and 1 as "87,1%". What is no number is "–".
func Percent(lang Lang, share float64, digits int) string {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return "–"
	}
	return Decimal(lang, share*100, digits) + "%"
}

func separate(lang Lang, plain string) string {
	thousands, point := ".", ","
	if lang == EN {
		thousands, point = ",", "."
	}
	unsigned, negative := strings.CutPrefix(plain, "-")
	whole, fraction, hasFraction := strings.Cut(unsigned, ".")

	var b strings.Builder
	if negative && strings.Trim(unsigned, "0.") != "" {
		b.WriteByte('-')
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(thousands)
		}
		b.WriteRune(digit)
	}
	if hasFraction {
		b.WriteString(point)
		b.WriteString(fraction)
	}
	return b.String()
}
