package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
)

// window is of how many days the figures are, today included.
const window = 30

// fresh is how long a board may be shown before it is read again, so that many
// readers cost the database no more than one does.
const fresh = 2 * time.Second

// board is all that is public, as one snapshot tells it.
type board struct {
	Region string // "Kabupaten Kepahiang"; "" while there are no areas
	From   time.Time
	At     time.Time
	Seal   ledger.Seal

	whole  *office // the regency
	byCode map[string]*office
}

// office is a unit with its figures and those of the units below it.
type office struct {
	roster.Unit
	above *office
	below []*office // by name

	own, all           tally
	ownVeils, allVeils [figures]veil
}

// arrange builds the tree of units over what each was found to have, and
// covers what is not to be seen.
func arrange(units []roster.Unit, found map[string]tally) (*office, map[string]*office) {
	byCode := make(map[string]*office, len(units))
	for _, u := range units {
		byCode[u.Code] = &office{Unit: u, own: found[u.Code]}
	}
	whole := &office{}
	for _, u := range units {
		o := byCode[u.Code]
		above, known := byCode[u.ParentCode]
		if !known || above.within(o) {
			above = whole
		}
		o.above = above
		above.below = append(above.below, o)
	}
	whole.sum()
	for f := range whole.all {
		if whole.all[f] < few {
			whole.allVeils[f] = tooFew
		}
	}
	whole.cover()
	return whole, byCode
}

// within says whether o lies below other, or is it; a register in which units
// stand above one another in a circle must not hang the page.
func (o *office) within(other *office) bool {
	for ; o != nil; o = o.above {
		if o == other {
			return true
		}
	}
	return false
}

func (o *office) sum() {
	o.all = o.own
	for _, b := range o.below {
		b.sum()
		o.all.add(b.all)
	}
	slices.SortFunc(o.below, func(a, b *office) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Code, b.Code))
	})
}

func (o *office) cover() {
	if len(o.below) == 0 {
		o.ownVeils = o.allVeils
		return
	}
	for f := range o.all {
		var parts []part
		if o.above != nil { // the regency itself is no office with cases of its own
			parts = append(parts, part{o.own[f], &o.ownVeils[f]})
		}
		for _, b := range o.below {
			parts = append(parts, part{b.all[f], &b.allVeils[f]})
		}
		cover(o.allVeils[f], parts)
	}
	for _, b := range o.below {
		b.cover()
	}
}

// first is the unit whose parts the public page lists: the regency, or where
// the register has it as a unit, that one.
func (b *board) first() *office {
	if len(b.whole.below) == 1 && len(b.whole.below[0].below) > 0 {
		return b.whole.below[0]
	}
	return b.whole
}

// current gives the board, at most fresh old. What went wrong is kept as long,
// so that readers do not queue for a database that is away.
func (v *server) current(ctx context.Context) (*board, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.read.IsZero() && time.Since(v.read) < fresh {
		return v.board, v.fault
	}
	// One reader's going away must not fail the others.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	v.board, v.fault = v.readBoard(ctx)
	v.read = time.Now()
	if v.fault != nil {
		v.Log.Warn().Err(v.fault).Msg("the public figures could not be read")
	}
	return v.board, v.fault
}

// since is when the window begins whose last day is that of now.
func (v *server) since(now time.Time) time.Time {
	y, m, d := now.In(v.loc).Date()
	return time.Date(y, m, d-window+1, 0, 0, 0, 0, v.loc)
}

func (v *server) readBoard(ctx context.Context) (*board, error) {
	now := v.Now().In(v.loc)
	b := &board{From: v.since(now), At: now}
	units, found, err := v.readFigures(ctx, b)
	if err != nil {
		return nil, fmt.Errorf("read the public figures: %w", err)
	}
	b.Seal.SealedAt = b.Seal.SealedAt.In(v.loc)
	b.whole, b.byCode = arrange(units, found)
	return b, nil
}
