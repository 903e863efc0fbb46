package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/locale"
	"tanggap/internal/paper"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/text"
	"tanggap/internal/visit"
)

type posterCommand struct {
	Unit    string `arg:"" help:"Code of the unit."`
	Out     string `required:"" help:"The PDF file to write."`
	Counter string `help:"The counter where it hangs, like 'Loket 2'."`
	Lang    string `default:"id" enum:"id,en" help:"id or en."`
}

func (cmd posterCommand) Run(w world) error {
	return printFor(w, cmd.Unit, cmd.Counter, cmd.Out, func(p printing) ([]byte, error) {
		_, token, err := p.desk.PrintPoster(w.ctx, p.tx, p.now, cmd.Unit, cmd.Counter)
		if err != nil {
			return nil, err
		}
		return paper.PosterPDF(p.text.Poster(locale.Lang(cmd.Lang), p.Printed, token), p.now)
	})
}

// printing is what is needed to print something for a unit.
type printing struct {
	text.Printed
	tx   pgx.Tx
	now  time.Time
	desk *visit.Desk
	text *text.Speaker
	loc  *time.Location
}

// printFor makes a PDF for a unit and writes it; what it made in the database
// stays only when the file is there.
func printFor(w world, unit, counter, file string, make func(printing) ([]byte, error)) error {
	c, err := readConfig(w.env, needDatabase|needToken)
	if err != nil {
		return err
	}
	pool, err := openMigrated(w.ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	now := time.Now().UTC()
	k, err := openKeys(w.ctx, pool, c.KeysFile, now)
	if err != nil {
		return err
	}
	p := printing{now: now, loc: c.Location}
	if p.desk, err = visitDesk(k, c); err != nil {
		return err
	}
	if p.text, err = text.New(c.Location); err != nil {
		return err
	}
	if p.Bot, err = botName(w.ctx, c); err != nil {
		return err
	}
	return pgx.BeginFunc(w.ctx, pool, func(tx pgx.Tx) error {
		p.tx = tx
		u, err := roster.FindUnit(w.ctx, tx, unit)
		if err != nil {
			return plainly(unit, err)
		}
		guide, err := new(routing.Guide).Open(w.ctx, tx)
		if err != nil {
			return err
		}
		p.Regency, p.Unit, p.Counter = guide.Regency().String(), u.Name, counter
		pdf, err := make(p)
		if err != nil {
			return plainly(unit, err)
		}
		return replace(file, func(out io.Writer) error {
			_, err := out.Write(pdf)
			return err
		})
	})
}

// plainly says a refusal in words for the operator.
func plainly(unit string, err error) error {
	switch code, refused := refusal.Of(err); {
	case !refused:
		return err
	case errors.Is(err, roster.ErrUnitUnknown):
		return fmt.Errorf("there is no unit %s", unit)
	case errors.Is(err, visit.ErrClosed):
		return fmt.Errorf("unit %s has ended", unit)
	case errors.Is(err, visit.ErrCount):
		return usage{fmt.Errorf("--count: from 1 to %d slips at a time", visit.MaxSlips)}
	default:
		return errors.New(string(code))
	}
}
