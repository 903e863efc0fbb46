package roster

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/refusal"
)

const (
	// ErrInvitationUnknown says that there is no such invitation, or that it was
	// taken back.
	ErrInvitationUnknown refusal.Code = "roster.invitation_unknown"
	// ErrInvitationExpired says that the invitation is older than 72 hours.
	ErrInvitationExpired refusal.Code = "roster.invitation_expired"
	// ErrInvitationUsed says that somebody has used the invitation already.
	ErrInvitationUsed refusal.Code = "roster.invitation_used"
)

const invitationLasts = 72 * time.Hour

// Invitation lets one address speak for one employee, once. Only a digest of
// its token is kept.
type Invitation struct {
	Token     string // "k_" and 22 characters of base64url
	NIP       NIP
	ExpiresAt time.Time
}

// Invite makes an invitation from 128 bits of random. Earlier ones stay valid.
// It refuses with ErrUnknown or ErrEmployeeEnded.
func Invite(ctx context.Context, tx pgx.Tx, now time.Time, random io.Reader, nip NIP) (Invitation, error) {
	e, err := Find(ctx, tx, nip)
	if err != nil {
		return Invitation{}, err
	}
	if e.Ended() {
		return Invitation{}, ErrEmployeeEnded
	}
	var secret [16]byte
	if _, err := io.ReadFull(random, secret[:]); err != nil {
		return Invitation{}, fmt.Errorf("draw an invitation: %w", err)
	}
	i := Invitation{Token: "k_" + base64.RawURLEncoding.EncodeToString(secret[:]), NIP: nip, ExpiresAt: now.Add(invitationLasts)}
	_, err = tx.Exec(ctx, `
		INSERT INTO invitation (digest, nip, made_at, expires_at)
		VALUES ($1, $2, $3, $4)`, digest(i.Token), nip, now, i.ExpiresAt)
	if err != nil {
		return Invitation{}, fmt.Errorf("store an invitation: %w", err)
	}
	return i, nil
}

// Connect uses an invitation: from now on address speaks for its employee, and
// for nobody else. It refuses with ErrInvitationUnknown, ErrInvitationUsed,
// ErrInvitationExpired or ErrEmployeeEnded.
func Connect(ctx context.Context, tx pgx.Tx, now time.Time, address, token string) (Employee, error) {
	nip, err := invited(ctx, tx, token)
	if err != nil {
		return Employee{}, err
	}
	before, err := spokenFor(ctx, tx, address)
	if err != nil {
		return Employee{}, err
	}
	// Employees before invitations, as when somebody ends.
	if err := lock(ctx, tx, append(before, nip)); err != nil {
		return Employee{}, err
	}
	if err := judge(ctx, tx, now, token); err != nil {
		return Employee{}, err
	}
	e, err := Find(ctx, tx, nip)
	if err != nil {
		return Employee{}, err
	}
	if e.Ended() {
		return Employee{}, ErrEmployeeEnded
	}
	if _, err := tx.Exec(ctx, `
		UPDATE invitation
		SET used_at = $2
		WHERE digest = $1`, digest(token), now); err != nil {
		return Employee{}, fmt.Errorf("use an invitation: %w", err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO contact (address, nip, connected_at)
		VALUES ($1, $2, $3)
		ON CONFLICT (address) DO UPDATE
		SET nip = EXCLUDED.nip, connected_at = EXCLUDED.connected_at`, address, nip, now); err != nil {
		return Employee{}, fmt.Errorf("connect an address: %w", err)
	}
	for _, other := range before {
		if other != nip {
			if err := record(ctx, tx, now, other, "disconnected", actor(nip), "moved", []byte(address)); err != nil {
				return Employee{}, err
			}
		}
	}
	return e, record(ctx, tx, now, nip, "connected", actor(nip), "", []byte(address))
}

// invited tells whom an invitation is for.
func invited(ctx context.Context, tx pgx.Tx, token string) (NIP, error) {
	var nip NIP
	err := tx.QueryRow(ctx, `
		SELECT nip
		FROM invitation
		WHERE digest = $1`, digest(token)).Scan(&nip)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return "", ErrInvitationUnknown
	case err != nil:
		return "", fmt.Errorf("read an invitation: %w", err)
	}
	return nip, nil
}

// judge refuses an invitation that cannot be used now, and locks it otherwise.
func judge(ctx context.Context, tx pgx.Tx, now time.Time, token string) error {
	var expiresAt time.Time
	var used, revoked bool
	err := tx.QueryRow(ctx, `
		SELECT expires_at, used_at IS NOT NULL, revoked_at IS NOT NULL
		FROM invitation
		WHERE digest = $1
		FOR UPDATE`, digest(token)).Scan(&expiresAt, &used, &revoked)
	switch {
	case err != nil:
		return fmt.Errorf("read an invitation: %w", err)
	case revoked:
		return ErrInvitationUnknown
	case used:
		return ErrInvitationUsed
	case !now.Before(expiresAt):
		return ErrInvitationExpired
	}
	return nil
}

// Disconnect is the answer to "Bukan dia": no address speaks for the employee
// any longer, and no invitation that is still open will. by names who said so
// ("nip:…"). It refuses with ErrUnknown.
func Disconnect(ctx context.Context, tx pgx.Tx, now time.Time, by string, nip NIP) error {
	if err := lock(ctx, tx, []NIP{nip}); err != nil {
		return err
	}
	if _, err := Find(ctx, tx, nip); err != nil {
		return err
	}
	if err := silence(ctx, tx, now, nip); err != nil {
		return err
	}
	return record(ctx, tx, now, nip, "disconnected", by, "", nil)
}

func silence(ctx context.Context, tx pgx.Tx, now time.Time, nip NIP) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM contact
		WHERE nip = $1`, nip); err != nil {
		return fmt.Errorf("remove an employee's addresses: %w", err)
	}
	if _, err := tx.Exec(ctx, `
		UPDATE invitation
		SET revoked_at = $2
		WHERE nip = $1 AND used_at IS NULL AND revoked_at IS NULL`, nip, now); err != nil {
		return fmt.Errorf("take back an employee's invitations: %w", err)
	}
	return nil
}

func spokenFor(ctx context.Context, tx pgx.Tx, address string) ([]NIP, error) {
	rows, err := tx.Query(ctx, `
		SELECT nip
		FROM contact
		WHERE address = $1`, address)
	if err != nil {
		return nil, fmt.Errorf("read for whom an address speaks: %w", err)
	}
	nips, err := pgx.CollectRows(rows, pgx.RowTo[NIP])
	if err != nil {
		return nil, fmt.Errorf("read for whom an address speaks: %w", err)
	}
	return nips, nil
}

// lock takes the rows of these employees in one order, which serialises their
// chains.
func lock(ctx context.Context, tx pgx.Tx, nips []NIP) error {
	slices.Sort(nips)
	if _, err := tx.Exec(ctx, `
		SELECT
		FROM employee
		WHERE nip = ANY ($1)
		ORDER BY nip
		FOR UPDATE`, nips); err != nil {
		return fmt.Errorf("lock employees: %w", err)
	}
	return nil
}

func record(ctx context.Context, tx pgx.Tx, now time.Time, nip NIP, kind, by, facts string, content []byte) error {
	return ledger.Append(ctx, tx, ledger.New{
		Subject: actor(nip), Kind: kind, Actor: by, At: now, Facts: []byte(facts), Content: content,
	})
}

func actor(nip NIP) string { return "nip:" + string(nip) }

func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
