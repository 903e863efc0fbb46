package officer

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// stepHeir is the step in which a name may be typed of whom a case goes to.
const stepHeir = "heir.name"

// heirs is a case that looks for somebody, by its holder or by whoever decides.
type heirs struct {
	complaint.Complaint
	errand int64 // of whoever decides; 0 where its holder offers it
}

// choosing is what that step keeps.
type choosing struct {
	Case   complaint.ID `json:"case"`
	Errand int64        `json:"errand,omitempty"`
	At     time.Time    `json:"at"`
}

// seeking gives a case that this employee may hand on now. It refuses as
// offering, or as deciding would.
func seeking(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, errand int64) (heirs, error) {
	if errand == joining {
		c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, id, complaint.Shared)
		return heirs{c, joining}, err
	}
	if errand == 0 {
		c, err := t.Desk.Offerable(ctx, tx, t.Now, t.Employee.NIP, id)
		return heirs{c, 0}, err
	}
	e, c, err := t.Desk.ReadyErrand(ctx, tx, t.Now, t.Employee.NIP, errand)
	if err == nil && (e.Kind != complaint.ToPlace || c.ID != id) {
		err = ErrStale
	}
	return heirs{c, errand}, err
}

// sought is the case that a press names, with the errand behind it.
func sought(ctx context.Context, tx pgx.Tx, t *turn.Turn) (heirs, error) {
	id, err := t.Case(0)
	if err != nil {
		return heirs{}, err
	}
	errand, err := strconv.ParseInt(t.Arg(1), 10, 64)
	if err != nil {
		errand = 0
	}
	return seeking(ctx, tx, t, id, errand)
}

func offerStart(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	return seek(ctx, tx, t, id, 0)
}

// seek asks who gets a case, or a part of it.
func seek(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, errand int64) (turn.Answer, error) {
	if a, busy, err := busy(t); busy {
		return a, err
	}
	h, err := seeking(ctx, tx, t, id, errand)
	if err != nil {
		return turn.Answer{}, err
	}
	return h.ask(t, func() (outbox.Message, error) { return h.people(ctx, tx, t, h.UnitCode, 0) })
}

func placeStart(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	e, c, err := pressedErrand(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return seek(ctx, tx, t, c.ID, e.ID)
}

// ask shows a choice, beside which a name may be typed.
func (h heirs) ask(t *turn.Turn, show func() (outbox.Message, error)) (turn.Answer, error) {
	a, err := say(show())
	a.Step, a.Data = stepHeir, choosing{h.ID, h.errand, t.Now}
	return turn.About(h.ID, a, err)
}

// not are those who are no choice: whoever has the case already.
func (h heirs) not(e roster.Employee) bool { return h.HeldBy(e.NIP) }

func (h heirs) people(ctx context.Context, tx pgx.Tx, t *turn.Turn, unit string, at int) (outbox.Message, error) {
	v := text.Heirs{ID: h.ID, Code: h.Code, Errand: h.errand, Unit: unit}
	u, err := roster.FindUnit(ctx, tx, unit)
	if err != nil {
		return outbox.Message{}, err
	}
	all, err := roster.Reachable(ctx, tx, t.Now.In(t.Desk.Calendars.Location()), unit)
	if err != nil {
		return outbox.Message{}, err
	}
	v.From = u.Name
	v.People, v.Page = turn.Page(slices.DeleteFunc(all, h.not), at)
	return t.Text.HeirPeople(t.Lang, v)
}

func heirPeople(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	h, err := sought(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Change(h.people(ctx, tx, t, t.Arg(2), t.PageAt(3)))
}

func heirUnits(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	h, err := sought(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	units, err := roster.ReachableUnits(ctx, tx, t.Now.In(t.Desk.Calendars.Location()))
	if err != nil {
		return turn.Answer{}, err
	}
	v := text.Heirs{ID: h.ID, Code: h.Code, Errand: h.errand}
	units = slices.DeleteFunc(units, func(u roster.Unit) bool { return u.Code == h.UnitCode })
	v.Units, v.Page = turn.Page(units, t.PageAt(2))
	return turn.Change(t.Text.HeirUnits(t.Lang, v))
}

// heirUnit takes a unit: whoever handles such cases there.
func heirUnit(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	h, err := sought(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return h.unit(ctx, tx, t, t.Arg(2))
}

func (h heirs) unit(ctx context.Context, tx pgx.Tx, t *turn.Turn, code string) (turn.Answer, error) {
	to, err := t.Desk.ReceiverIn(ctx, tx, t.Now, *h.Holder, h.Complaint, code)
	if err != nil {
		return turn.Answer{}, err
	}
	if to, err = roster.InPost(ctx, tx, t.Now.In(t.Desk.Calendars.Location()), to.NIP, code); err != nil {
		return turn.Answer{}, err
	}
	return why(ctx, tx, t, h, to, "")
}

func heirPick(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	h, err := sought(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return h.pick(ctx, tx, t, roster.NIP(t.Arg(2)), t.Arg(3))
}

func (h heirs) pick(ctx context.Context, tx pgx.Tx, t *turn.Turn, nip roster.NIP, unit string) (turn.Answer, error) {
	chosen, err := roster.Find(ctx, tx, nip)
	if err != nil {
		return turn.Answer{}, err
	}
	to, err := t.Desk.Receiver(ctx, tx, t.Now, *h.Holder, h.Complaint, nip)
	if err != nil {
		return turn.Answer{}, err
	}
	if to, err = roster.InPost(ctx, tx, t.Now.In(t.Desk.Calendars.Location()), to.NIP, unit); err != nil {
		return turn.Answer{}, err
	}
	instead := ""
	if to.NIP != nip {
		instead = chosen.Name
	}
	return why(ctx, tx, t, h, to, instead)
}

// heirTyped takes a name: of one person or unit at once, of several as a choice.
func heirTyped(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var k choosing
	if err := t.Read(&k); err != nil {
		return turn.Answer{}, err
	}
	h, err := seeking(ctx, tx, t, k.Case, k.Errand)
	if err != nil {
		return turn.Answer{}, err
	}
	words := strings.FieldsFunc(strings.ToLower(t.In.Text), func(r rune) bool { return !unicode.IsLetter(r) })
	people, err := roster.Search(ctx, tx, words)
	if err != nil {
		return turn.Answer{}, err
	}
	people = slices.DeleteFunc(people, h.not)
	units, err := unitsNamed(ctx, tx, t, words)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case len(people) == 1 && len(units) == 0:
		return h.pick(ctx, tx, t, people[0].NIP, h.UnitCode)
	case len(people) == 0 && len(units) == 1:
		return h.unit(ctx, tx, t, units[0].Code)
	}
	v := text.Heirs{ID: h.ID, Code: h.Code, Errand: h.errand, People: people[:min(len(people), turn.PerPage)], Units: units[:min(len(units), turn.PerPage)]}
	return h.ask(t, func() (outbox.Message, error) { return t.Text.HeirPeople(t.Lang, v) })
}

// unitsNamed are the units whose name holds all of some words.
func unitsNamed(ctx context.Context, tx pgx.Tx, t *turn.Turn, words []string) ([]roster.Unit, error) {
	all, err := roster.ReachableUnits(ctx, tx, t.Now.In(t.Desk.Calendars.Location()))
	if err != nil || len(words) == 0 {
		return nil, err
	}
	return slices.DeleteFunc(all, func(u roster.Unit) bool {
		name := strings.ToLower(u.Name)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) })
	}), nil
}
