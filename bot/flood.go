package bot

import (
	"context"
	"crypto/rand"
	"maps"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/outbox"
)

// floodLimit is how many updates of one chat are handled within a minute. Ten
// pictures are an album, and nobody types one message a second for a minute;
// answers leave at that pace too, so that more would only wait behind each
// other.
const (
	floodLimit = 60
	floodTime  = time.Minute
)

// floods counts what comes from each chat. It is kept in memory alone: who
// wrote when stands nowhere longer than the answer needs, and a count that a
// restart or another replica begins anew protects as well.
type floods struct {
	mu     sync.Mutex
	chats  map[string]*heard
	looked time.Time // through all of them
}

// heard is how many updates came from a chat since a moment.
type heard struct {
	since time.Time
	n     int
}

// hear counts an update that comes for the first time, and says how many came
// within the minute.
func (f *floods) hear(at time.Time, address string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if at.Sub(f.looked) > floodTime {
		f.looked = at
		maps.DeleteFunc(f.chats, func(_ string, h *heard) bool { return at.Sub(h.since) > floodTime })
	}
	if f.chats == nil {
		f.chats = map[string]*heard{}
	}
	h := f.chats[address]
	if h == nil || at.Sub(h.since) > floodTime {
		h = &heard{since: at}
		f.chats[address] = h
	}
	h.n++
	return h.n
}

// hear counts an update as of its chat; groups are not talked with anyway.
func (b *Bot) hear(u *update) int {
	if !u.kept || !u.private {
		return 0
	}
	return b.floods.hear(time.Now(), u.address)
}

// slow leaves an update of a flood unhandled, and tells the chat so once.
// Nothing else about the chat changes: what it filed stays, and the next minute
// it is heard again.
func (b *Bot) slow(ctx context.Context, tx pgx.Tx, u *update, g gathered, heard int) (after, error) {
	b.Slowed.Add(1)
	if heard > floodLimit+1 {
		return after{}, nil
	}
	return after{put: true}, outbox.Put(ctx, tx, g.now, outbox.Row{
		Key: "flood:" + rand.Text(), Address: u.address, Lane: outbox.Replies, Message: b.Office.Text.Flood(g.met.Account.Lang),
	})
}
