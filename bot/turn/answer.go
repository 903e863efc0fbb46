package turn

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// Patience is how long a step of staff takes what is written without asking.
// What comes later may be meant for somebody else altogether, and must not go to
// a citizen.
const Patience = 8 * time.Hour

// Late says that a step which began at a time has waited too long.
func (t *Turn) Late(at time.Time) bool { return t.Now.Sub(at) > Patience }

// Aside is an answer of one message that leaves the dialog as it is.
func Aside(m outbox.Message, err error) (Answer, error) {
	return Answer{Stay: true, Say: []outbox.Message{m}}, err
}

// Change puts a message in the place of the one that was pressed, and leaves
// the dialog as it is.
func Change(m outbox.Message, err error) (Answer, error) {
	return Answer{Stay: true, Edit: &m}, err
}

// About adds what an answer is about.
func About(id complaint.ID, a Answer, err error) (Answer, error) {
	a.About = id.Subject()
	return a, err
}

// PerPage is how many cases, people or units one message lists.
const PerPage = 8

// Page cuts out a page of a list; one beyond the end is the last, and there is
// always a first.
func Page[T any](all []T, at int) ([]T, text.Page) {
	of := max(1, (len(all)+PerPage-1)/PerPage)
	at = min(max(at, 0), of-1)
	from := at * PerPage
	return all[from:min(from+PerPage, len(all))], text.Page{At: at, Of: of}
}

// PageAt is which page argument n of the press asks for; the first where it is
// none.
func (t *Turn) PageAt(n int) int {
	p, err := strconv.Atoi(t.Arg(n))
	if err != nil {
		return 0
	}
	return p
}

// Fresh guards a step of staff by the time that its data keep as "at": what is
// written too long after the bot asked goes elsewhere, as if nothing had waited
// for it.
func Fresh(do, elsewhere Handler) Handler {
	return func(ctx context.Context, tx pgx.Tx, t *Turn) (Answer, error) {
		var asked struct {
			At time.Time `json:"at"`
		}
		if err := t.Read(&asked); err != nil {
			return Answer{}, err
		}
		if t.Late(asked.At) {
			return elsewhere(ctx, tx, t)
		}
		return do(ctx, tx, t)
	}
}
