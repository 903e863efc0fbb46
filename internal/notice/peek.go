package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/attachment"
	"tanggap/internal/dialog"
	"tanggap/internal/outbox"
)

// A picture of a draft is looked at before the draft is sent, so that its writer
// can be asked about cases with the same picture. What it looks like is kept in
// the draft, 64 bits of it; the picture itself is not, and of whoever gives no
// name nothing is looked at.

// peekFor is how long after its last change a draft's pictures are looked at.
const peekFor = 10 * time.Minute

// Peek is a picture of a draft that has not been looked at.
type Peek struct {
	Address string
	File    attachment.File
}

// Unseen lists pictures of drafts that have not been looked at.
func (d *Desk) Unseen(ctx context.Context, tx pgx.Tx, now time.Time) (peeks []Peek, err error) {
	drafts, err := dialog.Drafts(ctx, tx, StepDraft, now.Add(-peekFor))
	if err != nil {
		return nil, err
	}
	for _, dl := range drafts {
		draft, _, _, err := Held(dl)
		if err != nil {
			return nil, err
		}
		for _, f := range draft.Files {
			if f.unseen() && !draft.Contact.Anonymous() {
				peeks = append(peeks, Peek{dl.Address, f.File})
			}
		}
	}
	return peeks, nil
}

func (s Sent) unseen() bool { return s.Kind == attachment.Photo && !s.Seen }

// Seen keeps what a draft's picture looks like, 0 where nobody could see, and
// shows the card anew when other cases seem to tell the same by it. While
// somebody is talking there it does nothing: the picture stays unseen.
func (d *Desk) Seen(ctx context.Context, tx pgx.Tx, now time.Time, p Peek, look attachment.Look) error {
	dl, free, err := dialog.TryLock(ctx, tx, p.Address)
	if err != nil || !free {
		return err
	}
	draft, step, held, err := Held(dl)
	if err != nil || !held || step != StepDraft || dl.Step != StepDraft || draft.Contact.Anonymous() {
		return err
	}
	at := slices.IndexFunc(draft.Files, func(s Sent) bool { return s.unseen() && s.File == p.File })
	if at < 0 {
		return nil
	}
	draft.Files[at].Look, draft.Files[at].Seen = look, true
	before := draft.Twins
	if draft.Twins, err = d.Near(ctx, tx, now, p.Address, draft); err != nil {
		return err
	}
	if !slices.Equal(before, draft.Twins) {
		if err := d.cardAgain(ctx, tx, now, p.Address, draft, at); err != nil {
			return err
		}
	}
	data, err := json.Marshal(draft)
	if err != nil {
		return fmt.Errorf("encode a draft: %w", err)
	}
	return dialog.Amend(ctx, tx, p.Address, data)
}

// cardAgain changes the newest card of a draft in place.
func (d *Desk) cardAgain(ctx context.Context, tx pgx.Tx, now time.Time, address string, draft Draft, n int) error {
	newest, shown, err := outbox.NewestOf(ctx, tx, draft.Cards()...)
	if err != nil || !shown {
		return err
	}
	a, err := account.Of(ctx, tx, address)
	if err != nil {
		return err
	}
	card, err := d.Card(ctx, tx, now, a.Lang, draft)
	if err != nil {
		return err
	}
	return outbox.Put(ctx, tx, now, outbox.Row{
		Key: fmt.Sprintf("%s:gambar:%d", draft.Card, n), Address: address, Lane: outbox.Replies, After: newest, Edit: true, Message: card,
	})
}
