package roster_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/ledger"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestConnect(t *testing.T) {
	tx := office(t)
	i := must(roster.Invite(t.Context(), tx, now, random("a"), hendra))(t)
	if len(i.Token) != 24 || !strings.HasPrefix(i.Token, "k_") || !i.ExpiresAt.Equal(now.Add(72*time.Hour)) {
		t.Errorf("%+v", i)
	}
	for name, c := range map[string]struct {
		at    time.Time
		token string
		want  error
	}{
		"unknown": {now, "k_0000000000000000000000", roster.ErrInvitationUnknown},
		"empty":   {now, "", roster.ErrInvitationUnknown},
		"expired": {i.ExpiresAt, i.Token, roster.ErrInvitationExpired},
	} {
		if _, err := roster.Connect(t.Context(), tx, c.at, "tg:1", c.token); err != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := chain(t, tx, hendra); got != "roles >verifikator" {
		t.Error(got)
	}
	e := must(roster.Connect(t.Context(), tx, i.ExpiresAt.Add(-time.Microsecond), "tg:1", i.Token))(t)
	if e.NIP != hendra {
		t.Errorf("%+v", e)
	}
	if _, err := roster.Connect(t.Context(), tx, now, "tg:1", i.Token); err != roster.ErrInvitationUsed {
		t.Error(err)
	}
	if e, found := must2(roster.ByAddress(t.Context(), tx, "tg:1"))(t); !found || e.NIP != hendra {
		t.Errorf("%+v", e)
	}
	if _, found := must2(roster.ByAddress(t.Context(), tx, "tg:2"))(t); found {
		t.Error("tg:2 speaks for nobody")
	}

	// A second phone; the first address is lost and found again.
	second := must(roster.Invite(t.Context(), tx, now, random("b"), hendra))(t)
	must(roster.Connect(t.Context(), tx, now.Add(time.Hour), "tg:2", second.Token))(t)
	addressIs(t, tx, hendra, "tg:1") // connected at the end of its invitation, later than the second
	if err := account.Lose(t.Context(), tx, now, "tg:1"); err != nil {
		t.Fatal(err)
	}
	addressIs(t, tx, hendra, "tg:2")
	if err := account.Lose(t.Context(), tx, now, "tg:2"); err != nil {
		t.Fatal(err)
	}
	addressIs(t, tx, hendra, "")
	if err := account.Seen(t.Context(), tx, "tg:2"); err != nil {
		t.Fatal(err)
	}
	addressIs(t, tx, hendra, "tg:2")

	// The same phone now speaks for Rina.
	connect(t, tx, rina, "tg:2")
	if e, _ := must2(roster.ByAddress(t.Context(), tx, "tg:2"))(t); e.NIP != rina {
		t.Errorf("%+v", e)
	}
	addressIs(t, tx, hendra, "")
	if got, want := chain(t, tx, hendra), "roles >verifikator; connected  tg:1; connected  tg:2; disconnected moved tg:2"; got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := chain(t, tx, rina); got != "connected  tg:2" {
		t.Error(got)
	}
}

func addressIs(t *testing.T, tx pgx.Tx, nip roster.NIP, want string) {
	t.Helper()
	if got, found := must2(roster.AddressOf(t.Context(), tx, nip))(t); got != want || found != (want != "") {
		t.Errorf("reached at %q, want %q", got, want)
	}
}

func TestTokenIsNotStored(t *testing.T) {
	tx := office(t)
	i := must(roster.Invite(t.Context(), tx, now, random("a"), hendra))(t)
	var row string
	if err := tx.QueryRow(t.Context(), `SELECT encode(digest, 'escape') || invitation::text FROM invitation`).Scan(&row); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(row, i.Token[2:]) {
		t.Error(row)
	}
	if _, err := roster.Invite(t.Context(), tx, now, bytes.NewReader(nil), hendra); err == nil {
		t.Error("an invitation without randomness")
	}
	if _, err := roster.Invite(t.Context(), tx, now, random("a"), "x"); err != roster.ErrUnknown {
		t.Error(err)
	}
}

