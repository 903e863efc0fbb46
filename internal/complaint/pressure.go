package complaint

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// A citizen who is pressed because of a case says so to the inspectorate: for
// PressFor after its end, by a quiet button. Neither whoever held the case nor
// those above them nor their unit ever see it, and no event of the case tells of
// it: each matter is a chain of its own, "pressure:<id>", where also its words
// stand, and nowhere else.

// Refusals of such matters.
const (
	ErrPressOver refusal.Code = "complaint.press_over" // the case goes on, or ended too long ago
	ErrPressed   refusal.Code = "complaint.pressed"    // it was said already; words can be added
)

// PressFor is how long after the end of a case it can be said.
const PressFor = 30 * 24 * time.Hour

// pressDays are the working days in which the inspectorate answers.
const pressDays = 5

// PressureEnd is what the inspectorate found; "" while it looks.
type PressureEnd string

// The ends.
const (
	Founded   PressureEnd = "founded"
	Unfounded PressureEnd = "unfounded"
	Unclear   PressureEnd = "unclear"
)

// PressureEnds are all of them, in the order in which they are offered.
var PressureEnds = []PressureEnd{Founded, Unfounded, Unclear}

// Pressure is such a matter.
type Pressure struct {
	ID          int64
	ComplaintID ID
	NIP         *roster.NIP // who looks into it; nil while nobody can be reached
	SaidAt      time.Time
	DueAt       time.Time
	AnsweredAt  *time.Time
	DoneAt      *time.Time
	Ended       PressureEnd
	Step        Step
	NextAt      *time.Time // of the next reminder, or try to find somebody
}

// Open says whether it is still looked into.
func (p Pressure) Open() bool { return p.DoneAt == nil }

// IsOf says whether nip looks into it.
func (p Pressure) IsOf(nip roster.NIP) bool { return p.NIP != nil && *p.NIP == nip }

func (p Pressure) subject() string { return pressurePrefix + strconv.FormatInt(p.ID, 10) }

const pressurePrefix = "pressure:"

// Kinds of its events.
const (
	PressSaid     Kind = "said"
	PressGiven    Kind = "given"
	PressAnswered Kind = "answered"
	PressEnded    Kind = "ended"
)

// PressureFacts is what its chain says of it, as it stands after an event.
type PressureFacts struct {
	Case  ID          `json:"case"`
	NIP   *roster.NIP `json:"nip,omitempty"`
	Ended PressureEnd `json:"ended,omitempty"`
}

// Facts is what its chain says of it.
func (p Pressure) Facts() PressureFacts {
	return PressureFacts{Case: p.ComplaintID, NIP: p.NIP, Ended: p.Ended}
}

// PressureOf reads the subject of an event of such a matter.
func PressureOf(e ledger.Entry) (id int64, f PressureFacts, err error) {
	if id, err = strconv.ParseInt(e.Subject[len(pressurePrefix):], 10, 64); err == nil {
		err = json.Unmarshal(e.Facts, &f)
	}
	if err != nil {
		err = fmt.Errorf("read entry %d of %s: %w", e.Seq, e.Subject, err)
	}
	return id, f, err
}

// record writes a matter and its event.
func (p Pressure) record(ctx context.Context, tx pgx.Tx, k Kind, actor string, at time.Time, words string) error {
	if err := savePressure(ctx, tx, p); err != nil {
		return err
	}
	facts, err := json.Marshal(p.Facts())
	if err != nil {
		return fmt.Errorf("encode an event of pressure %d: %w", p.ID, err)
	}
	e := ledger.New{Subject: p.subject(), Kind: string(k), Actor: actor, At: at, Facts: facts}
	if words != "" {
		e.Content = []byte(words)
	}
	return ledger.Append(ctx, tx, e)
}

// MayPress says whether it can be said of a case now.
func (c Complaint) MayPress(now time.Time) bool {
	return !c.State.Open() && c.State != Merged && c.State != Spam && c.EndedAt != nil && !now.After(c.EndedAt.Add(PressFor))
}

