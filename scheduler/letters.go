package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/letter"
)

// letters lets the answers go that nobody touched for a minute: each once, also
// after an outage and with several replicas.
func letters(ctx context.Context, s *Scheduler, t turn) (string, error) {
	n, err := s.sendLetters(ctx, t.now)
	return fmt.Sprintf("%d letters", n), err
}

func (s *Scheduler) sendLetters(ctx context.Context, now time.Time) (n int, err error) {
	const most = 200
	var failed []error
	for seen := map[letter.Key]bool{}; ctx.Err() == nil; {
		var due []letter.Key
		if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			due, err = letter.Due(ctx, tx, now, len(seen)+most)
			return err
		}); err != nil {
			return n, err
		}
		due = slices.DeleteFunc(due, func(k letter.Key) bool { return seen[k] })
		if len(due) == 0 {
			break
		}
		for _, k := range due {
			seen[k] = true
			if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
				l, mine, err := letter.Take(ctx, tx, now, k)
				if err != nil || !mine {
					return err
				}
				n++
				return s.Notice.Leave(ctx, tx, now, l)
			}); err != nil {
				failed = append(failed, fmt.Errorf("letter about case %d: %w", k.ComplaintID, err))
			}
		}
	}
	return n, errors.Join(append(failed, ctx.Err())...)
}

// lettersEvery is how often letters are looked for between the ticks, in machine
// time: a minute should not last two.
const lettersEvery = 5 * time.Second

// keepSendingLetters lets letters go soon after their minute.
func (s *Scheduler) keepSendingLetters(ctx context.Context) {
	ticker := time.NewTicker(lettersEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		// What fails is told by the job of each minute.
		_, _ = s.sendLetters(ctx, s.now())
	}
}
