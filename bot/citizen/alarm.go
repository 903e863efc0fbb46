package citizen

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/screen"
)

// alarm gives the writer of a draft numbers of emergency before anything else,
// once for each danger that the draft tells of.
func alarm(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft *notice.Draft, a *turn.Answer) error {
	var fresh []screen.Danger
	for _, d := range screen.Dangers(draft.Body()) {
		if !slices.Contains(draft.Alarmed, string(d)) {
			fresh = append(fresh, d)
			draft.Alarmed = append(slices.Clone(draft.Alarmed), string(d))
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	m, err := t.Notice.Emergency(ctx, tx, t.Lang, fresh, true)
	a.Say = append(a.Say, m)
	return err
}

// alarmCase does so for what was given to a case, unless it waited as a draft
// before, and wakes those who must know.
func alarmCase(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, words string, a *turn.Answer) error {
	dangers := screen.Dangers(words)
	if len(dangers) == 0 {
		return nil
	}
	draft, _, _, err := held(t)
	if err != nil {
		return err
	}
	if told := slices.ContainsFunc(dangers, func(d screen.Danger) bool { return slices.Contains(draft.Alarmed, string(d)) }); !told {
		m, err := t.Notice.Emergency(ctx, tx, t.Lang, dangers, false)
		if err != nil {
			return err
		}
		a.Say = append([]outbox.Message{m}, a.Say...)
	}
	_, err = t.Notice.Danger(ctx, tx, t.Now, t.Update, c, words, true)
	return err
}

// alarmSent tells those who must know of danger in a report that was just
// filed, and says to its writer whether anybody was told.
func alarmSent(ctx context.Context, tx pgx.Tx, t *turn.Turn, r complaint.Receipt, plan notice.Plan) ([]outbox.Message, error) {
	life := len(screen.Dangers(r.Body)) > 0
	if !life && !plan.Category.Danger {
		return nil, nil
	}
	told, err := t.Notice.Danger(ctx, tx, t.Now, t.Update, r.Complaint, r.Body, life)
	if err != nil || !life {
		return nil, err
	}
	if !told && r.Stretch == nil {
		finders, err := notice.Dispatchers(ctx, tx)
		if err != nil {
			return nil, err
		}
		told = len(finders) > 0
	}
	m, err := t.Notice.AlarmPassed(ctx, tx, t.Lang, told || r.Stretch != nil)
	return []outbox.Message{m}, err
}
