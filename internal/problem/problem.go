// Package problem finds what comes back: an officer says at a result what caused
// it, and five cases of one cause at one place become one problem. It belongs to
// the head of the unit, who names a day and says when it is dealt with; every
// reporter then hears of it. A repeat opens it again.
//
// Guarantees: whose a problem is, which day was named and what became of it
// stands in its own chain "problem:<id>" with name, reason and time; who said what
// caused a case, in the chain "cause:<number of the case>". It knows
// cases by their numbers only, and nobody who reported them.
package problem

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Refusals of this package.
const (
	ErrNotResult refusal.Code = "problem.not_result" // a cause belongs to a result that one told oneself
	ErrNotYours  refusal.Code = "problem.not_yours"  // it belongs to somebody else, if there is one
	ErrOver      refusal.Code = "problem.over"       // it is dealt with
	ErrDay       refusal.Code = "problem.day"        // not a day to come within a year
	ErrEmpty     refusal.Code = "problem.empty"      // nothing was written
)

const (
	// From is how many cases of one cause and place are a problem.
	From = 5

	within      = 60 * 24 * time.Hour // these cases
	again       = 90 * 24 * time.Hour // for so long after its end a repeat opens it again
	furthest    = 366
	remindDays  = 3 // working days to name a day
	overdueDays = 5 // working days between reminders past it
	longest     = 3000
)

// Cause is what an officer says caused what a case told of.
type Cause string

// CausesOf are those that are offered for a type of category, in this order.
func CausesOf(kind string) []Cause {
	switch kind {
	case "informasi":
		return []Cause{"unclear", "procedure", "system", "staff", "late", "third"}
	case "aspirasi":
		return []Cause{"budget", "plan", "procedure", "third", "unclear", "staff"}
	}
	return []Cause{"worn", "weather", "load", "supply", "staff", "procedure", "system", "third"}
}

// Problem is one that came back.
type Problem struct {
	ID       int64
	Cause    Cause
	Area     string
	UnitCode string
	Owner    *roster.NIP // nil while nobody heads the unit
	OpenedAt time.Time
	Round    int        // how often it came back
	DueOn    *time.Time // the day that its owner named
	EndedAt  *time.Time
	NextAt   *time.Time // of the next reminder
}

// Open says whether it is not dealt with.
func (p Problem) Open() bool { return p.EndedAt == nil }

// IsOf says whether nip owns it.
func (p Problem) IsOf(nip roster.NIP) bool { return p.Owner != nil && *p.Owner == nip }

// Kinds of its events, and the one of a chain of causes.
const (
	Said = "said"

	Opened   = "opened"
	Grown    = "grown"
	Dated    = "dated"
	Ended    = "ended"
	Reopened = "reopened"
	Passed   = "passed"
)

// facts is what a chain says of a problem, as it stands after an event, or of a cause.
type facts struct {
	Cause Cause        `json:"cause"`
	Area  string       `json:"area"`
	Unit  string       `json:"unit,omitempty"`
	Owner *roster.NIP  `json:"owner,omitempty"`
	Round int          `json:"round,omitempty"`
	Due   string       `json:"due,omitempty"`
	Case  complaint.ID `json:"case,omitempty"`
}

func (p Problem) record(ctx context.Context, tx pgx.Tx, kind, actor string, at time.Time, words string, id complaint.ID) error {
	if err := save(ctx, tx, p); err != nil {
		return err
	}
	f := facts{Cause: p.Cause, Area: p.Area, Owner: p.Owner, Round: p.Round, Case: id}
	if p.DueOn != nil {
		f.Due = p.DueOn.Format(time.DateOnly)
	}
	b, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode an event of problem %d: %w", p.ID, err)
	}
	e := ledger.New{Subject: "problem:" + strconv.FormatInt(p.ID, 10), Kind: kind, Actor: actor, At: at, Facts: b}
	if words != "" {
		e.Content = []byte(words)
	}
	return ledger.Append(ctx, tx, e)
}

// Desk is how an installation handles problems.
type Desk struct{ Calendars *roster.Calendars }

// Note keeps what caused what a case told of, as the officer says who told its
// result. It gives the problem that this case made, opened again or added to;
// news says that its owner is to hear of it. It refuses with ErrNotResult.
func (d Desk) Note(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, c complaint.Complaint, cause Cause) (p Problem, news bool, err error) {
	if !c.HeldBy(by) || c.ProposedAt == nil || !slices.Contains(CausesOf(c.Type), cause) {
		return Problem{}, false, ErrNotResult
	}
	if err := keepCause(ctx, tx, now, by, c, cause); err != nil || c.Area() == "" {
		return Problem{}, false, err
	}
	if err := takeTurns(ctx, tx, cause, c.Area(), c.UnitCode); err != nil {
		return Problem{}, false, err
	}
	if p, found, err := newest(ctx, tx, cause, c.Area(), c.UnitCode); err != nil {
		return Problem{}, false, err
	} else if found && p.Open() {
		added, err := add(ctx, tx, p, c.ID)
		if err != nil || !added {
			return p, false, err
		}
		return p, false, p.record(ctx, tx, Grown, complaint.ByEmployee(by), now, "", c.ID)
	} else if found && now.Sub(*p.EndedAt) <= again && c.FiledAt.After(*p.EndedAt) {
		p.EndedAt, p.DueOn, p.Round = nil, nil, p.Round+1
		if err := d.own(ctx, tx, now, &p); err != nil {
			return Problem{}, false, err
		}
		if _, err := add(ctx, tx, p, c.ID); err != nil {
			return Problem{}, false, err
		}
		return p, true, p.record(ctx, tx, Reopened, complaint.ByEmployee(by), now, "", c.ID)
	}
	cases, err := alike(ctx, tx, cause, c.Area(), c.UnitCode, now.Add(-within))
	if err != nil || len(cases) < From {
		return Problem{}, false, err
	}
	p = Problem{Cause: cause, Area: c.Area(), UnitCode: c.UnitCode, OpenedAt: now}
	if err := d.own(ctx, tx, now, &p); err != nil {
		return Problem{}, false, err
	}
	if err := insert(ctx, tx, &p); err != nil {
		return Problem{}, false, err
	}
	for _, id := range cases {
		if _, err := add(ctx, tx, p, id); err != nil {
			return Problem{}, false, err
		}
	}
	return p, true, p.record(ctx, tx, Opened, complaint.System, now, "", c.ID)
}

