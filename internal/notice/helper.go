package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// The owner of a case that a helper filed reads of it by code and PIN. The
// helper hears that there is something to read, never what; once there is a
// result, the verifiers hear that somebody is to be called.

// toRead tells the helper of a case that its owner is waited for; nothing
// happens where a citizen filed it, or follows it from an account by now.
func (d *Desk) toRead(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	paper, has, err := complaint.PaperOf(ctx, tx, c)
	if err != nil || !has {
		return err
	}
	helper, helped, err := complaint.HelperOf(ctx, tx, paper.ID)
	if err != nil || !helped {
		return err
	}
	// They know the code on the paper, and whether it is a question or a result.
	paper.State = c.State
	_, err = d.staff(ctx, tx, now, key+":pembantu", helper, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.HelperNews(lang, paper) })
	return err
}

// PaperUsed tells the helper of a case that whoever holds its paper has a PIN of
// their own now.
func (d *Desk) PaperUsed(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) error {
	helper, helped, err := complaint.HelperOf(ctx, tx, c.ID)
	if err != nil || !helped {
		return err
	}
	_, err = d.staff(ctx, tx, now, fmt.Sprintf("paper:%d:%d", c.ID, c.PINNo), helper, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.PaperUsed(lang, c) })
	return err
}

// toCall tells those verifiers who may hear the owner of a case that there is a
// result to read to them.
func (d *Desk) toCall(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, result string) error {
	paper, has, err := complaint.PaperOf(ctx, tx, c)
	if err != nil || !has {
		return err
	}
	verifiers, err := roster.Connected(ctx, tx, roster.RoleVerifikator)
	if err != nil || len(verifiers) == 0 {
		return err
	}
	view, err := d.Call(ctx, tx, now, c, paper, result)
	if err != nil {
		return err
	}
	for _, v := range verifiers {
		if may, err := d.Complaints.MayCall(ctx, tx, v.NIP, c, paper); err != nil {
			return err
		} else if !may {
			continue
		}
		if _, err := d.staff(ctx, tx, now, key+":telepon", v.NIP, outbox.Row{},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.ToCall(lang, view) }); err != nil {
			return err
		}
	}
	return nil
}

// Call gathers what a verifier needs to call the owner of a case, who has the
// paper of it or of a part of it; result "" is looked up.
func (d *Desk) Call(ctx context.Context, tx pgx.Tx, now time.Time, c, paper complaint.Complaint, result string) (text.Call, error) {
	v := text.Call{Result: result, Spoken: complaint.SpokenDigits}
	var err error
	if v.StaffCase, err = d.Case(ctx, tx, now, c); err != nil {
		return v, err
	}
	if v.Shown, err = complaint.ShownFor(ctx, tx, c); err != nil {
		return v, err
	}
	if paper.ID != c.ID {
		v.Paper = paper.Code
	}
	helper, helped, err := complaint.HelperOf(ctx, tx, paper.ID)
	if err == nil && helped {
		v.Helper, err = d.Who(ctx, tx, helper)
	}
	if err != nil || result != "" {
		return v, err
	}
	story, err := complaint.Story(ctx, tx, c.ID)
	for _, e := range slices.Backward(story) {
		if e.Kind == complaint.Result {
			v.Result = e.Words
			break
		}
	}
	return v, err
}
