package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot"

	"tanggap/internal/sandbox"
)

func TestFaults(t *testing.T) {
	p := start(t)
	p.Say(7, "/start")
	for name, c := range map[string]struct {
		fault     *sandbox.Fault
		delivered bool
		want      func(error) bool
	}{
		"429":         {sandbox.TooMany(3), false, func(err error) bool { var e *bot.TooManyRequestsError; return errors.As(err, &e) && e.RetryAfter == 3 }},
		"500":         {sandbox.ServerError(), false, func(err error) bool { return strings.Contains(err.Error(), "500") }},
		"502":         {sandbox.BadGateway(), false, func(err error) bool { return strings.Contains(err.Error(), "Bad Gateway") }},
		"hang before": {sandbox.HangBefore(time.Minute), false, func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }},
		"hang after":  {sandbox.HangAfter(time.Minute), true, func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }},
		"cut after":   {sandbox.CutAfter(), true, func(err error) bool { return strings.Contains(err.Error(), "EOF") }},
		"undecodable": {sandbox.Undecodable(), true, func(err error) bool { return strings.Contains(err.Error(), "decode") }},
		"slow":        {&sandbox.Fault{Hang: time.Millisecond}, true, func(err error) bool { return err == nil }},
	} {
		t.Run(name, func(t *testing.T) {
			p.Fault(func(call sandbox.Call) *sandbox.Fault { return c.fault })
			defer p.Fault(nil)
			ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer stop()
			before := len(p.Chat(7))
			_, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: 7, Text: name})
			if err == nil && name != "slow" || err != nil && !c.want(err) {
				t.Errorf("%v", err)
			}
			if delivered := len(p.Chat(7)) > before; delivered != c.delivered {
				t.Errorf("delivered: %t", delivered)
			}
		})
	}
	p.clean()
}

func TestJournal(t *testing.T) {
	p, ctx := start(t), within(t)
	p.Say(7, "/start")
	if _, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: 7, Text: "Halo"}); err != nil {
		t.Fatal(err)
	}
	p.call("sendMessage", `{"chat_id":404,"text":"x","aneh":1}`)
	calls := p.Calls()
	if len(calls) != 2 {
		t.Fatal(calls)
	}
	a, b := calls[0], calls[1]
	if a.N != 1 || a.Method != "sendMessage" || a.Chat != 7 || a.Params["text"] != "Halo" || a.Status != 200 || a.MessageID != p.last(7).ID {
		t.Errorf("%+v", a)
	}
	if b.Status != 400 || b.Description != "Bad Request: chat not found" || fmt.Sprint(b.Violations) != "[unknown parameter aneh]" {
		t.Errorf("%+v", b)
	}
	if err := p.Await(ctx, func() bool { return len(p.Calls()) == 2 }); err != nil {
		t.Error(err)
	}
	short, stop := context.WithTimeout(ctx, 10*time.Millisecond)
	defer stop()
	if err := p.Await(short, func() bool { return false }); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
