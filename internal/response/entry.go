package response

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Counted is one stretch that counts for a day.
type Counted struct {
	Stretch  int64          `json:"-"`
	Category string         `json:"category"`
	Channel  string         `json:"channel"`
	Duty     complaint.Duty `json:"duty"`
	Seconds  int64          `json:"seconds"` // worked so far; 0 while the duty is not done
	OnTime   bool           `json:"on_time"`
}

// Count is how a stretch counts for its day.
func Count(s complaint.Stretch) Counted {
	c := Counted{Stretch: s.ID, Category: s.CategoryCode, Channel: s.Channel, Duty: s.Duty, OnTime: *s.OnTime}
	if s.WorkedSeconds != nil {
		c.Seconds = *s.WorkedSeconds
	}
	return c
}

func (c Counted) encode() string {
	b, _ := json.Marshal(c) // a struct of texts and numbers always encodes
	return string(b)
}

func decode(stretch, value string) (Counted, error) {
	id, err := strconv.ParseInt(stretch, 10, 64)
	if err != nil {
		return Counted{}, fmt.Errorf("stretch %q: %w", stretch, err)
	}
	c := Counted{}
	if err := json.Unmarshal([]byte(value), &c); err != nil {
		return Counted{}, fmt.Errorf("stretch %d: %w", id, err)
	}
	c.Stretch = id
	return c, nil
}

// clock is a running clock as Redis holds it.
type clock struct {
	stretch int64
	at      int64 // when the next step is due, in microseconds
	about   map[string]string
}

// entry is what Redis holds of a stretch; either part may be missing.
type entry struct {
	id      int64
	of      complaint.ID
	holder  roster.NIP
	held    *Held
	clock   *clock
	day     complaint.Day
	counted *Counted
}

// entryOf tells what is held of a stretch. Days before since are not.
func entryOf(s complaint.Stretch, since worktime.Date) entry {
	e := entry{id: s.ID, of: s.ComplaintID, holder: s.Holder}
	if s.ToAt == nil {
		h := HeldOf(s)
		e.held = &h
	}
	if s.ToAt == nil && s.NextAt != nil {
		e.clock = &clock{stretch: s.ID, at: s.NextAt.UnixMicro(), about: map[string]string{
			"case": strconv.FormatInt(int64(s.ComplaintID), 10),
			"nip":  string(s.Holder),
			"duty": string(s.Duty),
			"from": micro(s.FromAt),
			"due":  micro(s.DueAt),
		}}
	}
	if s.CountedOn != nil {
		e.day = complaint.Day{NIP: s.Holder, On: worktime.DateOf(*s.CountedOn)}
		if s.Counts() && e.day.On >= since {
			c := Count(s)
			e.counted = &c
		}
	}
	return e
}

func (e entry) empty() bool { return e.held == nil && e.clock == nil && e.counted == nil }

// put writes an entry.
func (e entry) put(ctx context.Context, p redis.Pipeliner) {
	var places []any
	if e.held != nil {
		p.HSet(ctx, heldKey(e.holder), e.id, e.held.encode())
		places = append(places, heldPlace(e.id, e.holder))
	}
	if e.clock != nil {
		p.ZAdd(ctx, clockKey, redis.Z{Score: float64(e.clock.at), Member: e.id})
		p.HSet(ctx, aboutKey(e.id), e.clock.about)
		places = append(places, clockPlace(e.id))
	}
	if e.counted != nil {
		key := dayKey(e.day)
		p.HSet(ctx, key, e.id, e.counted.encode())
		p.Expire(ctx, key, lifetime)
		places = append(places, dayPlace(e.id, e.day))
	}
	if len(places) > 0 {
		key := caseKey(e.of)
		p.SAdd(ctx, key, places...)
		p.Expire(ctx, key, lifetime)
	}
}

// drop removes what may stand in Redis of a stretch and is no longer so.
func (e entry) drop(ctx context.Context, p redis.Pipeliner) {
	if e.held == nil {
		dropPlace(ctx, p, heldPlace(e.id, e.holder))
	}
	if e.clock == nil {
		dropPlace(ctx, p, clockPlace(e.id))
	}
	if e.counted == nil && e.day.NIP != "" {
		dropPlace(ctx, p, dayPlace(e.id, e.day))
	}
}

func aboutKey(stretch int64) string { return prefix + "clock:" + strconv.FormatInt(stretch, 10) }
func caseKey(id complaint.ID) string {
	return prefix + "case:" + strconv.FormatInt(int64(id), 10)
}
func dayKey(d complaint.Day) string { return prefix + "day:" + string(d.NIP) + ":" + d.On.String() }

// parseDay reads the name of a bucket back. The date comes last: an identifier
// that is no NIP may hold anything.
func parseDay(key string) (complaint.Day, bool) {
	rest, ok := strings.CutPrefix(key, prefix+"day:")
	i := strings.LastIndexByte(rest, ':')
	if !ok || i < 0 {
		return complaint.Day{}, false
	}
	on, err := worktime.ParseDate(rest[i+1:])
	return complaint.Day{NIP: roster.NIP(rest[:i]), On: on}, err == nil
}

func heldKey(nip roster.NIP) string { return prefix + "held:" + string(nip) }

// A place is where a stretch stands: "17" among the clocks, "17@<bucket>" on a
// day or in somebody's hands.
func clockPlace(stretch int64) string { return strconv.FormatInt(stretch, 10) }
func dayPlace(stretch int64, d complaint.Day) string {
	return strconv.FormatInt(stretch, 10) + "@" + dayKey(d)
}

func heldPlace(stretch int64, nip roster.NIP) string {
	return strconv.FormatInt(stretch, 10) + "@" + heldKey(nip)
}

func dropPlace(ctx context.Context, p redis.Pipeliner, place string) {
	stretch, bucket, counted := strings.Cut(place, "@")
	if counted {
		p.HDel(ctx, bucket, stretch)
		return
	}
	p.ZRem(ctx, clockKey, stretch)
	p.Del(ctx, prefix+"clock:"+stretch)
}

func micro(t *time.Time) string {
	if t == nil {
		return ""
	}
	return strconv.FormatInt(t.UnixMicro(), 10)
}
