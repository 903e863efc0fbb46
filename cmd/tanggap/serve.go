package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"tanggap/bot"
	"tanggap/bot/turn"
	"tanggap/internal/leader"
	"tanggap/internal/web"
	"tanggap/migrations"
)

type serveCommand struct{}

func (serveCommand) Run(w world) error {
	c, err := readConfig(w.env, needDatabase|needRedis|needToken)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("LISTEN_ADDR %s cannot be listened on; is another program there?", c.Listen)
	}
	return serve(w.ctx, c, time.Now, logTo(w.stderr, c), listener)
}

// logTo writes log lines with the secrets taken out, whoever put them in.
func logTo(w io.Writer, c config) zerolog.Logger {
	return zerolog.New(bot.RedactingWriter(w, c.Token)).Level(c.LogLevel).With().Timestamp().Logger()
}

// The end takes less than ten seconds from SIGTERM: a load balancer gets to see
// that we are not ready, requests are finished, then what is in flight.
const (
	noticeTime = 500 * time.Millisecond
	drainTime  = 5 * time.Second
	partsTime  = 4 * time.Second
)

// serve runs the service until ctx ends, and then ends in order: no new
// updates, those begun are finished, what is in flight is sent.
func serve(ctx context.Context, c config, now func() time.Time, log zerolog.Logger, listener net.Listener) error {
	pool, err := openServicePool(ctx, c.DatabaseURL, 24)
	if err != nil {
		return err
	}
	if c.public() {
		off, err := unsafe(ctx, pool)
		if err != nil {
			return err
		}
		if len(off) > 0 {
			return usage{fmt.Errorf("the database may forget what it confirmed: %s is off; turn it on", strings.Join(off, ", "))}
		}
	}
	if _, err := migrations.Up(ctx, c.DatabaseURL); err != nil {
		return err
	}
	o, err := openOffice(ctx, c, pool, now, log)
	if err != nil {
		pool.Close()
		return err
	}
	defer o.close()
	if err := o.eraseAgain(ctx); err != nil {
		return err
	}
	s, err := newService(o)
	if err != nil {
		return err
	}
	return s.run(ctx, listener)
}

// service is a running `serve`.
type service struct {
	*office
	client   *bot.Client
	bot      *bot.Bot
	sender   *bot.Sender
	fetcher  *bot.Fetcher
	poller   *bot.Poller
	leader   *leader.Leader
	site     *web.Site
	username atomic.Value // string
	draining atomic.Bool
	wake     chan struct{}

	notifying atomic.Bool
	aside     sync.WaitGroup // best-effort calls after a commit
}

func newService(o *office) (*service, error) {
	s := &service{office: o, leader: leader.New(o.DatabaseURL), wake: make(chan struct{}, 1)}
	s.username.Store("")
	var err error
	if s.client, err = bot.NewClient(o.Token, o.APIURL); err != nil {
		return nil, usage{err}
	}
	routes, err := bot.NewRoutes()
	if err != nil {
		return nil, err
	}
	number, _, _ := strings.Cut(o.Token, ":")
	desk := &turn.Office{Desk: o.desk, Text: o.text, Notice: o.notice, Visits: o.visits, Rights: o.rights, Clocks: o.clocks, Username: s.name, Public: o.PublicURL}
	s.bot = bot.New(bot.Settings{
		Pool: o.pool, Office: desk, Routes: routes, Now: o.now, Log: o.log, Channel: "tg:" + number,
		Wake: s.woken, Toast: s.toast, Menu: s.menu, Remove: s.remove,
	})
	s.sender = &bot.Sender{
		Pool: o.pool, Client: s.client, Now: o.now, Log: o.log, Leading: s.leader.Leading,
		Delivered: o.desk.Begin, Unreachable: o.notice.Unreachable, Resolve: o.desk.Resolve, Forget: o.notice.Forget, Wake: s.wake,
	}
	s.fetcher = &bot.Fetcher{Pool: o.pool, Client: s.client, Now: o.now, Log: o.log, Arrived: o.notice.Arrived, Unseen: o.notice.Unseen, Seen: o.notice.Seen}
	s.poller = &bot.Poller{Bot: s.bot, URL: s.client.MethodURL("getUpdates"), Clean: s.client.Clean, HTTP: &http.Client{}}
	s.site = &web.Site{
		Pool: o.pool, Desk: o.desk, Notice: o.notice, Visits: o.visits, Now: o.now, Log: o.log, BotUsername: s.name, Redis: o.clocks.Ping,
		Schema: migrations.Latest(), Leading: func() bool { _, leading := s.leader.Leading(); return leading },
		Counters: s.counters, Draining: s.draining.Load,
		// We never speak TLS ourselves: a public https address means that a
		// proxy of our own stands before every request.
		TrustProxy: strings.HasPrefix(o.PublicURL, "https://"),
	}
	return s, nil
}

