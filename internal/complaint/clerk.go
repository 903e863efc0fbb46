package complaint

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// On the page of names somebody of the office says who they are by a code that
// the bot gave them: good for a few minutes, of this installation and this
// employee, and kept nowhere.

// DeskCodeTime is for how long such a code is good at least.
const DeskCodeTime = 10 * time.Minute

// DeskCode is the code by which an employee is known on the page of names.
func (d *Desk) DeskCode(now time.Time, nip roster.NIP) string {
	code := d.deskCode(now.Unix()/int64(DeskCodeTime/time.Second), nip)
	return code[:4] + "-" + code[4:]
}

func (d *Desk) deskCode(window int64, nip roster.NIP) string {
	mac := hmac.New(sha256.New, d.Key)
	mac.Write([]byte("tanggap/desk"))
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(window)))
	mac.Write([]byte(nip))
	n := binary.BigEndian.Uint64(mac.Sum(nil))
	code := make([]byte, 8)
	for i := range code {
		code[i] = alphabet[n%uint64(len(alphabet))]
		n /= uint64(len(alphabet))
	}
	return string(code)
}

// isDesk says whether typed is the code of an employee now.
func (d *Desk) isDesk(now time.Time, nip roster.NIP, typed string) bool {
	typed = strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(typed))
	window := now.Unix() / int64(DeskCodeTime/time.Second)
	right := 0
	for _, w := range []int64{window, window - 1} {
		right |= subtle.ConstantTimeCompare([]byte(typed), []byte(d.deskCode(w, nip)))
	}
	return right == 1
}

// Clerk is who stands at a counter for a case, by their code: somebody of its
// unit or of one that it belongs to, or a verifier; never who is kept from it.
// False where the code is nobody's of them.
func (d *Desk) Clerk(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, typed string) (roster.NIP, bool, error) {
	all, err := roster.Connected(ctx, tx, roster.RoleVerifikator)
	if err != nil {
		return "", false, err
	}
	for code := c.UnitCode; code != ""; {
		some, err := roster.OfUnit(ctx, tx, code)
		if err != nil {
			return "", false, err
		}
		all = append(all, some...)
		unit, err := roster.FindUnit(ctx, tx, code)
		if err != nil {
			return "", false, err
		}
		code = unit.ParentCode
	}
	for _, e := range all {
		if e.Mitra() || !d.isDesk(now, e.NIP, typed) {
			continue
		}
		excluded, err := Excluded(ctx, tx, c.ID, e.NIP)
		return e.NIP, err == nil && !excluded, err
	}
	return "", false, nil
}

// Shown is what somebody of the office was shown on that page.
type Shown struct {
	Look
	Name    string     // that the reporter gave; "" for none
	Account string     // the address of their chat; "" where it was not opened
	For     Disclosure // by which it was
	First   bool       // for the first time
}

// NameAt shows the name in a case to its holder, or who reported it to who may see
// that, by the code of the case and their own; a wrong one counts as a wrong PIN
// does.
func (d *Desk) NameAt(ctx context.Context, tx pgx.Tx, now time.Time, asker, code, typed string) (s Shown, err error) {
	var by roster.NIP
	var failed error
	s.Look, err = d.byPIN(ctx, tx, now, asker, code, func(c Complaint) bool {
		by, failed = d.reader(ctx, tx, now, c, typed)
		return by != ""
	})
	if err = cmp.Or(failed, err); err != nil || !s.OK {
		return s, err
	}
	id := s.Complaint.ID
	s.Account, s.For, s.First, err = d.SeeReporter(ctx, tx, now, by, id)
	if _, refused := refusal.Of(err); err == nil || !refused {
		return s, err
	}
	_, s.Name, err = d.SeeName(ctx, tx, now, by, id)
	if _, refused := refusal.Of(err); refused {
		err = nil
	}
	return s, err
}

// reader is whose code was typed for a case, of those who may read something of it
// there: its holder, and who asked who reported it; "" for nobody.
func (d *Desk) reader(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, typed string) (roster.NIP, error) {
	if c.Holder != nil && d.isDesk(now, *c.Holder, typed) {
		return *c.Holder, nil
	}
	all, err := disclosures(ctx, tx, `WHERE complaint_id = $1 AND until > $2 AND agreed_at IS NOT NULL ORDER BY id`, c.ID, now)
	for _, f := range all {
		if d.isDesk(now, f.NIP, typed) {
			return f.NIP, err
		}
	}
	return "", err
}
