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
	"tanggap/internal/text"
)

// Merged tells everybody of cases that were merged into another: who filed or
// supports them, who held them, and who holds the leading one, with what was
// sent.
func (d *Desk) Merged(ctx context.Context, tx pgx.Tx, now time.Time, lead complaint.Complaint, parts []complaint.Complaint) error {
	by, err := d.Holder(ctx, tx, lead)
	if err != nil {
		return err
	}
	for _, c := range parts {
		key := mergeKey(now, c)
		if c.Holder != nil && (lead.Holder == nil || *c.Holder != *lead.Holder) {
			if _, err := d.staff(ctx, tx, now, key, *c.Holder, outbox.Row{About: c.ID.Subject()}, func(lang locale.Lang) (outbox.Message, error) {
				return d.Text.StaffMergedAway(lang, c.Code, lead.Code, by)
			}); err != nil {
				return err
			}
		}
		n := text.News{Complaint: c, Who: by, Now: now}
		if err := d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.MergedInto(lang, n, true)
		}); err != nil {
			return err
		}
		if err := d.ofThose(ctx, tx, now, key, n, d.Text.MergedInto); err != nil {
			return err
		}
		if err := d.resultToParts(ctx, tx, now, key, lead, c); err != nil {
			return err
		}
	}
	return d.gathered(ctx, tx, now, lead, parts)
}

// ofThose tells those who support a case something that reads otherwise to
// whoever filed a report of their own than to whoever joined one.
func (d *Desk) ofThose(ctx context.Context, tx pgx.Tx, now time.Time, key string, n text.News, say func(lang locale.Lang, n text.News, filed bool) (outbox.Message, error)) error {
	all, err := complaint.Supporters(ctx, tx, n.ID)
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := d.toSupporters(ctx, tx, now, key, []complaint.Supporter{s}, n, func(lang locale.Lang, n text.News) (outbox.Message, error) {
			return say(lang, n, s.Filed)
		}); err != nil {
			return err
		}
	}
	return nil
}

// mergeKey tells one merger of a case from another, and from its end.
func mergeKey(now time.Time, c complaint.Complaint) string {
	return fmt.Sprintf("merge:%d:%d:%s", c.ID, now.UnixMicro(), c.State)
}

// resultToParts asks those who came with a part about the result that waits.
func (d *Desk) resultToParts(ctx context.Context, tx pgx.Tx, now time.Time, key string, lead, part complaint.Complaint) error {
	if lead.State != complaint.Proposed {
		return nil
	}
	all, err := complaint.Supporters(ctx, tx, lead.ID)
	if err != nil {
		return err
	}
	came, err := complaint.PartsOf(ctx, tx, part.ID)
	if err != nil {
		return err
	}
	of := map[complaint.ID]bool{part.ID: true}
	for _, c := range came {
		of[c.ID] = true
	}
	for _, s := range all {
		if of[s.Of] {
			if err := d.SupportingNews(ctx, tx, now, key+":hasil", lead, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// gathered tells the holder of the leading case what was merged into it, and
// passes on the pictures.
func (d *Desk) gathered(ctx context.Context, tx pgx.Tx, now time.Time, lead complaint.Complaint, parts []complaint.Complaint) error {
	if lead.Holder == nil {
		return nil
	}
	own := slices.ContainsFunc(parts, func(c complaint.Complaint) bool { return c.HeldBy(*lead.Holder) })
	key := mergeKey(now, lead)
	if err := d.holder(ctx, tx, now, key, lead, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffGathered(lang, text.Gathered{StaffCase: v, Parts: parts, Own: own})
	}); err != nil {
		return err
	}
	var pictures, others [][]byte
	for _, c := range parts {
		wanted, err := attachment.Of(ctx, tx, c.ID.Subject())
		if err != nil {
			return err
		}
		c.Holder = lead.Holder // who is to see them
		for _, w := range wanted {
			if !fromCitizen(w) || w.Digest == nil {
				continue
			}
			stop, err := stops(ctx, tx, c, w)
			switch {
			case err != nil:
				return err
			case stop: // it went to those who write it out when it came
			case w.Kind == attachment.Photo:
				pictures = append(pictures, w.Digest)
			default:
				others = append(others, w.Digest)
			}
		}
	}
	for i, files := range [][][]byte{pictures, others} {
		if len(files) == 0 {
			continue
		}
		if err := d.picture(ctx, tx, now, fmt.Sprintf("%s:berkas:%d", key, i), key, *lead.Holder, lead, files...); err != nil {
			return err
		}
	}
	return nil
}

// Parted finds somebody for a case that is one of its own again, and tells its
// reporter, and the holder of the case that it was a part of. It says with whom
// it is now; the zero Who while somebody is looked for.
func (d *Desk) Parted(ctx context.Context, tx pgx.Tx, now time.Time, by string, c, lead complaint.Complaint) (with text.Who, err error) {
	key := mergeKey(now, c)
	to, found, err := d.Responsible(ctx, tx, now, c)
	if err != nil {
		return with, err
	}
	if found {
		var s *complaint.Stretch
		if c, s, err = d.Complaints.Assign(ctx, tx, now, by, c.ID, to); err != nil {
			return with, err
		}
		if err := d.Assigned(ctx, tx, now, c, s); err != nil {
			return with, err
		}
	} else if err := d.Unassigned(ctx, tx, now, key, c); err != nil {
		return with, err
	}
	n, err := d.newsOf(ctx, tx, now, c, "")
	if err != nil {
		return with, err
	}
	if err := d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.Parted(lang, n, true)
	}); err != nil {
		return with, err
	}
	if err := d.ofThose(ctx, tx, now, key, n, d.Text.Parted); err != nil {
		return with, err
	}
	if err := d.holder(ctx, tx, now, key+":induk", lead, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffShed(lang, lead.Code, c.Code)
	}); err != nil {
		return with, err
	}
	return d.Holder(ctx, tx, c)
}