func (s *service) name() string { return s.username.Load().(string) }

// run serves until ctx ends. It returns an error only for what it cannot go on
// with.
func (s *service) run(ctx context.Context, listener net.Listener) error {
	mark, unclean, err := bot.StartServing(ctx, s.pool)
	if err != nil {
		return err
	}
	s.bot.Cautious.Store(unclean)
	if unclean {
		s.log.Warn().Msg("the service before this one did not stop cleanly; updates are counted before they are tried")
	}
	mux := http.NewServeMux()
	mux.Handle("/", s.site.Handler())
	if s.WebhookURL != "" {
		mux.Handle("POST /telegram/webhook", s.bot.Webhook(s.WebhookSecret))
	}
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	s.log.Info().Str("version", version).Str("listen", listener.Addr().String()).Bool("webhook", s.WebhookURL != "").Msg("serving")

	working, stop := context.WithCancel(ctx)
	defer stop()
	var parts sync.WaitGroup
	parts.Go(func() { s.bot.SweepEvery(working, time.Second) })
	parts.Go(func() { s.introduce(working) })
	parts.Go(func() { bot.KeepServing(working, s.pool, mark, s.bot) })
	led := make(chan error, 1)
	parts.Go(func() { led <- s.leader.Run(working, s.lead) })

	select {
	case <-ctx.Done():
	case err = <-served:
	case err = <-led:
	}
	s.log.Info().Msg("stopping")
	s.draining.Store(true)
	if ctx.Err() != nil {
		time.Sleep(noticeTime)
	}
	ended, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	stop() // no more polling, claiming or ticking; what is begun goes on
	if shut := server.Shutdown(ended); shut != nil {
		server.Close()
	}
	if s.wait(&parts) {
		bot.StopServing(context.WithoutCancel(ctx), s.pool, mark)
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// wait gives the parts partsTime to finish.
func (s *service) wait(parts *sync.WaitGroup) bool {
	done := make(chan struct{})
	go func() {
		parts.Wait()
		s.aside.Wait()
		close(done)
	}()
	select {
	case <-done:
		return true
	case <-time.After(partsTime):
		s.log.Warn().Msg("some part did not finish in time")
		return false
	}
}

// lead is what only one replica does: deliver, fetch, poll, keep the schedule.
func (s *service) lead(ctx context.Context, epoch int64) error {
	s.log.Info().Int64("epoch", epoch).Msg("leading")
	var parts sync.WaitGroup
	parts.Go(func() { s.sender.Run(ctx, epoch) })
	parts.Go(func() { s.fetcher.Run(ctx) })
	parts.Go(func() { s.scheduler.Start(ctx) })
	parts.Go(func() {
		if s.prepareDoor(ctx) {
			s.poller.Run(ctx)
		}
	})
	parts.Wait()
	return nil
}

// prepareDoor tells Telegram which door is open, again and again until it
// knows; true when updates are to be polled.
func (s *service) prepareDoor(ctx context.Context) bool {
	for pause := time.Second; ctx.Err() == nil; pause = min(2*pause, time.Minute) {
		var err error
		if s.WebhookURL != "" {
			err = s.client.SetWebhook(ctx, s.WebhookURL, s.WebhookSecret)
		} else {
			err = s.client.DeleteWebhook(ctx)
		}
		if err == nil {
			s.commands(ctx)
			return s.WebhookURL == ""
		}
		s.log.Warn().Str("error", s.client.Clean(err.Error())).Msg("Telegram does not know our door yet")
		rest(ctx, pause)
	}
	return false
}

// introduce asks Telegram for the bot's name until it answers.
func (s *service) introduce(ctx context.Context) {
	for pause := time.Second; ctx.Err() == nil; pause = min(2*pause, time.Minute) {
		name, _, err := s.client.Me(ctx)
		if err == nil {
			s.username.Store(name)
			return
		}
		s.log.Warn().Str("error", s.client.Clean(err.Error())).Msg("Telegram does not say who the bot is yet")
		rest(ctx, pause)
	}
}

func rest(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}

// woken tells the sender of this process, or, where another replica leads, the
// database, one call at a time; a poll each second is the guarantee behind both.
func (s *service) woken() {
	if _, leading := s.leader.Leading(); leading {
		select {
		case s.wake <- struct{}{}:
		default:
		}
		return
	}
	if !s.notifying.CompareAndSwap(false, true) {
		return
	}
	s.besides(func(ctx context.Context) error {
		defer s.notifying.Store(false)
		_, err := s.pool.Exec(ctx, `SELECT pg_notify($1, '')`, bot.WakeTopic)
		return err
	})
}

func (s *service) toast(callbackID, words string) {
	s.besides(func(ctx context.Context) error { return s.client.AnswerCallback(ctx, callbackID, words) })
}

func (s *service) remove(address string, message int) {
	s.besides(func(ctx context.Context) error { return s.client.Remove(ctx, address, message) })
}

func (s *service) menu(address string, menus []bot.Menu) {
	s.besides(func(ctx context.Context) error { return bot.ShowMenus(ctx, s.client, address, menus) })
}

// commands shows everybody of whom nothing is known the citizen's commands.
func (s *service) commands(ctx context.Context) {
	if err := bot.ShowMenus(ctx, s.client, "", s.bot.Routes.Public(s.bot.Office)); err != nil {
		s.log.Warn().Str("error", s.client.Clean(err.Error())).Msg("the menu is not shown")
	}
}

// besides does something best effort, which nobody waits for.
func (s *service) besides(do func(context.Context) error) {
	s.aside.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if err := do(ctx); err != nil {
			s.log.Debug().Str("error", s.client.Clean(err.Error())).Msg("a best-effort call failed")
		}
	})
}

