package notice

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// neutralRoles are those to whom reports about officers go: they are the
// neutral desk themselves.
var neutralRoles = []roster.Role{roster.RoleInspektorat, roster.RoleSekda}

// stops says whether a file of the citizen stops at the neutral desk instead of
// going to whoever handles the case.
func stops(ctx context.Context, tx pgx.Tx, c complaint.Complaint, w attachment.Wanted) (bool, error) {
	if recorded, err := isRecording(ctx, tx, w); err != nil || !recorded {
		return false, err
	}
	careful, err := Careful(ctx, tx, c)
	if err != nil || !careful || c.Contact.Anonymous() || c.Holder == nil {
		return careful, err
	}
	holder, err := roster.Find(ctx, tx, *c.Holder)
	if err != nil {
		return false, err
	}
	for _, role := range neutralRoles {
		if holder.Has(role) {
			return false, nil
		}
	}
	return true, nil
}

// isRecording says whether a file holds a voice, or faces that move, however it
// was sent.
func isRecording(ctx context.Context, tx pgx.Tx, w attachment.Wanted) (bool, error) {
	if w.Kind == attachment.Voice || w.Kind == attachment.Video {
		return true, nil
	}
	if w.Kind == attachment.Photo || w.Digest == nil {
		return false, nil
	}
	media, err := attachment.Media(ctx, tx, w.Digest)
	return strings.HasPrefix(media, "audio/") || strings.HasPrefix(media, "video/"), err
}

// Recording hands a recording to those who write it out. It waits for them
// where there are none.
func (d *Desk) Recording(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, w attachment.Wanted) error {
	if err := complaint.KeepRecording(ctx, tx, now, c.ID, w.ID); err != nil {
		return err
	}
	to, err := Writers(ctx, tx, c)
	if err != nil {
		return err
	}
	row := outbox.Row{About: c.ID.Subject()}
	if row.HeldUntil, err = hushed(ctx, tx, now, c); err != nil {
		return err
	}
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return err
	}
	for _, e := range to {
		if _, err := d.staff(ctx, tx, now, key+":rekaman", e.NIP, row, func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.StaffRecording(lang, v, w.ID, w.Digest)
		}); err != nil {
			return err
		}
	}
	return nil
}

// Writers are those who write the recordings of a case out: the dispatchers, or
// else whoever of the neutral desk is connected; never whoever holds the case,
// nor whoever it is about and those above them.
func Writers(ctx context.Context, tx pgx.Tx, c complaint.Complaint) ([]roster.Employee, error) {
	candidates, err := Dispatchers(ctx, tx)
	if err != nil {
		return nil, err
	}
	to, err := unconcerned(ctx, tx, c, candidates)
	for i := 0; err == nil && len(to) == 0 && i < len(neutralRoles); i++ {
		if candidates, err = roster.Connected(ctx, tx, neutralRoles[i]); err == nil {
			to, err = unconcerned(ctx, tx, c, candidates)
		}
	}
	return to, err
}

// ToWriteOut says how many recordings wait to be written out, by who may do it,
// and since when the first of them does.
func ToWriteOut(ctx context.Context, tx pgx.Tx, now time.Time) (waiting map[roster.NIP]int, since map[roster.NIP]time.Time, err error) {
	all, err := complaint.Recordings(ctx, tx, now)
	if err != nil {
		return nil, nil, err
	}
	waiting, since = map[roster.NIP]int{}, map[roster.NIP]time.Time{}
	for _, r := range all { // oldest first
		c, err := complaint.Find(ctx, tx, r.Case)
		if err != nil {
			return nil, nil, err
		}
		to, err := Writers(ctx, tx, c)
		if err != nil {
			return nil, nil, err
		}
		for _, e := range to {
			if waiting[e.NIP]++; waiting[e.NIP] == 1 {
				since[e.NIP] = r.ArrivedAt
			}
		}
	}
	return waiting, since, nil
}

// unconcerned leaves out whoever holds a case or is kept from it.
func unconcerned(ctx context.Context, tx pgx.Tx, c complaint.Complaint, all []roster.Employee) (rest []roster.Employee, err error) {
	for _, e := range all {
		if c.HeldBy(e.NIP) {
			continue
		}
		excluded, err := complaint.Excluded(ctx, tx, c.ID, e.NIP)
		if err != nil {
			return nil, err
		}
		if !excluded {
			rest = append(rest, e)
		}
	}
	return rest, nil
}

// WrittenOut gives the holder what a recording says.
func (d *Desk) WrittenOut(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) error {
	return d.holder(ctx, tx, now, key, c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffWrittenOut(lang, v, words)
	})
}
