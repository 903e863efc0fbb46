package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/robfig/cron/v3"
	"github.com/rs/zerolog"

	"tanggap/internal/books"
	"tanggap/internal/installation"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/rights"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/text"
	"tanggap/scheduler"
)

// place is an office with a schedule.
type place struct {
	*office.Office
	*scheduler.Scheduler
}

func open(t testing.TB) *place {
	t.Helper()
	o := office.New(t)
	return &place{o, schedulerOf(o)}
}

// schedulerOf is what another process of the same office has.
func schedulerOf(o *office.Office) *scheduler.Scheduler {
	o.T.Helper()
	speaker, err := text.New(o.Loc)
	if err != nil {
		o.T.Fatal(err)
	}
	return &scheduler.Scheduler{
		Pool: o.Pool, Response: o.Response, Desk: o.Desk, Visits: o.Visits, Rights: &rights.Desk{Complaints: o.Desk}, Notice: &notice.Desk{Text: speaker, Complaints: o.Desk},
		Now: func() time.Time { return testkit.Time("2026-10-05 08:00") }, Loc: o.Loc, Log: zerolog.Nop(),
		ForgetUpdates: func(context.Context, pgx.Tx, time.Duration) (int, error) { return 7, nil },
	}
}

func (p *place) tick(at string) {
	p.T.Helper()
	if err := p.Tick(p.T.Context(), testkit.Time(at)); err != nil {
		p.T.Fatalf("tick at %s: %v", at, err)
	}
}

func (p *place) job(name, at string) string {
	p.T.Helper()
	note, err := p.Run(p.T.Context(), name, testkit.Time(at))
	if err != nil {
		p.T.Fatalf("%s at %s: %v", name, at, err)
	}
	return note
}

func (p *place) advance(from, to string) {
	p.T.Helper()
	if err := p.Advance(p.T.Context(), testkit.Time(from), testkit.Time(to), func(time.Time) error { return nil }); err != nil {
		p.T.Fatalf("advance: %v", err)
	}
}

// told lists the messages of a kind of key: when and to whom.
func (p *place) told(prefix string) []string {
	p.T.Helper()
	rows, err := p.Office.Pool.Query(p.T.Context(), `
		SELECT put_at, address, payload #>> '{Message,HTML}'
		FROM outbox
		WHERE starts_with(key, $1)
		ORDER BY put_at, id`, prefix)
	if err != nil {
		p.T.Fatal(err)
	}
	var list []string
	var at time.Time
	var address, html string
	if _, err := pgx.ForEachRow(rows, []any{&at, &address, &html}, func() error {
		first, _, _ := strings.Cut(outbox.Plain(html), " ")
		list = append(list, at.In(p.Office.Loc).Format("02 15:04 ")+strings.TrimPrefix(address, "tg:")+" "+first)
		return nil
	}); err != nil {
		p.T.Fatal(err)
	}
	return list
}