func TestDisconnect(t *testing.T) {
	tx := office(t)
	connect(t, tx, hendra, "tg:1")
	connect(t, tx, hendra, "tg:2")
	open := must(roster.Invite(t.Context(), tx, now, random("c"), hendra))(t)
	if err := roster.Disconnect(t.Context(), tx, now, "nip:"+string(kasi), hendra); err != nil {
		t.Fatal(err)
	}
	addressIs(t, tx, hendra, "")
	if _, err := roster.Connect(t.Context(), tx, now, "tg:1", open.Token); err != roster.ErrInvitationUnknown {
		t.Error(err)
	}
	if err := roster.Disconnect(t.Context(), tx, now, "nip:x", "x"); err != roster.ErrUnknown {
		t.Error(err)
	}
	entries := must(ledger.Read(t.Context(), tx, "nip:"+string(hendra)))(t)
	if last := entries[len(entries)-1]; last.Kind != "disconnected" || last.Actor != "nip:"+string(kasi) {
		t.Errorf("%+v", last)
	}
}

func TestEndEmployees(t *testing.T) {
	tx := office(t)
	connect(t, tx, hendra, "tg:1")
	open := must(roster.Invite(t.Context(), tx, now, random("c"), kasi))(t)
	if n := must(roster.EndEmployees(t.Context(), tx, testkit.Time("2026-11-24 00:30"), []roster.NIP{kasi, hendra, "x"}))(t); n != 2 {
		t.Error(n)
	}
	if n := must(roster.EndEmployees(t.Context(), tx, now, []roster.NIP{kasi, hendra}))(t); n != 0 {
		t.Error(n)
	}
	e := must(roster.Find(t.Context(), tx, hendra))(t)
	if !e.Ended() || worktime.DateOf(*e.EndedOn) != worktime.On(2026, 11, 24) {
		t.Errorf("%v", e.EndedOn)
	}
	addressIs(t, tx, hendra, "")
	if _, found := must2(roster.ByAddress(t.Context(), tx, "tg:1"))(t); found {
		t.Error("speaks for one who has ended")
	}
	if _, err := roster.Connect(t.Context(), tx, now, "tg:3", open.Token); err != roster.ErrInvitationUnknown {
		t.Error(err)
	}
	if _, err := roster.Invite(t.Context(), tx, now, random("d"), hendra); err != roster.ErrEmployeeEnded {
		t.Error(err)
	}
	if got := chain(t, tx, hendra); !strings.HasSuffix(got, "; ended") {
		t.Error(got)
	}
	// The head is gone: the next above leads, also those who were below.
	if above, _ := must2(roster.Superior(t.Context(), tx, rina))(t); above.NIP != kadis {
		t.Errorf("%+v", above)
	}
	if got := names(must(roster.Supervisors(t.Context(), tx))(t)); got != "Bupati Kepahiang Kurnia rina" {
		t.Error(got)
	}
	// In the register again, back again.
	if done := putEmployees(t, tx, person(hendra, "Hendra", "jalan", "verifikator")); done != (roster.Changes{Changed: 1}) {
		t.Errorf("%+v", done)
	}
	if e := must(roster.Find(t.Context(), tx, hendra))(t); e.Ended() {
		t.Errorf("%+v", e)
	}
}

// Two phones open the same link at once: one of them is connected.
func TestConnectAtOnce(t *testing.T) {
	db := testkit.DB(t)
	inTx := func(f func(tx pgx.Tx) error) error { return pgx.BeginFunc(t.Context(), db, f) }
	var i roster.Invitation
	err := inTx(func(tx pgx.Tx) (err error) {
		if _, err = roster.PutUnits(t.Context(), tx, now, []roster.Unit{{Code: "a", Name: "A", Kind: "x"}}); err != nil {
			return err
		}
		if _, err = roster.PutEmployees(t.Context(), tx, now, []roster.Employee{person(hendra, "Hendra", "a")}); err != nil {
			return err
		}
		i, err = roster.Invite(t.Context(), tx, now, random("a"), hendra)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	results := make(chan error, 8)
	for n := range cap(results) {
		wg.Go(func() {
			results <- inTx(func(tx pgx.Tx) error {
				_, err := roster.Connect(t.Context(), tx, now, fmt.Sprint("tg:", n), i.Token)
				return err
			})
		})
	}
	wg.Wait()
	close(results)
	connected := 0
	for err := range results {
		switch {
		case err == nil:
			connected++
		case !errors.Is(err, roster.ErrInvitationUsed):
			t.Error(err)
		}
	}
	if connected != 1 {
		t.Errorf("%d connected", connected)
	}
}
