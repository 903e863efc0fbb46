package web

import (
	"cmp"
	"slices"
)

// few is the smallest figure that is shown: below it a figure could point at a
// person.
const few = 5

// shareFrom is from how many counted cases on a percentage is shown; with less
// a single case changes it too much.
const shareFrom = 10

// The figures of a unit, in the order in which they are shown.
const (
	received    = iota // filed in the window
	counted            // in the window answered, or past the limit that the receipt promised
	onTime             // of these, answered by that limit
	confirmed          // the citizen said in the window that it is done
	unconfirmed        // ended in the window by silence
	reopened           // the citizen said in the window that it is not done
	open               // open now, whenever filed
	figures
)

// tally holds one unit's figures.
type tally [figures]int

func (t *tally) add(u tally) {
	for f := range t {
		t[f] += u[f]
	}
}

// veil says how a figure is shown.
type veil uint8

const (
	shown  veil = iota
	tooFew      // below five
	veiled      // large enough, but a smaller one could be worked out from it
)

// A part is a figure within a sum that is shown beside it: that of a unit
// below, or what lies with the unit itself.
type part struct {
	n    int
	veil *veil
}

// cover decides which parts of a sum may be shown. Small ones never are; and
// since the sum less what is shown gives what is not, as much more is covered,
// the smallest first, until that remainder is of several parts and not small
// itself. A remainder of nothing points at nobody. Under a sum that is not
// shown no part is.
func cover(whole veil, parts []part) {
	var hidden []part
	var visible []part
	sum := 0
	for _, p := range parts {
		switch {
		case p.n < few:
			*p.veil = tooFew
			hidden = append(hidden, p)
			sum += p.n
		case whole != shown:
			*p.veil = veiled
		default:
			*p.veil = shown
			visible = append(visible, p)
		}
	}
	slices.SortStableFunc(visible, func(a, b part) int { return cmp.Compare(a.n, b.n) })
	for sum > 0 && (len(hidden) < 2 || sum < few) && len(visible) > 0 {
		*visible[0].veil = veiled
		hidden = append(hidden, visible[0])
		sum += visible[0].n
		visible = visible[1:]
	}
}
