package main

import (
	"errors"
	"fmt"

	"tanggap/internal/locale"
	"tanggap/internal/paper"
	"tanggap/internal/worktime"
)

type slipsCommand struct {
	Unit    string `arg:"" help:"Code of the unit."`
	Count   int    `required:"" help:"How many slips."`
	Out     string `required:"" help:"The PDF file to write."`
	Counter string `help:"The counter where they are handed out, like 'Loket 2'."`
	Until   string `help:"The last day on which they are good, like 2027-05-31; half a year when nothing is said."`
	Lang    string `default:"id" enum:"id,en" help:"id or en."`
}

// slipDays is how long slips are good.
const slipDays = 183

func (cmd slipsCommand) Run(w world) error {
	return printFor(w, cmd.Unit, cmd.Counter, cmd.Out, func(p printing) ([]byte, error) {
		today := worktime.DateOf(p.now.In(p.loc))
		through := today.AddDays(slipDays)
		if cmd.Until != "" {
			var err error
			if through, err = worktime.ParseDate(cmd.Until); err != nil {
				return nil, usage{fmt.Errorf("--until %w", err)}
			}
			if through < today {
				return nil, usage{errors.New("--until lies in the past")}
			}
		}
		batch, tokens, err := p.desk.PrintSlips(w.ctx, p.tx, p.now, cmd.Unit, cmd.Counter, cmd.Count, through)
		if err != nil {
			return nil, err
		}
		slips := p.text.Slips(locale.Lang(cmd.Lang), p.Printed, batch.ID, through.Midnight(p.loc), tokens)
		return paper.SlipsPDF(slips, p.now)
	})
}
