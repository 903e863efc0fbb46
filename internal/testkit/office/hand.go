package office

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Acts that change who holds a case.
const (
	Give  Act = iota + Acts // to whoever of the officers is named first and is allowed it
	Offer                   // to the next officer
	Take                    // what is offered, or decline it, …
	Decline
	Recall
	Lapse // what nobody answered in time
	Place // with another officer, what was offered in vain, or leave it …
	Keep
	Lead // another case, which is told as a part of this one
	Join // another case, as a part of it, or be a case of its own again
	Part
	Extend // ask for a later limit, …
	Longer // which somebody above grants
	Doubt  // the citizen says that the first answer is none, …
	Void   // and somebody above agrees, also where it was not said before
	Hands  // the end of them
)

// officers are those who handle cases.
var officers = []roster.NIP{"budi", "dewi", "hendra"}

// next is the officer after one.
func next(nip roster.NIP) roster.NIP {
	for i, o := range officers {
		if o == nip {
			return officers[(i+1)%len(officers)]
		}
	}
	return officers[0]
}

// hand does what changes who holds a case.
func (o *Office) hand(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, by roster.NIP, act Act) error {
	to, err := roster.Find(ctx, tx, next(by))
	if err != nil {
		return err
	}
	switch act {
	case Give:
		_, s, err := o.Desk.Assign(ctx, tx, at, complaint.System, id, to)
		if err != nil {
			return err
		}
		return o.Desk.Begin(ctx, tx, at, s.ID)
	case Offer:
		_, _, _, err = o.Desk.Offer(ctx, tx, at, by, id, to, "Bukan jalan saya.")
		return err
	case Recall:
		_, _, err = o.Desk.Recall(ctx, tx, at, by, id)
		return err
	case Part:
		_, _, err = o.Desk.Part(ctx, tx, at, "vera", id)
		return err
	case Lead, Join:
		return o.merge(ctx, tx, at, id, act == Lead)
	case Extend:
		_, _, err = o.Desk.Extend(ctx, tx, at, by, id, 2, "Alat dipinjam kecamatan.")
		return err
	case Doubt, Void:
		_, _, err = o.Desk.Doubt(ctx, tx, at, "tg:sari", id)
		if _, refused := refusal.Of(err); act == Doubt || err != nil && !refused {
			return err
		}
	}
	open, err := complaint.OpenErrands(ctx, tx)
	if err != nil {
		return err
	}
	for _, e := range open {
		switch {
		case e.ComplaintID != id || e.NIP == nil:
		case e.Kind == complaint.ToExtend && act == Longer:
			_, _, err = o.Desk.DecideExtension(ctx, tx, at, *e.NIP, e.ID, true, "")
			return err
		case e.Kind == complaint.ToJudge && act == Void:
			_, err = o.Desk.JudgeAnswer(ctx, tx, at, *e.NIP, e.ID, false, "Tanpa hari dan tindakan.")
			return err
		}
		if e.ComplaintID == id && e.NIP != nil && (e.Kind == complaint.ToTake || e.Kind == complaint.ToPlace) {
			return o.settle(ctx, tx, at, e, to, act)
		}
	}
	return nil
}

// settle does what waits of an offer, as whoever it waits for.
func (o *Office) settle(ctx context.Context, tx pgx.Tx, at time.Time, e complaint.Errand, to roster.Employee, act Act) error {
	taking := e.Kind == complaint.ToTake
	switch {
	case act == Take && taking:
		_, _, err := o.Desk.Take(ctx, tx, at, *e.NIP, e.ID)
		return err
	case act == Decline && taking:
		_, _, _, err := o.Desk.Decline(ctx, tx, at, *e.NIP, e.ID, "Bukan pula saya.")
		return err
	case act == Lapse:
		_, _, _, err := o.Desk.DueErrand(ctx, tx, at, e.ID)
		return err
	case act == Place && !taking:
		_, s, err := o.Desk.Place(ctx, tx, at, *e.NIP, e.ID, to, "Bagi tugas.")
		if err != nil {
			return err
		}
		return o.Desk.Begin(ctx, tx, at, s.ID)
	case act == Keep && !taking:
		_, err := o.Desk.Keep(ctx, tx, at, *e.NIP, e.ID, "Lanjutkan.")
		return err
	}
	return nil
}

// merge merges a case with a new one, of which it leads or is a part.
func (o *Office) merge(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, leads bool) error {
	r, err := o.Desk.File(ctx, tx, at, complaint.Filing{
		Reporter: "tg:tono", Channel: "telegram", Body: "Jalan berlubang", Category: "jalan", Unit: "BM", Area: "bayung",
		Visibility: complaint.Secret, Officer: officers[0],
	})
	if err != nil {
		return err
	}
	if err := o.Desk.Begin(ctx, tx, at, r.Stretch.ID); err != nil {
		return err
	}
	lead, part := r.ID, id
	if leads {
		lead, part = part, lead
	}
	_, _, err = o.Desk.Merge(ctx, tx, at, "vera", lead, []complaint.ID{lead, part})
	return err
}
