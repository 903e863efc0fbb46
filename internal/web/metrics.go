package web

import (
	"context"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tanggap/internal/notice"
	"tanggap/internal/outbox"
)

// metrics serves figures for Prometheus from a registry of its own. No label
// ever holds a person, a chat or a code.
func (v *server) metrics() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		v.requests,
		collector{v},
	)
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{
		ErrorHandling:       promhttp.ContinueOnError,
		MaxRequestsInFlight: 2,
	})
}

// collector asks at each scrape. With the database away it says so, and tells
// what it knows without it.
type collector struct{ *server }

// Describe tells nothing: which figures there are depends on what is found.
func (collector) Describe(chan<- *prometheus.Desc) {}

// Collect gives all figures.
func (c collector) Collect(out chan<- prometheus.Metric) {
	c.process(out)
	q, err := within(context.Background(), c.readQueues)
	c.up(out, "postgresql", err)
	if err == nil {
		q.collect(out)
	}
	_, err = within(context.Background(), func(ctx context.Context) (struct{}, error) { return struct{}{}, c.Redis(ctx) })
	c.up(out, "redis", err)
}

// process tells what is known without asking anybody.
func (c collector) process(out chan<- prometheus.Metric) {
	gauge(out, "tanggap_leader", "1 while this replica delivers and schedules.", truth(c.Leading()))
	gauge(out, "tanggap_draining", "1 once the process has been told to stop.", truth(c.Draining()))
	gauge(out, "tanggap_schema_program", "Latest migration of this program.", float64(c.Schema))

	pool := c.Pool.Stat()
	const connections, help = "tanggap_db_connections", "Connections of the pool to PostgreSQL."
	gauge(out, connections, help, float64(pool.AcquiredConns()), "state", "busy")
	gauge(out, connections, help, float64(pool.IdleConns()), "state", "idle")
	gauge(out, "tanggap_db_connections_max", "The most that the pool may open.", float64(pool.MaxConns()))
	counter(out, "tanggap_db_acquire_waits_total", "Times that somebody waited for a connection.", float64(pool.EmptyAcquireCount()))

	seen := map[string]bool{}
	for _, n := range c.Counters() {
		if !seen[n.Name] { // one doubled name would spoil the whole scrape
			seen[n.Name] = true
			counter(out, n.Name, n.Help, float64(n.Value))
		}
	}
}

func (c collector) up(out chan<- prometheus.Metric, name string, err error) {
	gauge(out, "tanggap_up", "1 while a dependency answers.", truth(err == nil), "dependency", name)
}

// queues is what waits in the database.
type queues struct {
	outbox        outbox.Stats
	outboxSeconds float64
	inboxWaiting  int
	inboxDead     int
	inboxSeconds  float64
	cases         []openCases
	caseSeconds   float64
	unheld        int
	stranded      int
}

type openCases struct {
	Kind  string // of the unit
	State string
	N     int
}

// unheld are the cases that wait for an officer and that staff see by now ($1),
// since the moment from which they see them.
const unheld = `complaint c
	LEFT JOIN hush h ON h.complaint_id = c.id
	WHERE c.ended_at IS NULL AND c.holder IS NULL AND COALESCE(h.until, c.filed_at) <= $1`

