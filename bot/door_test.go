package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"tanggap/bot"
	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/regency"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/text"
	visiting "tanggap/internal/visit"
)

// door is the door of the example regency: updates go in as Telegram would send
// them, or as nobody would.
type door struct {
	t     testing.TB
	pool  *pgxpool.Pool
	bot   *bot.Bot
	desk  *complaint.Desk
	last  atomic.Int64 // update, message or chat
	toast atomic.Int64 // taps that were answered
	log   *safeBuffer
}

// doorTime is when everything comes in.
var doorTime = testkit.Time("2026-11-24 10:00")

// fields are those of a message, or of a part of one.
type fields map[string]any

func newDoor(t testing.TB) *door {
	t.Helper()
	d := &door{t: t, pool: testkit.DB(t), log: &safeBuffer{}}
	d.last.Store(1_000_000)
	d.must(regency.Install(t.Context(), d.pool, doorTime.UTC()))
	speaker, err := text.New(doorTime.Location())
	d.must(err)
	routes, err := bot.NewRoutes()
	d.must(err)
	d.desk = &complaint.Desk{
		Prefix: "KPH", Key: []byte("k"), SealKey: make([]byte, 32), Calendars: roster.NewCalendars(speaker.Location), Random: rand.NewChaCha8([32]byte{}),
	}
	d.bot = bot.New(bot.Settings{
		Pool: d.pool, Routes: routes, Now: func() time.Time { return doorTime }, Log: zerolog.New(d.log), Channel: "tg:1",
		Office: &turn.Office{
			Desk: d.desk, Text: speaker, Notice: &notice.Desk{Text: speaker, Complaints: d.desk}, Username: func() string { return "b" },
			Visits: &visiting.Desk{Prefix: "KPH", TokenKey: []byte("t"), RaterKey: []byte("r"), Loc: speaker.Location},
		},
		Wake: func() {}, Toast: func(string, string) { d.toast.Add(1) }, Menu: func(string, []bot.Menu) {}, Remove: func(string, int) {},
	})
	return d
}

func (d *door) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// connect gives an employee a chat, and the roles that are named.
func (d *door) connect(nip roster.NIP, roles ...string) int64 {
	d.t.Helper()
	chat := d.last.Add(1)
	d.must(pgx.BeginFunc(d.t.Context(), d.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(d.t.Context(), `UPDATE employee SET roles = roles || $2 WHERE nip = $1`, nip, roles); err != nil {
			return err
		}
		invited, err := roster.Invite(d.t.Context(), tx, doorTime, rand.NewChaCha8([32]byte{byte(chat)}), nip)
		if err != nil {
			return err
		}
		_, err = roster.Connect(d.t.Context(), tx, doorTime, address(chat), invited.Token)
		return err
	}))
	return chat
}

func address(chat int64) string { return fmt.Sprint("tg:", chat) }

// hand hands an update in; what is no update may be refused, and nothing else.
func (d *door) hand(update fields) {
	d.t.Helper()
	raw, err := json.Marshal(update)
	d.must(err)
	d.must(d.bot.Handle(context.WithoutCancel(d.t.Context()), raw))
}

// message is an update with a message of a chat that bears a number; of is
// "message", or "edited_message".
func (d *door) message(of string, chat, number int64, m fields) fields {
	whole := fields{
		"message_id": number, "date": doorTime.Unix(), "chat": fields{"id": chat, "type": "private"},
		"from": fields{"id": chat, "is_bot": false, "first_name": "A", "language_code": "id"},
	}
	for name, value := range m {
		whole[name] = value
	}
	return fields{"update_id": d.last.Add(1), of: whole}
}

// write lets somebody write something.
func (d *door) write(chat int64, words string) {
	d.t.Helper()
	d.hand(d.message("message", chat, d.last.Add(1), fields{"text": words}))
}

// press lets somebody press a button, whatever it carries.
func (d *door) press(chat int64, data string) {
	d.t.Helper()
	id := d.last.Add(1)
	d.hand(fields{"update_id": id, "callback_query": fields{
		"id": fmt.Sprint(id), "data": data, "from": fields{"id": chat, "is_bot": false, "first_name": "A", "language_code": "id"},
		"message": fields{"message_id": id, "date": doorTime.Unix(), "chat": fields{"id": chat, "type": "private"}, "text": "…"},
	}})
}

// draft is what waits in a chat to be sent, and the step that it waits in.
func (d *door) draft(chat int64) (token, step string) {
	d.t.Helper()
	err := d.pool.QueryRow(d.t.Context(), `
		SELECT COALESCE(data->>'token', data->'kept'->>'token', ''), step
		FROM dialog
		WHERE address = $1`, address(chat)).Scan(&token, &step)
	if err == pgx.ErrNoRows {
		return "", ""
	}
	d.must(err)
	return token, step
}

// cases are those that a chat filed, oldest first.
func (d *door) cases(chat int64) []complaint.ID {
	d.t.Helper()
	rows, err := d.pool.Query(d.t.Context(), `
		SELECT complaint_id
		FROM reporter
		WHERE address = $1
		ORDER BY complaint_id`, address(chat))
	d.must(err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[complaint.ID])
	d.must(err)
	return ids
}

// filed is how often the words of a lamp are on a case.
func (d *door) filed() (n int) {
	d.t.Helper()
	d.must(d.pool.QueryRow(d.t.Context(), `SELECT count(*) FROM ledger_content WHERE position($1::bytea IN body) > 0`, []byte(strings.TrimSpace(lamp))).Scan(&n))
	return n
}

// told is all that stands in a chat's cases, and the files that came with them.
func (d *door) told(chat int64) (words string, files []string) {
	d.t.Helper()
	var all []string
	d.must(pgx.BeginFunc(d.t.Context(), d.pool, func(tx pgx.Tx) error {
		for _, id := range d.cases(chat) {
			events, err := complaint.Story(d.t.Context(), tx, id)
			if err != nil {
				return err
			}
			for _, e := range events {
				all = append(all, e.Words)
			}
			rows, err := tx.Query(d.t.Context(), `SELECT channel_file FROM wanted WHERE subject = $1`, id.Subject())
			if err != nil {
				return err
			}
			came, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				return err
			}
			files = append(files, came...)
		}
		return nil
	}))
	return strings.Join(all, "\n"), files
}

// waiting is what a chat's dialog keeps.
func (d *door) waiting(chat int64) string {
	d.t.Helper()
	var data string
	err := d.pool.QueryRow(d.t.Context(), `SELECT COALESCE(string_agg(data::text, ''), '') FROM dialog WHERE address = $1`, address(chat)).Scan(&data)
	d.must(err)
	return data
}

// sound holds that nothing broke: no update is parked or dead, nobody was
// apologised to, nothing was logged.
func (d *door) sound(about string) {
	d.t.Helper()
	var parked int
	d.must(d.pool.QueryRow(d.t.Context(), `
		SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') + (SELECT count(*) FROM inbox WHERE state = 'dead')`).Scan(&parked)) // an index each
	if parked > 0 || d.bot.Dead.Load() > 0 || d.log.String() != "" {
		d.t.Fatalf("%s: %d updates are parked, %d dead; log:\n%s", about, parked, d.bot.Dead.Load(), d.log.String())
	}
}

// plain are the letters and digits of a text, by which words are found again
// whatever stands between them.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// missing are those of some things that are not among others.
func missing(want, got []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(s string) bool { return slices.Contains(got, s) })
}
