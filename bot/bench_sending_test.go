package bot_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"tanggap/bot"
	"tanggap/internal/outbox"
	"tanggap/internal/sandbox"
	"tanggap/internal/testkit"
)

// BenchmarkSending compares the sender with what Telegram allows, 30 messages
// a second, to many chats. The ratio should be at least 0.9, without one 429.
func BenchmarkSending(b *testing.B) {
	const chats, each = 150, 3
	pool := benchPool(b, testkit.DatabaseURL(b))
	s, err := sandbox.New(sandbox.Options{Token: "1000:bench-token-bench-token-bench-token", Limits: true})
	if err != nil {
		b.Fatal(err)
	}
	api := httptest.NewServer(s.APIHandler())
	b.Cleanup(func() {
		s.Close()
		api.Close()
	})
	client, err := bot.NewClient("1000:bench-token-bench-token-bench-token", api.URL)
	if err != nil {
		b.Fatal(err)
	}
	for chat := range chats {
		s.Say(int64(1000+chat), "/start")
	}
	if _, err := pool.Exec(b.Context(), `UPDATE leader SET epoch = 1`); err != nil {
		b.Fatal(err)
	}
	run := 0
	var rate float64
	for b.Loop() {
		run++
		err := pgx.BeginFunc(b.Context(), pool, func(tx pgx.Tx) error {
			for i := range chats * each {
				row := outbox.Row{
					Key: fmt.Sprintf("bench:%d:%d", run, i), Address: fmt.Sprintf("tg:%d", 1000+i%chats), Lane: outbox.Broadcasts - outbox.Lane(i%3),
					Message: outbox.Message{HTML: fmt.Sprintf("Pesan <b>%d</b>", i)},
				}
				if err := outbox.Put(b.Context(), tx, time.Now().UTC(), row); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		ctx, stop := context.WithCancel(b.Context())
		sender := &bot.Sender{
			Pool: pool, Client: client, Now: time.Now, Log: zerolog.Nop(), Leading: func() (int64, bool) { return 1, true },
			Delivered:   func(context.Context, pgx.Tx, time.Time, int64) error { return nil },
			Unreachable: func(context.Context, pgx.Tx, time.Time, string) error { return nil },
		}
		started := time.Now()
		var done sync.WaitGroup
		done.Go(func() { sender.Run(ctx, 1) })
		before := run * chats * each
		err = s.Await(ctx, func() bool { return answered(s) >= before })
		rate += float64(chats*each) / time.Since(started).Seconds()
		stop()
		done.Wait()
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, c := range s.Calls() {
		if c.Status == 429 {
			b.Error("a 429")
		}
	}
	b.ReportMetric(rate/float64(run), "messages/s")
	b.ReportMetric(rate/float64(run)/30, "ratio")
}

func answered(s *sandbox.Sandbox) (n int) {
	for _, c := range s.Calls() {
		if c.Method == "sendMessage" && c.Status == 200 {
			n++
		}
	}
	return n
}
