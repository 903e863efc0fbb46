package scheduler

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
)

// forgottenAtOnce is how many messages go in one night; the next takes others.
const forgottenAtOnce = 200_000

// forgetMessages drops the traces of messages, but for those about cases that
// have not ended for so long.
func forgetMessages(ctx context.Context, tx pgx.Tx, before time.Time) (int, error) {
	subjects, err := outbox.Subjects(ctx, tx, before)
	if err != nil {
		return 0, err
	}
	cases := map[complaint.ID]bool{}
	for _, s := range subjects {
		if id, is := complaint.ParseSubject(s); is {
			cases[id] = true
		}
	}
	over, err := complaint.EndedBefore(ctx, tx, before, slices.Collect(maps.Keys(cases)))
	if err != nil {
		return 0, err
	}
	for _, id := range over {
		delete(cases, id)
	}
	subjects = slices.DeleteFunc(subjects, func(s string) bool {
		id, is := complaint.ParseSubject(s)
		return is && cases[id]
	})
	return outbox.Forget(ctx, tx, before, subjects, forgottenAtOnce)
}
