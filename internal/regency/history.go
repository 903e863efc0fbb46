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
	"tanggap/internal/rating"
	"tanggap/internal/roster"
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

// filedAt is when the case was filed: so many working days of the office ago.
func (p *past) filedAt(office *worktime.Calendar, now time.Time) time.Time {
	back := time.Duration(p.ago*float64(office.Hours().PerDay())) + unround(p.line, 40*time.Minute)
	// The latest moment since which so much working time has passed.
	early, late := now.AddDate(-1, 0, 0), now
	for late.Sub(early) > time.Second {
		middle := early.Add(late.Sub(early) / 2)
		if office.Elapsed(middle, now) >= back {
			early = middle
		} else {
			late = middle
		}
	}
	at := early.Truncate(time.Second)
	if p.evening {
		at = office.Date(at).AddDays(-1).Midnight(office.Location()).Add(19*time.Hour + at.Sub(at.Truncate(2*time.Hour)))
	}
	return at
}

// delivered is when a card that was put at a moment reaches the officer: not in
// the quiet hours.
func delivered(cal *worktime.Calendar, at time.Time) time.Time {
	if until, quiet := cal.Quiet(at); quiet {
		at = until
	}
	return at.Add(3 * time.Second)
}

// earlier keeps what is past in the past: no message is under way, so a card
// that would wait for the morning is there already.
func earlier(a, b time.Time) time.Time {
	if a.After(b) {
		return b
	}
	return a
}

// awake moves a citizen's act out of the night, to the first hour after it.
func awake(loc *time.Location, at time.Time) time.Time {
	at = at.In(loc).Truncate(time.Second)
	switch midnight := worktime.DateOf(at).Midnight(loc); {
	case at.Hour() < 6:
		return midnight.Add(6*time.Hour + at.Sub(midnight)%time.Hour)
	case at.Hour() >= 22:
		return midnight.AddDate(0, 0, 1).Add(6*time.Hour + at.Sub(midnight)%time.Hour)
	}
	return at
}

// unround gives less than most in whole seconds, by number: nobody does
// anything on the stroke of the hour.
func unround(number int, most time.Duration) time.Duration {
	return time.Duration(uint32(number)*2654435761%uint32(most/time.Second)) * time.Second
}

func file(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past) error {
	f := complaint.Filing{
		Reporter: p.reporter, Channel: "telegram", Body: p.body, Category: p.category, Unit: p.unit,
		Area: p.area, Place: p.place, Visibility: complaint.Secret, Officer: p.nip,
	}
	if p.public {
		f.Visibility = complaint.Public
	}
	if p.queued {
		f.Officer = ""
	}
	r, err := desk.File(ctx, tx, at, f)
	if err != nil {
		return err
	}
	p.id = r.ID
	if r.Stretch != nil {
		p.stretch = r.Stretch.ID
	}
	return nil
}

func begin(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past) error {
	return desk.Begin(ctx, tx, at, p.stretch)
}

// verb is what can be done to a case.
type verb struct {
	citizen    bool // by the citizen, at any hour of the day
	gives      bool // the case lies with an officer anew
	needsWords bool
	do         func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error
}

var verbs = map[string]verb{
	"serah": {gives: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, _ act) error {
		_, s, err := desk.Assign(ctx, tx, at, complaint.ByEmployee(examiner), p.id, roster.Employee{NIP: p.nip, UnitCode: p.unit})
		if err != nil {
			return err
		}
		p.stretch = s.ID
		return nil
	}},
	"terima": {do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, _ act) error {
		_, err := desk.Accept(ctx, tx, at, p.nip, p.id)
		return err
	}},
	"jawab": {needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, err := desk.Answer(ctx, tx, at, p.nip, p.id, a.words)
		return err
	}},
	"tanya": {needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, err := desk.Ask(ctx, tx, at, p.nip, p.id, a.words)
		return err
	}},
	"balas": {citizen: true, needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, err := desk.Reply(ctx, tx, at, p.reporter, p.id, a.words)
		return err
	}},
	"selesai": {needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, err := desk.Propose(ctx, tx, at, p.nip, p.id, a.words)
		return err
	}},
	"belum": {citizen: true, gives: true, needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, s, err := desk.Reopen(ctx, tx, at, p.reporter, p.id, a.words)
		if err != nil {
			return err
		}
		p.stretch = s.ID
		return nil
	}},
	"sudah": {citizen: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		if _, err := desk.Confirm(ctx, tx, at, p.reporter, p.id); err != nil || a.face == 0 {
			return err
		}
		if _, err := rating.Face(ctx, tx, at.Add(25*time.Second), p.reporter, p.id, a.face); err != nil || a.words == "" {
			return err
		}
		_, err := rating.Comment(ctx, tx, at.Add(70*time.Second), p.reporter, p.id, a.words)
		return err
	}},
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
