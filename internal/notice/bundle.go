package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// bundles says whether the card of a new case is told with others, since too many
// reach its holder at once; never that of what is urgent.
func (d *Desk) bundles(ctx context.Context, tx pgx.Tx, now, held time.Time, c complaint.Complaint, s *complaint.Stretch, chat *roster.Chat) (bool, error) {
	if chat == nil || c.UrgentAt != nil {
		return false, nil
	}
	if urgent, err := d.Urgent(ctx, tx, now, c); err != nil || urgent {
		return false, err
	}
	due := later(now, held)
	opens, quiet, err := d.quiet(ctx, tx, due, s.Holder)
	if err != nil {
		return false, err
	}
	if quiet && !chat.AnyHour {
		due = opens
	}
	return complaint.Bundles(ctx, tx, *s, due)
}

// Bundle tells somebody in one message of the new cases whose cards wait; false
// when none do. Where no message reaches them the clocks start all the same.
func (d *Desk) Bundle(ctx context.Context, tx pgx.Tx, now time.Time, nip roster.NIP) (bool, error) {
	cases, number, err := complaint.Bundle(ctx, tx, now, nip)
	if err != nil || len(cases) == 0 {
		return false, err
	}
	tasks, err := d.Complaints.Tasks(ctx, tx, now, nip)
	if err != nil {
		return false, err
	}
	tasks = slices.DeleteFunc(tasks, func(t complaint.Task) bool { return !slices.Contains(cases, t.ID) })
	lines, err := d.Lines(ctx, tx, now, tasks)
	if err != nil {
		return false, err
	}
	told, err := d.staff(ctx, tx, now, fmt.Sprintf("cards:%d", -number), nip, outbox.Row{Begins: number},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.NewCases(lang, lines) })
	if err == nil && !told {
		err = d.Complaints.Begin(ctx, tx, now, number)
	}
	return true, err
}

// CardFiles gives the holder of a case what its citizen sent, once they open it
// whose card was told with others.
func (d *Desk) CardFiles(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	if c.Holder == nil {
		return nil
	}
	first, err := complaint.OpenCard(ctx, tx, c.ID, *c.Holder)
	if err != nil || !first {
		return err
	}
	files, err := attachment.Of(ctx, tx, c.ID.Subject())
	if err != nil {
		return err
	}
	return d.files(ctx, tx, now, key, "", c, *c.Holder, files)
}
