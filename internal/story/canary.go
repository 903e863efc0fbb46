package story

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// username, filename and phone are what else only Telegram says of somebody.
func username(user int64) string { return fmt.Sprintf("pemilik_%d", user) }
func filename(user int64) string { return fmt.Sprintf("surat-bin-%d.pdf", user) }
func phone(user int64) string    { return fmt.Sprintf("+62811%d", user) }

// canary is something that only Telegram says of somebody, in every way in which
// it could be written down.
type canary struct {
	what  string
	forms [][]byte
}

// shortest is the length from which on a form is no accident.
const shortest = 5

// words is a canary of text.
func (w *world) words(what, secret string) canary {
	return canary{what, w.forms(secret)}
}

// number is a canary of a number, by itself and within an address.
func (w *world) number(what string, n int64) canary {
	c := canary{what: what}
	decimal := strconv.FormatInt(n, 10)
	for _, text := range []string{decimal, "tg:" + decimal} {
		c.forms = append(c.forms, w.forms(text)...)
	}
	big, little := binary.BigEndian.AppendUint64(nil, uint64(n)), binary.LittleEndian.AppendUint64(nil, uint64(n))
	for _, b := range [][]byte{big, little} {
		c.add([]byte(hex.EncodeToString(b)), b)
		c.forms = append(c.forms, w.digests(b)...)
		c.forms = append(c.forms, base64s(b)...)
	}
	bare := slices.DeleteFunc(slices.Clone(big), func(b byte) bool { return b == 0 })
	reversed := slices.Clone(bare)
	slices.Reverse(reversed)
	c.add(bare, reversed, []byte(strconv.FormatInt(n, 16)), []byte(strings.ToUpper(strconv.FormatInt(n, 16))), []byte(strconv.FormatInt(n, 36)))
	return c
}

func (c *canary) add(forms ...[]byte) {
	for _, f := range forms {
		if len(f) >= shortest {
			c.forms = append(c.forms, f)
		}
	}
}

// forms are the ways to write a text down: as it is, encoded, and digested, with
// the keys of the installation or without.
func (w *world) forms(text string) [][]byte {
	c := canary{}
	b := []byte(text)
	reversed := slices.Clone(b)
	slices.Reverse(reversed)
	var wide, wideBig []byte
	var escaped, percent strings.Builder // every character of it, as JSON and addresses may write it
	for _, u := range utf16.Encode([]rune(text)) {
		wide, wideBig = binary.LittleEndian.AppendUint16(wide, u), binary.BigEndian.AppendUint16(wideBig, u)
		fmt.Fprintf(&escaped, `\u%04x`, u)
	}
	for _, octet := range b {
		fmt.Fprintf(&percent, "%%%02X", octet)
	}
	quoted, _ := json.Marshal(text) // of a text it never fails
	encoded := hex.EncodeToString(b)
	c.add(b, []byte(strings.ToUpper(text)), []byte(strings.ToLower(text)), reversed, wide, wideBig, []byte(encoded), []byte(strings.ToUpper(encoded)),
		[]byte(strings.TrimRight(base32.StdEncoding.EncodeToString(b), "=")), []byte(escaped.String()), []byte(percent.String()),
		[]byte(strings.ToLower(percent.String())), []byte(url.QueryEscape(text)), []byte(url.PathEscape(text)),
		bytes.Trim(quoted, `"`), []byte(html.EscapeString(text)))
	c.add(base64s(b)...)
	c.add(w.digests(b)...)
	return c.forms
}

// base64s are the two alphabets, wherever the bytes may begin within others:
// what the neighbours share is cut off.
func base64s(b []byte) (all [][]byte) {
	for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for shift := range 3 {
			s := enc.EncodeToString(append(make([]byte, shift), b...))
			from := []int{0, 2, 3}[shift]
			if to := len(s) - 1; to-from >= shortest {
				all = append(all, []byte(s[from:to]))
			}
		}
	}
	return all
}

// kept is how much of a digest is looked for, so that one that was cut short is
// found as well.
const kept = 10

// digests are those that anybody would think of.
func (w *world) digests(b []byte) (all [][]byte) {
	sums := [][]byte{}
	s1, s5, s2, s3 := sha1.Sum(b), md5.Sum(b), sha256.Sum256(b), sha512.Sum512(b)
	sums = append(sums, s1[:], s5[:], s2[:], s3[:])
	for _, key := range [][]byte{w.office.Desk.Key, w.office.Desk.SealKey, []byte(token), w.office.Visits.RaterKey} {
		for _, domain := range []string{"", "tanggap/asker", "tanggap/pin asker"} {
			mac := hmac.New(sha256.New, key)
			mac.Write([]byte(domain))
			mac.Write(b)
			sums = append(sums, mac.Sum(nil))
		}
	}
	for _, sum := range sums {
		short := sum[:kept]
		all = append(all, short, []byte(hex.EncodeToString(short)), []byte(base64.RawStdEncoding.EncodeToString(sum[:9])), []byte(base64.RawURLEncoding.EncodeToString(sum[:9])))
	}
	return all
}
