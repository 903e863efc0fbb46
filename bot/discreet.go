package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
)

// keepDiscreet is for how long a dialog about an anonymous case is kept.
const keepDiscreet = 24 * time.Hour

// discreet marks an answer as such where nobody has said so, and gives the
// address that it goes to: of an own sealed case the one that only the sender
// can resolve, so that chat and case are in no row together.
func (b *Bot) discreet(ctx context.Context, tx pgx.Tx, t *turn.Turn, a *turn.Answer) (to string, err error) {
	if t.Bears != 0 {
		a.Discreet, a.Pass = true, cmp.Or(a.Pass, t.Bears)
	}
	id, is := complaint.ParseSubject(a.About)
	if known := a.Contact == complaint.InChat; !is || known {
		return t.Address, nil
	}
	own, err := b.Office.Desk.IsSealedFor(ctx, tx, t.Address, id)
	if err != nil || !own {
		return t.Address, err
	}
	a.Discreet = true
	return complaint.SealedAddress(id), b.Office.Notice.BackSealed(ctx, tx, t.Now, id)
}

// veil makes the messages of a discreet answer fleeting, but for the card of a
// draft that comes back: it belongs to no case, and is changed later.
func veil(ctx context.Context, tx pgx.Tx, t *turn.Turn, a turn.Answer, rows []outbox.Row) error {
	card, err := cardOf(a)
	if err != nil {
		return err
	}
	pass, err := granted(ctx, tx, t, a.Pass)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		r.About = ""
		if r.Key == card {
			r.Address = t.Address
			continue
		}
		r.Fleeting = true
		if id, sealed := complaint.ParseSealed(r.Address); sealed {
			r.Message = t.Notice.Linked(t.Lang, id, r.Message)
		}
		if pass != "" {
			grant(a.Pass, pass, &r.Message)
		}
	}
	return nil
}

// cardOf is the key of the message that shows the draft of an answer, "" for
// none.
func cardOf(a turn.Answer) (string, error) {
	if !a.Draft {
		return "", nil
	}
	data, err := json.Marshal(a.Data)
	if err != nil {
		return "", fmt.Errorf("encode the dialog %s: %w", a.Step, err)
	}
	draft, _, _, err := notice.Held(dialog.Dialog{Step: a.Step, Data: data})
	return draft.Card, err
}

// granted is the pass that the buttons of an answer about a case carry, "" for
// none.
func granted(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (string, error) {
	if id == 0 || t.Employee != nil {
		return "", nil
	}
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return "", err
	}
	return turn.PassMark + t.Desk.Pass(t.Now, c, t.Address), nil
}

// grant lets the buttons of a message that are about a case carry a pass.
func grant(id complaint.ID, pass string, m *outbox.Message) {
	number := strconv.FormatInt(int64(id), 10)
	for _, line := range m.Buttons {
		for i, b := range line {
			if b.URL == "" && len(b.Args) > 0 && b.Args[0] == number {
				line[i].Args = append(slices.Clone(b.Args), pass)
			}
		}
	}
}
