package complaint

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// One piece of work may answer several cases of one place. Its holder tells it
// once, with one evidence; each citizen gets it in their own case and decides
// alone, and each case keeps its own clocks.

const (
	// ErrSeveral says that a case cannot share the result of another.
	ErrSeveral refusal.Code = "complaint.several"
	// ErrMost says that there are more than MostAtOnce.
	ErrMost refusal.Code = "complaint.several_most"
)

// MostAtOnce is how many cases one result may be told for.
const MostAtOnce = 10

// Fellows lists the other cases of a holder that one result may be told for with
// one of theirs, what is most urgent first: of the same category and place,
// without a question to their citizen or a result that waits, and with nothing
// that others still do for them.
func (d *Desk) Fellows(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) ([]Task, error) {
	tasks, err := d.Tasks(ctx, tx, now, by)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(tasks, func(t Task) bool { return t.ID == id })
	if i < 0 {
		return nil, nil
	}
	own := tasks[i].Complaint
	if apart, err := d.tellsAlone(ctx, tx, own); err != nil || apart {
		return nil, err
	}
	var fellows []Task
	for _, t := range tasks {
		fit, err := d.fellow(ctx, tx, own, t.Complaint)
		if err != nil {
			return nil, err
		}
		if fit {
			fellows = append(fellows, t)
		}
	}
	return fellows, nil
}

// tellsAlone says whether the result of a case is its own only: what is about an
// officer is told with nothing else, and so is what nobody knows the place of.
func (d *Desk) tellsAlone(ctx context.Context, tx pgx.Tx, c Complaint) (bool, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return false, err
	}
	if area, coarse := placeOf(guide, c.Area()); area == "" || coarse && c.pin() == nil {
		return true, nil
	}
	_, about, err := AboutOfficer(ctx, tx, c.ID)
	return about, err
}

// fellow says whether c may share the result of a case that does not tell alone.
// Two pins know better than the name of a village.
func (d *Desk) fellow(ctx context.Context, tx pgx.Tx, own, c Complaint) (bool, error) {
	if c.ID == own.ID || c.CategoryCode != own.CategoryCode || c.Area() != own.Area() || own.Holder == nil || !c.HeldBy(*own.Holder) {
		return false, nil
	}
	if a, b := own.pin(), c.pin(); a != nil && b != nil && metres(*a, *b) > nearMetres {
		return false, nil
	}
	switch c.State {
	case Assigned, Accepted, Answered, Reopened:
	default:
		return false, nil
	}
	if apart, err := d.tellsAlone(ctx, tx, c); err != nil || apart {
		return false, err
	}
	err := helped(ctx, tx, c.ID)
	if errors.Is(err, ErrHelpOpen) {
		return false, nil
	}
	return err == nil, err
}

// ProposeAll is Propose for a case and up to nine others, all of them or none.
// It refuses as Propose does, and with ErrSeveral or ErrMost.
func (d *Desk) ProposeAll(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, list []ID, result string, files ...attachment.File) ([]Complaint, error) {
	if len(list) > MostAtOnce {
		return nil, ErrMost
	}
	locked, err := lockAll(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	if len(list) > 1 {
		if apart, err := d.tellsAlone(ctx, tx, locked[list[0]]); err != nil || apart {
			return nil, cmp.Or(err, error(ErrSeveral))
		}
	}
	for _, id := range list[1:] {
		if fit, err := d.fellow(ctx, tx, locked[list[0]], locked[id]); err != nil || !fit {
			return nil, cmp.Or(err, error(ErrSeveral))
		}
	}
	told := make([]Complaint, len(list))
	for i, id := range list {
		if told[i], err = d.propose(ctx, tx, now, by, id, list, result, files); err != nil {
			return nil, err
		}
	}
	return told, nil
}

// SameResult lists the cases that the last result of a case was told for, itself
// first.
func SameResult(ctx context.Context, tx pgx.Tx, c Complaint) ([]Complaint, error) {
	if c.Holder == nil || c.ProposedAt == nil || c.AreaCode == nil {
		return []Complaint{c}, nil
	}
	others, err := many(ctx, tx, `
		WHERE holder = $1 AND proposed_at = $2 AND category_code = $3 AND area_code = $4 AND id <> $5
		ORDER BY id`, c.Holder, c.ProposedAt, c.CategoryCode, c.AreaCode, c.ID)
	return append([]Complaint{c}, others...), err
}

// wordsOf are the words of some cases for one day: that of any proves.
func (d *Desk) wordsOf(list []ID, on worktime.Date) string {
	words := make([]string, len(list))
	for i, id := range list {
		words[i] = d.Word(id, on)
	}
	return strings.Join(words, " ")
}
