package sandbox

import (
	"container/list"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// How long Telegram keeps what a bot did not fetch.
const (
	keepUpdate = 24 * time.Hour
	keepPress  = 150 * time.Second
)

// Update is something that happened, as the bot is told of it.
type Update struct {
	ID   int64
	Body json.RawMessage // the whole update, with update_id
}

// pending is an update that was not acknowledged yet.
type pending struct {
	Seq     int64           `json:"seq"` // tells apart what has the same ID
	ID      int64           `json:"id"`
	Queue   string          `json:"queue"`
	Expires time.Time       `json:"expires"` // machine time
	Body    json.RawMessage `json:"body"`

	element *list.Element
	gone    bool
	fails   int
	delay   time.Duration
}

// updateQueue holds what is pending: all of it in order for getUpdates, and by
// queue for a webhook.
type updateQueue struct {
	all     *list.List // of *pending
	queues  map[string][]*pending
	lastSeq int64
}

func newUpdateQueue() updateQueue {
	return updateQueue{all: list.New(), queues: map[string][]*pending{}}
}

func (u *updateQueue) push(p *pending) {
	p.element = u.all.PushBack(p)
	u.queues[p.Queue] = append(u.queues[p.Queue], p)
	u.lastSeq = max(u.lastSeq, p.Seq)
}

// queueOf names the queue of a kind of update: messages by chat, everything
// else by kind and person.
func queueOf(kind string, id int64) string {
	switch kind {
	case "message", "edited_message":
		return fmt.Sprintf("chat %d", id)
	}
	return fmt.Sprintf("%s %d", kind, id)
}

// offer makes an update and, unless it is handed out by hand or unwanted, queues
// it for the bot.
func (s *Sandbox) offer(kind, queue string, what any) Update {
	id := s.meta.NextUpdate
	s.meta.NextUpdate++
	s.touched.meta = true
	body, err := json.Marshal(map[string]any{"update_id": id, kind: what})
	if err != nil {
		panic(fmt.Sprintf("sandbox: render update %d: %v", id, err))
	}
	u := Update{id, body}
	if s.manual || len(s.meta.Allowed) > 0 && !slices.Contains(s.meta.Allowed, kind) {
		return u
	}
	keep := keepUpdate
	if kind == "callback_query" {
		keep = keepPress
	}
	s.enqueue(u, queue, keep)
	return u
}

func (s *Sandbox) enqueue(u Update, queue string, keep time.Duration) {
	p := &pending{Seq: s.queue.lastSeq + 1, ID: u.ID, Queue: queue, Expires: time.Now().Add(keep), Body: u.Body}
	s.queue.push(p)
	s.touched.updates = append(s.touched.updates, p)
	s.startQueue(queue)
}

// Inject queues an update as it stands, behind what waits already: a repetition,
// one out of order, or a kind that nobody knows yet. It has its number from
// update_id, and its order among the messages of the user's chat.
func (s *Sandbox) Inject(user int64, body json.RawMessage) {
	var u struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(body, &u); err != nil {
		panic(fmt.Sprintf("sandbox: inject: %v", err))
	}
	s.lock()
	defer s.unlock()
	s.enqueue(Update{u.ID, slices.Clone(body)}, queueOf("message", user), keepUpdate)
}

// forget takes an update off the queue: acknowledged or expired.
func (s *Sandbox) forget(p *pending) {
	p.gone = true
	s.queue.all.Remove(p.element)
	rest := slices.DeleteFunc(s.queue.queues[p.Queue], func(x *pending) bool { return x == p })
	if len(rest) == 0 {
		delete(s.queue.queues, p.Queue)
	} else {
		s.queue.queues[p.Queue] = rest
	}
	s.touched.gone = append(s.touched.gone, p.Seq)
}

// forgetIf takes off the queue what a condition holds for.
func (s *Sandbox) forgetIf(gone func(*pending) bool) {
	for e := s.queue.all.Front(); e != nil; {
		p := e.Value.(*pending)
		e = e.Next()
		if gone(p) {
			s.forget(p)
		}
	}
}

func (s *Sandbox) expire() {
	now := time.Now()
	s.forgetIf(func(p *pending) bool { return now.After(p.Expires) })
}

// Manual decides who hands updates to the bot. While it is on, they are only
// returned by Say, Send, Press and Block, and the caller hands them in; they are
// never offered to getUpdates or a webhook, also not later.
func (s *Sandbox) Manual(on bool) {
	s.lock()
	defer s.unlock()
	s.manual = on
}

// Pending counts the updates that the bot did not acknowledge yet.
func (s *Sandbox) Pending() int {
	s.lock()
	defer s.unlock()
	s.expire()
	return s.queue.all.Len()
}

// pollState is what getUpdates remembers.
type pollState struct {
	turn    int // a newer poll, or a webhook, ends the older one
	offset  int64
	started time.Time
}

func (s *Sandbox) getUpdates(ctx context.Context, q *request) (any, error) {
	s.lock()
	if s.meta.Webhook != nil {
		s.unlock()
		return nil, &refused{Status: 409, Description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	if err := s.setAllowed(q); err != nil {
		s.unlock()
		return nil, err
	}
	s.poll.turn++
	turn := s.poll.turn
	s.wake()
	offset, limit, wait := s.pace(q)
	s.acknowledge(offset)
	s.unlock()

	timer := time.NewTimer(wait)
	defer timer.Stop()
	over := false
	for {
		s.lock()
		s.expire()
		batch, changed, stale := s.batch(limit), s.changed, s.poll.turn != turn
		s.unlock()
		switch {
		case stale:
			return nil, &refused{Status: 409, Description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
		case len(batch) > 0 || over || wait == 0:
			return json.Marshal(batch)
		}
		select {
		case <-changed:
		case <-timer.C:
			over = true
		case <-ctx.Done():
			over = true
		case <-s.ctx.Done():
			over = true
		}
	}
}

// pace reads the parameters as Telegram does, which slows down whoever asks
// for the same again at once.
func (s *Sandbox) pace(q *request) (offset int64, limit int, wait time.Duration) {
	offset, limit = q.int("offset"), 100
	if n := q.int("limit"); n > 0 && n < 100 {
		limit = int(n)
	}
	seconds := min(max(q.int("timeout"), 0), 50)
	if q.int("timeout") > 50 {
		q.bad = append(q.bad, "timeout above 50 seconds is cut to 50")
	}
	if _, given := q.values["limit"]; given && (q.int("limit") < 1 || q.int("limit") > 100) {
		q.bad = append(q.bad, "limit outside of 1 to 100")
	}
	now := time.Now()
	if same := offset == s.poll.offset && !s.poll.started.IsZero(); same {
		if seconds < 3 && now.Before(s.poll.started.Add(3*time.Second)) {
			seconds = 3
		}
		if now.Before(s.poll.started.Add(500 * time.Millisecond)) {
			limit = 1
		}
	}
	s.poll.offset, s.poll.started = offset, now
	return offset, limit, time.Duration(seconds) * time.Second
}

// acknowledge forgets everything below a positive offset; a negative one keeps
// only so many of the newest.
func (s *Sandbox) acknowledge(offset int64) {
	switch {
	case offset > 0:
		s.forgetIf(func(p *pending) bool { return p.ID < offset })
	case offset < 0:
		drop := int64(s.queue.all.Len()) + offset
		s.forgetIf(func(*pending) bool { drop--; return drop >= 0 })
	}
}

func (s *Sandbox) batch(limit int) []json.RawMessage {
	out := []json.RawMessage{}
	for e := s.queue.all.Front(); e != nil && len(out) < limit; e = e.Next() {
		out = append(out, e.Value.(*pending).Body)
	}
	return out
}

var updateKinds = []string{"message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
	"edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
	"callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
	"chat_join_request", "chat_boost", "removed_chat_boost"}

// setAllowed keeps the list of wanted kinds; without the parameter the last one
// stays, and an empty list means the default.
func (s *Sandbox) setAllowed(q *request) error {
	text, given := q.values["allowed_updates"]
	if !given || text == "" {
		return nil
	}
	var kinds []string
	if json.Unmarshal([]byte(text), &kinds) != nil {
		return q.wrong("can't parse allowed updates JSON object")
	}
	for _, k := range kinds {
		if !slices.Contains(updateKinds, k) {
			q.bad = append(q.bad, "allowed_updates names an unknown kind "+strconv.Quote(k))
		}
	}
	if !slices.Equal(kinds, s.meta.Allowed) {
		s.meta.Allowed = kinds
		s.touched.meta = true
	}
	return nil
}
