package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// beat is how often a page hears the clock when nothing else happens.
const beat = 5 * time.Second

// serveEvents streams the changes as server-sent events. Their ids let the
// browser go on where it was cut off.
func (p *page) serveEvents(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	rev, reset := p.from(r.Header.Get("Last-Event-ID"))
	first := true
	tick := time.NewTicker(beat)
	defer tick.Stop()
	due := true
	for {
		c, changed := p.since(rev, reset)
		if due || len(c.Chats) > 0 || len(c.Answers) > 0 {
			b, err := json.Marshal(c)
			if err != nil {
				return
			}
			// A server may have a write timeout; a stream has none, only each write.
			_ = out.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if first {
				fmt.Fprint(w, "retry: 1000\n")
				first = false
			}
			if _, err := fmt.Fprintf(w, "id: %s\ndata: %s\n\n", p.mark(c.Rev), b); err != nil || out.Flush() != nil {
				return
			}
			reset, due = false, false
		}
		rev = c.Rev
		select {
		case <-changed:
		case <-tick.C:
			due = true
		case <-r.Context().Done():
			return
		case <-p.ctx.Done():
			return
		}
	}
}
