package roster

import "tanggap/internal/account"

// Meeting is who writes from an address just now.
type Meeting struct {
	Account account.Account
	NIP     NIP // of the employee for whom the address speaks; "" for none
}

// MeetSQL is who writes from the address $1: one row, whose columns go where
// Columns says.
const MeetSQL = `
	SELECT v.version, a.address IS NOT NULL AS known, COALESCE(a.lang, '') AS lang, a.noticed_at IS NOT NULL AS noticed,
		a.unreachable_at IS NOT NULL AS unreachable, COALESCE((SELECT nip FROM contact WHERE address = $1), '') AS nip
	FROM register_version v
	LEFT JOIN account a ON a.address = $1`

// Columns are where the columns of MeetSQL go, the version of the register
// first. The language of somebody new is empty.
func (m *Meeting) Columns(version *int64) []any {
	a := &m.Account
	return []any{version, &a.Known, &a.Lang, &a.Noticed, &a.Unreachable, &m.NIP}
}
