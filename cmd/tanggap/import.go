package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tanggap/internal/tabular"
)

type importCommand struct {
	Kind       string `arg:"" help:"units, employees, areas, categories, routes, holidays, leave, posts or indicators."`
	File       string `arg:"" help:"A CSV file; the first line names the columns."`
	DryRun     bool   `help:"Only say what would change."`
	EndMissing bool   `help:"End the employees that the file does not name."`
}

func (cmd importCommand) Run(w world) error {
	c, err := readConfig(w.env, needDatabase)
	if err != nil {
		return err
	}
	f, err := os.Open(cmd.File)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", cmd.File, errors.Unwrap(err))
	}
	defer f.Close()
	pool, err := openMigrated(w.ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	report, err := tabular.Import(w.ctx, pool, time.Now().In(c.Location), cmd.Kind, filepath.Base(cmd.File), f,
		tabular.Options{DryRun: cmd.DryRun, EndMissing: cmd.EndMissing})
	if bad := (*tabular.BadFile)(nil); errors.As(err, &bad) {
		fmt.Fprint(w.stderr, bad.Text())
		return quiet{err}
	}
	if errors.Is(err, tabular.ErrUsage) {
		return usage{err}
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(w.stdout, report)
	return err
}
