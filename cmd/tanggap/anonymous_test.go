package main

import (
	"encoding/hex"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/sandbox"
)

// rows are all tables with all that stands in them, bytes as hex.
func (m *machine) rows() map[string]string {
	m.t.Helper()
	found, err := m.pool.Query(m.t.Context(), `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
	if err != nil {
		m.t.Fatal(err)
	}
	names, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		m.t.Fatal(err)
	}
	all := map[string]string{}
	for _, name := range names {
		var rows *string
		if err := m.pool.QueryRow(m.t.Context(), `SELECT string_agg(t::text, E'\n') FROM `+pgx.Identifier{name}.Sanitize()+` t`).Scan(&rows); err != nil {
			m.t.Fatal(err)
		}
		if rows != nil {
			all[name] = *rows
		}
	}
	return all
}

// Whoever reports without a name leaves nothing behind by either door: not the
// update as Telegram sent it, not its numbers, not who sent it.
func TestNothingStaysOfTheNamelessByEitherDoor(t *testing.T) {
	t.Parallel()
	for door, more := range map[string]func() []string{
		"polling": func() []string { return nil },
		"webhook": func() []string {
			address := freeAddress(t)
			return []string{"LISTEN_ADDR=" + address, "TELEGRAM_WEBHOOK_URL=http://" + address + "/telegram/webhook", "TELEGRAM_WEBHOOK_SECRET=rahasia_1"}
		},
	} {
		t.Run(door, func(t *testing.T) {
			t.Parallel()
			const user, words = 905_517_392_801, "Jalan berlubang di Bayung, kata bin-mahoni"
			m := newMachine(t, more()...)
			m.sandbox.Meet(sandbox.Person{ID: user, Name: "Sari bin-akasia", User: "pemilik_akasia", Lang: "id"})
			p := m.serve()
			press := func(label string) {
				t.Helper()
				if _, err := m.sandbox.PressLabel(user, label); err != nil {
					t.Fatal(err)
				}
			}
			m.sandbox.Say(user, "/start")
			m.hears(user, "Selamat datang")
			press("🕶 Lapor tanpa nama")
			m.hears(user, "Lapor tanpa nama.")
			m.sandbox.Say(user, words)
			m.hears(user, "Belum terkirim")
			press("✅ Kirim")
			m.hears(user, "Laporan diterima")
			secrets := []string{fmt.Sprint(user), hex.EncodeToString([]byte(fmt.Sprintf("tg:%d", user))), "bin-akasia", "pemilik_akasia"}
			for _, said := range m.sandbox.Chat(user) {
				if said.FileID != "" {
					secrets = append(secrets, said.FileID)
				}
			}
			found := func() (where []string) {
				for table, rows := range m.rows() {
					for _, secret := range secrets {
						if strings.Contains(rows, secret) {
							where = append(where, table+": "+secret)
						}
					}
				}
				return where
			}
			m.eventually("nothing tells who it was", func() bool { return len(found()) == 0 })
			if n := m.count(`SELECT count(*) FROM inbox WHERE content IS NOT NULL OR address IS NOT NULL`); n != 0 {
				t.Errorf("%d updates are kept as they came", n)
			}
			if n := m.count(`SELECT count(*) FROM inbox WHERE state = 'done'`); n < 4 {
				t.Errorf("%d updates are known as done", n) // by their numbers alone
			}
			if n := m.count(`SELECT count(*) FROM complaint WHERE body = $1 AND contact = 'sealed'`, words); n != 1 {
				t.Errorf("%d cases", n)
			}
			if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			<-p.ended
			for _, secret := range append(secrets, words) {
				if strings.Contains(p.log.String(), secret) {
					t.Errorf("the log holds %q", secret)
				}
			}
			if where := found(); len(where) > 0 {
				t.Errorf("afterwards: %q", where)
			}
			m.proved()
		})
	}
}
