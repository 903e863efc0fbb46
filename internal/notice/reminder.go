package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/dialog"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// remindAgain is at which hour of the next day a draft is reminded of once more.
const remindAgain = 8

// Cards are the keys under which the newest message that shows a draft stands,
// and its reminders.
func (d Draft) Cards() []string {
	if d.Card == "" {
		return nil
	}
	return []string{d.Card, d.Card + ":r1", d.Card + ":r2"}
}

// Held is the draft that a dialog keeps, and in which step: its own, or one
// that another step interrupted. False when there is none.
func Held(dl dialog.Dialog) (draft Draft, step string, held bool, err error) {
	var kept struct {
		Kept *Draft `json:"kept"`
		In   string `json:"kept_in"`
	}
	switch {
	case len(dl.Data) == 0:
		return Draft{}, "", false, nil
	case dl.Step == StepDraft, dl.Step == StepChoice:
		err = json.Unmarshal(dl.Data, &draft)
		step, held = dl.Step, true
	default:
		if err = json.Unmarshal(dl.Data, &kept); kept.Kept != nil {
			draft, step, held = *kept.Kept, kept.In, true
		}
	}
	if err != nil {
		return Draft{}, "", false, fmt.Errorf("read the draft of %s: %w", dl.Step, err)
	}
	return draft, step, held, nil
}

// DraftReminder shows somebody once more what they have not sent, with its
// buttons, and says when the next time is: at eight of the next day, then
// never. An earlier card loses its buttons.
func (d *Desk) DraftReminder(ctx context.Context, tx pgx.Tx, now time.Time, dl dialog.Dialog) (next *time.Time, err error) {
	draft, step, held, err := Held(dl)
	if err != nil || !held || draft.Empty() || draft.Card == "" {
		return nil, err
	}
	cards := draft.Cards()
	newest, _, err := outbox.NewestOf(ctx, tx, cards...)
	if err != nil {
		return nil, err
	}
	shown := max(0, slices.Index(cards, newest)) // how many of the reminders were given
	if shown+1 == len(cards) {
		return nil, nil
	}
	a, err := account.Of(ctx, tx, dl.Address)
	if err != nil || a.Unreachable {
		return nil, err
	}
	m, moved := outbox.Message{}, d.Text.CardMoved(a.Lang)
	belongs := true
	if step == StepChoice {
		moved = d.Text.BelongsMoved(a.Lang)
		m, belongs, err = d.belongs(ctx, tx, now, a.Lang, dl.Address, draft, true)
	}
	if step == StepDraft || !belongs {
		m, err = d.card(ctx, tx, now, a.Lang, draft, true)
	}
	if err != nil {
		return nil, err
	}
	m.Silent = d.night(now)
	err = outbox.Put(ctx, tx, now,
		outbox.Row{Key: cards[shown] + ":old", Address: dl.Address, Lane: outbox.Replies, After: cards[shown], Edit: true, Message: moved},
		outbox.Row{Key: cards[shown+1], Address: dl.Address, Lane: outbox.Replies, Message: m})
	if err != nil || shown > 0 {
		return nil, err
	}
	return d.morning(now, dl.DraftAt), nil
}

// DraftForgotten tells somebody that what they have not sent is given up now,
// and how to begin again. What cannot be read is told of without its words.
func (d *Desk) DraftForgotten(ctx context.Context, tx pgx.Tx, now time.Time, dl dialog.Dialog) error {
	draft, _, held, unreadable := Held(dl)
	if unreadable == nil && (!held || draft.Empty()) {
		return nil
	}
	a, err := account.Of(ctx, tx, dl.Address)
	if err != nil || a.Unreachable {
		return err
	}
	m, err := d.Text.DraftForgotten(a.Lang, text.Left{Words: draft.Words(), Files: text.CountFiles(draft.Attached()), Draft: true})
	if err != nil {
		return err
	}
	m.Silent = d.night(now)
	key := fmt.Sprintf("upd:%s:forgotten:%d", draft.Token, dl.DraftAt.UnixMicro())
	return outbox.Put(ctx, tx, now, outbox.Row{Key: key, Address: dl.Address, Lane: outbox.Replies, Message: m})
}

// morning is eight o'clock of the day after a draft was written, or the first
// one that is still to come.
func (d *Desk) morning(now time.Time, written *time.Time) *time.Time {
	day := now
	if written != nil {
		day = *written
	}
	day = day.In(d.Complaints.Calendars.Location())
	at := time.Date(day.Year(), day.Month(), day.Day()+1, remindAgain, 0, 0, 0, day.Location())
	for !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	return &at
}
