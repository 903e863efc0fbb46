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
	"tanggap/internal/refusal"
	"tanggap/internal/text"
	"tanggap/internal/visit"
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
	Alone   bool // it is all that the draft holds: perhaps they photographed a QR
}

// Sight is what somebody saw of a picture; the zero Sight where nobody could.
type Sight struct {
	Look attachment.Look
	Code string // what a QR in it says, of one that is alone; "" for none
}

// Unseen lists pictures of drafts that have not been looked at.
func (d *Desk) Unseen(ctx context.Context, tx pgx.Tx, now time.Time) (peeks []Peek, err error) {
	drafts, err := dialog.Drafts(ctx, tx, StepDraft, now.Add(-peekFor))
	if err != nil {
		return nil, err
	}
	// Of what may belong to a case only a QR is looked for.
	choices, err := dialog.Drafts(ctx, tx, StepChoice, now.Add(-peekFor))
	if err != nil {
		return nil, err
	}
	for _, dl := range append(drafts, choices...) {
		draft, step, _, err := Held(dl)
		if err != nil {
			return nil, err
		}
		if step == StepChoice && !draft.Alone() {
			continue
		}
		for _, f := range draft.Files {
			if f.unseen() && !draft.Contact.Anonymous() {
				peeks = append(peeks, Peek{dl.Address, f.File, draft.Alone()})
			}
		}
	}
	return peeks, nil
}

// Alone says whether a draft holds one picture and nothing else.
func (d Draft) Alone() bool {
	return len(d.Files) == 1 && len(d.Pieces) == 0 && len(d.Pins) == 0 && d.Agreed == nil && d.Files[0].Pictured()
}

func (s Sent) unseen() bool { return s.Pictured() && !s.Seen }

// Seen keeps what a draft's picture looks like, 0 where nobody could see, and
// shows the card anew when other cases seem to tell the same by it. While
// somebody is talking there it does nothing: the picture stays unseen. A picture
// that is alone and shows the QR of a slip or a poster may have been taken to
// rate: it is offered, and the draft stays what it is until they say so.
func (d *Desk) Seen(ctx context.Context, tx pgx.Tx, now time.Time, p Peek, saw Sight) error {
	dl, free, err := dialog.TryLock(ctx, tx, p.Address)
	if err != nil || !free {
		return err
	}
	draft, step, held, err := Held(dl)
	if err != nil || !held || dl.Step != step || draft.Contact.Anonymous() {
		return err
	}
	at := slices.IndexFunc(draft.Files, func(s Sent) bool { return s.unseen() && s.File == p.File })
	if at < 0 {
		return nil
	}
	draft.Files[at].Look, draft.Files[at].Seen = saw.Look, true
	if saw.Code != "" && draft.Alone() {
		if err := d.offerCode(ctx, tx, now, p.Address, draft, saw.Code); err != nil {
			return err
		}
	}
	if step == StepDraft {
		if err := d.twinsAgain(ctx, tx, now, p.Address, &draft, at); err != nil {
			return err
		}
	}
	data, err := json.Marshal(draft)
	if err != nil {
		return fmt.Errorf("encode a draft: %w", err)
	}
	return dialog.Amend(ctx, tx, p.Address, data)
}

// twinsAgain finds the cases that seem to tell the same as a draft, and shows its
// card anew where they are others now.
func (d *Desk) twinsAgain(ctx context.Context, tx pgx.Tx, now time.Time, address string, draft *Draft, n int) (err error) {
	before := draft.Twins
	if draft.Twins, err = d.Near(ctx, tx, now, address, *draft); err != nil || slices.Equal(before, draft.Twins) {
		return err
	}
	return d.cardAgain(ctx, tx, now, address, *draft, n)
}

// offerCode offers to rate by the QR in a picture, or says why that cannot be;
// of one that has nothing to do with this it says nothing.
func (d *Desk) offerCode(ctx context.Context, tx pgx.Tx, now time.Time, address string, draft Draft, code string) error {
	token, ours := visit.Scanned(code)
	if !ours && !visit.IsLink(code) {
		return nil
	}
	var e visit.Entry
	var err error = visit.ErrNotOurs
	if ours {
		e, err = d.Visits.Scan(ctx, tx, now, token)
	}
	a, failed := account.Of(ctx, tx, address)
	if failed != nil {
		return failed
	}
	m, rendered := d.Text.VisitPhoto(a.Lang, text.VisitEntry{Unit: e.Unit.Name, Counter: e.Counter, Via: token})
	if no, refused := refusal.Of(err); refused {
		m, rendered = d.Text.VisitPhotoNo(a.Lang, no)
	} else if err != nil {
		return err
	}
	if rendered != nil {
		return rendered
	}
	return outbox.Put(ctx, tx, now, outbox.Row{Key: "kode:" + draft.Token, Address: address, Lane: outbox.Replies, Message: m})
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
