package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// offerView gathers what staff are told of an offer.
func (d *Desk) offerView(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, o complaint.Offer) (v text.Offer, err error) {
	v = text.Offer{Offer: o}
	if v.StaffCase, err = d.Case(ctx, tx, now, c); err != nil {
		return v, err
	}
	if v.From, err = d.Who(ctx, tx, o.From); err != nil {
		return v, err
	}
	v.To, err = d.WhoIn(ctx, tx, o.To, o.Unit)
	return v, err
}

// passedBy are the offers of a case as whoever decides on it is told.
func (d *Desk) passedBy(ctx context.Context, tx pgx.Tx, id complaint.ID) ([]text.Handing, error) {
	all, err := complaint.OffersOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var told []text.Handing
	for _, o := range all {
		p := text.Handing{Offer: o}
		if p.From, err = d.Who(ctx, tx, o.From); err != nil {
			return nil, err
		}
		if p.To, err = d.WhoIn(ctx, tx, o.To, o.Unit); err != nil {
			return nil, err
		}
		told = append(told, p)
	}
	return told, nil
}

// sender tells whoever offered a case what became of it.
func (d *Desk) sender(ctx context.Context, tx pgx.Tx, now time.Time, key string, v text.Offer, say func(locale.Lang, text.Offer) (outbox.Message, error)) error {
	_, err := d.staff(ctx, tx, now, key+":tawaran", v.Offer.From, outbox.Row{About: v.StaffCase.ID.Subject()},
		func(lang locale.Lang) (outbox.Message, error) { return say(lang, v) })
	return err
}

// TakenOn tells the citizens who has a case now that somebody accepted, and its
// sender that it is theirs no more; what the citizen sent follows to whoever
// has it.
func (d *Desk) TakenOn(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, o complaint.Offer) error {
	v, err := d.offerView(ctx, tx, now, c, o)
	if err != nil {
		return err
	}
	if err := d.sender(ctx, tx, now, key, v, d.Text.OfferTaken); err != nil {
		return err
	}
	if err := d.newsToAll(ctx, tx, now, key, c, "", d.Text.TakenOn); err != nil {
		return err
	}
	files, err := attachment.Of(ctx, tx, c.ID.Subject())
	if err != nil {
		return err
	}
	return d.files(ctx, tx, now, key, "", c, *c.Holder, files)
}

// Declined tells the sender of an offer why it was not taken, and whoever
// decides now that something waits for them.
func (d *Desk) Declined(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, o complaint.Offer, next *complaint.Errand) error {
	v, err := d.offerView(ctx, tx, now, c, o)
	if err != nil {
		return err
	}
	if v.Joint = next != nil && next.Kind == complaint.ToHelp; !v.Joint {
		if v.Decider, err = d.deciderOf(ctx, tx, next); err != nil {
			return err
		}
	}
	if err := d.sender(ctx, tx, now, key, v, d.Text.OfferDeclined); err != nil || next == nil {
		return err
	}
	_, err = d.Errand(ctx, tx, now, *next, c)
	return err
}

func (d *Desk) deciderOf(ctx context.Context, tx pgx.Tx, next *complaint.Errand) (text.Who, error) {
	if next == nil {
		return text.Who{}, nil
	}
	return d.Owner(ctx, tx, *next)
}

// OfferLapsed tells the sender of an offer that nobody answered it, and whoever
// decides now; e is their errand, or that of the receiver who cannot be reached.
func (d *Desk) OfferLapsed(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, e complaint.Errand) error {
	all, err := complaint.OffersOf(ctx, tx, c.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	var next *complaint.Errand
	if e.Kind == complaint.ToPlace {
		next = &e
	}
	o := all[len(all)-1]
	return d.Declined(ctx, tx, now, fmt.Sprintf("offer:%d", o.ID), c, o, next)
}

// placer is who decides on a case that is offered, should nobody take it; the zero
// Who for nobody yet.
func (d *Desk) placer(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (text.Who, error) {
	to, found, err := d.Complaints.Placer(ctx, tx, now, c)
	if err != nil || !found {
		return text.Who{}, err
	}
	return d.Who(ctx, tx, to.NIP)
}

// Recalled tells the receiver of an offer that it was taken back.
func (d *Desk) Recalled(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, o complaint.Offer) error {
	v, err := d.offerView(ctx, tx, now, c, o)
	if err != nil {
		return err
	}
	_, err = d.staff(ctx, tx, now, key+":tawaran", o.To, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) { return d.Text.OfferRecalled(lang, v) })
	return err
}

// Placed gives the card of a case to whoever it was placed with, and tells who
// held it and the citizens.
func (d *Desk) Placed(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, s *complaint.Stretch, by roster.NIP) error {
	if err := d.Assigned(ctx, tx, now, c, s); err != nil {
		return err
	}
	all, err := complaint.OffersOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	v, err := d.offerView(ctx, tx, now, c, all[len(all)-1])
	if err != nil {
		return err
	}
	if v.Decider, err = d.Who(ctx, tx, by); err != nil {
		return err
	}
	if err := d.sender(ctx, tx, now, key, v, d.Text.OfferPlaced); err != nil {
		return err
	}
	return d.Reassigned(ctx, tx, now, key+":"+c.Code, c)
}

// OfferKept tells the holder that a case stays theirs, and why.
func (d *Desk) OfferKept(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, by roster.NIP, why string) error {
	decider, err := d.Who(ctx, tx, by)
	if err != nil {
		return err
	}
	return d.holder(ctx, tx, now, key+":tawaran", c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.OfferKept(lang, text.Offer{StaffCase: v, Decider: decider, Words: why})
	})
}

// OfferNow is what the holder of a case is offering at present; nil for nothing.
func (d *Desk) OfferNow(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (*text.Offering, error) {
	work, o, open, err := complaint.OpenOffer(ctx, tx, c.ID)
	if err != nil || !open {
		return nil, err
	}
	to, err := d.WhoIn(ctx, tx, o.To, o.Unit)
	return &text.Offering{To: to, Due: work.DueAt}, err
}
