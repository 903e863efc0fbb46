package sandbox

import (
	"encoding/json"
	"net/http"
	"time"
)

// Fault says how a call is answered instead of by the book. The parts come in
// this order: Deliver, Hang, then Cut, Body or Status; with none of the last
// three the call is answered as it should be, only later.
type Fault struct {
	Deliver     bool          // the call is carried out, whatever is answered
	Hang        time.Duration // wait so long; the client's leaving ends it
	Cut         bool          // close the connection without an answer
	Garble      bool          // answer ok with a result that a client of today can't decode
	Status      int           // answer with this error
	Description string
	RetryAfter  int
	Body        string // answer with this page instead of JSON
}

// TooMany is a 429: the call is not carried out.
func TooMany(seconds int) *Fault { return &Fault{Status: 429, RetryAfter: seconds} }

// ServerError is Telegram's own 500 in JSON: the call is not carried out.
func ServerError() *Fault { return &Fault{Status: 500, Description: "Internal Server Error"} }

// BadGateway is the 502 of a proxy in between, a page of HTML.
func BadGateway() *Fault {
	return &Fault{Status: 502, Body: "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"}
}

// HangBefore carries nothing out and then cuts the connection.
func HangBefore(d time.Duration) *Fault { return &Fault{Hang: d, Cut: true} }

// HangAfter carries the call out, waits, and cuts the connection.
func HangAfter(d time.Duration) *Fault { return &Fault{Deliver: true, Hang: d, Cut: true} }

// CutAfter carries the call out and cuts the connection.
func CutAfter() *Fault { return &Fault{Deliver: true, Cut: true} }

// Undecodable carries the call out and answers with something that the client's
// models do not know.
func Undecodable() *Fault { return &Fault{Deliver: true, Garble: true} }

// Fault installs what decides, call by call, whether to misbehave; nil ends it.
// The function is asked before the call is carried out, one call at a time in
// the order of arrival.
func (s *Sandbox) Fault(f func(Call) *Fault) {
	s.lock()
	defer s.unlock()
	s.fault = f
}

func (s *Sandbox) faultFor(c Call) *Fault {
	s.lock()
	f := s.fault
	s.unlock()
	if f == nil {
		return nil
	}
	s.faulting.Lock()
	defer s.faulting.Unlock()
	return f(c)
}

// misbehave answers a call as the fault says.
func (s *Sandbox) misbehave(w http.ResponseWriter, r *http.Request, q *request, call Call, f *Fault) {
	plain := !f.Cut && !f.Garble && f.Status == 0
	var result any
	var err error
	carry := func() {
		if q.method == "getUpdates" {
			result, err = s.getUpdates(r.Context(), q)
		} else {
			result, err = s.perform(q)
		}
	}
	if f.Deliver {
		carry()
	}
	if f.Hang > 0 {
		t := time.NewTimer(f.Hang)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
		case <-s.ctx.Done():
		}
	}
	if plain && !f.Deliver {
		carry()
	}
	no, _ := err.(*refused)
	if f.Status != 0 {
		no = &refused{Status: f.Status, Description: f.Description, RetryAfter: f.RetryAfter}
		if no.Description == "" {
			no.Description = http.StatusText(f.Status)
		}
		if f.Status == 429 {
			no.Description = tooMany(f.RetryAfter).Description
		}
	}
	if no != nil {
		s.end(call, q, result, no)
	} else {
		s.end(call, q, result, nil)
	}
	switch {
	case f.Cut:
		panic(http.ErrAbortHandler)
	case f.Body != "":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		w.Write([]byte(f.Body))
	case no != nil:
		writeRefusal(w, no)
	case f.Garble:
		writeResult(w, garble(result), "")
	default:
		writeResult(w, result, q.note)
	}
}

// garble adds a variant that no client knows yet.
func garble(result any) any {
	b, _ := result.([]byte)
	var o map[string]any
	if json.Unmarshal(b, &o) != nil {
		return map[string]any{"from_the_future": true}
	}
	o["forward_origin"] = map[string]any{"type": "from_the_future"}
	return o
}
