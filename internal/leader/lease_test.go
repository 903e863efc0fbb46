package leader

import (
	"testing"
	"testing/synctest"
	"time"
)

// Without a ping the lease ends by itself, before the server ends the session.
func TestLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New("")
		if _, ok := l.Leading(); ok {
			t.Error("leading without an election")
		}
		l.believe(7, time.Now())
		<-time.After(lease - time.Millisecond)
		if e, ok := l.Leading(); !ok || e != 7 {
			t.Errorf("%d %v within the lease", e, ok)
		}
		<-time.After(time.Millisecond)
		if _, ok := l.Leading(); ok {
			t.Error("leading after the lease")
		}
		if patience, err := time.ParseDuration(silence); err != nil || patience <= lease {
			t.Errorf("the server waits %v: %v", patience, err)
		}
	})
}
