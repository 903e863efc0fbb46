// Package roster knows the office: its units with their hours and holidays,
// who works where under whom and with which roles, who is on leave, which
// address speaks for whom, and so who answers for somebody today.
package roster

import (
	"slices"
	"time"

	"tanggap/internal/refusal"
)

const (
	// ErrUnknown says that no employee has this NIP.
	ErrUnknown refusal.Code = "roster.unknown"
	// ErrUnitUnknown says that no unit has this code.
	ErrUnitUnknown refusal.Code = "roster.unit_unknown"
	// ErrEmployeeEnded says that the employee works here no longer.
	ErrEmployeeEnded refusal.Code = "roster.employee_ended"
)

// Role is what an employee may do beyond their own cases.
type Role string

const (
	RolePegawai     Role = "pegawai"
	RoleAtasan      Role = "atasan"
	RoleVerifikator Role = "verifikator"
	RoleInspektorat Role = "inspektorat"
	RoleKepegawaian Role = "kepegawaian"
	RoleSekda       Role = "sekda"
	RoleBupati      Role = "bupati"
	RoleAdmin       Role = "admin"
	RoleOperator    Role = "operator"
	RoleMitra       Role = "mitra"
)

// Roles are all roles, in the order in which they are stored and shown.
var Roles = []Role{
	RolePegawai, RoleAtasan, RoleVerifikator, RoleInspektorat, RoleKepegawaian,
	RoleSekda, RoleBupati, RoleAdmin, RoleOperator, RoleMitra,
}

// The states of employment.
const (
	StatusPNS    = "PNS"
	StatusPPPK   = "PPPK"
	StatusNONASN = "NONASN"
)

// Employee is one person of the register.
type Employee struct {
	NIP         NIP
	Name        string
	UnitCode    string
	Position    string
	Status      string
	SuperiorNIP *NIP // as the register names it; Superior finds who it really is
	Roles       []Role
	EndedOn     *time.Time
}

// Has reports whether the employee holds the role.
func (e Employee) Has(r Role) bool { return slices.Contains(e.Roles, r) }

// HasAll reports whether the employee may do whatever another may by a role beyond
// that of every employee and superior.
func (e Employee) HasAll(other Employee) bool {
	for _, r := range other.Roles {
		if r != RolePegawai && r != RoleAtasan && !e.Has(r) {
			return false
		}
	}
	return true
}

// Mitra reports whether somebody only helps others to report, as a village
// clerk does: they hold no cases.
func (e Employee) Mitra() bool { return len(e.Roles) == 1 && e.Roles[0] == RoleMitra }

// Helps reports whether somebody may file for others.
func (e Employee) Helps() bool { return e.Has(RolePegawai) || e.Has(RoleOperator) || e.Has(RoleMitra) }

// Ended reports whether the employee works here no longer.
func (e Employee) Ended() bool { return e.EndedOn != nil }

// tidyRoles gives roles once each in the order of Roles; nobody has none.
func tidyRoles(roles []Role) []Role {
	tidy := slices.DeleteFunc(slices.Clone(Roles), func(r Role) bool { return !slices.Contains(roles, r) })
	if len(tidy) == 0 {
		return []Role{RolePegawai}
	}
	return tidy
}
