package complaint

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Refusals of cases about officers.
const (
	ErrNotAboutOfficer refusal.Code = "complaint.not_about_officer" // an ordinary case: there is nobody to name
	ErrExcluded        refusal.Code = "complaint.excluded"          // it is about them, or about somebody whom they lead
	ErrAboutYourself   refusal.Code = "complaint.about_yourself"    // who looks at it cannot be whom it is about
)

// Suspect is whom a case is about: the office, as far as the citizen said, and
// the person, once a neutral one has looked. The zero Suspect is nobody known.
type Suspect struct {
	Unit string
	NIP  roster.NIP
}

// AboutOfficer says whom a case is about; false for an ordinary case.
func AboutOfficer(ctx context.Context, tx pgx.Tx, id ID) (Suspect, bool, error) {
	var s Suspect
	err := tx.QueryRow(ctx, `
		SELECT COALESCE(unit_code, ''), COALESCE(nip, '')
		FROM about_officer
		WHERE complaint_id = $1`, id).Scan(&s.Unit, &s.NIP)
	if errors.Is(err, pgx.ErrNoRows) {
		return Suspect{}, false, nil
	}
	if err != nil {
		return Suspect{}, false, fmt.Errorf("read whom case %d is about: %w", id, err)
	}
	return s, true, nil
}

func keepSuspect(ctx context.Context, tx pgx.Tx, id ID, s Suspect) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO about_officer (complaint_id, unit_code)
		VALUES ($1, NULLIF($2, ''))`, id, s.Unit); err != nil {
		return fmt.Errorf("keep whom case %d is about: %w", id, err)
	}
	return nil
}

// Excluded says whether somebody must neither see, handle nor rate a case:
// it is about them, or about somebody whom they lead directly. While nobody
// has been named that is everybody of the office meant, its head and the
// head's superior.
func Excluded(ctx context.Context, tx pgx.Tx, id ID, nip roster.NIP) (bool, error) {
	s, about, err := AboutOfficer(ctx, tx, id)
	if err != nil || !about {
		return false, err
	}
	return s.Excludes(ctx, tx, nip)
}

// Excludes is Excluded for a case that is not filed yet.
func (s Suspect) Excludes(ctx context.Context, tx pgx.Tx, nip roster.NIP) (bool, error) {
	accused := s.NIP
	if accused == "" {
		if s.Unit == "" {
			return false, nil
		}
		unit, err := roster.FindUnit(ctx, tx, s.Unit)
		if err != nil {
			return false, err
		}
		e, err := roster.Find(ctx, tx, nip)
		if err != nil {
			return false, err
		}
		if e.UnitCode == s.Unit {
			return true, nil
		}
		accused = unit.HeadNIP
	}
	if accused == nip {
		return true, nil
	}
	if accused == "" {
		return false, nil
	}
	superior, found, err := roster.Superior(ctx, tx, accused)
	return found && superior.NIP == nip, err
}

// NeutralOfficer finds who handles a case about an officer: of the inspectorate
// whoever holds least; of those whom that concerns, or where nobody of it can
// be reached, the secretary. A case about the inspectorate itself, or about the
// office of an administrator, goes to the secretary at once: above says so.
func NeutralOfficer(ctx context.Context, tx pgx.Tx, on time.Time, s Suspect, reporter string) (to roster.Employee, above, found bool, err error) {
	if above, err = s.aboveInspection(ctx, tx); err != nil {
		return roster.Employee{}, false, false, err
	}
	roles := []roster.Role{roster.RoleInspektorat, roster.RoleSekda}
	if above {
		roles = roles[1:]
	}
	for _, role := range roles {
		all, err := roster.Connected(ctx, tx, role)
		if err != nil {
			return roster.Employee{}, above, false, err
		}
		least := -1
		for _, e := range all {
			fit, err := s.fit(ctx, tx, on, e, reporter)
			if err != nil {
				return roster.Employee{}, above, false, err
			}
			if !fit {
				continue
			}
			held, err := HeldBy(ctx, tx, e.NIP)
			if err != nil {
				return roster.Employee{}, above, false, err
			}
			if least < 0 || len(held) < least {
				to, least = e, len(held)
			}
		}
		if least >= 0 {
			return to, above, true, nil
		}
	}
	return roster.Employee{}, above, false, nil
}

func (s Suspect) fit(ctx context.Context, tx pgx.Tx, on time.Time, e roster.Employee, reporter string) (bool, error) {
	if self, known, err := roster.ByAddress(ctx, tx, reporter); err != nil || known && self.NIP == e.NIP {
		return false, err
	}
	if available, err := roster.Available(ctx, tx, on, e.NIP); err != nil || !available {
		return false, err
	}
	excluded, err := s.Excludes(ctx, tx, e.NIP)
	return !excluded, err
}

// aboveInspection says whether a case is about the inspectorate, or about the
// office of an administrator of this program.
func (s Suspect) aboveInspection(ctx context.Context, tx pgx.Tx) (bool, error) {
	for _, role := range []roster.Role{roster.RoleInspektorat, roster.RoleAdmin} {
		all, err := roster.WithRole(ctx, tx, role)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(all, func(e roster.Employee) bool { return e.NIP == s.NIP || s.Unit != "" && e.UnitCode == s.Unit }) {
			return true, nil
		}
	}
	return false, nil
}

// Name says whom a case is about, once its neutral holder has looked. It
// refuses with ErrUnknown, ErrNotYours, ErrClosed, ErrNotAboutOfficer or
// ErrAboutYourself.
func (d *Desk) Name(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, accused roster.Employee) (Complaint, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	_, about, err := AboutOfficer(ctx, tx, id)
	switch {
	case err != nil:
		return Complaint{}, err
	case !c.HeldBy(by):
		return Complaint{}, ErrNotYours
	case !c.State.Open():
		return Complaint{}, ErrClosed
	case !about:
		return Complaint{}, ErrNotAboutOfficer
	case accused.NIP == by:
		return Complaint{}, ErrAboutYourself
	}
	if _, err := tx.Exec(ctx, `
		UPDATE about_officer
		SET nip = $2, unit_code = $3, named_by = $4, named_at = $5
		WHERE complaint_id = $1`, id, accused.NIP, accused.UnitCode, by, now); err != nil {
		return Complaint{}, fmt.Errorf("name whom case %d is about: %w", id, err)
	}
	return c, record(ctx, tx, &c, Named, ByEmployee(by), now, "")
}
