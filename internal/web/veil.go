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
	phone              // … and somebody of the office heard it on the telephone: not among confirmed
	unconfirmed        // ended in the window by silence
	unheard            // … though no message had brought the citizen the result: not among unconfirmed
	undone             // ended in the window by a decision: impossible, planned or referred
	spam               // found in the window to be no report, by two persons
	reopened           // the citizen said in the window that it is not done
	worn               // the citizen said in the window, asked later, that what was done did not last
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
// since the sum less what is shown gives a single one that is not, the smallest
// of the others is covered beside it. Where that single one is nothing it
// points at nobody. Under a sum that is not shown no part is.
func cover(whole veil, parts []part) {
	var visible []part
	hidden, last := 0, 0
	for _, p := range parts {
		switch {
		case p.n < few:
			*p.veil = tooFew
			hidden, last = hidden+1, p.n
		case whole != shown:
			*p.veil = veiled
		default:
			*p.veil = shown
			visible = append(visible, p)
		}
	}
	if whole == shown && hidden == 1 && last > 0 && len(visible) > 0 {
		smallest := slices.MinFunc(visible, func(a, b part) int { return cmp.Compare(a.n, b.n) })
		*smallest.veil = veiled
	}
}
