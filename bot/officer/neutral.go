package officer

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

// neutralRoutes are for who handles a case about an officer.
var neutralRoutes = []turn.Route{
	{Button: "name.open", Who: turn.Staff, Do: nameOpen},
	{Button: "name.units", Who: turn.Staff, Do: nameUnits},
	{Button: "name.people", Who: turn.Staff, Do: namePeople},
	{Button: "name.pick", Who: turn.Staff, Do: namePick},
}

// suspected is a case about an officer that the presser holds, and the office
// meant. It refuses with complaint.ErrNotYours or complaint.ErrNotAboutOfficer.
func suspected(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, string, error) {
	id, err := t.Case(0)
	if err != nil {
		return complaint.Complaint{}, "", err
	}
	c, err := complaint.Find(ctx, tx, id)
	if err != nil || !c.HeldBy(t.Employee.NIP) {
		return complaint.Complaint{}, "", complaint.ErrNotYours
	}
	s, about, err := complaint.AboutOfficer(ctx, tx, id)
	if err == nil && !about {
		err = complaint.ErrNotAboutOfficer
	}
	return c, s.Unit, err
}

func nameOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, office, err := suspected(ctx, tx, t)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case office == "":
		return unitsToName(ctx, tx, t, c, 0)
	}
	return peopleToName(ctx, tx, t, c, office, 0)
}

func nameUnits(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, _, err := suspected(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return unitsToName(ctx, tx, t, c, t.PageAt(1))
}

func unitsToName(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, from int) (turn.Answer, error) {
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	units, p := turn.Page(units, from)
	m, err := t.Text.NameUnits(t.Lang, c, units, p)
	a, err := turn.Aside(m, err)
	return turn.About(c.ID, a, err)
}

func namePeople(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, _, err := suspected(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return peopleToName(ctx, tx, t, c, t.Arg(1), t.PageAt(2))
}

func peopleToName(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, office string, from int) (turn.Answer, error) {
	unit, err := roster.FindUnit(ctx, tx, office)
	if err != nil {
		return turn.Answer{}, err
	}
	people, err := roster.OfUnit(ctx, tx, office)
	if err != nil {
		return turn.Answer{}, err
	}
	people, p := turn.Page(people, from)
	m, err := t.Text.NamePeople(t.Lang, c, unit, people, p)
	a, err := turn.Aside(m, err)
	return turn.About(c.ID, a, err)
}

func namePick(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, _, err := suspected(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	accused, err := roster.Find(ctx, tx, roster.NIP(t.Arg(1)))
	if err != nil {
		return turn.Answer{}, err
	}
	if c, err = t.Desk.Name(ctx, tx, t.Now, t.Employee.NIP, c.ID, accused); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.Named(t.Lang, c.Code, accused)
	a, err := turn.Change(m, err)
	return turn.About(c.ID, a, err)
}
