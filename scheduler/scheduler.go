package scheduler

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/robfig/cron/v3"
	"github.com/rs/zerolog"

	"tanggap/internal/complaint"
	"tanggap/internal/installation"
	"tanggap/internal/notice"
	"tanggap/internal/response"
	"tanggap/internal/rights"
	"tanggap/internal/visit"
)

// Scheduler runs the jobs of one installation.
type Scheduler struct {
	Pool     *pgxpool.Pool
	Response *response.Store
	Desk     *complaint.Desk
	Notice   *notice.Desk
	Visits   *visit.Desk
	Rights   *rights.Desk
	Now      func() time.Time // office time
	Loc      *time.Location
	Log      zerolog.Logger

	// ForgetUpdates drops the ids of updates older than an age, EmptyUpdates the
	// content of those that were given up; the inbox is the bot's.
	ForgetUpdates func(ctx context.Context, tx pgx.Tx, age time.Duration) (int, error)
	EmptyUpdates  func(ctx context.Context, tx pgx.Tx, age time.Duration) (int, error)

	short, long sync.Mutex // one tick of each kind at a time in this process
}

// ErrNoJob says that no job has this name.
var ErrNoJob = errors.New("no such job")

// projectEvery is how often what changed is brought to Redis, in machine time.
const projectEvery = 2 * time.Second

// Start keeps the schedule until ctx ends, and returns once the jobs that were
// running have stopped. Only the leader calls it.
func (s *Scheduler) Start(ctx context.Context) {
	wake := func(long bool) func() {
		return func() {
			if err := s.tick(ctx, s.now(), long); err != nil && ctx.Err() == nil {
				s.Log.Error().Err(err).Msg("a job failed; it is tried again at the next tick")
			}
		}
	}
	c := cron.New(cron.WithLocation(s.Loc), cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger)))
	for _, long := range []bool{false, true} {
		if _, err := c.AddFunc("* * * * *", wake(long)); err != nil {
			panic(err) // the same five stars each time
		}
	}
	var parts sync.WaitGroup
	parts.Go(wake(false)) // at once: what was missed is made up for
	parts.Go(wake(true))
	parts.Go(func() { s.keepProjecting(ctx) })
	parts.Go(func() { s.keepSendingLetters(ctx) })
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
	parts.Wait()
}

// keepProjecting brings changes to Redis soon after they were made, and
// notices within seconds that Redis was emptied.
func (s *Scheduler) keepProjecting(ctx context.Context) {
	ticker := time.NewTicker(projectEvery)
	defer ticker.Stop()
	away := false
	for {
		_, err := s.Response.Project(ctx, s.Pool)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !away:
			s.Log.Warn().Err(err).Msg("Redis does not get the response times; limits and days wait")
		case err == nil && away:
			s.Log.Info().Msg("Redis has the response times again")
		}
		away = err != nil
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// now is office time in the office's zone, in microseconds.
func (s *Scheduler) now() time.Time { return s.at(s.Now()) }

func (s *Scheduler) at(t time.Time) time.Time { return t.In(s.Loc).Truncate(time.Microsecond) }

// Tick runs every job whose time has come. A job that fails does not keep the
// others from running; one that runs elsewhere is left out.
func (s *Scheduler) Tick(ctx context.Context, now time.Time) error {
	return errors.Join(s.tick(ctx, s.at(now), false), s.tick(ctx, s.at(now), true))
}

func (s *Scheduler) tick(ctx context.Context, now time.Time, long bool) error {
	mu := &s.short
	if long {
		mu = &s.long
	}
	mu.Lock()
	defer mu.Unlock()
	k, err := s.openKeeper(ctx)
	if err != nil {
		return err
	}
	defer k.close()
	return s.tickWith(ctx, k, now, long, false)
}

// tickWith runs what is due; with wait it waits for jobs that run elsewhere.
func (s *Scheduler) tickWith(ctx context.Context, k *keeper, now time.Time, long, wait bool) error {
	installed, ok, err := s.installed(ctx)
	if err != nil || !ok {
		return err
	}
	looked, err := s.looked(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, j := range jobs {
		if ctx.Err() != nil {
			break
		}
		if j.long != long || !j.due(looked[j.name].In(s.Loc), now) {
			continue
		}
		t := turn{job: j, now: now, installed: installed}
		if err := k.alone(ctx, j.name, wait, func(ctx context.Context) error {
			_, err := s.do(ctx, t)
			return err
		}); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// Run runs one job as if the clock stood at a moment, and says what it did. It
// waits for the job to end elsewhere. It is ErrNoJob for an unknown name.
func (s *Scheduler) Run(ctx context.Context, name string, at time.Time) (note string, err error) {
	j, ok := find(name)
	if !ok {
		return "", fmt.Errorf("%q: %w; the jobs are %s", name, ErrNoJob, names())
	}
	installed, ok, err := s.installed(ctx)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", installation.ErrNone
	}
	k, err := s.openKeeper(ctx)
	if err != nil {
		return "", err
	}
	defer k.close()
	err = k.alone(ctx, name, true, func(ctx context.Context) error {
		note, err = s.do(ctx, turn{job: j, now: s.at(at), installed: installed, asked: true})
		return err
	})
	return note, err
}

// do is one run. A panic is a fault of this job alone.
func (s *Scheduler) do(ctx context.Context, t turn) (note string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job %s: panic: %v", t.job.name, p)
		}
	}()
	if note, err = t.job.run(ctx, s, t); err != nil {
		return note, fmt.Errorf("job %s: %w", t.job.name, err)
	}
	return note, s.look(ctx, t.job.name, t.now, note)
}

// Listed is a job as `job list` shows it.
type Listed struct {
	Name, Spec string
	Last       time.Time // zero when it never ran
	Next       time.Time // when it wakes next
	Note       string    // what the last run did
}

// List gives the jobs with their last and next run.
func (s *Scheduler) List(ctx context.Context) ([]Listed, error) {
	notes, err := s.notes(ctx)
	if err != nil {
		return nil, err
	}
	looked, err := s.looked(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Listed, len(jobs))
	for i, j := range jobs {
		list[i] = Listed{Name: j.name, Spec: j.spec, Last: looked[j.name], Next: j.after(s.now()), Note: notes[j.name]}
	}
	return list, nil
}
