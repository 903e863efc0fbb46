package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// Waiting gathers what waits for somebody's decision or answer about cases; at
// most some of each are shown.
func (d *Desk) Waiting(ctx context.Context, tx pgx.Tx, now time.Time, nip roster.NIP, most int) (text.Waiting, error) {
	w := text.Waiting{Now: now}
	asked, err := complaint.DisclosuresFor(ctx, tx, now, nip)
	if err != nil {
		return w, err
	}
	errands, err := complaint.ErrandsOf(ctx, tx, nip)
	if err != nil {
		return w, err
	}
	w.Total = len(asked) + len(errands)
	for _, f := range asked[:min(len(asked), most)] {
		c, err := complaint.Find(ctx, tx, f.ComplaintID)
		if err != nil {
			return w, err
		}
		w.Asked = append(w.Asked, text.Disclosure{Disclosure: f, Case: c.ID, Code: c.Code, Now: now})
	}
	for _, e := range errands[:min(len(errands), most)] {
		c, err := complaint.Find(ctx, tx, e.ComplaintID)
		if err != nil {
			return w, err
		}
		v := text.Errand{Work: e}
		if v.StaffCase, err = d.Case(ctx, tx, now, c); err != nil {
			return w, err
		}
		w.All = append(w.All, v)
	}
	return w, nil
}

// waits counts what waits for somebody beside the cases that they hold.
func waits(ctx context.Context, tx pgx.Tx, now time.Time, nip roster.NIP) (w text.DigestWaits, err error) {
	first := func(at time.Time) {
		if w.Decisions++; w.First.IsZero() || at.Before(w.First) {
			w.First = at
		}
	}
	asked, err := complaint.DisclosuresFor(ctx, tx, now, nip)
	if err != nil {
		return w, err
	}
	for _, f := range asked {
		first(f.Until)
	}
	errands, err := complaint.ErrandsOf(ctx, tx, nip)
	if err != nil {
		return w, err
	}
	for _, e := range errands {
		first(e.DueAt)
	}
	rungs, err := complaint.RungsOf(ctx, tx, nip)
	if err != nil {
		return w, err
	}
	w.Help = len(rungs)
	leaves, err := roster.LeavesToDecide(ctx, tx, nip)
	for _, l := range leaves {
		if l.Decider != nil && *l.Decider == nip {
			w.Leaves++
		}
	}
	return w, err
}
