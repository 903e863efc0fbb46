package story

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/tabular"
	"tanggap/internal/testkit"
	"tanggap/internal/web"
	"tanggap/migrations"
)

// canaries are all that Telegram says of somebody in a story: who they are, and
// the numbers of what went between them and the bot.
func (w *world) canaries(user int64) []canary {
	all := []canary{
		w.number("chat", user), w.words("surname", surname(user)), w.words("user name", username(user)),
		w.words("telephone", phone(user)), w.words("file name", filename(user)),
	}
	for _, m := range w.sandbox.Chat(user) {
		all = append(all, w.number("message", m.ID))
		if m.FileID != "" && !m.FromBot {
			all = append(all, w.words("file", m.FileID))
		}
		if m.Album != "" && !m.FromBot {
			all = append(all, w.words("album", m.Album))
		}
	}
	for _, id := range w.updates[user] {
		all = append(all, w.number("update", id))
	}
	return all
}

// traces lists where anything that only Telegram says of somebody is to be found
// outside of their own chat: in any column of any table, in Redis, in the log, in
// what others read, in pages and exports.
func (w *world) traces(user int64) (found []string) {
	w.t.Helper()
	all := append(w.tables(w.pool), place{"Redis", testkit.RedisContent(w.t, w.redisURL)}, place{"the log", []byte(w.log.String())})
	all = append(all, w.others(user)...)
	return w.find(user, append(append(all, w.pages()...), w.exports()...))
}

// find lists what of somebody is in some places.
func (w *world) find(user int64, in []place) (found []string) {
	canaries := w.canaries(user)
	net := newTrawl(canaries)
	for _, place := range in {
		caught := net.catch(place.content)
		for _, i := range slices.Sorted(maps.Keys(caught)) {
			// An update is known by its number so that it is handled once.
			if canaries[i].what == "update" && strings.HasPrefix(place.name, "table inbox") {
				continue
			}
			found = append(found, fmt.Sprintf("%s: %s as %q", place.name, canaries[i].what, caught[i]))
		}
	}
	return found
}

type place struct {
	name    string
	content []byte
}

// database is a pool or a transaction.
type database interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	Begin(ctx context.Context) (pgx.Tx, error)
}

// tables are all tables as a dump writes them: as text, where bytes are hex, and
// as bytes.
func (w *world) tables(db database) (all []place) {
	rows, err := db.Query(w.ctx, `
		SELECT tablename::text
		FROM pg_tables
		WHERE schemaname = 'public'
		ORDER BY 1`)
	w.must(err)
	var names []string
	for rows.Next() {
		var name string
		w.must(rows.Scan(&name))
		names = append(names, name)
	}
	w.must(rows.Err())
	tx, err := db.Begin(w.ctx)
	w.must(err)
	defer tx.Rollback(w.ctx)
	for _, name := range names {
		for _, format := range []string{"text", "binary"} {
			var b bytes.Buffer
			_, err := tx.Conn().PgConn().CopyTo(w.ctx, &b, fmt.Sprintf(`COPY %q TO STDOUT (FORMAT %s)`, name, format))
			w.must(err)
			all = append(all, place{"table " + name + " as " + format, b.Bytes()})
		}
	}
	return all
}

// dump is the database as pg_dump writes it: every schema, sequence and large
// object.
func (w *world) dump() place {
	w.t.Helper()
	bin, err := exec.LookPath("pg_dump")
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump"); len(found) > 0 { // what PATH has may be a wrapper for clusters of its own
		bin, err = found[len(found)-1], nil
	}
	w.must(err)
	var trouble bytes.Buffer
	cmd := exec.CommandContext(w.ctx, bin, "--dbname", w.pool.Config().ConnString())
	cmd.Stderr = &trouble
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("%v: %s", err, trouble.String())
	}
	if !bytes.Contains(out, []byte("COPY public.complaint ")) {
		w.t.Fatalf("this is no dump:\n%.2000s", out)
	}
	return place{"the dump", inboxRows.ReplaceAll(out, nil)}
}

// inboxRows are known by the numbers of updates, so that each is handled once;
// what else stands in them is found in the table itself.
var inboxRows = regexp.MustCompile(`(?s)COPY public\.inbox .*?\n\\\.\n`)

