package complaint

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// alphabet leaves out what is confused on paper or on the phone (0 O 1 I L).
// Its 31 characters are a prime number, so that the check character finds
// every single wrong character and every swap of two neighbours.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// drawCode makes PREFIX-XXXX-XXX from random; the last character checks the
// six before it.
func drawCode(random io.Reader, prefix string) (string, error) {
	var body [6]byte
	var one [1]byte
	for i := 0; i < len(body); {
		if _, err := io.ReadFull(random, one[:]); err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		if one[0] >= 248 { // 8 × 31: larger ones would favour the first characters
			continue
		}
		body[i] = alphabet[one[0]%31]
		i++
	}
	return fmt.Sprintf("%s-%s-%s%c", prefix, body[:4], body[4:], checkCharacter(string(body[:]))), nil
}

func checkCharacter(body string) byte {
	sum := 0
	for i := range len(body) {
		sum += (i + 1) * strings.IndexByte(alphabet, body[i])
	}
	return alphabet[sum%31]
}

// ParseCode reads a code as people type it: in either case, with or without
// prefix, hyphens or spaces. False when it cannot be one, so that a typing
// error is told apart from an unknown case.
func ParseCode(prefix, s string) (string, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	s = strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '–' || r == '—' || r == '\u00a0' {
			return -1
		}
		return r
	}, s)
	if len(s) == len(prefix)+7 {
		var ok bool
		if s, ok = strings.CutPrefix(s, strings.ToUpper(prefix)); !ok {
			return "", false
		}
	}
	if len(s) != 7 {
		return "", false
	}
	for i := range len(s) {
		if strings.IndexByte(alphabet, s[i]) < 0 {
			return "", false
		}
	}
	if checkCharacter(s[:6]) != s[6] {
		return "", false
	}
	return prefix + "-" + s[:4] + "-" + s[4:], true
}

// Edges are what people put around a code.
const Edges = " \t\n\u00a0.,:;#\"'“”‘’()[]<>*_`"

// CodeIn finds the code, with its prefix, that stands among words; false for
// none or several.
func CodeIn(prefix, words string) (found string, one bool) {
	for word := range strings.FieldsFuncSeq(words, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(Edges, r) }) {
		if !strings.HasPrefix(strings.ToUpper(word), strings.ToUpper(prefix)+"-") {
			continue
		}
		code, is := ParseCode(prefix, word)
		if is && found != "" && code != found {
			return "", false
		}
		if is {
			found = code
		}
	}
	return found, found != ""
}

// pin is derived, never stored: HMAC of the case and the number of the PIN.
func (d *Desk) pin(id ID, no int) string {
	mac := hmac.New(sha256.New, d.Key)
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(id))
	binary.BigEndian.PutUint64(b[8:], uint64(no))
	mac.Write([]byte("tanggap/pin"))
	mac.Write(b[:])
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac.Sum(nil))%1_000_000)
}