func (s *service) counters() []web.Counter {
	return []web.Counter{
		{Name: "tanggap_updates_handled_total", Help: "Updates handled.", Value: s.bot.Handled.Load()},
		{Name: "tanggap_updates_parked_total", Help: "Updates parked for the sweep.", Value: s.bot.Parked.Load()},
		{Name: "tanggap_updates_slowed_total", Help: "Updates of chats that sent too many, left unhandled.", Value: s.bot.Slowed.Load()},
		{Name: "tanggap_updates_dead_total", Help: "Updates given up.", Value: s.bot.Dead.Load()},
		{Name: "tanggap_messages_sent_total", Help: "Messages that arrived.", Value: s.sender.Counts.Sent.Load()},
		{Name: "tanggap_messages_failed_total", Help: "Tries that did not.", Value: s.sender.Counts.Failed.Load()},
		{Name: "tanggap_messages_throttled_total", Help: "Tries that Telegram asked to slow down.", Value: s.sender.Counts.Throttled.Load()},
		{Name: "tanggap_messages_uncertain_total", Help: "Messages of which nobody knows whether they arrived.", Value: s.sender.Counts.Uncertain.Load()},
		{Name: "tanggap_messages_dead_total", Help: "Messages given up.", Value: s.sender.Counts.Dead.Load()},
	}
}
