package notice

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/routing"
	"tanggap/internal/text"
)

// Case gathers what staff are shown of a case.
func (d *Desk) Case(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (text.StaffCase, error) {
	s, running, err := complaint.Running(ctx, tx, c.ID)
	if err != nil {
		return text.StaffCase{}, err
	}
	if !running {
		return d.view(ctx, tx, now, c, nil)
	}
	return d.view(ctx, tx, now, c, &s)
}

func (d *Desk) view(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, s *complaint.Stretch) (v text.StaffCase, err error) {
	v = text.StaffCase{Complaint: c, Now: now}
	if v.Category, v.Unit, err = d.names(ctx, tx, c); err != nil {
		return v, err
	}
	if v.Area, err = d.Area(ctx, tx, c.Area()); err != nil {
		return v, err
	}
	if v.Sent, err = sent(ctx, tx, c.ID); err != nil {
		return v, err
	}
	book, err := d.Complaints.Calendars.Book(ctx, tx)
	if err != nil {
		return v, err
	}
	if c.Holder != nil {
		holder, err := book.Employee(*c.Holder)
		if err != nil {
			return v, err
		}
		v.Post = holder.Position
	}
	cal, err := book.Calendar(c.UnitCode)
	if err != nil {
		return v, err
	}
	v.PerDay = cal.Hours().PerDay()
	if s != nil {
		begun, err := d.Complaints.Foresee(ctx, tx, now, c, *s)
		if err != nil {
			return v, err
		}
		v.Stretch, v.Left = &begun, begun.Left(cal, now)
	}
	if c.State == complaint.Proposed {
		silent := c.SilentAt(cal)
		v.SilentAt = &silent
	}
	return v, nil
}

func (d *Desk) names(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (category, unit string, err error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return "", "", err
	}
	k, err := guide.Category(c.CategoryCode)
	if err != nil {
		return "", "", err
	}
	u, err := guide.Unit(c.UnitCode)
	return k.Name, u.Name, err
}

// Lines names what stands in a list of cases for staff.
func (d *Desk) Lines(ctx context.Context, tx pgx.Tx, now time.Time, tasks []complaint.Task) ([]text.TaskLine, error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return nil, err
	}
	ls := make([]text.TaskLine, len(tasks))
	for i, t := range tasks {
		k, err := guide.Category(t.CategoryCode)
		if err != nil {
			return nil, err
		}
		ls[i] = text.TaskLine{Task: t, Category: k.Name, Area: areaOf(guide, t.Area()), Age: now.Sub(t.FiledAt)}
	}
	return ls, nil
}

// Area names a place by itself and what it lies in: "Lubuk Saung, Seberang
// Musi". The regency goes without saying.
func (d *Desk) Area(ctx context.Context, tx pgx.Tx, code string) (string, error) {
	if code == "" {
		return "", nil
	}
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return "", err
	}
	return areaOf(guide, code), nil
}

func areaOf(guide *routing.Edition, code string) string {
	var names []string
	for i, a := range guide.Path(code) {
		if i == 0 || a.Type != routing.TypeKabupaten {
			names = append(names, a.Name)
		}
	}
	return strings.Join(names, ", ")
}

func sent(ctx context.Context, tx pgx.Tx, id complaint.ID) (text.Files, error) {
	wanted, err := attachment.Of(ctx, tx, id.Subject())
	if err != nil {
		return text.Files{}, err
	}
	var files []attachment.File
	for _, w := range wanted {
		if w.Role == complaint.Citizen && w.Lost == "" {
			files = append(files, attachment.File{Kind: w.Kind})
		}
	}
	return text.CountFiles(files), nil
}
