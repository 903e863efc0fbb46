package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// Some cases need care lest it shows who filed them: those without a name, and
// those about somebody of the office. When they come in, staff see them later,
// at a time that chance has moved; voices and faces stop at the neutral desk,
// which writes down what they say.

// Careful says whether a case needs that care.
func Careful(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (bool, error) {
	if c.Contact.Anonymous() {
		return true, nil
	}
	_, about, err := complaint.AboutOfficer(ctx, tx, c.ID)
	return about, err
}

// hush hides a case that was filed, or came back, just now, if it needs care:
// staff are told at the moment that it gives, the zero time for at once. Danger
// to life does not wait.
func (d *Desk) hush(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (time.Time, error) {
	careful, err := Careful(ctx, tx, c)
	if err != nil {
		return time.Time{}, err
	}
	return d.hushIf(ctx, tx, now, c, careful)
}

// hushIf is hush for a case of which it is known whether it needs care.
func (d *Desk) hushIf(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, careful bool) (time.Time, error) {
	if !careful {
		return time.Time{}, nil
	}
	if urgent, err := d.Urgent(ctx, tx, now, c); err != nil || urgent {
		return time.Time{}, err
	}
	return d.Complaints.Hush(ctx, tx, now, c)
}

// hushed is until when staff hear nothing of a case; the zero time for those of
// which they hear at once.
func hushed(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (time.Time, error) {
	turned, err := complaint.TurnedUp(ctx, tx, c.ID)
	if at := turned[c.ID]; at.After(now) {
		return at, err
	}
	return time.Time{}, err
}

// seenFrom is when staff got to see a case: its filing, or the end of its hush.
func seenFrom(turned map[complaint.ID]time.Time, c complaint.Complaint) time.Time {
	if at, hushed := turned[c.ID]; hushed {
		return at
	}
	return c.FiledAt
}
