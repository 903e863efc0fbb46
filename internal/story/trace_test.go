package story

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"tanggap/internal/outbox"
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
	Hendra > [Kirim sekarang]
	Sari > [Tambah keterangan]
	Sari > (photo) Satu lagi
	! job digest`

// untraced leaves not even a sealed address, and reads and decides by code and
// PIN.
const untraced = `
	* Hendra 198704122010011911
	@ 2026-11-23 08:05
	Sari > Jalan berlubang di Bayung
	Sari > (photo) Ini fotonya
	Sari > (document) Suratnya
	Sari > (voice)
	Sari > [Kerahasiaan]
	Sari > [Tanpa jejak]
	Sari > [Kirim]
	@ 2026-11-23 10:00
	! job release
	Hendra > [Minta info]
	Hendra > Di sebelah mana?
	Sari > /cek {code} {pin}
	Sari > [Jawab pertanyaan]
	Sari > (photo) Di sebelah kiri
	Hendra > (reply kiri) Kami tambal besok.
	Hendra > [Kirim sekarang]
	Hendra > [Selesai]
	Hendra > Sudah ditambal.
	Hendra > [Kirim hasil]
	Sari > /cek {code} {pin}
	Sari > [Sudah selesai]
	Sari > [Baik]
	Sari > Cepat sekali
	! job digest`

// cutOff is nameless until the link is cut.
const cutOff = nameless + `
	Sari > [Putuskan]
	Sari > [Ya, putuskan]
	Hendra > [Selesai]
	Hendra > Sudah ditambal.
	Hendra > [Kirim hasil]
	Sari > /cek {code} {pin}
	Sari > [Belum selesai]
	Sari > (photo) Masih berlubang
	@ +26h
	! job release
	! job digest`

func TestNothingTellsWhoReportedWithoutAName(t *testing.T) {
	for name, script := range map[string]string{"sealed": nameless, "untraced": untraced, "cut": cutOff} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.play(script)
			if n := len(w.codes()); n != 1 {
				t.Fatalf("%d cases", n)
			}
			user := w.people["Sari"]
			if found := append(w.traces(user), w.find(user, []place{w.dump()})...); len(found) > 0 {
				t.Errorf("Sari can be found:\n%s", strings.Join(found, "\n"))
			}
		})
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

// The walk would see each of these leaks outside of the tables.
func TestLeaksOutsideOfTablesAreFound(t *testing.T) {
	w := newWorld(t)
	w.play(nameless)
	user := w.people["Sari"]
	chat := fmt.Sprintf("tg:%d", user)
	if found := w.traces(user); len(found) > 0 {
		t.Fatalf("without a leak: %q", found)
	}
	settings, err := redis.ParseURL(w.redisURL)
	w.must(err)
	store := redis.NewClient(settings)
	defer store.Close()
	exec := func(sql string, args ...any) {
		t.Helper()
		if tag, err := w.pool.Exec(w.ctx, sql, args...); err != nil || tag.RowsAffected() == 0 {
			t.Fatalf("%s: %s, %v", sql, tag, err)
		}
	}
	tell := func(m outbox.Message) {
		t.Helper()
		w.must(pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) error {
			return outbox.Put(w.ctx, tx, w.now, outbox.Row{Key: "leak:" + m.HTML, Address: fmt.Sprintf("tg:%d", w.people["Hendra"]), Lane: outbox.Replies, Message: m})
		}))
		w.must(w.settle())
	}
	// What somebody has read, or the log holds, stays there: these come last.
	for _, leak := range []struct {
		where    string
		do, undo func()
	}{
		{"Redis", func() { w.must(store.Set(w.ctx, "leak:"+chat, 1, 0).Err()) }, func() { store.Del(w.ctx, "leak:"+chat) }},
		{"Redis", func() {
			w.must(store.HSet(w.ctx, "leak", "x", base64.URLEncoding.EncodeToString([]byte("+"+chat))).Err())
		}, func() { store.Del(w.ctx, "leak") }},
		{"Redis", func() {
			w.must(store.ZAdd(w.ctx, "leak", redis.Z{Score: 1, Member: hex.EncodeToString([]byte(username(user)))}).Err())
		}, func() { store.Del(w.ctx, "leak") }},
		{"GET /unit/PUPR", func() { exec(`UPDATE unit SET name = name || $1 WHERE code = 'PUPR'`, username(user)) },
			func() { exec(`UPDATE unit SET name = replace(name, $1, '') WHERE code = 'PUPR'`, username(user)) }},
		{"POST /cek", func() { exec(`UPDATE employee SET position = position || $1`, phone(user)) },
			func() { exec(`UPDATE employee SET position = replace(position, $1, '')`, phone(user)) }},
		{"export of complaints as csv", func() { exec(`UPDATE complaint SET channel = $1`, chat) }, func() { exec(`UPDATE complaint SET channel = 'telegram'`) }},
		{"export of events as jsonl", func() { exec(`UPDATE complaint SET code = code || $1`, chat) }, func() { exec(`UPDATE complaint SET code = replace(code, $1, '')`, chat) }},
		{"the log", func() { w.settings.Log.Error().Int64("chat", user).Msg("leak") }, nil},
		{"what Hendra reads", func() { tell(outbox.Message{HTML: "Lampiran " + filename(user)}) }, nil},
		{"calls about others", func() {
			tell(outbox.Message{HTML: "Peta", Buttons: [][]outbox.Button{{{Label: "Peta", URL: "https://example.org/?x=" + percent(chat)}}}})
		}, nil},
	} {
		leak.do()
		found := w.traces(user)
		if !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, leak.where+": ") }) {
			t.Errorf("a leak in %s is not among %q", leak.where, found)
		}
		if leak.undo == nil {
			continue
		}
		if leak.undo(); len(w.traces(user)) > 0 {
			t.Fatalf("the leak in %s did not go away", leak.where)
		}
	}
}

// The walk of a dump sees what stands in no table of the program's.
func TestLeaksInADumpAreFound(t *testing.T) {
	w := newWorld(t)
	w.play(nameless)
	user := w.people["Sari"]
	if found := w.find(user, []place{w.dump()}); len(found) > 0 {
		t.Fatalf("without a leak: %q", found)
	}
	for _, leak := range []struct{ do, undo string }{
		{`CREATE SCHEMA kept CREATE VIEW old AS SELECT 'tg:%[1]d' AS x`, `DROP SCHEMA kept CASCADE`},
		{`CREATE SEQUENCE leak START %[1]d`, `DROP SEQUENCE leak`},
		{`COMMENT ON TABLE complaint IS 'tg:%[1]d'`, `COMMENT ON TABLE complaint IS NULL`},
		{`SELECT lo_from_bytea(77, 'tg:%[1]d')`, `SELECT lo_unlink(77)`},
	} {
		sql := leak.do
		if strings.Contains(sql, "%") {
			sql = fmt.Sprintf(sql, user)
		}
		if _, err := w.pool.Exec(w.ctx, sql); err != nil {
			t.Fatal(err)
		}
		if len(w.find(user, []place{w.dump()})) == 0 {
			t.Errorf("%s, and nobody sees it", sql)
		}
		if _, err := w.pool.Exec(w.ctx, leak.undo); err != nil {
			t.Fatal(err)
		}
	}
}

// Each writing of each canary is looked for, wherever within other bytes.
func TestEachWritingIsFound(t *testing.T) {
	w := newWorld(t)
	w.play(nameless)
	user := w.people["Sari"]
	for what, secret := range map[string]string{"chat": fmt.Sprintf("tg:%d", user), "user name": username(user), "surname": surname(user), "telephone": phone(user), "file name": filename(user)} {
		var wide, wideBig []byte
		escaped := ""
		for _, r := range secret {
			wide, wideBig = binary.LittleEndian.AppendUint16(wide, uint16(r)), binary.BigEndian.AppendUint16(wideBig, uint16(r))
			escaped += fmt.Sprintf(`\u%04x`, r)
		}
		sum := sha256.Sum256([]byte(secret))
		for form, written := range map[string]string{
			"plain": secret, "capitals": strings.ToUpper(secret), "hex": hex.EncodeToString([]byte(secret)),
			"base64": base64.StdEncoding.EncodeToString([]byte("?" + secret + "!")), "base64 of addresses": base64.URLEncoding.EncodeToString([]byte("??" + secret)),
			"base32": base32.StdEncoding.EncodeToString([]byte(secret)), "UTF-16LE": string(wide), "UTF-16BE": string(wideBig),
			"JSON": escaped, "of addresses": url.QueryEscape(secret), "percent": percent(secret), "HTML": html.EscapeString(secret),
			"digest": string(sum[:]), "digest in hex": hex.EncodeToString(sum[:]),
		} {
			if found := w.find(user, []place{{"here", []byte("before " + written + " behind")}}); len(found) == 0 {
				t.Errorf("%s as %s is not found", what, form)
			}
		}
	}
	for form, b := range map[string][]byte{
		"big endian": binary.BigEndian.AppendUint64(nil, uint64(user)), "little endian": binary.LittleEndian.AppendUint64(nil, uint64(user)),
		"hexadecimal": []byte(strconv.FormatInt(user, 16)), "decimal": []byte(strconv.FormatInt(user, 10)),
	} {
		if len(w.find(user, []place{{"here", slices.Concat([]byte("x"), b, []byte("x"))}})) == 0 {
			t.Errorf("the number of the chat in %s is not found", form)
		}
	}
	if found := w.find(user, []place{{"here", []byte("before behind")}}); len(found) > 0 {
		t.Errorf("nothing is found: %q", found)
	}
}

func percent(s string) string {
	var b strings.Builder
	for _, octet := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", octet)
	}
	return b.String()
}
