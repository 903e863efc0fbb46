package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// A conversation in which somebody filed or read an anonymous case is
// forgotten: what the bot said in it, and the account itself where nothing
// else needs it. It happens once the last message of it was sent; whatever
// kept it from happening, the schedule does it (ForgetAll).
//
//	Kirim ─▶ to_forget ─▶ the receipt is sent ─▶ Forget ─▶ nothing
//	              └─────────── each ten minutes ───┘

// Forget forgets what was said in a chat, as far as nothing of it waits to be
// sent. A draft that is being written stays.
func (d *Desk) Forget(ctx context.Context, tx pgx.Tx, now time.Time, address string) error {
	dl, free, err := dialog.TryLock(ctx, tx, address)
	if err != nil || !free {
		return err
	}
	draft, _, _, err := Held(dl)
	if err != nil {
		return err
	}
	waits, err := outbox.ForgetSaid(ctx, tx, address, draft.Cards())
	if err != nil || waits {
		return err
	}
	needed, err := accountNeeded(ctx, tx, address)
	if err != nil {
		return err
	}
	if needed || dl.Step != dialog.Idle {
		err = account.Blur(ctx, tx, address)
	} else {
		err = account.Drop(ctx, tx, address)
	}
	if err != nil || dl.Step != dialog.Idle {
		return err // again once the dialog is over
	}
	return account.Forgotten(ctx, tx, address)
}

// accountNeeded says whether an address filed or supports a case by its own
// name, or speaks for an employee.
func accountNeeded(ctx context.Context, tx pgx.Tx, address string) (bool, error) {
	filed, err := complaint.OfReporter(ctx, tx, address, 1)
	if err != nil || len(filed) > 0 {
		return len(filed) > 0, err
	}
	supported, err := complaint.SupportedBy(ctx, tx, address, 1)
	if err != nil || len(supported) > 0 {
		return len(supported) > 0, err
	}
	_, staff, err := roster.ByAddress(ctx, tx, address)
	return staff, err
}

// forgetBatch is how many chats are looked at in one transaction.
const forgetBatch = 50

// ForgetAll forgets, after one address, the next chats that are to be
// forgotten, and gives the last of them; "" at the end.
func (d *Desk) ForgetAll(ctx context.Context, tx pgx.Tx, now time.Time, after string) (last string, err error) {
	chats, err := account.ToForget(ctx, tx, after, forgetBatch)
	if err != nil {
		return "", err
	}
	for _, address := range chats {
		if err := d.Forget(ctx, tx, now, address); err != nil {
			return "", err
		}
	}
	return lastOf(chats), nil
}

// ForgetVisitors does so with those who have been here since before and filed
// nothing: else whoever filed without a name would be found among them.
func (d *Desk) ForgetVisitors(ctx context.Context, tx pgx.Tx, now, before time.Time, after string) (last string, err error) {
	chats, err := account.Visitors(ctx, tx, before, after, forgetBatch)
	if err != nil {
		return "", err
	}
	for _, address := range chats {
		needed, err := accountNeeded(ctx, tx, address)
		if err != nil {
			return "", err
		}
		if needed {
			continue
		}
		if err := d.Forget(ctx, tx, now, address); err != nil {
			return "", err
		}
	}
	return lastOf(chats), nil
}

func lastOf(chats []string) string {
	if len(chats) < forgetBatch {
		return ""
	}
	return chats[len(chats)-1]
}

// Over gives up up to limit dialogs about anonymous cases whose time is over,
// and says how many. A draft that one of them interrupted comes back.
func (d *Desk) Over(ctx context.Context, tx pgx.Tx, now time.Time, limit int) (int, error) {
	over, err := dialog.Over(ctx, tx, now, limit)
	if err != nil {
		return 0, err
	}
	for _, dl := range over {
		draft, step, held, err := Held(dl)
		if err != nil || !held {
			dl.Step = dialog.Idle // what cannot be read is over as well
		} else if err := dl.Resume(step, draft); err != nil {
			return 0, err
		}
		if err := dialog.Save(ctx, tx, dl); err != nil {
			return 0, err
		}
	}
	return len(over), nil
}
