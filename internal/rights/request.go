package rights

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/roster"
)

// Asking is what somebody asks.
type Asking struct {
	Kind    Kind
	Address string       // "" where a case without a name is asked about
	Case    complaint.ID // 0 for none
	Words   string
}

// Ask takes a request in. The caller has seen that the case is theirs to ask
// about. It refuses with ErrAsked, complaint.ErrEmpty or complaint.ErrTooLong.
func Ask(ctx context.Context, tx pgx.Tx, now time.Time, a Asking) (Request, error) {
	a.Words = strings.TrimSpace(a.Words)
	switch n := utf8.RuneCountInString(a.Words); {
	case n > complaint.MaxBody:
		return Request{}, complaint.ErrTooLong
	case n == 0 && a.Kind.ForDesk():
		return Request{}, complaint.ErrEmpty
	}
	if waits, err := same(ctx, tx, a); err != nil || waits {
		if err == nil {
			err = ErrAsked
		}
		return Request{}, err
	}
	r := Request{Kind: a.Kind, Address: a.Address, Case: a.Case, Words: a.Words, State: Open, AskedAt: now, DueAt: now.Add(Limit)}
	if r.schedule(); !a.Kind.ForDesk() {
		r.NextAt = &r.AskedAt
	}
	if err := insert(ctx, tx, &r); err != nil {
		return Request{}, err
	}
	return r, record(ctx, tx, now, r, asked, complaint.Citizen, a.Words)
}

// Grant says that a request was met, and how. It refuses with ErrOver or
// complaint.ErrEmpty.
func Grant(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64, answer string) (Request, error) {
	return decide(ctx, tx, now, by, id, Done, "", answer)
}

// Refuse says that a request cannot be met, on a ground that the law allows. It
// refuses with ErrOver, ErrGround or complaint.ErrEmpty.
func Refuse(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64, g Ground, why string) (Request, error) {
	if !slices.Contains(Grounds, g) {
		return Request{}, ErrGround
	}
	return decide(ctx, tx, now, by, id, Refused, g, why)
}

func decide(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64, to State, g Ground, words string) (Request, error) {
	words = strings.TrimSpace(words)
	r, err := ToDecide(ctx, tx, id)
	switch {
	case err != nil:
		return Request{}, err
	case words == "":
		return Request{}, complaint.ErrEmpty
	}
	r.DecidedBy, r.Ground, r.Answer = by, g, words
	err = end(ctx, tx, now, &r, to, complaint.ByEmployee(by), words)
	return r, err
}

// ToDecide gives and locks a request that waits for the desk; ErrOver for any
// other.
func ToDecide(ctx context.Context, tx pgx.Tx, id int64) (Request, error) {
	r, err := lock(ctx, tx, id)
	if err == nil && (r.State != Open || !r.Kind.ForDesk()) {
		err = ErrOver
	}
	return r, err
}

// Settle ends a request that the program met by itself.
func Settle(ctx context.Context, tx pgx.Tx, now time.Time, r Request) (Request, error) {
	err := end(ctx, tx, now, &r, Done, complaint.System, "")
	return r, err
}

// Drop ends a request that its asker does not want any more. It refuses with
// ErrOver, also where it is not theirs.
func Drop(ctx context.Context, tx pgx.Tx, now time.Time, address string, id int64) (Request, error) {
	r, err := lock(ctx, tx, id)
	if err == nil && (r.Address != address || r.State.Ended()) {
		err = ErrOver
	}
	if err != nil {
		return Request{}, err
	}
	err = end(ctx, tx, now, &r, Lapsed, complaint.Citizen, "")
	return r, err
}

func end(ctx context.Context, tx pgx.Tx, now time.Time, r *Request, to State, actor, words string) error {
	r.State, r.EndedAt, r.NextAt = to, &now, nil
	if err := save(ctx, tx, *r); err != nil {
		return err
	}
	return record(ctx, tx, now, *r, string(to), actor, words)
}

// Next moves a request of the desk one step on; false when nothing is due. told
// says whether anybody of the desk can be told: until then it stays Untold.
func Next(ctx context.Context, tx pgx.Tx, now time.Time, id int64, told func(Request) (bool, error)) (Request, bool, error) {
	r, err := lock(ctx, tx, id)
	if err != nil || r.NextAt == nil || now.Before(*r.NextAt) || !r.Kind.ForDesk() {
		return r, false, err
	}
	for r.NextAt != nil && !now.Before(*r.NextAt) {
		r.Step++
		r.schedule()
	}
	reached, err := told(r)
	if err != nil || !reached {
		return r, false, err
	}
	return r, true, save(ctx, tx, r)
}

// The kinds of a request's chain besides the states that end it.
const (
	asked     = "asked"
	delivered = "delivered"
)

// Subject is the chain of a request.
func (r Request) Subject() string { return SubjectPrefix + number(r.ID) }

// SubjectPrefix begins the names of these chains.
const SubjectPrefix = "request:"

// Fits says whether a request may stand in a state when its chain ends with an
// entry of this kind.
func Fits(kind string, s State) bool {
	switch kind {
	case asked:
		return s == Open || s == Sending
	case delivered:
		return s == Offered
	}
	return string(s) == kind
}

func record(ctx context.Context, tx pgx.Tx, now time.Time, r Request, kind, actor, words string) error {
	facts := `{"kind":"` + string(r.Kind) + `"`
	if r.Ground != "" {
		facts += `,"ground":"` + string(r.Ground) + `"`
	}
	if r.Case != 0 {
		facts += `,"case":` + number(int64(r.Case))
	}
	n := ledger.New{Subject: r.Subject(), Kind: kind, Actor: actor, At: now, Facts: []byte(facts + "}")}
	if words != "" {
		n.Content = []byte(words)
	}
	return ledger.Append(ctx, tx, n)
}
