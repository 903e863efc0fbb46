package main

import (
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/rs/zerolog"

	"tanggap/scheduler"
)

type jobCommand struct {
	List jobListCommand `cmd:"" help:"The jobs, with their last and next run."`
	Run  jobRunCommand  `cmd:"" help:"Run one as if the clock stood at a time."`
}

type jobListCommand struct{}

func (jobListCommand) Run(w world) error {
	o, err := officeOf(w, needDatabase|needRedis)
	if err != nil {
		return err
	}
	defer o.close()
	jobs, err := o.scheduler.List(w.ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(w.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "JOB\tLAST\tNEXT\tWHEN")
	for _, j := range jobs {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", j.Name, moment(j.Last, o.Location), moment(j.Next, o.Location), j.Spec)
	}
	return t.Flush()
}

func moment(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(loc).Format("2006-01-02 15:04")
}

type jobRunCommand struct {
	Name string `arg:"" help:"The job: deadlines, fold, scorecards, digest, retention, …"`
	At   string `help:"A time (RFC 3339), or a date, which stands for the end of that day."`
}

func (cmd jobRunCommand) Run(w world) error {
	o, err := officeOf(w, needDatabase|needRedis)
	if err != nil {
		return err
	}
	defer o.close()
	at := time.Now()
	if cmd.At != "" {
		if at, err = parseAt(cmd.At, o.Location); err != nil {
			return usage{err}
		}
		// Letters to real people from a day that has not come would be lies.
		if o.public() && at.After(time.Now()) {
			return usage{errors.New("--at lies in the future; with the public Bot API that is refused")}
		}
	}
	o.now = func() time.Time { return at }
	o.scheduler.Now = o.now
	note, err := o.scheduler.Run(w.ctx, cmd.Name, at.UTC().Truncate(time.Microsecond))
	if errors.Is(err, scheduler.ErrNoJob) {
		return usage{err}
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.stdout, cmd.Name+":", note)
	return err
}

// parseAt reads a moment; a date alone is the last microsecond of that day.
func parseAt(s string, loc *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, s, loc)
	if err != nil {
		return time.Time{}, fmt.Errorf("--at %q is no time; expected 2026-11-30 or 2026-11-30T08:00:00+07:00", s)
	}
	return day.AddDate(0, 0, 1).Add(-time.Microsecond), nil
}

// officeOf opens the office for a command that runs once, beside a serve or
// without one. What goes wrong is its error, not a log line.
func officeOf(w world, needs need) (*office, error) {
	c, err := readConfig(w.env, needs)
	if err != nil {
		return nil, err
	}
	pool, err := openMigrated(w.ctx, c.DatabaseURL)
	if err != nil {
		return nil, err
	}
	o, err := openOffice(w.ctx, c, pool, time.Now, zerolog.New(w.stderr).Level(zerolog.WarnLevel))
	if err != nil {
		pool.Close()
	}
	return o, err
}
