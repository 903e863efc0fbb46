package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// HandedOver tells of a case that somebody gave from one officer to another: both
// of them, with the reason, and the citizen which post has it now.
func (d *Desk) HandedOver(ctx context.Context, tx pgx.Tx, now time.Time, h complaint.Handover, by roster.NIP) error {
	return d.handedOver(ctx, tx, now, h, by, h.From == by)
}

// handedOver is HandedOver; by is "" for the program, and with silently whoever
// had the case is told otherwise.
func (d *Desk) handedOver(ctx context.Context, tx pgx.Tx, now time.Time, h complaint.Handover, by roster.NIP, silently bool) error {
	if err := d.Assigned(ctx, tx, now, h.Complaint, h.Stretch); err != nil {
		return err
	}
	told, err := d.handed(ctx, tx, now, h, by)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("handed:%d", h.Stretch.ID)
	row := outbox.Row{About: h.ID.Subject(), After: cardKey(h.Stretch.ID) + ":" + string(h.To.NIP)}
	if _, err := d.staff(ctx, tx, now, key+":to", h.To.NIP, row, func(lang locale.Lang) (outbox.Message, error) { return d.Text.HandedTo(lang, told) }); err != nil {
		return err
	}
	if !silently {
		if _, err := d.staff(ctx, tx, now, key+":from", h.From, outbox.Row{About: h.ID.Subject()},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.HandedFrom(lang, told) }); err != nil {
			return err
		}
	}
	return d.Reassigned(ctx, tx, now, key, h.Complaint)
}

// handed gathers what is said of such a case.
func (d *Desk) handed(ctx context.Context, tx pgx.Tx, now time.Time, h complaint.Handover, by roster.NIP) (text.Handed, error) {
	v, err := d.Case(ctx, tx, now, h.Complaint)
	if err != nil {
		return text.Handed{}, err
	}
	from, err := roster.Find(ctx, tx, h.From)
	if err != nil {
		return text.Handed{}, err
	}
	told := text.Handed{StaffCase: v, FromPost: from.Position, ToName: h.To.Name, ToPost: h.To.Position, Reason: h.Reason}
	if by != "" && by != h.From {
		told.By, err = d.Post(ctx, tx, by)
	}
	return told, err
}
