package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// allowed are the kinds of updates that we ask for; Telegram remembers the
// list, so that it is always said in full.
var allowed = []string{"message", "edited_message", "callback_query", "my_chat_member"}

// Limits of polling: Telegram waits 50 s at most, and answers a repeated
// offset within half a second with one update only.
const (
	pollWait    = 50 * time.Second
	pollLeast   = time.Second
	pollMost    = 30 * time.Second
	pollAtOnce  = 16
	pollBytes   = 64 << 20
	pollPerCall = 100
)

// Poller fetches updates while this process leads.
type Poller struct {
	Bot   *Bot
	URL   string              // of getUpdates, with the token
	Clean func(string) string // takes the token out of an error's words
	HTTP  *http.Client
}

// Run polls until ctx ends. The offset moves only when every update of a batch
// is committed or parked; it is not kept, since the inbox knows what was done.
func (p *Poller) Run(ctx context.Context) {
	var offset int64
	pause := pollLeast
	for ctx.Err() == nil {
		batch, err := p.fetch(ctx, offset)
		switch {
		case err == nil && len(batch) == 0:
			// Everything before is forgotten by now. Telegram begins to count
			// anew, perhaps lower, after a week without an update.
			offset = 0
		case err == nil:
			offset, err = p.handle(ctx, offset, batch)
		}
		if err == nil {
			pause = pollLeast
			continue
		}
		if ctx.Err() != nil {
			return
		}
		wait := pause
		if limit := (tooMany{}); errors.As(err, &limit) {
			wait = limit.after
		}
		p.Bot.Log.Warn().Str("error", p.Clean(err.Error())).Dur("again_in", wait).Msg("polling waits")
		pause = min(2*pause, pollMost)
		select {
		case <-ctx.Done():
		case <-time.After(wait + time.Duration(rand.Int64N(int64(wait/4)+1))):
		}
	}
}

// tooMany is Telegram's 429.
type tooMany struct{ after time.Duration }

func (t tooMany) Error() string { return fmt.Sprintf("too many requests: retry after %s", t.after) }

// fetch asks for updates from offset on. They stay raw, so that one that
// cannot be read does not hide the others.
func (p *Poller) fetch(ctx context.Context, offset int64) ([]json.RawMessage, error) {
	ask, err := json.Marshal(map[string]any{
		"offset": offset, "limit": pollPerCall, "timeout": int(pollWait / time.Second), "allowed_updates": allowed,
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, pollWait+20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL, bytes.NewReader(ask))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := p.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var answer struct {
		OK          bool              `json:"ok"`
		Result      []json.RawMessage `json:"result"`
		Code        int               `json:"error_code"`
		Description string            `json:"description"`
		Parameters  struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, pollBytes)).Decode(&answer); err != nil {
		return nil, fmt.Errorf("getUpdates: HTTP %d without a readable answer", res.StatusCode)
	}
	switch {
	case answer.OK:
		return answer.Result, nil
	case answer.Code == http.StatusTooManyRequests:
		return nil, tooMany{time.Duration(max(answer.Parameters.RetryAfter, 1)) * time.Second}
	}
	return nil, fmt.Errorf("getUpdates: %d %s", answer.Code, answer.Description)
}

// handle deals with a batch, chats side by side and each in order, and gives
// the offset after it.
func (p *Poller) handle(ctx context.Context, offset int64, batch []json.RawMessage) (int64, error) {
	next := offset
	var chats []string
	queues := map[string][]json.RawMessage{}
	for _, raw := range batch {
		u, err := decode(raw, "")
		if errors.Is(err, errMalformed) {
			p.Bot.Log.Error().Msg("ALARM: Telegram sent something that is no update")
			continue
		}
		var id struct {
			N int64 `json:"update_id"`
		}
		if err := json.Unmarshal(raw, &id); err == nil {
			next = max(next, id.N+1)
		}
		if queues[u.address] == nil {
			chats = append(chats, u.address)
		}
		queues[u.address] = append(queues[u.address], raw)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	places := make(chan struct{}, pollAtOnce)
	for _, chat := range chats {
		wg.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			for _, raw := range queues[chat] {
				err := ctx.Err()
				if err == nil { // what is begun is finished, also when we are told to stop
					begun, cancel := context.WithTimeout(context.WithoutCancel(ctx), handleTime)
					err = p.Bot.Handle(begun, raw)
					cancel()
				}
				if err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
			}
		})
	}
	wg.Wait()
	if failed == nil && next == offset {
		failed = errors.New("getUpdates: nothing that can be acknowledged") // else it comes again at once
	}
	if failed != nil {
		return offset, failed
	}
	return next, nil
}
