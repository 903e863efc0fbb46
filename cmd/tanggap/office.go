package main

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"tanggap/bot"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/response"
	"tanggap/internal/rights"
	"tanggap/internal/roster"
	"tanggap/internal/text"
	"tanggap/internal/visit"
	"tanggap/scheduler"
)

// office is what every part of an installation works with.
type office struct {
	config
	pool      *pgxpool.Pool
	now       func() time.Time // office time
	log       zerolog.Logger
	text      *text.Speaker
	desk      *complaint.Desk
	notice    *notice.Desk
	visits    *visit.Desk
	rights    *rights.Desk
	clocks    *response.Store
	scheduler *scheduler.Scheduler
}

// openOffice puts the parts together over an open, migrated database.
func openOffice(ctx context.Context, c config, pool *pgxpool.Pool, now func() time.Time, log zerolog.Logger) (*office, error) {
	k, err := openKeys(ctx, pool, c.KeysFile, now().UTC())
	if err != nil {
		return nil, err
	}
	pins, err := k.derive("pin")
	if err != nil {
		return nil, err
	}
	seal, err := k.derive("seal")
	if err != nil {
		return nil, err
	}
	o := &office{config: c, pool: pool, now: now, log: log}
	if o.text, err = text.New(c.Location); err != nil {
		return nil, err
	}
	o.desk = &complaint.Desk{Prefix: c.Prefix, Key: pins, SealKey: seal, Calendars: roster.NewCalendars(c.Location), Random: rand.Reader}
	if o.visits, err = visitDesk(k, c); err != nil {
		return nil, err
	}
	o.notice = &notice.Desk{Text: o.text, Complaints: o.desk, Visits: o.visits}
	erasures, err := k.derive("erasure")
	if err != nil {
		return nil, err
	}
	o.rights = &rights.Desk{Complaints: o.desk, Key: erasures, Archive: &rights.Archive{Path: c.KeysFile + ".erased"}}
	if o.clocks, err = response.New(c.RedisURL); err != nil {
		return nil, usage{err}
	}
	o.scheduler = &scheduler.Scheduler{
		Pool: pool, Response: o.clocks, Desk: o.desk, Notice: o.notice, Visits: o.visits, Rights: o.rights, Now: now, Loc: c.Location, Log: log,
		ForgetUpdates: bot.ForgetUpdates, EmptyUpdates: bot.EmptyUpdates,
	}
	return o, nil
}

// visitDesk takes the ratings of visits.
func visitDesk(k keys, c config) (*visit.Desk, error) {
	tokens, err := k.derive("visit-token")
	if err != nil {
		return nil, err
	}
	raters, err := k.derive("visit-rater")
	if err != nil {
		return nil, err
	}
	return &visit.Desk{Prefix: c.Prefix, TokenKey: tokens, RaterKey: raters, Loc: c.Location}, nil
}

func (o *office) close() {
	o.clocks.Close()
	o.pool.Close()
}

// eraseAgain does again the erasures that this database has forgotten, since an
// older copy of it came back.
func (o *office) eraseAgain(ctx context.Context) error {
	n := 0
	err := pgx.BeginFunc(ctx, o.pool, func(tx pgx.Tx) (err error) {
		n, err = o.rights.Reconcile(ctx, tx, o.now())
		return err
	})
	if n > 0 {
		o.log.Warn().Int("erasures", n).Msg("this database is older than some erasures; they were done again")
	}
	return err
}
