package visit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
)

// Kind is what was printed.
type Kind string

// The kinds.
const (
	Slip   Kind = "slip"
	Poster Kind = "poster"
)

var letters = map[Kind]string{Slip: "s", Poster: "p"}

// Code is what a token says once it is believed.
type Code struct {
	Kind  Kind
	Batch int
	Index int // within the batch
}

// macBytes is how much of the HMAC a token carries: 96 bits.
const macBytes = 12

// strict has one spelling for each token: no other characters mean the same.
var strict = base64.RawURLEncoding.Strict()

// Token is a code as a QR carries it: the kind, the regency's prefix, then
// batch, index and an HMAC over all of it. It fits behind "?start=".
func (d *Desk) Token(c Code) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(c.Batch))
	b = binary.BigEndian.AppendUint32(b, uint32(c.Index))
	head := letters[c.Kind] + "_" + d.Prefix + "_"
	return head + strict.EncodeToString(append(b, d.mac(head, b)...))
}

func (d *Desk) mac(head string, body []byte) []byte {
	mac := hmac.New(sha256.New, d.TokenKey)
	fmt.Fprintf(mac, "tanggap/visit %s", head)
	mac.Write(body)
	return mac.Sum(nil)[:macBytes]
}

var (
	tokenForm = regexp.MustCompile(`^([sp])_([A-Z]{2,6})_([A-Za-z0-9_-]+)$`)
	tokenLike = regexp.MustCompile(`^[sp]_[A-Z]{2,6}_`)
	linkForm  = regexp.MustCompile(`^(?:https?://)?(?:www\.)?t(?:elegram)?\.me/\w+\?start=(\S+)$`)
)

// Scanned takes the token out of what came behind /start, or out of a link
// that somebody pasted; false when it was never meant as one.
func Scanned(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if m := linkForm.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	return s, tokenLike.MatchString(s)
}

// IsLink says whether something is a link to a bot with words behind it, as QRs
// of bots carry it: ours or another's.
func IsLink(s string) bool { return linkForm.MatchString(strings.TrimSpace(s)) }

// Read believes a token or refuses it: with ErrForeign when it is another
// regency's, else with ErrForged.
func (d *Desk) Read(token string) (Code, error) {
	m := tokenForm.FindStringSubmatch(token)
	switch {
	case m == nil:
		return Code{}, ErrForged
	case m[2] != d.Prefix:
		return Code{}, ErrForeign
	}
	body, err := strict.DecodeString(m[3])
	if err != nil || len(body) != 8+macBytes {
		return Code{}, ErrForged
	}
	if !hmac.Equal(body[8:], d.mac(m[1]+"_"+m[2]+"_", body[:8])) {
		return Code{}, ErrForged
	}
	c := Code{Kind: Slip, Batch: int(binary.BigEndian.Uint32(body)), Index: int(binary.BigEndian.Uint32(body[4:]))}
	if m[1] == letters[Poster] {
		c.Kind = Poster
	}
	return c, nil
}

// spent is what is left of a slip that was used.
func spent(token string) []byte {
	sum := sha256.Sum256([]byte("tanggap/spent " + token))
	return sum[:]
}