// own gives a problem to the nearest head who can be reached, and sets when to
// remind them.
func (d Desk) own(ctx context.Context, tx pgx.Tx, now time.Time, p *Problem) error {
	heads, err := roster.Heads(ctx, tx, p.UnitCode)
	if err != nil {
		return err
	}
	p.Owner = nil
	for _, h := range heads {
		_, reachable, err := roster.AddressOf(ctx, tx, h.NIP)
		if err != nil {
			return err
		}
		if reachable {
			p.Owner = &h.NIP
			break
		}
	}
	return d.remind(ctx, tx, now, p)
}

func (d Desk) remind(ctx context.Context, tx pgx.Tx, now time.Time, p *Problem) error {
	cal, err := d.Calendars.For(ctx, tx, p.UnitCode)
	if err != nil {
		return err
	}
	next := cal.DueInDays(now, remindDays)
	if p.DueOn != nil {
		next = cal.NextOpening(worktime.DateOf(*p.DueOn).Midnight(cal.Location()))
		if !next.After(now) {
			next = cal.DueInDays(now, overdueDays)
		}
	}
	p.NextAt = &next
	return nil
}

// Find gives a problem to its owner, and to those who lead them. It refuses with
// ErrNotYours.
func Find(ctx context.Context, tx pgx.Tx, by roster.NIP, id int64) (Problem, error) {
	p, found, err := find(ctx, tx, id)
	if err != nil || !found || p.Owner == nil {
		return Problem{}, cmp.Or(err, error(ErrNotYours))
	}
	if p.IsOf(by) {
		return p, nil
	}
	leads, err := roster.Leads(ctx, tx, by, *p.Owner)
	if err != nil || !leads {
		return Problem{}, cmp.Or(err, error(ErrNotYours))
	}
	return p, nil
}

// Date names the day until which a problem is dealt with. It refuses as Find
// does, and with ErrOver or ErrDay.
func (d Desk) Date(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64, on worktime.Date) (Problem, error) {
	p, err := Find(ctx, tx, by, id)
	if err != nil {
		return Problem{}, err
	}
	today := worktime.DateOf(now.In(d.Calendars.Location()))
	switch {
	case !p.Open():
		return Problem{}, ErrOver
	case on <= today || on > today+furthest:
		return Problem{}, ErrDay
	}
	day := on.Midnight(time.UTC)
	p.DueOn = &day
	if err := d.remind(ctx, tx, now, &p); err != nil {
		return Problem{}, err
	}
	return p, p.record(ctx, tx, Dated, complaint.ByEmployee(by), now, "", 0)
}

// End says that a problem is dealt with, and how; the cases whose reporters hear
// of it come back. It refuses as Find does, and with ErrOver or ErrEmpty.
func (d Desk) End(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64, words string) (Problem, []complaint.ID, error) {
	if n := utf8.RuneCountInString(words); strings.TrimSpace(words) == "" || n > longest {
		return Problem{}, nil, ErrEmpty
	}
	p, err := Find(ctx, tx, by, id)
	if err != nil {
		return Problem{}, nil, err
	}
	if !p.Open() {
		return Problem{}, nil, ErrOver
	}
	p.EndedAt, p.NextAt = &now, nil
	cases, err := untold(ctx, tx, p.ID)
	if err != nil {
		return Problem{}, nil, err
	}
	return p, cases, p.record(ctx, tx, Ended, complaint.ByEmployee(by), now, words, 0)
}

// Due moves a problem on whose owner is to be reminded; false where none is.
// One whose owner no message reaches any more goes to the next head.
func (d Desk) Due(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Problem, bool, error) {
	p, found, err := find(ctx, tx, id)
	if err != nil || !found || !p.Open() || p.NextAt == nil || now.Before(*p.NextAt) {
		return p, false, err
	}
	was := p.Owner
	if err := d.own(ctx, tx, now, &p); err != nil {
		return p, false, err
	}
	if p.Owner == nil || was == nil || *p.Owner != *was {
		return p, p.Owner != nil, p.record(ctx, tx, Passed, complaint.System, now, "", 0)
	}
	return p, true, save(ctx, tx, p)
}