func (c collector) readQueues(ctx context.Context) (q queues, err error) {
	now := c.Now()
	err = pgx.BeginTxFunc(ctx, c.Pool, snapshot, func(tx pgx.Tx) error {
		if q.outbox, err = outbox.Count(ctx, tx); err != nil {
			return err
		}
		if !q.outbox.Oldest.IsZero() {
			q.outboxSeconds = max(0, now.Sub(q.outbox.Oldest).Seconds())
		}
		var oldest, waiting *time.Time
		err := tx.QueryRow(ctx, `
			SELECT
				(SELECT count(*) FROM inbox WHERE state = 'waiting'),
				(SELECT count(*) FROM inbox WHERE state = 'dead'),
				(SELECT min(received_at) FROM inbox WHERE state = 'waiting'),
				(SELECT min(COALESCE(h.until, c.filed_at)) FROM `+unheld+`),
				(SELECT count(*) FROM `+unheld+`)`, now).
			Scan(&q.inboxWaiting, &q.inboxDead, &oldest, &waiting, &q.unheld)
		if err != nil {
			return err
		}
		stranded, err := notice.Stranded(ctx, tx, now)
		if err != nil {
			return err
		}
		q.stranded = len(stranded)
		if oldest != nil { // received_at is machine time
			q.inboxSeconds = max(0, time.Since(*oldest).Seconds())
		}
		if waiting != nil {
			q.caseSeconds = max(0, now.Sub(*waiting).Seconds())
		}
		rows, err := tx.Query(ctx, `
			SELECT u.kind, c.state, count(*)
			FROM complaint c
			JOIN unit u ON u.code = c.unit_code
			WHERE c.ended_at IS NULL
			GROUP BY u.kind, c.state`)
		if err != nil {
			return err
		}
		q.cases, err = pgx.CollectRows(rows, pgx.RowToStructByPos[openCases])
		return err
	})
	return q, err
}

func (q queues) collect(out chan<- prometheus.Metric) {
	const messages, messagesHelp = "tanggap_outbox_messages", "Messages by state; held for quiet hours, uncertain of their arrival, or dead."
	gauge(out, messages, messagesHelp, float64(q.outbox.Queued-q.outbox.Held), "state", "queued")
	gauge(out, messages, messagesHelp, float64(q.outbox.Held), "state", "held")
	gauge(out, messages, messagesHelp, float64(q.outbox.Uncertain), "state", "uncertain")
	gauge(out, messages, messagesHelp, float64(q.outbox.Dead), "state", "dead")
	gauge(out, "tanggap_outbox_oldest_seconds", "How long the oldest message that is not held has waited.", q.outboxSeconds)

	const updates, updatesHelp = "tanggap_inbox_updates", "Updates that wait to be tried again, or are dead."
	gauge(out, updates, updatesHelp, float64(q.inboxWaiting), "state", "waiting")
	gauge(out, updates, updatesHelp, float64(q.inboxDead), "state", "dead")
	gauge(out, "tanggap_inbox_oldest_seconds", "How long the oldest waiting update has waited.", q.inboxSeconds)

	for _, o := range q.cases {
		gauge(out, "tanggap_open_cases", "Open cases by kind of unit and state.", float64(o.N), "unit_kind", o.Kind, "state", o.State)
	}
	gauge(out, "tanggap_unheld_cases", "Open cases without an officer.", float64(q.unheld))
	gauge(out, "tanggap_stranded_cases", "Open cases without an officer while nobody is connected who could find one.", float64(q.stranded))
	gauge(out, "tanggap_unheld_oldest_seconds", "How long the oldest case without an officer has waited.", q.caseSeconds)
}

func gauge(out chan<- prometheus.Metric, name, help string, value float64, labels ...string) {
	emit(out, prometheus.GaugeValue, name, help, value, labels)
}

func counter(out chan<- prometheus.Metric, name, help string, value float64) {
	emit(out, prometheus.CounterValue, name, help, value, nil)
}

// emit sends one figure; labels are names and values by turns.
func emit(out chan<- prometheus.Metric, kind prometheus.ValueType, name, help string, value float64, labels []string) {
	var names, values []string
	for i := 0; i+1 < len(labels); i += 2 {
		names, values = append(names, labels[i]), append(values, labels[i+1])
	}
	desc := prometheus.NewDesc(name, help, names, nil)
	m, err := prometheus.NewConstMetric(desc, kind, value, values...)
	if err != nil { // a bad name must not end the process
		m = prometheus.NewInvalidMetric(desc, err)
	}
	out <- m
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
