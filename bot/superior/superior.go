// Package superior talks with those who lead others: it shows them their team
// as it stands now, lets them share its work out, and brings before them what
// waits for them.
package superior

import (
	"slices"
	"strconv"
	"time"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/text"
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

// patience is how long a step takes what is written without asking.
const patience = 8 * time.Hour

func late(t *turn.Turn, at time.Time) bool { return t.Now.Sub(at) > patience }

// perPage is how many cases one message lists.
const perPage = 8

// page cuts out a page of a list; one beyond the end is the last.
func page[T any](all []T, at int) ([]T, text.Page) {
	of := max(1, (len(all)+perPage-1)/perPage)
	at = min(max(at, 0), of-1)
	from := at * perPage
	return all[from:min(from+perPage, len(all))], text.Page{At: at, Of: of}
}

// at is which page argument n of the press asks for; the first where it is none.
func at(t *turn.Turn, n int) int {
	p, err := strconv.Atoi(t.Arg(n))
	if err != nil {
		return 0
	}
	return p
}

// aside is an answer of one message that leaves the dialog as it is.
func aside(m outbox.Message, err error) (turn.Answer, error) {
	return turn.Answer{Stay: true, Say: []outbox.Message{m}}, err
}

// change puts a message in the place of the one that was pressed.
func change(m outbox.Message, err error) (turn.Answer, error) {
	return turn.Answer{Stay: true, Edit: &m}, err
}

// about adds what an answer is about.
func about(id complaint.ID, a turn.Answer, err error) (turn.Answer, error) {
	a.About = id.Subject()
	return a, err
}

// orElse is err, or if there is none the refusal that a condition stands for.
func orElse(err, refusal error) error {
	if err != nil {
		return err
	}
	return refusal
}
