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
	"tanggap/internal/text"
)

// Back shows somebody whom messages reach again the results that wait for their
// word: while they were away none of their silence counted. An officer learns how
// much they hold.
func (d *Desk) Back(ctx context.Context, tx pgx.Tx, now time.Time, address string) error {
	own, err := complaint.OfReporter(ctx, tx, address, ownCases)
	if err != nil {
		return err
	}
	slices.Reverse(own) // cases are locked in the order of their numbers
	for _, c := range own {
		switch c.State {
		case complaint.Proposed:
			err = d.hear(ctx, tx, now, c.ID)
		case complaint.Unconfirmed:
			err = d.missed(ctx, tx, now, c)
		}
		if err != nil {
			return err
		}
	}
	return d.backAtWork(ctx, tx, now, address)
}

// missed tells the reporter of a case how it ended while no message reached them,
// for as long as they can open it again.
func (d *Desk) missed(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) error {
	result, unheard, err := resultOf(ctx, tx, c)
	if err != nil || !unheard || !c.MayReopen(now) {
		return err
	}
	return d.news(ctx, tx, now, fmt.Sprintf("missed:%d:%d", c.ID, c.Reopenings), c, result, d.Text.ClosedUnheard)
}

// BackSealed is Back for whoever filed a sealed case, by what they press about it.
func (d *Desk) BackSealed(ctx context.Context, tx pgx.Tx, now time.Time, id complaint.ID) error {
	if news, err := complaint.LoseSealed(ctx, tx, id, false); err != nil || !news {
		return err
	}
	return d.hear(ctx, tx, now, id)
}

func (d *Desk) hear(ctx context.Context, tx pgx.Tx, now time.Time, id complaint.ID) error {
	c, waits, err := d.Complaints.Hear(ctx, tx, now, id)
	if err != nil || !waits {
		return err
	}
	result, _, err := resultOf(ctx, tx, c)
	if err != nil {
		return err
	}
	return d.news(ctx, tx, now, fmt.Sprintf("heard:%d:%d", id, now.Unix()), c, result, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.Nudge(lang, text.Nudge{News: n})
	})
}

// resultOf is what the office said of the last result, and whether it never
// reached the reporter before the case ended.
func resultOf(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (result string, unheard bool, err error) {
	story, err := complaint.Story(ctx, tx, c.ID)
	for _, e := range story {
		switch e.Kind {
		case complaint.Result:
			result = e.Words
		case complaint.Silent:
			unheard = e.Facts.Unheard
		}
	}
	return result, unheard, err
}
