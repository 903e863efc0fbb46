package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/installation"
	"tanggap/internal/roster"
)

// last is the period of a job's last look, whatever came of it.
const last = "last"

// installed is when the schedule begins; false before there is an installation.
func (s *Scheduler) installed(ctx context.Context) (at time.Time, ok bool, err error) {
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		i, err := installation.Read(ctx, tx)
		at = i.InstalledAt
		return err
	})
	if errors.Is(err, installation.ErrNone) {
		return time.Time{}, false, nil
	}
	return at, err == nil, err
}

// looked says when each job was run last, in office time.
func (s *Scheduler) looked(ctx context.Context) (map[string]time.Time, error) {
	rows, err := s.Pool.Query(ctx, `
		SELECT job, at
		FROM job_run
		WHERE period = $1`, last)
	if err != nil {
		return nil, fmt.Errorf("read the last runs: %w", err)
	}
	looked := map[string]time.Time{}
	var name string
	var at time.Time
	if _, err := pgx.ForEachRow(rows, []any{&name, &at}, func() error {
		looked[name] = at
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the last runs: %w", err)
	}
	return looked, nil
}

func (s *Scheduler) notes(ctx context.Context) (map[string]string, error) {
	rows, err := s.Pool.Query(ctx, `
		SELECT job, note
		FROM job_run
		WHERE period = $1`, last)
	if err != nil {
		return nil, fmt.Errorf("read the last runs: %w", err)
	}
	notes := map[string]string{}
	var name, note string
	if _, err := pgx.ForEachRow(rows, []any{&name, &note}, func() error {
		notes[name] = note
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the last runs: %w", err)
	}
	return notes, nil
}

// look remembers that a job was run.
func (s *Scheduler) look(ctx context.Context, name string, at time.Time, note string) error {
	_, err := s.Pool.Exec(ctx, `
		INSERT INTO job_run (job, period, at, done_at, note)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (job, period) DO UPDATE
		SET at = excluded.at, done_at = excluded.done_at, note = excluded.note`, name, last, at, s.Now(), note)
	if err != nil {
		return fmt.Errorf("remember the run of %s: %w", name, err)
	}
	return nil
}

// done says which of some periods of a job are done.
func (s *Scheduler) done(ctx context.Context, name string, periods []string) (map[string]bool, error) {
	rows, err := s.Pool.Query(ctx, `
		SELECT period
		FROM job_run
		WHERE job = $1 AND period = ANY ($2)`, name, periods)
	if err != nil {
		return nil, fmt.Errorf("read what %s has done: %w", name, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read what %s has done: %w", name, err)
	}
	done := map[string]bool{}
	for _, period := range list {
		done[period] = true
	}
	return done, nil
}

// finish remembers that a period is done.
func (s *Scheduler) finish(ctx context.Context, t turn, period, note string) error {
	_, err := s.Pool.Exec(ctx, `
		INSERT INTO job_run (job, period, at, done_at, note)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (job, period) DO NOTHING`, t.job.name, period, t.now, s.Now(), note)
	if err != nil {
		return fmt.Errorf("remember %s of %s: %w", period, t.job.name, err)
	}
	return nil
}

// stranded begins the periods under which the operator was told of cases.
const stranded = "stranded:"

// alarmed remembers of which cases the operator has been told, those alone, and
// says how many are new.
func (s *Scheduler) alarmed(ctx context.Context, tx pgx.Tx, t turn, cases []complaint.ID) (fresh int, err error) {
	periods := make([]string, len(cases))
	for i, id := range cases {
		periods[i] = fmt.Sprint(stranded, id)
	}
	if _, err := tx.Exec(ctx, `
		DELETE FROM job_run
		WHERE job = $1 AND starts_with(period, $2) AND period <> ALL ($3)`, t.job.name, stranded, periods); err != nil {
		return 0, fmt.Errorf("forget alarms: %w", err)
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO job_run (job, period, at, done_at)
		SELECT $1, p, $2, $3
		FROM unnest($4::text[]) p
		ON CONFLICT (job, period) DO NOTHING`, t.job.name, t.now, s.Now(), periods)
	if err != nil {
		return 0, fmt.Errorf("remember alarms: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// lost begins the periods under which was told of people whom no message reaches.
const lost = "lost:"

// first remembers something of somebody, and says whether it was new.
func (s *Scheduler) first(ctx context.Context, tx pgx.Tx, t turn, prefix string, nip roster.NIP) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO job_run (job, period, at, done_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (job, period) DO NOTHING`, t.job.name, prefix+string(nip), t.now, s.Now())
	if err != nil {
		return false, fmt.Errorf("remember something of somebody: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// remembered lists of whom something is remembered.
func (s *Scheduler) remembered(ctx context.Context, tx pgx.Tx, t turn, prefix string) ([]roster.NIP, error) {
	rows, err := tx.Query(ctx, `
		SELECT substr(period, length($2) + 1)
		FROM job_run
		WHERE job = $1 AND starts_with(period, $2)
		ORDER BY period`, t.job.name, prefix)
	if err != nil {
		return nil, fmt.Errorf("read of whom something is remembered: %w", err)
	}
	nips, err := pgx.CollectRows(rows, pgx.RowTo[roster.NIP])
	if err != nil {
		return nil, fmt.Errorf("read of whom something is remembered: %w", err)
	}
	return nips, nil
}

// unremember undoes first; false when that was done already.
func (s *Scheduler) unremember(ctx context.Context, tx pgx.Tx, t turn, prefix string, nip roster.NIP) (bool, error) {
	tag, err := tx.Exec(ctx, `
		DELETE FROM job_run
		WHERE job = $1 AND period = $2`, t.job.name, prefix+string(nip))
	if err != nil {
		return false, fmt.Errorf("forget something of somebody: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// forgetRuns drops the rows of periods done before.
func forgetRuns(ctx context.Context, tx pgx.Tx, before time.Time) (int, error) {
	tag, err := tx.Exec(ctx, `
		DELETE FROM job_run
		WHERE at < $1 AND period <> $2`, before, last)
	if err != nil {
		return 0, fmt.Errorf("forget runs: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
