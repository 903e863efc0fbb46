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
		last := len(acts) - 1
		c.compare(b, bare, 0, len(acts), c.come(last), func(v *visit) error {
			for _, a := range acts[:last] {
				if err := a.do(c, v); err != nil {
					return err
				}
			}
			return acts[last].do(c, v.earlier) // its case is known by now
		})
	})
	for k, a := range acts {
		b.Run(a.name, func(b *testing.B) {
			c.compare(b, bare, k, 1, c.come(0), func(v *visit) error { return a.do(c, v) })
		})
	}
	if c.bot.Parked.Load() > 0 {
		b.Error("not every update was handled at once")
	}
}

// compare takes turns between visits that have gone through some acts, and go
// on by so many updates, and the bare handler.
func (c *crowd) compare(b *testing.B, bare *bare, acted, updates int, earlier []*visit, visit func(*visit) error) {
	b.Helper()
	var ours, theirs time.Duration
	n := 0
	for b.Loop() {
		b.StopTimer()
		vs := c.come(acted)
		for i, v := range vs {
			v.earlier = earlier[i]
		}
		b.StartTimer()
		ours += c.sideBySide(func(i int) error { return visit(vs[i]) })
		theirs += c.sideBySide(func(int) error {
			for range updates {
				if err := bare.handle(c.b.Context()); err != nil {
					return err
				}
			}
			return nil
		})
		b.StopTimer()
		c.find(vs)
		earlier = vs
		b.StartTimer()
		n += len(vs) * updates
	}
	b.ReportMetric(float64(n)/ours.Seconds(), "updates/s")
	b.ReportMetric(float64(n)/theirs.Seconds(), "bare/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "ratio")
	b.ReportMetric(0, "ns/op") // a round of both says nothing
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
