package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// webhookSetting is where updates go.
type webhookSetting struct {
	URL            string `json:"url"`
	Secret         string `json:"secret,omitempty"`
	MaxConnections int    `json:"max_connections"`
}

// webhookState is the delivery under one setting; a new setting begins anew.
type webhookState struct {
	ctx         context.Context
	stop        context.CancelFunc
	slots       chan struct{}
	running     map[string]bool // queues that are being delivered
	lastErrorAt time.Time
	lastError   string
}

func webhookClient() *http.Client {
	return &http.Client{
		Timeout:       60 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 100, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

func (s *Sandbox) setWebhook(q *request) (any, error) {
	if q.str("url") == "" {
		return s.deleteWebhook(q)
	}
	u, err := url.Parse(q.str("url"))
	n := q.int("max_connections")
	_, counted := q.values["max_connections"]
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http":
		return nil, q.wrong("bad webhook: an HTTPS URL must be provided for webhook")
	case !loopback(u.Hostname()):
		return nil, q.wrong("bad webhook: the sandbox delivers to this computer only")
	case q.str("secret_token") != "" && !secretForm.MatchString(q.str("secret_token")):
		return nil, q.wrong("secret token contains unallowed characters")
	case counted && (n < 1 || n > 100):
		return nil, q.wrong("max_connections must be between 1 and 100")
	}
	if err := s.setAllowed(q); err != nil {
		return nil, err
	}
	if q.bool("drop_pending_updates") {
		s.forgetIf(func(*pending) bool { return true })
	}
	q.note = "Webhook was set"
	if s.meta.Webhook != nil && s.meta.Webhook.URL == q.str("url") {
		q.note = "Webhook is already set"
	}
	s.meta.Webhook = &webhookSetting{q.str("url"), q.str("secret_token"), int(cmp.Or(n, 40))}
	s.touched.meta = true
	s.poll.turn++
	s.startWebhook()
	return true, nil
}

func (s *Sandbox) deleteWebhook(q *request) (any, error) {
	if q.bool("drop_pending_updates") {
		s.forgetIf(func(*pending) bool { return true })
	}
	q.note = "Webhook is already deleted"
	if s.meta.Webhook != nil {
		q.note = "Webhook was deleted"
		s.meta.Webhook = nil
		s.touched.meta = true
		s.startWebhook()
	}
	return true, nil
}

func (s *Sandbox) getWebhookInfo(*request) (any, error) {
	s.expire()
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": s.queue.all.Len()}
	if w := s.meta.Webhook; w != nil {
		info["url"], info["max_connections"], info["ip_address"] = w.URL, w.MaxConnections, "127.0.0.1"
	}
	if len(s.meta.Allowed) > 0 {
		info["allowed_updates"] = s.meta.Allowed
	}
	if !s.webhook.lastErrorAt.IsZero() {
		info["last_error_date"], info["last_error_message"] = s.webhook.lastErrorAt.Unix(), s.webhook.lastError
	}
	return info, nil
}

// loopback says whether a host is this computer, without looking it up.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// startWebhook ends the deliveries of the former setting and begins those of the
// one that holds now, if any.
func (s *Sandbox) startWebhook() {
	if s.webhook.stop != nil {
		s.webhook.stop()
	}
	s.webhook = webhookState{}
	if s.meta.Webhook == nil {
		return
	}
	s.webhook.ctx, s.webhook.stop = context.WithCancel(s.ctx)
	s.webhook.slots = make(chan struct{}, s.meta.Webhook.MaxConnections)
	s.webhook.running = map[string]bool{}
	for name := range s.queue.queues {
		s.startQueue(name)
	}
}

// startQueue delivers one queue until it is empty, unless that is done already.
func (s *Sandbox) startQueue(name string) {
	if s.meta.Webhook == nil || s.webhook.running[name] || s.ctx.Err() != nil {
		return
	}
	s.webhook.running[name] = true
	setting, ctx, slots := *s.meta.Webhook, s.webhook.ctx, s.webhook.slots
	s.work.Go(func() { s.drain(ctx, setting, slots, name) })
}

// drain delivers the updates of a queue one after the other, each again and
// again until it is acknowledged or expires.
func (s *Sandbox) drain(ctx context.Context, to webhookSetting, slots chan struct{}, name string) {
	for {
		p := s.head(ctx, name)
		if p == nil {
			return
		}
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		retryAfter, err := s.deliver(ctx, to, p.Body)
		<-slots
		if ctx.Err() != nil {
			return
		}
		wait := s.settle(p, retryAfter, err)
		if wait == 0 {
			continue
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return
		}
	}
}

// head is the oldest update of a queue that has not expired. Without one the
// queue's delivery has ended when it returns.
func (s *Sandbox) head(ctx context.Context, name string) *pending {
	s.lock()
	defer s.unlock()
	if ctx.Err() != nil {
		return nil
	}
	now := time.Now()
	for len(s.queue.queues[name]) > 0 {
		p := s.queue.queues[name][0]
		if !now.After(p.Expires) {
			return p
		}
		s.forget(p)
	}
	delete(s.webhook.running, name)
	return nil
}

// settle notes how a delivery went and says how long to wait before the next.
// The first repetition comes at once, the following after 2, 4, 8 … seconds, up
// to a minute or two; Retry-After is honoured up to an hour.
func (s *Sandbox) settle(p *pending, retryAfter time.Duration, err error) time.Duration {
	s.lock()
	defer s.unlock()
	if err == nil {
		if !p.gone {
			s.forget(p)
		}
		return 0
	}
	s.webhook.lastErrorAt, s.webhook.lastError = time.Now(), err.Error()
	s.wake()
	p.fails++
	switch {
	case retryAfter > 0:
		return min(retryAfter, time.Hour)
	case p.fails == 1:
		return 0
	}
	longest := time.Minute + rand.N(time.Minute)
	p.delay = min(max(p.delay*2, 2*time.Second), longest)
	return p.delay
}

// deliver hands one update to the webhook. A method in the answer is carried
// out; nobody learns of its result.
func (s *Sandbox) deliver(ctx context.Context, to webhookSetting, body []byte) (retryAfter time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if to.Secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", to.Secret)
	}
	res, err := s.hook.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	reply, _ := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if res.StatusCode/100 != 2 {
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return time.Duration(seconds) * time.Second, says("Wrong response from the webhook: %s", res.Status)
	}
	s.performReply(reply)
	return 0, nil
}

func (s *Sandbox) performReply(reply []byte) {
	f := form{map[string]string{}, nil}
	if len(reply) == 0 || json.Valid(reply) && f.json(reply) != nil || f.values["method"] == "" {
		return
	}
	q := &request{form: f, method: f.values["method"]}
	delete(f.values, "method")
	if strings.HasPrefix(q.method, "get") || strings.HasSuffix(q.method, "Webhook") {
		return
	}
	call := s.begin(q)
	result, err := s.perform(q)
	s.end(call, q, result, err)
}
