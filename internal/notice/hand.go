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

// HandedOver tells of a case that somebody, "" for the program, gave from one
// officer to another: both of them, with the reason, and the citizen which post
// has it now.
func (d *Desk) HandedOver(ctx context.Context, tx pgx.Tx, now time.Time, h complaint.Handover, by roster.NIP) error {
	if err := d.Assigned(ctx, tx, now, h.Complaint, h.Stretch); err != nil {
		return err
	}
	v, err := d.Case(ctx, tx, now, h.Complaint)
	if err != nil {
		return err
	}
	from, err := roster.Find(ctx, tx, h.From)
	if err != nil {
		return err
	}
	told := text.Handed{StaffCase: v, FromPost: from.Position, ToName: h.To.Name, ToPost: h.To.Position, Reason: h.Reason}
	if by != "" {
		e, err := roster.Find(ctx, tx, by)
		if err != nil {
			return err
		}
		told.By = e.Position
	}
	key := fmt.Sprintf("handed:%d", h.Stretch.ID)
	row := outbox.Row{About: h.ID.Subject(), After: cardKey(h.Stretch.ID) + ":" + string(h.To.NIP)}
	if _, err := d.staff(ctx, tx, now, key+":to", h.To.NIP, row, func(lang locale.Lang) (outbox.Message, error) { return d.Text.HandedTo(lang, told) }); err != nil {
		return err
	}
	if h.From != by {
		if _, err := d.staff(ctx, tx, now, key+":from", h.From, outbox.Row{About: h.ID.Subject()},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.HandedFrom(lang, told) }); err != nil {
			return err
		}
	}
	return d.Reassigned(ctx, tx, now, key, h.Complaint)
}
