package regency

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/routing"
	"tanggap/internal/worktime"
)

// History invents about six weeks that lie behind now: cases walked through
// the operations of the desk, each at its own office time, with every step of
// lateness and silence that fell due. It is the same for the same now. Nobody
// is told anything, neither now nor when a case of it goes on: its citizens are
// unlinked at the end, for no message could reach them. It seals what it wrote.
// Where there are cases already it does nothing. Install comes before.
func History(ctx context.Context, pool *pgxpool.Pool, desk *complaint.Desk, now time.Time) error {
	matters, err := script(read("history.txt"))
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, some, err := complaint.Newest(ctx, tx); err != nil || some {
			return err
		}
		steps, past, err := plan(ctx, tx, now, desk, matters)
		if err != nil {
			return err
		}
		for _, s := range steps {
			if err := s.take(ctx, tx, desk); err != nil {
				return fmt.Errorf("history.txt:%d: %w", s.of.line, err)
			}
		}
		for _, p := range past {
			if err := p.pass(ctx, tx, desk, now); err != nil {
				return fmt.Errorf("history.txt:%d: %w", p.line, err)
			}
			if err := complaint.Unlink(ctx, tx, p.id); err != nil {
				return err
			}
			for _, who := range p.supporters {
				if err := complaint.UnlinkSupporter(ctx, tx, who); err != nil {
					return err
				}
			}
		}
		if err := realise(ctx, tx, now); err != nil {
			return err
		}
		_, _, err = ledger.SealUp(ctx, tx, now)
		return err
	})
}

// past is a matter while it is being walked through.
type past struct {
	matter
	staffer
	area     string
	reporter string
	id       complaint.ID
	stretch  int64 // the holder's last one

	supporters []string // who say the same
}

// step is one thing that happened to a case.
type step struct {
	at time.Time
	of *past
	do func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past) error
}

func (s step) take(ctx context.Context, tx pgx.Tx, desk *complaint.Desk) error {
	if s.of.id != 0 {
		if err := s.of.pass(ctx, tx, desk, s.at); err != nil {
			return err
		}
	}
	return s.do(ctx, tx, s.at, desk, s.of)
}

// pass lets the clocks of a case run until a moment, as the schedule would.
func (p *past) pass(ctx context.Context, tx pgx.Tx, desk *complaint.Desk, until time.Time) error {
	for {
		s, running, err := complaint.Running(ctx, tx, p.id)
		if err != nil {
			return err
		}
		if running && s.NextAt != nil && !s.NextAt.After(until) {
			if _, _, err := desk.Climb(ctx, tx, *s.NextAt, p.id); err != nil {
				return err
			}
			continue
		}
		c, err := complaint.Find(ctx, tx, p.id)
		if err != nil || c.NudgeAt == nil || c.NudgeAt.After(until) {
			return err
		}
		if _, _, err := desk.Nudge(ctx, tx, *c.NudgeAt, p.id); err != nil {
			return err
		}
	}
}

// settled is how long before now an act must lie to have happened: its last
// words take a moment too.
const settled = 2 * time.Minute

// plan gives the cases and everything that happened to them, oldest first.
func plan(ctx context.Context, tx pgx.Tx, now time.Time, desk *complaint.Desk, matters []matter) ([]step, []*past, error) {
	office, err := desk.Calendars.For(ctx, tx, Unit)
	if err != nil {
		return nil, nil, err
	}
	villages, err := villageCodes(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	people, err := staff()
	if err != nil {
		return nil, nil, err
	}
	var steps []step
	var all []*past
	for i, m := range matters {
		p := &past{matter: m, reporter: fmt.Sprintf("demo:%03d", i+1)}
		var known bool
		if p.staffer, known = people[m.officer]; !known {
			return nil, nil, fmt.Errorf("history.txt:%d: nobody is called %s", m.line, m.officer)
		}
		if p.area, known = villages[strings.ToLower(m.village)]; !known {
			return nil, nil, fmt.Errorf("history.txt:%d: there is no village %s", m.line, m.village)
		}
		cal, err := desk.Calendars.For(ctx, tx, p.unit)
		if err != nil {
			return nil, nil, err
		}
		steps = append(steps, p.steps(office, cal, now)...)
		all = append(all, p)
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	return steps, all, nil
}

// steps plans one case: what would lie ahead of now has not happened.
func (p *past) steps(office, cal *worktime.Calendar, now time.Time) []step {
	at := p.filedAt(office, now)
	steps := []step{{at, p, file}}
	if !p.queued {
		at = earlier(delivered(cal, at), now)
		steps = append(steps, step{at, p, begin})
	}
	for i, a := range p.acts {
		v := verbs[a.verb]
		took := time.Duration(a.hours*float64(time.Hour)) + unround(p.line*31+i, 7*time.Minute)
		if v.citizen {
			at = awake(office.Location(), at.Add(took))
		} else {
			at = cal.Add(at, took).Truncate(time.Second)
		}
		if at.After(now.Add(-settled)) {
			break
		}
		steps = append(steps, step{at, p, func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past) error {
			return v.do(ctx, tx, at, desk, p, a)
		}})
		if v.gives {
			at = earlier(delivered(cal, at), now)
			steps = append(steps, step{at, p, begin})
		}
	}
	return steps
}

// villageCodes gives the codes of villages by their names in small letters.
func villageCodes(ctx context.Context, tx pgx.Tx) (map[string]string, error) {
	areas, err := routing.Areas(ctx, tx)
	if err != nil {
		return nil, err
	}
	codes := map[string]string{}
	for _, a := range areas {
		if a.Type == routing.TypeDesa || a.Type == routing.TypeKelurahan {
			codes[strings.ToLower(a.Name)] = a.Code
		}
	}
	return codes, nil
}
