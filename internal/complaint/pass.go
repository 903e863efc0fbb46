package complaint

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"
)

// Of a case that keeps no trace nobody is the reporter but whoever knows its
// code and PIN. In a chat they prove it once: the buttons below the answer then
// carry a pass, which is good for this case, in this chat, for a day or until the
// PIN changes, and is kept nowhere.

// Bearer stands for whoever has proved that they know code and PIN of a case:
// where an act asks for the reporter of a case without a trace, it is given. No
// chat has an address like it.
func Bearer(id ID) string { return "bearer:" + strconv.FormatInt(int64(id), 10) }

// passTime is how long a pass is good.
const passTime = 24 * time.Hour

// Pass is what buttons in a chat carry after code and PIN of a case were right.
func (d *Desk) Pass(now time.Time, c Complaint, address string) string {
	until := now.Add(passTime).Unix() / 60
	return strconv.FormatInt(until, 36) + "." + d.passMark(c, address, until)
}

// Passes says whether a pass opens a case from this chat.
func (d *Desk) Passes(now time.Time, c Complaint, address, pass string) bool {
	end, mark, _ := strings.Cut(pass, ".")
	until, err := strconv.ParseInt(end, 36, 64)
	if err != nil || now.Unix()/60 > until {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(mark), []byte(d.passMark(c, address, until))) == 1
}

func (d *Desk) passMark(c Complaint, address string, until int64) string {
	mac := hmac.New(sha256.New, d.Key)
	var b [24]byte
	binary.BigEndian.PutUint64(b[:8], uint64(c.ID))
	binary.BigEndian.PutUint64(b[8:16], uint64(c.PINNo))
	binary.BigEndian.PutUint64(b[16:], uint64(until))
	mac.Write([]byte("tanggap/pass"))
	mac.Write(b[:])
	mac.Write([]byte(address))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
}
