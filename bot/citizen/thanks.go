package citizen

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/screen"
	"tanggap/internal/text"
)

// thankable is how long after its end thanks without a reply are still taken
// for a case.
const thankable = 7 * 24 * time.Hour

// thanks passes thanks on, once a case: of the case that they reply to, or of
// the only one that they can be for. Those that say what was good go with their
// words. Everything else is small talk.
func thanks(ctx context.Context, tx pgx.Tx, t *turn.Turn, own complaint.Complaint, isReply bool) (turn.Answer, bool, error) {
	words := ""
	if talk, is := smallTalk(t.In.Text); !is || talk != text.Thanks {
		waits := own.State == complaint.Proposed || own.State == complaint.Asked // it may be the answer
		if !isReply || waits || screen.Praise(t.In.Text) != screen.Surely || len(screen.Dangers(t.In.Text)) > 0 {
			return turn.Answer{}, false, nil
		}
		words = screen.Mask(t.In.Text)
	}
	if !isReply {
		found := false
		var err error
		if own, found, err = thanked(ctx, tx, t); err != nil || !found {
			return turn.Answer{}, false, err
		}
	}
	c, first, err := t.Desk.Thank(ctx, tx, t.Now, t.Owner, own.ID, words)
	if err != nil || !first {
		return turn.Answer{}, false, err
	}
	above, err := t.Notice.Thanked(ctx, tx, t.Now, t.Update+":terima-kasih", c, words)
	if err != nil {
		return turn.Answer{}, false, err
	}
	who, err := t.Notice.Holder(ctx, tx, c)
	return turn.Answer{Stay: true, About: c.ID.Subject(), Say: []outbox.Message{t.Text.Thanked(t.Lang, c.Code, who, above)}}, true, err
}

// thanked is the one case that thanks can be for: answered, and open or just
// ended.
func thanked(ctx context.Context, tx pgx.Tx, t *turn.Turn) (found complaint.Complaint, one bool, err error) {
	all, err := complaint.OfReporter(ctx, tx, t.Address, listed)
	n := 0
	for _, c := range all {
		recent := c.EndedAt == nil || t.Now.Sub(*c.EndedAt) < thankable
		if c.Holder != nil && c.AnsweredAt != nil && recent {
			found = c
			n++
		}
	}
	return found, n == 1, err
}

// named is the writer's own case whose code stands among the words; false for
// none or several. A bare code is no message about its case.
func named(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, bool, error) {
	if _, bare := bareLookup(t.Desk.Prefix, t.In.Text); bare {
		return complaint.Complaint{}, false, nil
	}
	code, one := complaint.CodeIn(t.Desk.Prefix, t.In.Text)
	if !one {
		return complaint.Complaint{}, false, nil
	}
	c, err := complaint.FindByCode(ctx, tx, code)
	if err == nil {
		c, err = t.Desk.FindOwn(ctx, tx, t.Owner, c.ID)
	}
	if isNot(err, complaint.ErrUnknown) {
		return complaint.Complaint{}, false, nil
	}
	return c, err == nil, err
}
