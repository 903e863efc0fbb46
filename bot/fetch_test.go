package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"tanggap/bot"
	"tanggap/internal/attachment"
	"tanggap/internal/sandbox"
)

// fetching is a service whose fetcher notes what it tells.
type fetching struct {
	*service
	fetcher *bot.Fetcher
	told    []string
	mu      sync.Mutex
	fail    error
}

func newFetching(t *testing.T) *fetching {
	f := &fetching{service: newService(t, false)}
	f.fetcher = &bot.Fetcher{
		Pool: f.pool, Client: f.client, Now: func() time.Time { return sendNow },
		Log: zerolog.New(bot.RedactingWriter(f.log, sendToken)),
		Arrived: func(_ context.Context, _ pgx.Tx, _ time.Time, w attachment.Wanted) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			if f.fail != nil {
				return f.fail
			}
			f.told = append(f.told, fmt.Sprintf("%s %s %v %s", w.Subject, w.Role, w.Digest != nil, w.Lost))
			return nil
		},
	}
	return f
}

func (f *fetching) want(kind attachment.Kind, id string) {
	f.t.Helper()
	err := pgx.BeginFunc(f.t.Context(), f.pool, func(tx pgx.Tx) error {
		return attachment.Want(f.t.Context(), tx, sendNow, "case:1", "warga", attachment.File{Kind: kind, ChannelFile: id})
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fetching) drain(want int) {
	f.t.Helper()
	n, err := f.fetcher.Drain(f.t.Context())
	if err != nil || n != want {
		f.t.Errorf("%d ended, want %d: %v", n, want, err)
	}
}

func (f *fetching) wantTold(want ...string) {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.Sort(f.told)
	slices.Sort(want)
	if !slices.Equal(f.told, want) {
		f.t.Errorf("told %q, want %q", f.told, want)
	}
	f.told = nil
}

// file is the id of a file that person 1 sends.
func (f *fetching) file(m sandbox.Outgoing) string {
	f.sandbox.Send(1, m)
	ms := f.sandbox.Chat(1)
	return ms[len(ms)-1].FileID
}

func TestFetch(t *testing.T) {
	t.Parallel()
	f := newFetching(t)
	f.want(attachment.Photo, f.file(sandbox.Outgoing{Photo: picture(t, 300, 200).Bytes}))
	f.want(attachment.Voice, f.file(sandbox.Outgoing{Voice: &sandbox.Upload{Name: "a.oga", Bytes: []byte("OggS\x00\x02 voice")}}))
	f.want(attachment.Document, f.file(sandbox.Outgoing{Document: &sandbox.Upload{Name: "b.bin", Bytes: bytes.Repeat([]byte{7}, 30)}}))
	f.drain(3)
	f.wantTold("case:1 warga true ", "case:1 warga true ", "case:1 warga true ")
	f.drain(0)
	f.wantTold()
	var media string
	if err := f.pool.QueryRow(t.Context(), `SELECT string_agg(media, ' ' ORDER BY media) FROM attachment`).Scan(&media); err != nil || media != "application/octet-stream audio/ogg image/jpeg" {
		t.Errorf("%s: %v", media, err)
	}
	err := pgx.BeginFunc(t.Context(), f.pool, func(tx pgx.Tx) error {
		ws, err := attachment.Of(t.Context(), tx, "case:1")
		if err == nil && (len(ws) != 3 || ws[0].Digest == nil || ws[0].ChannelFile != "") {
			t.Errorf("%+v", ws)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What can never be kept is lost at once and told; what Telegram does not give
// after five tries; what only fails, never.
func TestFetchLoses(t *testing.T) {
	t.Parallel()
	f := newFetching(t)
	f.want(attachment.Photo, f.file(sandbox.Outgoing{Photo: []byte("not a picture")}))
	f.want(attachment.Photo, "nonsense")
	f.drain(1)
	f.wantTold("case:1 warga false " + attachment.ErrPicture.Error())
	for range 3 {
		f.drain(0)
	}
	f.drain(1)
	f.wantTold("case:1 warga false ask where a file is: " + bot.ErrGone.Error())

	f.want(attachment.Photo, f.file(sandbox.Outgoing{Photo: picture(t, 30, 20).Bytes}))
	f.sandbox.Fault(func(sandbox.Call) *sandbox.Fault { return sandbox.BadGateway() })
	for range 8 {
		f.drain(0)
	}
	f.sandbox.Fault(nil)
	f.drain(1)
	f.wantTold("case:1 warga true ")
}

// The file and the telling of it are one: when telling fails, both come again.
func TestFetchUntold(t *testing.T) {
	t.Parallel()
	f := newFetching(t)
	f.want(attachment.Photo, f.file(sandbox.Outgoing{Photo: picture(t, 30, 20).Bytes}))
	f.fail = errors.New("broken")
	if n, err := f.fetcher.Drain(t.Context()); n != 0 || err == nil || strings.Contains(err.Error(), sendSecret) {
		t.Errorf("%d ended: %v", n, err)
	}
	var stored int
	if err := f.pool.QueryRow(t.Context(), `SELECT count(*) FROM attachment`).Scan(&stored); err != nil || stored != 0 {
		t.Errorf("%d stored: %v", stored, err)
	}
	f.fail = nil
	f.drain(1)
	f.wantTold("case:1 warga true ")
}

func TestFetcherRuns(t *testing.T) {
	t.Parallel()
	f := newFetching(t)
	wake := make(chan struct{}, 1)
	f.fetcher.Wake = wake
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		f.fetcher.Run(ctx)
		close(done)
	}()
	for range 20 {
		f.want(attachment.Photo, f.file(sandbox.Outgoing{Photo: picture(t, 30, 20).Bytes}))
	}
	wake <- struct{}{}
	f.await("all are here", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return len(f.told) == 20
	})
	cancel()
	<-done
}
