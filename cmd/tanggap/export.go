package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"tanggap/internal/tabular"
)

type exportCommand struct {
	Kind   string `arg:"" help:"complaints, events or ratings."`
	From   string `help:"First day, like 2026-11-01."`
	To     string `help:"Last day."`
	Format string `default:"csv" enum:"csv,xlsx,jsonl" help:"csv, xlsx or jsonl."`
	Out    string `help:"Write to this file instead of stdout."`
}

func (cmd exportCommand) Run(w world) (err error) {
	c, err := readConfig(w.env, needDatabase)
	if err != nil {
		return err
	}
	from, err := parseDay(cmd.From, c.Location)
	if err != nil {
		return err
	}
	to, err := parseDay(cmd.To, c.Location)
	if err != nil {
		return err
	}
	pool, err := openMigrated(w.ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	write := func(out io.Writer) error {
		selection := tabular.Selection{From: from, To: to, Location: c.Location, Format: cmd.Format}
		err := tabular.Export(w.ctx, pool, cmd.Kind, selection, out)
		if errors.Is(err, tabular.ErrUsage) {
			return usage{err}
		}
		return err
	}
	if cmd.Out == "" {
		return write(w.stdout)
	}
	return replace(cmd.Out, write)
}

func parseDay(s string, loc *time.Location) (*time.Time, error) {
	if s == "" {
		return nil, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, loc)
	if err != nil {
		return nil, usage{fmt.Errorf("%q is no date; expected 2026-11-30", s)}
	}
	return &t, nil
}

// replace writes a file whole or not at all.
func replace(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".tanggap-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written", name)
	}
	defer os.Remove(f.Name())
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
