package complaint

import (
	"cmp"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/locale"
)

// Contact says how the reporter of a case can be reached.
type Contact string

// The ways. Only InChat is a person that the program knows; the others are
// anonymous, and no row anywhere tells who they are.
const (
	InChat   Contact = "chat"   // their address is known to the program, and to no person
	Sealed   Contact = "sealed" // the address lies under a key outside the database
	Untraced Contact = "none"   // nothing at all: code and PIN are the only way back
	Helped   Contact = "helper" // a helper filed it for somebody without a phone, whom the program does not know
)

// Anonymous says whether somebody filed it who does not want to be known.
func (c Contact) Anonymous() bool { return c == Sealed || c == Untraced }

// ByCode says whether no chat is its owner's: whoever knows code and PIN is.
func (c Contact) ByCode() bool { return c == Untraced || c == Helped }

// Reporter is the address that filed a case; false when it is not known (any
// more). Only the program reads it, to send and to check a press: no person
// ever sees it.
func (d *Desk) Reporter(ctx context.Context, tx pgx.Tx, id ID) (string, bool, error) {
	var address *string
	var box []byte
	err := tx.QueryRow(ctx, `
		SELECT r.address, s.box
		FROM (SELECT $1::bigint AS id) c
		LEFT JOIN reporter r ON r.complaint_id = c.id
		LEFT JOIN sealed_contact s ON s.complaint_id = c.id`, id).Scan(&address, &box)
	switch {
	case err != nil:
		return "", false, fmt.Errorf("read reporter of case %d: %w", id, err)
	case address != nil:
		return *address, true, nil
	case box == nil:
		return "", false, nil
	}
	opened, err := d.open(id, box)
	return opened, err == nil, err
}

// sealedPrefix begins an address that stands for whoever filed a case.
const sealedPrefix = "sealed:"

// SealedAddress stands for the reporter of a sealed case wherever something
// waits for them: only the sender opens it, at the moment of sending.
func SealedAddress(id ID) string { return sealedPrefix + strconv.FormatInt(int64(id), 10) }

// ParseSealed reads SealedAddress back.
func ParseSealed(address string) (ID, bool) {
	number, is := strings.CutPrefix(address, sealedPrefix)
	n, err := strconv.ParseInt(number, 10, 64)
	return ID(n), is && err == nil && n > 0
}

// Way is how the reporter of a case is told something. Nothing is opened to
// find it.
type Way struct {
	Address string // of their chat, or SealedAddress
	Lang    locale.Lang
	Lost    bool // no message reaches them at present
}

// Sealed says whether only the sender finds the chat.
func (w Way) Sealed() bool { return strings.HasPrefix(w.Address, sealedPrefix) }

// WayTo is the way to the reporter of a case; false when there is none (any
// more).
func WayTo(ctx context.Context, tx pgx.Tx, id ID) (Way, bool, error) {
	var w wayRow
	err := tx.QueryRow(ctx, `SELECT `+wayColumns+` FROM (SELECT $1::bigint AS id) c`+wayJoins, id).
		Scan(&w.address, &w.lang, &w.lost, &w.sealedLang, &w.sealedLost)
	if err != nil {
		return Way{}, false, fmt.Errorf("find the reporter of case %d: %w", id, err)
	}
	to := w.to(id)
	return to, to.Address != "", nil
}

// Resolve gives the chat that an address stands for; false when its reporter
// has cut the link. Only the sender calls it.
func (d *Desk) Resolve(ctx context.Context, tx pgx.Tx, address string) (string, bool, error) {
	id, sealed := ParseSealed(address)
	if !sealed {
		return address, true, nil
	}
	return d.Reporter(ctx, tx, id)
}

// IsSealedFor says whether a case was filed from an address that is sealed:
// what is said of it to that chat must leave no trace there.
func (d *Desk) IsSealedFor(ctx context.Context, tx pgx.Tx, address string, id ID) (bool, error) {
	var box []byte
	err := tx.QueryRow(ctx, `
		SELECT box
		FROM sealed_contact
		WHERE complaint_id = $1`, id).Scan(&box)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the seal of case %d: %w", id, err)
	}
	opened, err := d.open(id, box)
	return opened == address, err
}

