package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"strconv"
	"sync"
	"time"
)

const (
	maxAnswer  = 4 << 20
	maxRequest = 110 << 20 // ten photos of ten mebibytes and what surrounds them
)

var (
	errNotLeading = errors.New("another leads by now")
	errStrange    = errors.New("only the host of the Bot API may be dialled")
)

// wire is the HTTP client below the library. What came over it, and not the
// library's error, decides what became of a message: the library reports a
// message as failed when its answer holds something that it does not know.
type wire struct{ http *http.Client }

// newWire may dial one host only, follows nobody elsewhere, and speaks HTTP/1,
// so that a broken connection is the trouble of one message.
func newWire(host string) *wire {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	var one http.Protocols
	one.SetHTTP1(true)
	return &wire{&http.Client{
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				if addr != host {
					return nil, errStrange
				}
				return dialer.DialContext(ctx, network, addr)
			},
			TLSHandshakeTimeout: 5 * time.Second,
			MaxIdleConnsPerHost: 32,
			// Shorter than the server's, so that a message rarely meets a
			// connection that is just being closed.
			IdleConnTimeout: 30 * time.Second,
			Protocols:       &one,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// exchange is what is known of one call.
type exchange struct {
	leading func() bool // asked before the first byte; nil for always

	mu      sync.Mutex
	written bool // perhaps the server has it
	status  int
	answer  *answer // nil without a readable one
}

// answer is the Bot API's envelope.
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

type exchangeKey struct{}

// recorded gives a context whose calls are noted in x.
func recorded(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

// Do carries a call out for the library.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	x, _ := req.Context().Value(exchangeKey{}).(*exchange)
	if x == nil {
		x = &exchange{}
	}
	if err := x.wrap(&req); err != nil {
		return nil, err
	}
	res, err := w.http.Do(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	res.Body.Close()
	x.read(res.StatusCode, body, err != nil)
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// wrap reads the whole body first: what cannot be built is never begun, and
// the transport may begin anew where a kept connection took nothing.
func (x *exchange) wrap(req **http.Request) error {
	body, err := io.ReadAll(io.LimitReader((*req).Body, maxRequest+1))
	(*req).Body.Close()
	if err != nil {
		return fmt.Errorf("build the call: %w", err)
	}
	if len(body) > maxRequest {
		return errors.New("build the call: it is too large")
	}
	// A connection taken means that what an earlier one took was nothing.
	ctx := httptrace.WithClientTrace((*req).Context(), &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { x.mark(false) },
	})
	r := (*req).WithContext(ctx)
	r.GetBody = func() (io.ReadCloser, error) { return &gate{x: x, rest: bytes.NewReader(body)}, nil }
	r.Body, _ = r.GetBody()
	r.ContentLength = int64(len(body))
	if len(body) == 0 {
		r.Body, r.GetBody = http.NoBody, nil
	}
	*req = r
	return nil
}

func (x *exchange) mark(written bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.written = written
}

// gate is the body on its way out. Before it is read at most the header has
// left, on which alone nobody can act.
type gate struct {
	x    *exchange
	open bool
	rest *bytes.Reader
}

func (g *gate) Read(p []byte) (int, error) {
	if !g.open {
		if g.x.leading != nil && !g.x.leading() {
			return 0, errNotLeading
		}
		g.open = true
		g.x.mark(true)
	}
	return g.rest.Read(p)
}

func (*gate) Close() error { return nil }

var (
	okForm = regexp.MustCompile(`^\s*\{\s*"ok"\s*:\s*true\b`)
	idForm = regexp.MustCompile(`"message_id"\s*:\s*(\d+)`)
)

// read keeps the answer. One that broke off after its first words still says
// that the message arrived.
func (x *exchange) read(status int, body []byte, broken bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.status = status
	var a answer
	if !broken && json.Unmarshal(body, &a) == nil && (a.OK || a.Code != 0) {
		x.answer = &a
		return
	}
	if okForm.Match(body) {
		a = answer{OK: true}
		if m := idForm.FindSubmatch(body); m != nil {
			a.Result = json.RawMessage(`{"message_id":` + string(m[1]) + `}`)
		}
		x.answer = &a
	}
}

// sent is what an answer tells of the messages that it made.
type sent struct {
	MessageID int64 `json:"message_id"`
	Photo     []struct {
		FileID string `json:"file_id"`
	} `json:"photo"`
	Document struct {
		FileID string `json:"file_id"`
	} `json:"document"`
}

// made reads the messages out of a result: one, an album, or a mere "true".
func (a *answer) made() []sent {
	var all []sent
	if json.Unmarshal(a.Result, &all) == nil {
		return all
	}
	var one sent
	if err := json.Unmarshal(a.Result, &one); err != nil || one.MessageID == 0 {
		if m := idForm.FindSubmatch(a.Result); m != nil {
			if id, err := strconv.ParseInt(string(m[1]), 10, 64); err == nil {
				return []sent{{MessageID: id}}
			}
		}
		return nil
	}
	return []sent{one}
}
