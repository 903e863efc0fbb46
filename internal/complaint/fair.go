package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

// FairDays are the working days that whoever takes a case on has at least to
// settle it: what others left of its time is not theirs. Who had it before has
// one, and of the time to answer no more than they had left, though some hours.
const (
	FairDays   = 2
	againDays  = 1
	againHours = 4 * time.Hour
)

// startTaken begins the time of somebody who accepted an offer.
func (d *Desk) startTaken(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, s *Stretch) error {
	cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return err
	}
	if err := d.start(ctx, tx, cal, now, c, s); err != nil || s.Duty != ToAnswer {
		return err
	}
	ss, err := Stretches(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	had, worked := false, time.Duration(0)
	for _, before := range ss {
		if before.Holder == s.Holder && before.Duty == ToAnswer && !before.Voided && before.WorkedSeconds != nil {
			had, worked = true, worked+time.Duration(*before.WorkedSeconds)*time.Second
		}
	}
	if had {
		left := time.Duration(s.AllowedSeconds)*time.Second - worked
		s.begin(cal, now, cal.Add(now, max(left, againHours)))
	}
	return nil
}

// fair is a limit to settle as it is for whoever a case was handed on to.
func fair(ctx context.Context, tx pgx.Tx, cal *worktime.Calendar, at, due time.Time, s Stretch) (time.Time, error) {
	if due.After(cal.DueInDays(at, FairDays)) {
		return due, nil
	}
	taken, err := offers(ctx, tx, `
		WHERE complaint_id = $1 AND to_nip = $2 AND outcome IN ('accepted', 'placed')
		ORDER BY id DESC
		LIMIT 1`, s.ComplaintID, s.Holder)
	if err != nil || len(taken) == 0 {
		return due, err
	}
	days := FairDays
	ss, err := Stretches(ctx, tx, s.ComplaintID)
	if err != nil {
		return due, err
	}
	for _, before := range ss {
		if before.Holder == s.Holder && before.GivenAt.Before(*taken[0].EndedAt) {
			days = againDays
		}
	}
	return later(cal.DueInDays(*taken[0].EndedAt, days), due), nil
}
