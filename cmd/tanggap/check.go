package main

import (
	"errors"
	"fmt"
	"strings"

	"tanggap/internal/books"
)

type checkCommand struct {
	Repair bool     `help:"Rebuild Redis and the day totals from PostgreSQL; never touches a chain."`
	Anchor []string `help:"DATE=DIGEST: what was published as the last seal of that day." placeholder:"DATE=DIGEST"`
}

func (cmd checkCommand) Run(w world) error {
	var anchors []books.Anchor
	for _, a := range cmd.Anchor {
		date, digest, ok := strings.Cut(a, "=")
		if !ok {
			return usage{fmt.Errorf("--anchor %q: expected DATE=DIGEST", a)}
		}
		anchors = append(anchors, books.Anchor{Date: date, Digest: digest})
	}
	o, err := officeOf(w, needDatabase|needRedis)
	if err != nil {
		return err
	}
	defer o.close()
	if cmd.Repair {
		if err := books.Repair(w.ctx, o.pool, o.clocks); err != nil {
			return err
		}
	}
	rows, err := books.Check(w.ctx, o.pool, o.clocks, o.Location, anchors...)
	if err != nil {
		return err
	}
	good := books.Print(w.stdout, rows)
	if !good {
		return quiet{errors.New("a check does not hold")}
	}
	return nil
}
