package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// contested gathers what is contested about a case.
func (d *Desk) contested(ctx context.Context, tx pgx.Tx, id complaint.ID) (v text.Contested, err error) {
	dis, found, err := complaint.LastDispute(ctx, tx, id)
	if err != nil || !found {
		return v, err
	}
	v.Dispute = dis
	if v.By, err = d.Who(ctx, tx, dis.NIP); err != nil {
		return v, err
	}
	s, found, err := complaint.FindStretch(ctx, tx, dis.StretchID)
	if err != nil || !found || !s.Counts() {
		return v, err
	}
	v.OnTime, v.Day, v.Allowed = *s.OnTime, *s.CountedOn, time.Duration(s.AllowedSeconds)*time.Second
	if s.WorkedSeconds != nil {
		v.Done, v.Worked = true, time.Duration(*s.WorkedSeconds)*time.Second
	}
	return v, nil
}

// DisputeDecided tells who contested how it was decided.
func (d *Desk) DisputeDecided(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, dis complaint.Dispute, why string) error {
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return err
	}
	who, err := d.Who(ctx, tx, *dis.DecidedBy)
	if err != nil {
		return err
	}
	_, err = d.staff(ctx, tx, now, key+":sanggah", dis.NIP, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.DisputeDecided(lang, v, dis, who, why) })
	return err
}