// Press says that the citizen is pressed because of a case, or adds words to a
// matter that is looked into; fresh says which. It refuses with ErrUnknown,
// ErrPaperPIN, ErrPressOver, ErrPressed or ErrTooLong.
func (d *Desk) Press(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, words string) (c Complaint, p Pressure, fresh bool, err error) {
	if err := wrote(words); words != "" && err != nil {
		return Complaint{}, Pressure{}, false, err
	}
	if c, err = d.FindToDecide(ctx, tx, reporter, id); err != nil {
		return Complaint{}, Pressure{}, false, err
	}
	open, err := pressures(ctx, tx, `WHERE complaint_id = $1 AND done_at IS NULL`, id)
	switch {
	case err != nil:
		return Complaint{}, Pressure{}, false, err
	case len(open) > 0 && words == "":
		return Complaint{}, Pressure{}, false, ErrPressed
	case len(open) > 0:
		p = open[0]
		return c, p, false, p.record(ctx, tx, PressSaid, Citizen, now, words)
	case !c.MayPress(now):
		return Complaint{}, Pressure{}, false, ErrPressOver
	}
	p = Pressure{ComplaintID: id, SaidAt: now}
	if err := d.givePressure(ctx, tx, now, c, &p); err != nil {
		return Complaint{}, Pressure{}, false, err
	}
	if err := insertPressure(ctx, tx, &p); err != nil {
		return Complaint{}, Pressure{}, false, err
	}
	return c, p, true, p.record(ctx, tx, PressSaid, Citizen, now, words)
}

// givePressure gives a matter to whoever can look into it now, with a limit of their
// own.
func (d *Desk) givePressure(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, p *Pressure) error {
	to, found, err := d.inspector(ctx, tx, now, c)
	if err != nil {
		return err
	}
	unit := c.UnitCode
	if p.NIP, p.Step = nil, NotYet; found {
		p.NIP, unit = &to.NIP, to.UnitCode
	}
	cal, err := d.Calendars.For(ctx, tx, unit)
	if err != nil {
		return err
	}
	p.DueAt = cal.DueInDays(now, pressDays)
	e := Errand{NIP: p.NIP, GivenAt: now, DueAt: p.DueAt}
	e.schedule(cal)
	p.NextAt = e.NextAt
	return nil
}

// inspector finds who looks into it: of the inspectorate whoever looks into
// least, else the secretary; never somebody of the unit of anybody who held the
// case, nor of the inspectorate anybody who leads one of them.
func (d *Desk) inspector(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) (roster.Employee, bool, error) {
	held, err := holders(ctx, tx, c.ID)
	if err != nil {
		return roster.Employee{}, false, err
	}
	f, err := d.fit(ctx, tx, now, c)
	if err != nil {
		return roster.Employee{}, false, err
	}
	for _, role := range []roster.Role{roster.RoleInspektorat, roster.RoleSekda} {
		all, err := roster.Connected(ctx, tx, role)
		if err != nil {
			return roster.Employee{}, false, err
		}
		work, err := pressuresByOwner(ctx, tx)
		if err != nil {
			return roster.Employee{}, false, err
		}
		slices.SortStableFunc(all, func(a, b roster.Employee) int { return cmp.Compare(work[a.NIP], work[b.NIP]) })
		for _, e := range all {
			near, err := near(ctx, tx, e, held, role == roster.RoleInspektorat)
			if err != nil {
				return roster.Employee{}, false, err
			}
			if near {
				continue
			}
			if fit, err := f.is(ctx, tx, e.NIP); err != nil || fit {
				return e, fit, err
			}
		}
	}
	return roster.Employee{}, false, nil
}

