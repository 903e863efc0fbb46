package routing

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Responsible is who answers for a matter.
type Responsible struct {
	Unit    roster.Unit
	Officer *roster.Employee // nil: nobody can be reached, a verifier must find somebody
	Planned roster.NIP       // whom the route names; "" when it names nobody and the unit has no head
	Why     string           // of Officer: "" when planned, roster.BySubstitute, roster.BySuperior
}

// reach finds who answers for planned, or at last who leads the unit or one
// above it: the route may name somebody whom the register does not know, or who
// works in another unit by now.
func reach(ctx context.Context, tx pgx.Tx, on time.Time, unit roster.Unit, planned roster.NIP) (Responsible, error) {
	r := Responsible{Unit: unit, Planned: planned}
	if planned != "" {
		officer, why, found, err := roster.Cover(ctx, tx, on, planned)
		if err != nil {
			return Responsible{}, err
		}
		if here := officer.NIP == planned && officer.UnitCode == unit.Code; found && !here {
			left, err := roster.Left(ctx, tx, on, planned, unit.Code)
			if err != nil {
				return Responsible{}, err
			}
			found = !left
		}
		if found {
			r.Officer, r.Why = &officer, why
			return r, nil
		}
	}
	heads, err := roster.Heads(ctx, tx, unit.Code)
	if err != nil {
		return Responsible{}, err
	}
	for _, head := range heads {
		officer, _, found, err := roster.Cover(ctx, tx, on, head.NIP)
		if err != nil {
			return Responsible{}, err
		}
		if found {
			r.Officer, r.Why = &officer, roster.BySuperior
			return r, nil
		}
	}
	return r, nil
}
