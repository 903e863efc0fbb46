package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/screen"
)

// aboutOfficer says whether a draft goes to the neutral desk: its category
// does, or its writer said that it is about an officer.
func (o Outline) aboutOfficer(draft Draft) bool {
	return !draft.Thanks() && (draft.Officer || o.Category.Neutral)
}

// neutral sends a draft past the office that it is about.
func (d *Desk) neutral(ctx context.Context, tx pgx.Tx, now time.Time, draft Draft, p Plan, reporter string) (Plan, error) {
	p.About = &complaint.Suspect{}
	var err error
	switch {
	case draft.Unit == "" && screen.Inspection(draft.Body()):
		if p.About.Unit, err = inspectorate(ctx, tx); err != nil {
			return p, err
		}
	// The office that answers for a neutral category is not the one meant.
	case draft.Unit != "" || !p.Category.Neutral:
		p.About.Unit = p.Unit.Code
	}
	to, above, found, err := complaint.NeutralOfficer(ctx, tx, now.In(d.Complaints.Calendars.Location()), *p.About, reporter)
	if err != nil {
		return p, err
	}
	p.Above = above
	if !found {
		p.Officer = nil
		return p, nil
	}
	p.Officer = &to
	p.Unit, err = roster.FindUnit(ctx, tx, to.UnitCode)
	return p, err
}

// inspectorate is the unit of those who look into what officers did; "" where
// nobody does.
func inspectorate(ctx context.Context, tx pgx.Tx) (string, error) {
	all, err := roster.WithRole(ctx, tx, roster.RoleInspektorat)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0].UnitCode, nil
}

// kept says whether somebody must not hear of a case: it is about them, or
// about somebody whom they lead.
func (d *Desk) kept(ctx context.Context, tx pgx.Tx, about string, from roster.NIP) (bool, error) {
	id, is := complaint.ParseSubject(about)
	if !is {
		return false, nil
	}
	return complaint.Excluded(ctx, tx, id, from)
}

// Unheld lists the cases that nobody holds, as far as somebody may see them.
func Unheld(ctx context.Context, tx pgx.Tx, now time.Time, viewer roster.NIP) ([]complaint.Complaint, error) {
	all, err := complaint.Unheld(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	var seen []complaint.Complaint
	for _, c := range all {
		excluded, err := complaint.Excluded(ctx, tx, c.ID, viewer)
		if err != nil {
			return nil, err
		}
		if !excluded {
			seen = append(seen, c)
		}
	}
	return seen, nil
}
