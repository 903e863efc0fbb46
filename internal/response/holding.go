package response

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

// Held is a stretch that has not ended, as Redis knows it: times are
// microseconds, 0 for none.
type Held struct {
	Stretch int64          `json:"-"`
	Case    complaint.ID   `json:"case"`
	Duty    complaint.Duty `json:"duty"`
	Since   int64          `json:"since,omitempty"` // the delivery of its card
	Due     int64          `json:"due,omitempty"`
	Paused  bool           `json:"paused,omitempty"` // the citizen is being asked
}

// HeldOf is what is held of a stretch.
func HeldOf(s complaint.Stretch) Held {
	h := Held{Stretch: s.ID, Case: s.ComplaintID, Duty: s.Duty, Paused: s.PausedAt != nil}
	if s.FromAt != nil {
		h.Since = s.FromAt.UnixMicro()
	}
	if s.DueAt != nil {
		h.Due = s.DueAt.UnixMicro()
	}
	return h
}

func (h Held) encode() string {
	b, _ := json.Marshal(h) // a struct of texts and numbers always encodes
	return string(b)
}

func decodeHeld(stretch, value string) (Held, error) {
	id, err := strconv.ParseInt(stretch, 10, 64)
	if err != nil {
		return Held{}, fmt.Errorf("stretch %q: %w", stretch, err)
	}
	h := Held{}
	if err := json.Unmarshal([]byte(value), &h); err != nil {
		return Held{}, fmt.Errorf("stretch %d: %w", id, err)
	}
	h.Stretch = id
	return h, nil
}

// patience is how long somebody who looks at a team waits for Redis.
const patience = 700 * time.Millisecond

// ErrPending says that a change is on its way to Redis: PostgreSQL knows more.
var ErrPending = errors.New("a change is on its way to redis")

// Holding gives what some people have in hand now. It is ErrPending or ErrLost
// when Redis holds less than PostgreSQL; any other error says that it cannot be
// asked.
func (s *Store) Holding(ctx context.Context, tx pgx.Tx, nips []roster.NIP) (map[roster.NIP][]Held, error) {
	stamp, err := stampOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	count, settled, err := complaint.InHand(ctx, tx, nips)
	if err != nil {
		return nil, err
	}
	if !settled {
		return nil, ErrPending
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	read := make([]*redis.MapStringStringCmd, len(nips))
	err = s.read(ctx, stamp, "read who holds what from Redis", func(p redis.Pipeliner) {
		for i, nip := range nips {
			read[i] = p.HGetAll(ctx, heldKey(nip))
		}
	})
	if err != nil {
		return nil, err
	}
	all := make(map[roster.NIP][]Held, len(nips))
	for i, nip := range nips {
		if len(read[i].Val()) != count[nip] {
			return nil, ErrLost // thrown out to make room
		}
		for stretch, value := range read[i].Val() {
			h, err := decodeHeld(stretch, value)
			if err != nil {
				return nil, ErrLost // not what we wrote
			}
			all[nip] = append(all[nip], h)
		}
	}
	return all, nil
}