// holders are those who hold or held a case.
func holders(ctx context.Context, tx pgx.Tx, id ID) (held []roster.Employee, err error) {
	ss, err := Stretches(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, s := range ss {
		e, err := roster.Find(ctx, tx, s.Holder)
		if err != nil {
			return nil, err
		}
		held = append(held, e)
	}
	return held, nil
}

// near says whether somebody is of the unit of one of some, or with line leads
// one of them.
func near(ctx context.Context, tx pgx.Tx, e roster.Employee, held []roster.Employee, line bool) (bool, error) {
	for _, h := range held {
		if h.UnitCode == e.UnitCode {
			return true, nil
		}
		if !line {
			continue
		}
		if leads, err := roster.Leads(ctx, tx, e.NIP, h.NIP); err != nil || leads {
			return leads, err
		}
	}
	return false, nil
}

// Pressed gives a matter to who looks into it, with its case. Everybody else it
// refuses with ErrNotErrand, as if it were not there.
func (d *Desk) Pressed(ctx context.Context, tx pgx.Tx, by roster.NIP, id int64) (Pressure, Complaint, error) {
	ps, err := pressures(ctx, tx, `WHERE id = $1 FOR UPDATE`, id)
	switch {
	case err != nil:
		return Pressure{}, Complaint{}, err
	case len(ps) == 0 || !ps[0].IsOf(by):
		return Pressure{}, Complaint{}, ErrNotErrand
	}
	c, err := Find(ctx, tx, ps[0].ComplaintID)
	return ps[0], c, err
}

// AnswerPressed answers the citizen. It refuses as Pressed does, and with
// ErrErrandOver, ErrEmpty or ErrTooLong.
func (d *Desk) AnswerPressed(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64, words string) (Pressure, Complaint, error) {
	p, c, err := d.pressing(ctx, tx, by, id, words)
	if err != nil {
		return Pressure{}, Complaint{}, err
	}
	if p.AnsweredAt == nil {
		p.AnsweredAt, p.NextAt = &now, nil
	}
	return p, c, p.record(ctx, tx, PressAnswered, ByEmployee(by), now, words)
}

// EndPressed notes what was found, and why. It refuses as AnswerPressed does.
func (d *Desk) EndPressed(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64, end PressureEnd, why string) (Pressure, Complaint, error) {
	p, c, err := d.pressing(ctx, tx, by, id, why)
	if err != nil {
		return Pressure{}, Complaint{}, err
	}
	p.Ended, p.DoneAt, p.NextAt = end, &now, nil
	return p, c, p.record(ctx, tx, PressEnded, ByEmployee(by), now, why)
}

func (d *Desk) pressing(ctx context.Context, tx pgx.Tx, by roster.NIP, id int64, words string) (Pressure, Complaint, error) {
	if err := wrote(words); err != nil {
		return Pressure{}, Complaint{}, err
	}
	p, c, err := d.Pressed(ctx, tx, by, id)
	if err == nil && !p.Open() {
		err = ErrErrandOver
	}
	return p, c, err
}

// DuePressed moves a matter on: false when nothing is due. One whose owner no
// message reaches any more goes to whoever can look into it now.
func (d *Desk) DuePressed(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Pressure, Complaint, bool, error) {
	ps, err := pressures(ctx, tx, `WHERE id = $1 AND done_at IS NULL FOR UPDATE`, id)
	if err != nil || len(ps) == 0 {
		return Pressure{}, Complaint{}, false, err
	}
	p := ps[0]
	c, err := Find(ctx, tx, p.ComplaintID)
	if err != nil {
		return p, c, false, err
	}
	lost, err := d.lostOwner(ctx, tx, now, Errand{NIP: p.NIP, GivenAt: now})
	if err != nil {
		return p, c, false, err
	}
	if lost {
		_, another, err := d.inspector(ctx, tx, now, c)
		if err != nil {
			return p, c, false, err
		}
		back, err := returns(ctx, tx, Errand{NIP: p.NIP})
		if err != nil {
			return p, c, false, err
		}
		lost = another || !back // with nobody else it waits for whoever is only away
	}
	if lost {
		was := p.NIP
		if err := d.givePressure(ctx, tx, now, c, &p); err != nil || p.NIP == nil && was == nil {
			return p, c, false, err
		}
		return p, c, true, p.record(ctx, tx, PressGiven, System, now, "")
	}
	if p.NextAt == nil || now.Before(*p.NextAt) {
		return p, c, false, nil
	}
	owner, err := roster.Find(ctx, tx, *p.NIP)
	if err != nil {
		return p, c, false, err
	}
	cal, err := d.Calendars.For(ctx, tx, owner.UnitCode)
	if err != nil {
		return p, c, false, err
	}
	e := Errand{NIP: p.NIP, GivenAt: p.SaidAt, DueAt: p.DueAt, Step: Reminded}
	if !now.Before(p.DueAt) {
		e.Step = Overdue
	}
	e.schedule(cal)
	p.Step, p.NextAt = e.Step, e.NextAt
	return p, c, true, savePressure(ctx, tx, p)
}

// PressedStory gives what was said in a matter, oldest first.
func PressedStory(ctx context.Context, tx pgx.Tx, p Pressure) (all []Event, err error) {
	entries, err := ledger.Read(ctx, tx, p.subject())
	for _, e := range entries {
		all = append(all, Event{Seq: e.Seq, Kind: Kind(e.Kind), Actor: e.Actor, At: e.At, Words: string(e.Content)})
	}
	return all, err
}

// saidPressed lists where the reporter of a case said that they are pressed; an
// heir has not said what was said before.
func saidPressed(ctx context.Context, tx pgx.Tx, c Complaint) (entries []int64, err error) {
	ps, err := PressedIn(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		all, err := ledger.Read(ctx, tx, p.subject())
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if e.Content != nil && e.Actor == Citizen {
				entries = append(entries, e.ID)
			}
		}
	}
	return entries, nil
}
