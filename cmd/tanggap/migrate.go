package main

import (
	"fmt"
	"time"

	"tanggap/migrations"
)

type migrateCommand struct{}

func (migrateCommand) Run(w world) error {
	c, err := readConfig(w.env, needDatabase)
	if err != nil {
		return err
	}
	pool, err := openPool(w.ctx, c.DatabaseURL, 4)
	if err != nil {
		return err
	}
	defer pool.Close()
	applied, err := migrations.Up(w.ctx, c.DatabaseURL)
	for _, step := range applied {
		fmt.Fprintf(w.stdout, "%5d %s\n", step.Version, step.Name)
	}
	if err != nil {
		return err
	}
	if _, err := openKeys(w.ctx, pool, c.KeysFile, time.Now().UTC()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "the schema has version %d; %d steps were taken\n", migrations.Latest(), len(applied))
	return err
}