func (p *place) want(prefix string, want ...string) {
	p.T.Helper()
	if got := p.told(prefix); !slices.Equal(got, want) {
		p.T.Errorf("%s: got\n  %s\nwant\n  %s", prefix, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func (p *place) periods(name string) (list []string) {
	p.T.Helper()
	rows, err := p.Office.Pool.Query(p.T.Context(), `SELECT period FROM job_run WHERE job = $1 AND period <> 'last' ORDER BY period`, name)
	if err != nil {
		p.T.Fatal(err)
	}
	if list, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		p.T.Fatal(err)
	}
	return list
}

func (p *place) clean() {
	p.T.Helper()
	p.Project()
	rows, err := books.Check(p.T.Context(), p.Office.Pool, p.Office.Response, p.Office.Loc)
	if err != nil {
		p.T.Fatal(err)
	}
	var b strings.Builder
	if !books.Print(&b, rows) {
		p.T.Error(b.String())
	}
}

func TestTable(t *testing.T) {
	p := open(t)
	list, err := p.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, j := range list {
		names = append(names, j.Name)
		if _, err := cron.ParseStandard(j.Spec); err != nil {
			t.Errorf("%s: %v", j.Name, err)
		}
		if !j.Last.IsZero() || !j.Next.After(testkit.Time("2026-10-05 08:00")) {
			t.Errorf("%s: last %v, next %v", j.Name, j.Last, j.Next)
		}
	}
	for _, name := range []string{"deadlines", "fold", "scorecards", "digest", "retention"} {
		if !slices.Contains(names, name) {
			t.Errorf("there is no job %s", name)
		}
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(list) {
		t.Error("a name comes twice")
	}
	p.tick("2026-10-05 08:00")
	if list, err = p.List(t.Context()); err != nil || !list[0].Last.Equal(testkit.Time("2026-10-05 08:00")) || list[0].Note == "" {
		t.Errorf("after a tick: %+v, %v", list[0], err)
	}
}

func TestUnknownJob(t *testing.T) {
	p := open(t)
	if _, err := p.Run(t.Context(), "salaries", time.Now()); !errors.Is(err, scheduler.ErrNoJob) || !strings.Contains(err.Error(), "fold") {
		t.Errorf("got %v", err)
	}
	p.Exec(`DELETE FROM installation`)
	if err := p.Tick(t.Context(), time.Now()); err != nil {
		t.Errorf("before an installation: %v", err)
	}
	if _, err := p.Run(t.Context(), "fold", time.Now()); !errors.Is(err, installation.ErrNone) {
		t.Errorf("before an installation: %v", err)
	}
}

// Two replicas that tick at the same moment, and a job run by hand beside
// them: everything once.
func TestRacing(t *testing.T) {
	p := open(t)
	for i := range 8 {
		id := p.File(testkit.Time(fmt.Sprintf("2026-10-05 08:0%d", i)), "budi", "bayung")
		if i%2 == 0 {
			p.Act(testkit.Time("2026-10-05 10:00"), id, office.Propose)
		}
	}
	others := []*scheduler.Scheduler{p.Scheduler, schedulerOf(p.Office), schedulerOf(p.Office)}
	for _, at := range []string{"2026-10-06 13:40", "2026-10-08 10:00", "2026-10-12 07:30", "2026-10-12 07:31"} {
		var wg sync.WaitGroup
		for _, s := range others {
			wg.Go(func() {
				if err := s.Tick(t.Context(), testkit.Time(at)); err != nil {
					t.Error(err)
				}
			})
		}
		for _, name := range []string{"deadlines", "fold", "scorecards", "digest"} {
			wg.Go(func() {
				if _, err := others[1].Run(t.Context(), name, testkit.Time(at)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	for prefix, want := range map[string]int{
		"sla:":    4 + 4, // reminded; overdue
		"rung:":   4,     // the superior
		"nudge:":  4,
		"card:":   2 + 4, // two supervisors; the week before because it was asked for, this one with pictures
		"digest:": 3,
	} {
		if got := p.told(prefix); len(got) != want {
			t.Errorf("%s: %d messages, want %d:\n  %s", prefix, len(got), want, strings.Join(got, "\n  "))
		}
	}
	if got := p.periods("fold"); len(got) != 7 {
		t.Errorf("periods of fold: %v", got)
	}
	p.clean()
}

// A clock that is set to next Monday passes every moment on the way.
func TestAdvance(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	done := p.File(testkit.Time("2026-10-05 08:07"), "dewi", "kandang")
	p.Act(testkit.Time("2026-10-05 09:00"), done, office.Answer)
	p.advance("2026-10-05 09:00", "2026-10-12 08:00")
	p.want("sla:", "06 08:00 budi ⏰", "06 13:30 budi ⏰", "07 08:00 budi ⌛")
	p.want("rung:", "08 08:00 kabid Yth.")
	p.want("digest:2026-10-06", "06 07:30 budi 🗒", "06 07:30 dewi 🗒")
	p.want("card:", "12 07:30 kabid Yth.", "12 07:30 kabid 📊", "12 07:30 kadis Yth.", "12 07:30 kadis 📊")
	if got := p.periods("fold"); len(got) != 7 {
		t.Errorf("folded %v", got)
	}
	p.advance("2026-10-12 08:00", "2026-10-12 08:00") // no time passes
	p.clean()
}

// Start makes up for what was missed at once, keeps Redis up to date, and ends
// when it is told to.
func TestStart(t *testing.T) {
	p := open(t)
	p.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
	p.Scheduler.Now = func() time.Time { return testkit.Time("2026-10-06 13:30") }
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		p.Start(ctx)
		close(ended)
	}()
	until := time.Now().Add(20 * time.Second)
	for len(p.told("sla:")) == 0 || p.Int(`SELECT count(*) FROM to_project`) > 0 {
		if time.Now().After(until) {
			t.Fatal("nothing happens")
		}
	}
	stop()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
	p.want("sla:", "06 13:30 budi ⏰")
}
