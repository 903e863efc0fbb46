package bot

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Verdict says what became of a delivery.
type Verdict int

// The verdicts.
const (
	Delivered   Verdict = iota
	Throttled           // too many: after RetryAfter, not sent
	NotSent             // nothing left this machine
	Failed              // the service answered that it failed
	Unknown             // it may have arrived
	Unreachable         // this person can't be written to
	Refused             // this message can't be sent
	Locked              // the token is refused: nothing can be sent
	Cut                 // nobody is behind its address any more
)

// Outcome is a verdict and what goes with it.
type Outcome struct {
	Verdict    Verdict
	MessageIDs []string
	RetryAfter time.Duration
	Reason     string // for the operator; never the token
	Alarm      bool   // Reason tells of a fault of ours although it was delivered
}

// nobody are Telegram's words for somebody who can't be written to.
var nobody = []string{"chat not found", "PEER_ID_INVALID", "user is deactivated", "USER_IS_BLOCKED"}

// judge decides by what came over the wire.
func (c *Client) judge(x *exchange, s shape, err error) Outcome {
	x.mu.Lock()
	a, status, written := x.answer, x.status, x.written
	x.mu.Unlock()
	switch {
	case a != nil && a.OK:
		made := a.made()
		c.learn(s, made)
		o := Outcome{Verdict: Delivered}
		for _, m := range made {
			o.MessageIDs = append(o.MessageIDs, fmt.Sprint(m.MessageID))
		}
		if len(made) == 0 && s.Edit != 0 {
			o.MessageIDs = []string{fmt.Sprint(s.Edit)}
		}
		return o
	case a != nil:
		return c.refused(a, s)
	case status != 0:
		return Outcome{Verdict: Failed, Reason: fmt.Sprintf("HTTP %d without a readable answer", status)}
	case written:
		return Outcome{Verdict: Unknown, Reason: c.clean(cause(err))}
	case errors.Is(err, errNotLeading):
		return Outcome{Verdict: NotSent, Reason: errNotLeading.Error()}
	}
	return Outcome{Verdict: NotSent, Reason: c.clean(cause(err))}
}

func (c *Client) refused(a *answer, s shape) Outcome {
	o := Outcome{Reason: fmt.Sprintf("%d %s", a.Code, c.clean(a.Description))}
	says := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(a.Description, w) {
				return true
			}
		}
		return false
	}
	switch {
	case a.Code == http.StatusTooManyRequests:
		o.Verdict, o.RetryAfter = Throttled, time.Duration(max(1, a.Parameters.RetryAfter))*time.Second
	case a.Code == http.StatusForbidden, a.Code == http.StatusBadRequest && says(nobody...):
		o.Verdict = Unreachable
	case a.Code == http.StatusUnauthorized, a.Code == http.StatusNotFound:
		o.Verdict = Locked
	case s.Edit != 0 && says("message is not modified"):
		return Outcome{Verdict: Delivered, MessageIDs: []string{fmt.Sprint(s.Edit)}}
	case a.Code >= 500:
		o.Verdict = Failed
	default:
		o.Verdict = Refused
	}
	return o
}

// cause is the innermost of an error: the outer ones repeat the address.
func cause(err error) string {
	if err == nil {
		return "no answer"
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
