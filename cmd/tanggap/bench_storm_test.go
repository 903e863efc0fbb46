package main

import (
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkStormOfLimits lets five thousand limits pass in the same second. The
// ratio is how much longer the slowest hundredth of updates takes meanwhile; it
// should be below 2.
func BenchmarkStormOfLimits(b *testing.B) {
	const cases = 5000
	address := freeAddress(b)
	m := newMachine(b, hooked(address)...)
	m.connect()
	m.sandbox.Manual(true)
	m.serve()
	knock := hookOf(b, address)
	citizens := int64(person)
	// updates comes in until enough is closed, and gives the slowest hundredth.
	updates := func(enough <-chan struct{}) time.Duration {
		var mu sync.Mutex
		var took []time.Duration
		var load sync.WaitGroup
		for range 4 {
			load.Go(func() {
				for {
					select {
					case <-enough:
						return
					case <-time.After(20 * time.Millisecond):
					}
					mu.Lock()
					citizens++
					u := m.sandbox.Say(citizens, "/cek nomor").Body
					mu.Unlock()
					at := time.Now()
					if got := knock(u); got != 200 {
						b.Errorf("an update was answered %d", got)
					}
					mu.Lock()
					took = append(took, time.Since(at))
					mu.Unlock()
				}
			})
		}
		load.Wait()
		slices.Sort(took)
		return took[len(took)*99/100]
	}
	var calm, busy, storm time.Duration
	for b.Loop() {
		b.StopTimer()
		due := m.sameHour(cases)
		enough := make(chan struct{})
		time.AfterFunc(10*time.Second, func() { close(enough) })
		calm = updates(enough)
		b.StartTimer()
		over := make(chan struct{})
		go func() {
			defer close(over)
			at := time.Now()
			m.climbs(due)
			storm = time.Since(at)
		}()
		busy = updates(over)
	}
	if n := m.count(`SELECT count(*) FROM stretch WHERE step = 3`); n < cases {
		b.Errorf("%d limits passed, of %d", n, cases)
	}
	b.ReportMetric(cases/storm.Seconds(), "limits/s")
	b.ReportMetric(float64(calm.Milliseconds()), "calm-p99-ms")
	b.ReportMetric(float64(busy.Milliseconds()), "storm-p99-ms")
	b.ReportMetric(busy.Seconds()/calm.Seconds(), "ratio")
	b.ReportMetric(0, "ns/op")
}
