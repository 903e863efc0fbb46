package bot_test

import (
	"sync"
	"testing"
	"time"
)

// How many updates are handled side by side, as when polling, and how many
// visits each of those who hand them in makes in one round.
const (
	writers = 16
	visits  = 12
)

// BenchmarkHandling compares updates durably handled with a bare handler: the
// same number of transactions on the same durable PostgreSQL in the same run,
// taking turns, so that a slow moment hits both. The ratio of the mix should be
// at least 0.6.
func BenchmarkHandling(b *testing.B) {
	c := newCrowd(b, durable(b))
	bare := newBare(b, c.pool)
	b.Run("mix", func(b *testing.B) {
		// What a press needs to know is read between two rounds: whose draft
		// is shown in one is sent in the next, and accepted in the one after.
		drafts, filed := c.come(send), c.come(accept)
		for i, v := range drafts {
			v.earlier = filed[i]
		}
		c.compare(b, bare, 0, len(acts), drafts, func(v *visit) error {
			for k, a := range acts {
				who := v
				if k >= send {
					who = v.earlier
				}
				if k >= accept {
					who = v.earlier.earlier
				}
				if err := a.do(c, who); err != nil {
					return err
				}
			}
			return nil
		})
	})
	for k, a := range acts {
		b.Run(a.name, func(b *testing.B) {
			c.compare(b, bare, k, 1, c.come(0), func(v *visit) error { return a.do(c, v) })
		})
	}
	c.prove()
}

// compare takes turns between visits that have gone through some acts, and go
// on by so many updates, and the bare handler. One turn of both goes before what
// is measured: by then every connection has planned its statements, on either
// side.
func (c *crowd) compare(b *testing.B, bare *bare, acted, updates int, earlier []*visit, visit func(*visit) error) {
	b.Helper()
	var ours, theirs time.Duration
	var used, theirsUsed burnt
	n := 0
	turn := func() {
		vs := c.come(acted)
		for i, v := range vs {
			v.earlier = earlier[i]
		}
		zero := c.burnt()
		ours += c.round(func(i int) error { return visit(vs[i]) })
		one := c.burnt()
		theirs += c.sideBySide(func(int) error {
			for range updates {
				if err := bare.handle(c.b.Context()); err != nil {
					return err
				}
			}
			return nil
		})
		two := c.burnt()
		used, theirsUsed = used.add(one.since(zero)), theirsUsed.add(two.since(one))
		c.find(earlier)
		c.find(vs)
		earlier = vs
		n += len(vs) * updates
	}
	turn()
	ours, theirs, used, theirsUsed, n = 0, 0, burnt{}, burnt{}, 0
	for b.Loop() {
		turn()
	}
	b.ReportMetric(float64(n)/ours.Seconds(), "updates/s")
	b.ReportMetric(float64(n)/theirs.Seconds(), "bare/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "ratio")
	used.report(b, "ours", n)
	theirsUsed.report(b, "bare", n)
	b.ReportMetric(float64(theirsUsed.here+theirsUsed.database)/float64(used.here+used.database), "cpu-ratio")
	b.ReportMetric(0, "ns/op") // a round of both says nothing
}

// round is sideBySide with a bot of its own, which handles every update at once.
func (c *crowd) round(do func(i int) error) time.Duration {
	c.bot = c.open()
	took := c.sideBySide(do)
	if c.bot.Parked.Load()+c.bot.Slowed.Load() > 0 {
		c.b.Fatal("not every update was handled at once")
	}
	return took
}

// sideBySide does something for every visit, as many at a time as there are
// writers.
func (c *crowd) sideBySide(do func(i int) error) time.Duration {
	started := time.Now()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range visits {
				if err := do(w*visits + i); err != nil {
					c.b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if c.b.Failed() {
		c.b.FailNow()
	}
	return time.Since(started)
}
