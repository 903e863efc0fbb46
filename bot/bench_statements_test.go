package bot_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/testkit"
)

// asked counts what goes to the database.
type asked struct {
	trips      int
	statements []string
}

func (a *asked) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	a.trips++
	a.statements = append(a.statements, d.SQL)
	return ctx
}

func (a *asked) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (a *asked) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	a.trips++
	return ctx
}

func (a *asked) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	a.statements = append(a.statements, d.SQL)
}

func (a *asked) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// Each statement costs as much as several rows do, each round trip as much as
// several statements. Of one update they are counted here, from BEGIN to
// COMMIT, so that they do not creep up again.
func TestStatements(t *testing.T) {
	most := map[string]struct{ statements, trips int }{
		"start": {7, 2}, "text": {8, 4}, "more": {7, 3}, "send": {20, 6}, "status": {8, 4}, "accept": {18, 4},
	}
	settings, err := pgxpool.ParseConfig(testkit.DatabaseURL(t))
	if err != nil {
		t.Fatal(err)
	}
	var all asked
	settings.ConnConfig.Tracer, settings.MaxConns = &all, 1
	pool, err := pgxpool.NewWithConfig(t.Context(), settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	c := newCrowd(t, pool)
	c.bot = c.open()
	for round := range 2 {
		v := &visit{chat: c.last.Add(1), words: complaints[0]}
		for k, a := range acts {
			if k == send || k == accept {
				c.find([]*visit{v})
			}
			all = asked{}
			c.must(a.do(c, v))
			m := most[a.name]
			if round == 0 || len(all.statements) <= m.statements && all.trips <= m.trips { // the first reads the register
				continue
			}
			t.Errorf("%s: %d statements in %d round trips, at most %d in %d", a.name, len(all.statements), all.trips, m.statements, m.trips)
			for _, s := range all.statements {
				t.Log(strings.Join(strings.Fields(s), " "))
			}
		}
	}
	c.prove()
}