// LoseSealed remembers that no message reaches the sealed reporter of a case;
// whoever presses something about it is back. It says whether that is news.
func LoseSealed(ctx context.Context, tx pgx.Tx, id ID, lost bool) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE sealed_contact
		SET lost = $2
		WHERE complaint_id = $1
		AND lost <> $2`, id, lost)
	if err != nil {
		return false, fmt.Errorf("lose the reporter of case %d: %w", id, err)
	}
	return tag.RowsAffected() > 0, nil
}

// FindOwn gives and locks a case for the one who filed it: by their address,
// or for a case that belongs to no chat by Bearer. ErrUnknown for anybody else, as
// if the case were not there.
func (d *Desk) FindOwn(ctx context.Context, tx pgx.Tx, address string, id ID) (Complaint, error) {
	if address == Bearer(id) {
		c, err := lock(ctx, tx, id)
		if err == nil && !c.Contact.ByCode() {
			return Complaint{}, ErrUnknown
		}
		return c, err
	}
	reporter, known, err := d.Reporter(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	if !known || reporter != address {
		return Complaint{}, ErrUnknown
	}
	return lock(ctx, tx, id)
}

// keepReporter writes who filed a case, as far as its contact allows.
func (d *Desk) keepReporter(ctx context.Context, tx pgx.Tx, c Complaint, address string, lang locale.Lang) error {
	var batch pgx.Batch
	switch {
	case c.Contact == InChat, c.Contact == Helped && address != "":
		batch.Queue(`
			INSERT INTO reporter (complaint_id, address)
			VALUES ($1, $2)`, c.ID, address)
	case c.Contact == Sealed:
		box, err := d.seal(c.ID, address)
		if err != nil {
			return fmt.Errorf("keep the reporter of case %d: %w", c.ID, err)
		}
		batch.Queue(`
			INSERT INTO sealed_contact (complaint_id, box, lang)
			VALUES ($1, $2, $3)`, c.ID, box, cmp.Or(lang, locale.ID))
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("keep the reporter of case %d: %w", c.ID, err)
	}
	return nil
}

// Unlink drops who filed a case: it is nobody's own any longer, nobody is told
// of it, and only its code and PIN show it to a citizen.
func Unlink(ctx context.Context, tx pgx.Tx, id ID) error {
	_, err := tx.Exec(ctx, `
		WITH open AS (DELETE FROM reporter WHERE complaint_id = $1)
		DELETE FROM sealed_contact
		WHERE complaint_id = $1`, id)
	if err != nil {
		return fmt.Errorf("unlink case %d: %w", id, err)
	}
	return nil
}

// ForgetSeals drops the sealed addresses of cases that ended before a time, and
// says how many. Whoever knows code and PIN is their reporter from then on: some
// may still come back, by an objection that was upheld.
func ForgetSeals(ctx context.Context, tx pgx.Tx, now, before time.Time) (int, error) {
	due, err := ids(ctx, tx, overIn("sealed_contact")+`
		ORDER BY 1`, before)
	if err != nil {
		return 0, fmt.Errorf("forget sealed addresses: %w", err)
	}
	for _, id := range due {
		c, err := lock(ctx, tx, id)
		if err != nil {
			return 0, err
		}
		if err := Unlink(ctx, tx, id); err != nil {
			return 0, err
		}
		c.Contact = Untraced
		if err := record(ctx, tx, &c, Unlinked, System, now, ""); err != nil {
			return 0, fmt.Errorf("forget the sealed address of case %d: %w", id, err)
		}
	}
	return len(due), nil
}

// addressBytes is the length to which an address is filled up before it is
// sealed, so that a box does not tell how long it is.
const addressBytes = 64

// seal closes an address: AES-256-GCM, bound to its case, so that a box moved
// to another case does not open.
func (d *Desk) seal(id ID, address string) ([]byte, error) {
	if len(address) >= addressBytes {
		return nil, errors.New("the address is too long to be sealed")
	}
	plain := make([]byte, addressBytes)
	plain[0] = byte(len(address))
	copy(plain[1:], address)
	return d.closeBox(plain, []byte(id.Subject()))
}

func (d *Desk) open(id ID, sealed []byte) (string, error) {
	plain, err := d.openBox(sealed, []byte(id.Subject()))
	if err != nil || len(plain) != addressBytes || int(plain[0]) >= addressBytes {
		return "", fmt.Errorf("the sealed address of case %d does not open", id)
	}
	return string(plain[1 : 1+plain[0]]), nil
}

// closeBox seals some bytes, bound to what they belong to.
func (d *Desk) closeBox(plain, bound []byte) ([]byte, error) {
	box, err := d.box()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce) // never fails
	return box.Seal(nonce, nonce, plain, bound), nil
}

func (d *Desk) openBox(sealed, bound []byte) ([]byte, error) {
	box, err := d.box()
	if err != nil {
		return nil, err
	}
	if len(sealed) < box.NonceSize() {
		return nil, errors.New("what is sealed is damaged")
	}
	return box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], bound)
}

func (d *Desk) box() (cipher.AEAD, error) {
	block, err := aes.NewCipher(d.SealKey)
	if err != nil {
		return nil, errors.New("the key that seals addresses is missing")
	}
	return cipher.NewGCM(block)
}