// others are what everybody else was told, whole.
func (w *world) others(user int64) (all []place) {
	for _, reader := range w.order {
		if reader == user {
			continue
		}
		var b bytes.Buffer
		for _, m := range w.sandbox.Chat(reader) {
			if m.FromBot {
				w.must(json.NewEncoder(&b).Encode(m))
				b.Write(m.File)
			}
		}
		all = append(all, place{"what " + w.names[reader] + " reads", b.Bytes()})
	}
	var b bytes.Buffer
	for _, c := range w.sandbox.Calls() {
		// Taps are answered, files fetched and menus shown by their numbers.
		if own := []string{"answerCallbackQuery", "getFile", "setMyCommands"}; c.Chat == user || slices.Contains(own, c.Method) {
			continue
		}
		w.must(json.NewEncoder(&b).Encode(c.Params))
	}
	return append(all, place{"calls about others", b.Bytes()})
}

// pages are all that anybody sees in a browser, with the code and PIN of every
// case that a receipt told.
func (w *world) pages() (all []place) {
	handler := w.site()
	get := func(method, path, body string) {
		r := httptest.NewRequestWithContext(w.ctx, method, path, strings.NewReader(body))
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		all = append(all, place{method + " " + path, answer.Body.Bytes()})
	}
	paths := []string{"/", "/?lang=en", "/cek", "/nama", "/nama/petugas", "/metrics", "/healthz", "/readyz"}
	for _, code := range w.units() {
		paths = append(paths, "/unit/"+code)
	}
	for _, path := range paths {
		get(http.MethodGet, path, "")
	}
	for code, pin := range w.pins {
		for _, path := range []string{"/cek", "/nama"} {
			get(http.MethodPost, path, url.Values{"code": {code}, "pin": {pin}}.Encode())
		}
	}
	return all
}

// units are the offices that have a page, by their codes.
func (w *world) units() []string {
	rows, err := w.pool.Query(w.ctx, `SELECT code FROM unit`)
	w.must(err)
	codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	return codes
}

// site is what is served to browsers.
func (w *world) site() http.Handler {
	site := &web.Site{
		Pool: w.pool, Desk: w.office.Desk, Notice: w.office.Notice, Visits: w.office.Visits, Now: w.clock, Log: w.settings.Log, BotUsername: w.office.Username,
		Redis: w.clocks.Ping, Schema: migrations.Latest(), Leading: func() bool { return true },
		Counters: func() []web.Counter { return nil }, Draining: func() bool { return false },
	}
	return site.Handler()
}

// exports are all that can be given out.
func (w *world) exports() (all []place) {
	for _, kind := range []string{"complaints", "events", "ratings"} {
		for _, format := range []string{"csv", "jsonl", "xlsx"} {
			var b bytes.Buffer
			w.must(tabular.Export(context.WithoutCancel(w.ctx), w.pool, kind, tabular.Selection{Location: w.office.Text.Location, Format: format}, &b))
			if format == "xlsx" {
				b = w.unpacked(b.Bytes())
			}
			all = append(all, place{"export of " + kind + " as " + format, b.Bytes()})
		}
	}
	return all
}

// unpacked is all that lies in an archive, and the names of it.
func (w *world) unpacked(archive []byte) (all bytes.Buffer) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	w.must(err)
	for _, f := range r.File {
		all.WriteString(f.Name)
		content, err := f.Open()
		w.must(err)
		_, err = all.ReadFrom(content)
		w.must(err)
	}
	return all
}

// nothingOf is "! nothing of Sari".
func (w *world) nothingOf(name string) error {
	user, known := w.people[name]
	if !known {
		return fmt.Errorf("nobody is called %s", name)
	}
	if found := w.traces(user); len(found) > 0 {
		return fmt.Errorf("%s can be found:\n%s", name, strings.Join(found, "\n"))
	}
	return nil
}

// sent remembers the number of an update as its sender's.
func (w *world) sent(user int64, body json.RawMessage) {
	var u struct {
		ID json.Number `json:"update_id"`
	}
	w.must(json.Unmarshal(body, &u))
	id, err := strconv.ParseInt(u.ID.String(), 10, 64)
	w.must(err)
	w.updates[user] = append(w.updates[user], id)
}
