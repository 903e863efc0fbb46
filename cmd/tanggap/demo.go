package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"tanggap/internal/outbox"
	"tanggap/internal/performance"
	"tanggap/internal/regency"
	"tanggap/internal/roster"
	"tanggap/internal/sandbox"
	"tanggap/internal/servers"
	"tanggap/internal/worktime"
	"tanggap/migrations"
)

// demoToken opens nothing but the sandbox of this process.
const demoToken = "17080000:demo-token-of-the-sandbox-opens-nothing"

type demoCommand struct {
	Listen string `default:"127.0.0.1:8090" help:"Where the chat page is; loopback only."`
	Data   string `help:"Folder that keeps everything; has a good default."`
	Fresh  bool   `help:"Begin anew: what the folder kept is deleted."`
}

func (cmd demoCommand) Run(w world) error {
	if err := cmd.refuse(w.env); err != nil {
		return err
	}
	dir := cmd.Data
	if dir == "" {
		dir = servers.DefaultDir()
	}
	if cmd.Fresh {
		if err := forget(dir); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", cmd.Listen)
	if err != nil {
		return fmt.Errorf("%s cannot be listened on; is a demo running there already?", cmd.Listen)
	}
	defer listener.Close()
	d := &demo{world: w, dir: dir, log: zerolog.New(zerolog.ConsoleWriter{Out: w.stderr, TimeFormat: time.TimeOnly}).Level(zerolog.WarnLevel).With().Timestamp().Logger()}
	return d.run(listener)
}

// refuse keeps a demo away from anything real.
func (cmd demoCommand) refuse(env func(string) string) error {
	for _, name := range []string{"TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE", "DATABASE_URL", "DATABASE_URL_FILE"} {
		if env(name) != "" {
			return usage{fmt.Errorf("the demo has nothing to do with real data: unset %s", name)}
		}
	}
	host, _, err := net.SplitHostPort(cmd.Listen)
	if err != nil {
		return usage{fmt.Errorf("--listen %s: expected an address like 127.0.0.1:8090", cmd.Listen)}
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return usage{fmt.Errorf("--listen %s: the demo listens on a loopback address only", cmd.Listen)}
	}
	return nil
}

// What the demo keeps beside its two servers.
const (
	demoKeys    = "tanggap.keys"
	demoClock   = "clock"
	demoSandbox = "sandbox.journal"
)

// forget deletes what a demo kept, and nothing else.
func forget(dir string) error {
	if err := servers.Forget(dir); err != nil {
		return err
	}
	names, err := filepath.Glob(filepath.Join(dir, demoSandbox+"*"))
	if err != nil {
		return err
	}
	for _, name := range append(names, filepath.Join(dir, demoKeys), filepath.Join(dir, demoClock)) {
		if err := os.RemoveAll(name); err != nil {
			return err
		}
	}
	return nil
}

// demo is everything on one machine: servers, sandbox, service, set clock.
type demo struct {
	world
	dir     string
	log     zerolog.Logger
	clock   *setClock
	sandbox *sandbox.Sandbox
	service *service
	cal     *worktime.Calendar
}

func (d *demo) run(page net.Listener) error {
	rigs, err := servers.Start(d.ctx, servers.Options{Dir: d.dir, Durable: true})
	if err != nil {
		return err
	}
	defer rigs.Stop()
	loc, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		return err
	}
	holidays, err := regency.Holidays()
	if err != nil {
		return err
	}
	closed, shorter := worktime.Parted(holidays)
	d.cal = worktime.NewCalendar(worktime.Hours{}, closed, shorter, loc)
	if d.clock, err = openClock(filepath.Join(d.dir, demoClock), loc, d.firstMorning); err != nil {
		return err
	}
	d.sandbox, err = sandbox.New(sandbox.Options{
		Token: demoToken, BotUsername: "tanggap_demo_bot", Now: d.clock.now, State: filepath.Join(d.dir, demoSandbox), Limits: true,
	})
	if err != nil {
		return err
	}
	api, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	site, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	apiServer := &http.Server{Handler: d.sandbox.APIHandler(), ReadHeaderTimeout: 5 * time.Second}
	go apiServer.Serve(api)
	defer apiServer.Close()
	defer d.sandbox.Close()

	c := config{
		Token: demoToken, APIURL: "http://" + api.Addr().String(), DatabaseURL: rigs.DatabaseURL(), RedisURL: rigs.RedisURL(),
		KeysFile: filepath.Join(d.dir, demoKeys), PublicURL: "http://" + site.Addr().String(), Location: loc,
		LogLevel: zerolog.WarnLevel, Prefix: "KPH",
	}
	pool, err := openServicePool(d.ctx, c.DatabaseURL, 16)
	if err != nil {
		return err
	}
	if _, err := migrations.Up(d.ctx, c.DatabaseURL); err != nil {
		return err
	}
	o, err := openOffice(d.ctx, c, pool, d.clock.now, d.log)
	if err != nil {
		pool.Close()
		return err
	}
	defer o.close()
	if d.service, err = newService(o); err != nil {
		return err
	}
	fresh, err := d.furnish(pool)
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- d.service.run(d.ctx, site) }()
	if fresh {
		if err := d.greet(pool); err != nil {
			return err
		}
	}
	pageServer := &http.Server{Handler: d.page(), ReadHeaderTimeout: 5 * time.Second}
	go pageServer.Serve(page)
	fmt.Fprintf(d.stdout, "Tanggap demo: open http://%s\n", page.Addr())
	err = <-served
	d.sandbox.Close()
	pageServer.Close()
	return err
}

