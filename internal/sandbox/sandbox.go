package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options say which bot the sandbox serves and how strict it is.
type Options struct {
	Token       string           // as BotFather would give it: digits, a colon, letters
	BotUsername string           // without @; empty means "tanggap_sandbox_bot"
	BotName     string           // what stands above the chat; empty means "Tanggap"
	Now         func() time.Time // the office clock, for message dates; nil means time.Now
	State       string           // file that keeps everything over a restart; empty means memory only
	Limits      bool             // answer 429 as Telegram does when too much is sent
	First       int64            // the number of the first message; 0 means 1
}

// Sandbox is one bot with its chats. Its methods may be called from anywhere
// at any time.
type Sandbox struct {
	opt  Options
	bot  apiUser
	hook *http.Client // delivers to the webhook

	ctx  context.Context // ends with Close
	stop context.CancelFunc
	work sync.WaitGroup

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at every change
	touched touched
	log     *stateLog
	blobs   blobs

	rev   int64 // counts changes, so that the page asks only for newer ones
	meta  meta
	chats map[int64]*chat
	files map[string]*file

	queue   updateQueue
	poll    pollState
	webhook webhookState
	queries map[string]*query
	answers []Answer

	commands     map[commandScope][]Command
	descriptions map[string]string

	manual     bool
	fault      func(Call) *Fault
	faulting   sync.Mutex // one call at a time asks fault
	calls      []Call
	callCount  int
	violations []string
	limiter    limiter
}

// meta are the counters, which must never run backwards.
type meta struct {
	NextMessage int64           `json:"next_message"`
	NextUpdate  int64           `json:"next_update"`
	NextFile    int64           `json:"next_file"`
	NextQuery   int64           `json:"next_query"`
	Allowed     []string        `json:"allowed,omitempty"`
	Webhook     *webhookSetting `json:"webhook,omitempty"`
}

var tokenForm = regexp.MustCompile(`^[0-9]{3,}:[A-Za-z0-9_-]{3,}$`)

// New starts a sandbox, with what its state file holds if there is one.
func New(opt Options) (*Sandbox, error) {
	if !tokenForm.MatchString(opt.Token) {
		return nil, errors.New("sandbox: the token must look like 123456:abc")
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.BotUsername == "" {
		opt.BotUsername = "tanggap_sandbox_bot"
	}
	if opt.BotName == "" {
		opt.BotName = "Tanggap"
	}
	digits, _, _ := strings.Cut(opt.Token, ":")
	id, err := strconv.ParseInt(digits, 10, 52)
	if err != nil {
		return nil, fmt.Errorf("sandbox: bot number in the token: %w", err)
	}
	s := &Sandbox{
		opt:          opt,
		bot:          apiUser{ID: id, IsBot: true, FirstName: opt.BotName, Username: opt.BotUsername},
		hook:         webhookClient(),
		changed:      make(chan struct{}),
		meta:         meta{NextMessage: max(1, opt.First), NextUpdate: 100_000_001, NextFile: 1, NextQuery: 1},
		chats:        map[int64]*chat{},
		files:        map[string]*file{},
		queue:        newUpdateQueue(),
		queries:      map[string]*query{},
		commands:     map[commandScope][]Command{},
		descriptions: map[string]string{},
		blobs:        memoryBlobs{},
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	if opt.State != "" {
		if err := s.open(opt.State); err != nil {
			s.stop()
			return nil, fmt.Errorf("sandbox: state %s: %w", opt.State, err)
		}
	}
	s.lock()
	s.startWebhook()
	s.unlock()
	return s, nil
}

// Close ends open polls, streams and deliveries, and the state file. Call it
// before shutting down the HTTP server, which would wait for the streams.
func (s *Sandbox) Close() error {
	s.stop()
	s.work.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.log
	s.log = nil
	return l.close()
}

// Await returns when ok is true; it asks again after every change. It fails
// when ctx ends or the sandbox is closed.
func (s *Sandbox) Await(ctx context.Context, ok func() bool) error {
	for {
		changed := s.watch()
		if ok() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ctx.Done():
			return errors.New("sandbox: closed")
		}
	}
}

// watch gives a channel that is closed at the next change.
func (s *Sandbox) watch() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

func (s *Sandbox) lock() { s.mu.Lock() }

// unlock writes what changed to the state file and wakes whoever waits. A
// state file that can no longer be written is worth stopping for: the demo
// would promise what it cannot keep.
func (s *Sandbox) unlock() {
	defer s.mu.Unlock()
	if s.touched.empty() {
		return
	}
	if err := s.log.append(s.takeTouched()); err != nil {
		panic(fmt.Sprintf("sandbox: write state: %v", err))
	}
	s.wake()
}

// wake tells everybody who waits that something changed.
func (s *Sandbox) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}
