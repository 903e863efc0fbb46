package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/screen"
)

// contentRoutes are the rows for what is looked at before it is sent.
var contentRoutes = []turn.Route{
	{Button: "lapor.mask", Do: mask},
}

// mask blots personal numbers out of what waits to be sent, wherever it does.
func mask(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, in, waits, err := held(t)
	if err == nil && !waits {
		err = turn.ErrStale
	}
	if err != nil {
		return turn.Answer{}, err
	}
	before := draft
	draft.Mask()
	switch typed := t.In.Button == ""; {
	case typed && in == notice.StepChoice:
		return askBelongs(ctx, tx, t, draft, turn.Answer{})
	case typed:
		return freshCard(ctx, tx, t, draft, turn.Answer{})
	}
	return changedDraft(ctx, tx, t, before, draft, in)
}

// hid says that what was added to a public case made it confidential, if so.
func hid(t *turn.Turn, before, now complaint.Complaint, words string, a *turn.Answer) {
	if before.Visibility != now.Visibility {
		a.Say = append(a.Say, t.Text.Hid(t.Lang, now, screen.Private(words, "", false)))
	}
}

// tells says whether words hold a personal number.
func tells(words string) bool { return len(screen.Numbers(words)) > 0 }

// nothingToKeep answers what no report can hold, and false for all else: of a
// contact nobody looks at name and number.
func nothingToKeep(t *turn.Turn) (turn.Answer, bool) {
	switch {
	case t.In.Contact:
		return aside(t.Text.NoContact(t.Lang)), true
	case t.In.Other:
		return aside(t.Text.CannotKeep(t.Lang)), true
	}
	return turn.Answer{}, false
}