// firstMorning is where a new demo's clock stands: at eight on the nearest
// Thursday that is a working day, when everybody is there to answer and the
// week holds enough for Monday's scorecard to say something.
func (d *demo) firstMorning() time.Time {
	day := d.cal.Date(time.Now()).AddDays(-3)
	for day.Weekday() != time.Thursday || !d.cal.WorkingDay(day.Midnight(d.cal.Location())) {
		day = day.AddDays(1)
	}
	return day.Midnight(d.cal.Location()).Add(8 * time.Hour)
}

// furnish fills a new database with the example regency and some weeks of
// invented history; false when it was there already.
func (d *demo) furnish(pool *pgxpool.Pool) (bool, error) {
	var have bool
	if err := pool.QueryRow(d.ctx, `SELECT EXISTS (SELECT FROM unit)`).Scan(&have); err != nil || have {
		return false, err
	}
	now := d.clock.now().UTC().Truncate(time.Microsecond)
	if err := regency.Install(d.ctx, pool, now); err != nil {
		return false, err
	}
	if err := regency.History(d.ctx, pool, d.service.desk, now); err != nil {
		return false, err
	}
	if err := regency.Visits(d.ctx, pool, d.service.visits, d.service.desk.Calendars, now); err != nil {
		return false, err
	}
	if err := regency.Connect(d.ctx, pool, now); err != nil { // so that nobody is missed before the greetings
		return false, err
	}
	yesterday := d.cal.Date(now).AddDays(-1)
	_, err := performance.Fold(d.ctx, pool, d.service.clocks, yesterday)
	return true, err
}

// greet lets the demo's people say their first words: employees by their own
// invitation, as on the first day of any office.
func (d *demo) greet(pool *pgxpool.Pool) error {
	for _, p := range regency.People() {
		d.sandbox.Meet(sandbox.Person{ID: p.ID, Name: p.Name, Role: p.Role, Lang: p.Lang})
		words := "/start"
		if p.NIP != "" {
			err := pgx.BeginFunc(d.ctx, pool, func(tx pgx.Tx) error {
				i, err := roster.Invite(d.ctx, tx, d.clock.now().UTC(), d.service.desk.Random, p.NIP)
				words = "/start " + i.Token
				return err
			})
			if err != nil {
				return err
			}
		}
		d.sandbox.Say(p.ID, words)
	}
	return nil
}

// page is the row of phones with the bar of the set clock.
func (d *demo) page() http.Handler {
	var people []sandbox.Person
	for _, p := range regency.People() {
		people = append(people, sandbox.Person{ID: p.ID, Name: p.Name, Role: p.Role, Lang: p.Lang})
	}
	to := func(next func(time.Time) time.Time) func(context.Context) error {
		return func(ctx context.Context) error { return d.advance(ctx, next(d.clock.now())) }
	}
	return d.sandbox.PageHandler(people, sandbox.Bar{Now: d.clock.now, Actions: []sandbox.BarAction{
		{Key: "hour", Label: "+1 jam", Do: to(func(t time.Time) time.Time { return t.Add(time.Hour) })},
		{Key: "day", Label: "hari kerja berikutnya", Do: to(d.nextMorning)},
		{Key: "monday", Label: "Senin pagi", Do: to(d.mondayMorning)},
	}})
}

// nextMorning is at eight on the next working day.
func (d *demo) nextMorning(t time.Time) time.Time {
	day := d.cal.Date(t).AddDays(1)
	for !d.cal.WorkingDay(day.Midnight(d.cal.Location())) {
		day = day.AddDays(1)
	}
	return day.Midnight(d.cal.Location()).Add(8 * time.Hour)
}

// mondayMorning is at eight on the first working day of the next week that
// has one.
func (d *demo) mondayMorning(t time.Time) time.Time {
	monday := d.cal.Date(t).Monday()
	for {
		monday = monday.AddDays(7)
		if opening, ok := d.cal.FirstWorkingDay(monday.Midnight(d.cal.Location())); ok {
			return d.cal.Date(opening).Midnight(d.cal.Location()).Add(8 * time.Hour)
		}
	}
}

// advance sets the clock forward, hour by hour: the schedule really runs on
// the way, and what it puts is read at that hour.
func (d *demo) advance(ctx context.Context, to time.Time) error {
	for at := d.clock.now(); at.Before(to); {
		next := at.Truncate(time.Hour).Add(time.Hour)
		if next.After(to) {
			next = to
		}
		if err := d.service.scheduler.Advance(ctx, at.UTC(), next.UTC().Truncate(time.Microsecond), d.clock.set); err != nil {
			d.log.Error().Err(err).Msg("the schedule did not run through")
			return errors.New("jadwal tidak berjalan sampai selesai; coba lagi")
		}
		if err := d.delivered(ctx); err != nil {
			return err
		}
		at = next
	}
	return nil
}

// patience is how long the clock waits for what an hour brought to be read;
// Telegram's limits may want more.
const patience = time.Second

// delivered waits until everything that may be sent now has been sent.
func (d *demo) delivered(ctx context.Context) error {
	d.service.woken()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); ; {
		q, err := outbox.Count(ctx, d.service.pool)
		if err != nil || q.Queued == q.Held || time.Now().After(end) {
			return err
		}
		<-tick.C
	}
}
