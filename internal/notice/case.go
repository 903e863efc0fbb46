package notice

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/routing"
	"tanggap/internal/text"
)

// Case gathers what staff are shown of a case. What the caller wants to know
// besides is asked in the same round trip.
func (d *Desk) Case(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, more ...func(*pgx.Batch)) (text.StaffCase, error) {
	return d.caseWith(ctx, tx, now, c, &besides{}, more...)
}

// WholeCase is Case with what was filed of the same kind and place before it, and
// with what was read for it.
func (d *Desk) WholeCase(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, more ...func(*pgx.Batch)) (text.StaffCase, complaint.Beside, error) {
	var k besides
	before, err := d.Complaints.CountEarlier(ctx, tx, now, c, &k.earlier)
	if err != nil {
		return text.StaffCase{}, k.Beside, err
	}
	v, err := d.caseWith(ctx, tx, now, c, &k, append(more, before)...)
	return v, k.Beside, err
}

func (d *Desk) caseWith(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, k *besides, more ...func(*pgx.Batch)) (text.StaffCase, error) {
	var s *complaint.Stretch
	more = append(more, func(b *pgx.Batch) { complaint.QueueRunning(b, c.ID, &s) })
	if err := k.read(ctx, tx, c.ID, more...); err != nil {
		return text.StaffCase{}, err
	}
	v, err := d.view(ctx, tx, now, c, s, *k)
	v.Identity, v.MayName = k.Asked, c.MayName(v.Category) && !v.Neutral
	return v, err
}

// besides is what is told of a case and stands in no column of its own.
type besides struct {
	complaint.Beside
	files   []attachment.Wanted
	crowd   complaint.Crowd
	earlier complaint.Earlier // none of a case about an officer
}

// read asks for it, and for more in the same round trip.
func (k *besides) read(ctx context.Context, tx pgx.Tx, id complaint.ID, more ...func(*pgx.Batch)) error {
	var batch pgx.Batch
	attachment.QueueOf(&batch, id.Subject(), &k.files)
	complaint.QueueBeside(&batch, id, &k.Beside)
	for _, ask := range more {
		ask(&batch)
	}
	err := tx.SendBatch(ctx, &batch).Close()
	if err == nil && k.Crowded {
		var counts pgx.Batch
		complaint.QueueCrowd(&counts, id, &k.crowd)
		err = tx.SendBatch(ctx, &counts).Close()
	}
	if err != nil {
		return fmt.Errorf("read what is told of case %d: %w", id, err)
	}
	return nil
}

func (d *Desk) view(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, s *complaint.Stretch, known besides) (v text.StaffCase, err error) {
	v = text.StaffCase{Complaint: c, Now: now, Sent: sent(known.files), Crowd: known.crowd, Neutral: known.Suspect != nil, Passing: known.Passing}
	if !v.Neutral {
		v.Earlier = known.earlier
	}
	if v.Category, v.Unit, err = d.names(ctx, tx, c); err != nil {
		return v, err
	}
	if v.Area, err = d.Area(ctx, tx, c.Area()); err != nil {
		return v, err
	}
	book, err := d.Complaints.Calendars.Book(ctx, tx)
	if err != nil {
		return v, err
	}
	if c.Holder != nil {
		if v.Post, err = book.Title(*c.Holder, c.UnitCode); err != nil {
			return v, err
		}
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
	cases := make([]complaint.ID, len(tasks))
	for i, t := range tasks {
		cases[i] = t.ID
	}
	turned, err := complaint.TurnedUp(ctx, tx, cases...)
	if err != nil {
		return nil, err
	}
	ls := make([]text.TaskLine, len(tasks))
	for i, t := range tasks {
		k, err := guide.Category(t.CategoryCode)
		if err != nil {
			return nil, err
		}
		ls[i] = text.TaskLine{Task: t, Category: k.Name, Area: areaOf(guide, t.Area()), Age: max(0, now.Sub(seenFrom(turned, t.Complaint)))}
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

func fromCitizen(w attachment.Wanted) bool {
	_, is := complaint.FromCitizen(w.Role)
	return is
}

// sent counts what citizens sent and has not been lost.
func sent(all []attachment.Wanted) text.Files {
	var files []attachment.File
	for _, w := range all {
		if fromCitizen(w) && w.Lost == "" {
			files = append(files, attachment.File{Kind: w.Kind})
		}
	}
	return text.CountFiles(files)
}
