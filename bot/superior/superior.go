// Package superior talks with those who lead others: it shows them their team
// as it stands now, lets them share its work out, and brings before them what
// waits for them.
package superior

import (
	"slices"

	"tanggap/bot/turn"
	"tanggap/internal/refusal"
)

// ErrStale says that a press comes too late, or is forged.
const ErrStale refusal.Code = "superior.stale"

// Options are what this package takes from those beside it.
type Options struct {
	// Busy says that a new dialog would lose what somebody has not sent yet.
	Busy func(t *turn.Turn) (turn.Answer, bool, error)
	// Elsewhere takes a message as if no dialog had waited for it.
	Elsewhere turn.Handler
}

// Routes are the rows of the route table that superiors use.
func Routes(o Options) []turn.Route {
	return slices.Concat(o.teamRoutes(), o.helpRoutes(), approvalRoutes)
}
