package story

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"tanggap/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// play does the lines of a story, of which nobody reads what they bring.
func (w *world) play(script string) {
	w.t.Helper()
	for line := range strings.Lines(script) {
		if _, err := w.do(strings.TrimSpace(line)); err != nil {
			w.t.Fatalf("%s: %v", line, err)
		}
	}
}

// nameless is somebody who reports without a name, and hears of it.
const nameless = `
	* Hendra 198704122010011911
	@ 2026-11-23 08:05
	Sari > /start
	Sari > [Lapor tanpa nama]
	Sari > (contact)
	Sari > Jalan berlubang di Bayung
	Sari > (photo) Ini fotonya
	Sari > (document) Suratnya
	Sari > [Kirim]
	@ 2026-11-23 10:00
	! job release
	Hendra > [Jawab]
	Hendra > Kami tambal besok.
	Sari > [Tambah keterangan]
	Sari > (photo) Satu lagi
	! job digest`

func TestNothingTellsWhoReportedWithoutAName(t *testing.T) {
	w := newWorld(t)
	w.play(nameless)
	if found := w.traces(w.people["Sari"]); len(found) > 0 {
		t.Errorf("Sari can be found:\n%s", strings.Join(found, "\n"))
	}
}

// Whoever reports by their own name is found where they have to be; else nothing
// would be proved by finding nothing.
func TestWhoReportedOpenlyIsFound(t *testing.T) {
	w := newWorld(t)
	w.play(`
		* Hendra 198704122010011911
		Sari > (document) Jalan berlubang di Bayung
		Sari > [Kirim]`)
	found := strings.Join(w.traces(w.people["Sari"]), "\n")
	for _, where := range []string{"table reporter as text: chat", "table reporter as binary: chat", "table account as text: chat", "table outbox as text: chat", "table outbox as text: message"} {
		if !strings.Contains(found, where) {
			t.Errorf("%s is not found among\n%s", where, found)
		}
	}
}

// The walk would see each of these leaks.
func TestLeaksAreFound(t *testing.T) {
	w := newWorld(t)
	w.play(nameless)
	user := w.people["Sari"]
	chat := fmt.Sprintf("tg:%d", user)
	sum := sha256.Sum256([]byte(chat))
	mac := hmac.New(sha256.New, w.office.Desk.Key)
	fmt.Fprint(mac, user)
	var message, update int64
	var file string
	for _, m := range w.sandbox.Chat(user) {
		if message = m.ID; m.Kind == "document" {
			file = m.FileID
		}
	}
	update = w.updates[user][0]
	for name, leak := range map[string]struct {
		sql   string
		value any
	}{
		"inbox keeps the chat":                {`UPDATE inbox SET address = $1`, chat},
		"an account is left":                  {`INSERT INTO account (address, created_at) VALUES ($1, '2026-11-23')`, chat},
		"a dialog is left":                    {`INSERT INTO dialog (address, step) VALUES ($1, 'lapor.draft')`, chat},
		"a message to the chat is left":       {`UPDATE outbox SET address = $1`, chat},
		"a message keeps its number":          {`UPDATE outbox SET message_id = $1`, fmt.Sprint(message)},
		"a key names an update":               {`UPDATE outbox SET key = 'upd:' || $1::text || ':' || id`, fmt.Sprint(update)},
		"a wanted file keeps its name":        {`UPDATE wanted SET channel_file = $1`, file},
		"a file keeps its sender's name":      {`UPDATE attachment SET name = $1`, filename(user)},
		"a seal is none":                      {`UPDATE sealed_contact SET box = $1`, []byte(chat)},
		"a chain tells the chat's digest":     {`UPDATE ledger_entry SET facts = $1`, []byte(hex.EncodeToString(sum[:]))},
		"a chain tells a part of a digest":    {`UPDATE ledger_entry SET commitment = $1`, sum[:12]},
		"a case tells a digest under our key": {`UPDATE complaint SET place = $1`, base64.RawURLEncoding.EncodeToString(mac.Sum(nil))},
		"a draft tells it in base64":          {`INSERT INTO dialog (address, step, data) VALUES ('x', 'y', jsonb_build_object('z', $1::text))`, base64.StdEncoding.EncodeToString([]byte("von " + chat + "!"))},
		"words tell it in hex":                {`UPDATE complaint SET body = $1`, strings.ToUpper(hex.EncodeToString([]byte(username(user))))},
		"a number stands for the chat":        {`UPDATE complaint SET excused_seconds = $1::bigint`, user},
		"the surname is left":                 {`UPDATE ledger_content SET body = $1`, []byte("dari " + surname(user))},
		"the telephone is left":               {`UPDATE complaint SET place = $1`, phone(user)},
	} {
		tx, err := w.pool.Begin(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		tag, err := tx.Exec(w.ctx, leak.sql, leak.value)
		if err != nil || tag.RowsAffected() == 0 {
			t.Fatalf("%s: %s, %v", name, tag, err)
		}
		if found := w.find(user, w.tables(tx)); len(found) == 0 {
			t.Errorf("%s, and nobody sees it", name)
		}
		if err := tx.Rollback(w.ctx); err != nil {
			t.Fatal(err)
		}
	}
	if found := w.find(user, w.tables(w.pool)); len(found) > 0 {
		t.Errorf("without a leak: %s", found)
	}
}
