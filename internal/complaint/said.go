package complaint

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/screen"
)

// Message is what one message of the reporter's chat said in a case.
type Message struct {
	ID    string // the channel's name of it
	Words string
	Files []string // the channel's names of what it brought
}

// Said remembers which messages said what in a case, each once, so that a change
// of one finds it. Of an anonymous reporter nothing is remembered.
func Said(ctx context.Context, tx pgx.Tx, id ID, ms ...Message) error {
	var names, words, files []string
	for _, m := range ms {
		if m.ID != "" && (m.Words != "" || len(m.Files) > 0) {
			names, words, files = append(names, m.ID), append(words, m.Words), append(files, strings.Join(m.Files, "\n"))
		}
	}
	if len(names) == 0 {
		return nil
	}
	var batch pgx.Batch
	batch.Queue(`
		INSERT INTO said (complaint_id, message_id, words, files)
		SELECT r.complaint_id, m.id, m.words, string_to_array(m.files, E'\n')
		FROM reporter r
		CROSS JOIN unnest($2::text[], $3::text[], $4::text[]) AS m (id, words, files)
		WHERE r.complaint_id = $1
		ON CONFLICT (complaint_id, message_id) DO UPDATE
		SET words = excluded.words, files = excluded.files`, id, names, words, files)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("remember what was said in case %d: %w", id, err)
	}
	return nil
}

// saidBy finds what a message of somebody's chat said, in the newest case of
// theirs if in several.
func saidBy(ctx context.Context, tx pgx.Tx, address, messageID string) (id ID, m Message, known bool, err error) {
	m.ID = messageID
	err = tx.QueryRow(ctx, `
		SELECT s.complaint_id, s.words, s.files
		FROM said s
		JOIN reporter r ON r.complaint_id = s.complaint_id
		WHERE s.message_id = $2
		AND r.address = $1
		ORDER BY s.complaint_id DESC
		LIMIT 1`, address, messageID).Scan(&id, &m.Words, &m.Files)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, Message{}, false, nil
	}
	if err != nil {
		return 0, Message{}, false, fmt.Errorf("find what a message said: %w", err)
	}
	return id, m, true, nil
}

// Heard says whether a message of somebody's chat said something in a case of
// theirs: what it said before it was changed may come late.
func Heard(ctx context.Context, tx pgx.Tx, address, messageID string) (bool, error) {
	_, _, known, err := saidBy(ctx, tx, address, messageID)
	return known, err
}

// Correction is a message that its writer changed after it was sent.
type Correction struct {
	Complaint
	Was, Is string // both versions are kept
	Files   int    // new ones
	Hid     bool   // a public case is confidential now
}

// Changed says whether there is anything new in it.
func (c Correction) Changed() bool { return c.Was != c.Is || c.Files > 0 }

// Correct takes the change of a message that was sent already: what it says
// now is added, and what it said before stays. Numbers that were blotted out
// stay so. It refuses with ErrUnknown when the message said nothing in an own
// case, with ErrClosed or ErrTooLong.
func (d *Desk) Correct(ctx context.Context, tx pgx.Tx, now time.Time, reporter, messageID, words string, files ...attachment.File) (Correction, error) {
	id, m, known, err := saidBy(ctx, tx, reporter, messageID)
	if err == nil && !known {
		err = ErrUnknown
	}
	if err != nil {
		return Correction{}, err
	}
	words = strings.TrimSpace(words)
	if screen.Mask(m.Words) == m.Words && screen.Masked(m.Words) {
		words = screen.Mask(words)
	}
	c := Correction{Was: m.Words, Is: words}
	files = slices.DeleteFunc(slices.Clone(files), func(f attachment.File) bool { return slices.Contains(m.Files, f.ChannelFile) })
	c.Files = len(files)
	if c.Complaint, err = d.FindOwn(ctx, tx, reporter, id); err != nil || !c.Changed() {
		return c, err
	}
	switch {
	case !c.State.Open():
		return Correction{}, ErrClosed
	case words != "" && wrote(words) != nil:
		return Correction{}, wrote(words)
	}
	if err := attachment.Want(ctx, tx, now, id.Subject(), Citizen, files...); err != nil {
		return Correction{}, err
	}
	m.Words = words
	for _, f := range files {
		m.Files = append(m.Files, f.ChannelFile)
	}
	if err := Said(ctx, tx, id, m); err != nil {
		return Correction{}, err
	}
	if err := record(ctx, tx, &c.Complaint, Corrected, Citizen, now, words); err != nil {
		return Correction{}, err
	}
	before := c.Visibility
	err = hide(ctx, tx, now, &c.Complaint, words)
	c.Hid = c.Visibility != before
	return c, err
}
