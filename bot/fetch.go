package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"tanggap/internal/attachment"
	"tanggap/internal/notice"
	"tanggap/internal/paper"
)

const (
	fetchAtOnce = 4
	fetchTries  = 5
	fetchSoft   = 30 * time.Second // after a failure that says nothing of the file
	fetchOldest = 48 * time.Hour   // such failures end too
)

// fetchAfter is how long to wait after so many tries that counted.
var fetchAfter = [fetchTries]time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 10 * time.Minute}

// Fetcher brings the bytes of files that people sent into the database. It
// runs only while this process leads; its fields are set before it does.
type Fetcher struct {
	Pool   *pgxpool.Pool
	Client *Client
	Now    func() time.Time // office time
	Log    zerolog.Logger
	Wake   <-chan struct{} // something is wanted; nil for none

	// Arrived tells whoever waits for a file that it is here, or, with Lost
	// set and no Digest, that it never will be. It runs in the transaction
	// that stores it.
	Arrived func(ctx context.Context, tx pgx.Tx, now time.Time, w attachment.Wanted) error

	// Unseen lists pictures of drafts to look at, and Seen takes what one looks
	// like; nil for none.
	Unseen func(ctx context.Context, tx pgx.Tx, now time.Time) ([]notice.Peek, error)
	Seen   func(ctx context.Context, tx pgx.Tx, now time.Time, p notice.Peek, saw notice.Sight) error
}

// Run fetches until ctx ends.
func (f *Fetcher) Run(ctx context.Context) {
	for ctx.Err() == nil {
		begun, _, err := f.batch(ctx, time.Now(), nil)
		if err = errors.Join(err, f.peek(ctx)); err != nil && ctx.Err() == nil {
			f.Log.Error().Str("error", f.Client.Clean(err.Error())).Msg("wanted files are in trouble")
		}
		if begun > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-f.Wake:
		case <-time.After(sendPoll):
		}
	}
}

// Drain tries every wanted file once, whether or not its retry is due, and
// says how many came to an end, stored or lost.
func (f *Fetcher) Drain(ctx context.Context) (ended int, err error) {
	if err := f.peek(ctx); err != nil {
		return 0, err
	}
	tried := map[int64]bool{}
	for {
		begun, n, err := f.batch(ctx, time.Now().Add(fetchOldest), tried)
		ended += n
		if err != nil || begun == 0 {
			return ended, err
		}
	}
}

// batch tries some files that are due at a machine time and not among tried,
// where it enters them.
func (f *Fetcher) batch(ctx context.Context, at time.Time, tried map[int64]bool) (begun, ended int, err error) {
	var due []attachment.Wanted
	err = pgx.BeginFunc(ctx, f.Pool, func(tx pgx.Tx) error {
		due, err = attachment.ToFetch(ctx, tx, at, len(tried)+4*fetchAtOnce)
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	due = slices.DeleteFunc(due, func(w attachment.Wanted) bool { return tried[w.ID] })
	var mu sync.Mutex
	var work sync.WaitGroup
	atOnce := fetchAtOnce
	if tried != nil {
		atOnce = 1 // whoever drains wants the order in which files came
	}
	places := make(chan struct{}, atOnce)
	for _, w := range due {
		if tried != nil {
			tried[w.ID] = true
		}
		places <- struct{}{}
		work.Go(func() {
			defer func() { <-places }()
			end, failed := f.one(ctx, w)
			mu.Lock()
			defer mu.Unlock()
			if end {
				ended++
			}
			err = errors.Join(err, failed)
		})
	}
	work.Wait()
	return len(due), ended, err
}

// one tries one file, and says whether that was the end of it.
func (f *Fetcher) one(ctx context.Context, w attachment.Wanted) (ended bool, err error) {
	raw, err := f.Client.Download(ctx, w.ChannelFile, attachment.MaxBytes)
	var c attachment.Content
	if err == nil {
		c, err = attachment.Prepare(w.Kind, w.Name, raw)
	}
	switch {
	case ctx.Err() != nil:
		return false, nil
	case err == nil:
		return f.end(ctx, w, &c, "")
	case unusable(err), f.Now().Sub(w.WantedAt) > fetchOldest:
		return f.end(ctx, w, nil, err.Error())
	case !errors.Is(err, ErrGone):
		return false, f.again(ctx, w, jitter(fetchSoft), false)
	case w.Attempts+1 >= fetchTries:
		return f.end(ctx, w, nil, err.Error())
	}
	return false, f.again(ctx, w, jitter(fetchAfter[w.Attempts]), true)
}

func unusable(err error) bool {
	for _, no := range []error{attachment.ErrTooLarge, attachment.ErrPixels, attachment.ErrPicture, attachment.ErrEmpty} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}

// end stores a file, or loses it when there is none, and tells of it. When the
// telling fails, both are tried again later.
func (f *Fetcher) end(ctx context.Context, w attachment.Wanted, c *attachment.Content, lost string) (bool, error) {
	now := f.Now()
	mine := false
	err := pgx.BeginFunc(ctx, f.Pool, func(tx pgx.Tx) (err error) {
		if c != nil {
			if err = attachment.Store(ctx, tx, now, *c); err != nil {
				return err
			}
			w.Digest = c.Digest
			mine, err = attachment.Arrived(ctx, tx, w.ID, c.Digest)
		} else {
			w.Lost = lost
			mine, err = attachment.Lose(ctx, tx, w.ID, lost)
		}
		if err != nil || !mine || f.Arrived == nil {
			return err
		}
		return f.Arrived(ctx, tx, now, w)
	})
	if err != nil {
		err = fmt.Errorf("end wanted file %d: %w", w.ID, err)
		return false, errors.Join(err, f.again(ctx, w, fetchAfter[min(w.Attempts, fetchTries-1)], false))
	}
	if lost != "" {
		f.Log.Warn().Int64("file", w.ID).Str("reason", lost).Msg("a file that was sent is lost")
	}
	return mine, nil
}

func (f *Fetcher) again(ctx context.Context, w attachment.Wanted, after time.Duration, counted bool) error {
	return pgx.BeginFunc(ctx, f.Pool, func(tx pgx.Tx) error {
		return attachment.Again(ctx, tx, w.ID, time.Now().Add(after), counted)
	})
}

// peek looks at pictures of drafts, each once: whoever cannot be asked about
// the same picture can still send theirs.
func (f *Fetcher) peek(ctx context.Context) (err error) {
	if f.Unseen == nil {
		return nil
	}
	var peeks []notice.Peek
	err = pgx.BeginFunc(ctx, f.Pool, func(tx pgx.Tx) error {
		peeks, err = f.Unseen(ctx, tx, f.Now())
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range peeks {
		var saw notice.Sight
		if raw, err := f.Client.Download(ctx, p.File.ChannelFile, attachment.MaxBytes); err == nil {
			if c, err := attachment.Prepare(p.File.Kind, p.File.Name, raw); err == nil {
				if saw.Look = c.Look; p.Alone {
					saw.Code, _ = paper.Scan(c.Bytes)
				}
			}
		}
		if ctx.Err() != nil {
			return nil
		}
		err = errors.Join(err, f.seen(ctx, p, saw))
	}
	return err
}

// seen tells what was seen. A panic there is a fault of that one picture: the
// others, and the service, go on.
func (f *Fetcher) seen(ctx context.Context, p notice.Peek, saw notice.Sight) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("tell of a picture: panic: %v", r)
		}
	}()
	return pgx.BeginFunc(ctx, f.Pool, func(tx pgx.Tx) error { return f.Seen(ctx, tx, f.Now(), p, saw) })
}
