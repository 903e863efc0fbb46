package story

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"tanggap/bot"
	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/notice"
	"tanggap/internal/regency"
	"tanggap/internal/response"
	"tanggap/internal/rights"
	"tanggap/internal/roster"
	"tanggap/internal/sandbox"
	"tanggap/internal/testkit"
	"tanggap/internal/text"
	"tanggap/internal/visit"
	"tanggap/scheduler"
)

const token = "4242:story-token-story-token-story-token"

// world is one story's installation.
type world struct {
	t     testing.TB
	ctx   context.Context
	now   time.Time
	pool  *pgxpool.Pool // past the proxy: for the story's own questions
	proxy *proxy        // nil where nothing is done to the database

	sandbox   *sandbox.Sandbox
	client    *bot.Client
	office    *turn.Office
	routes    *bot.Routes
	settings  bot.Settings
	bot       *bot.Bot
	sender    *bot.Sender
	fetcher   *bot.Fetcher
	epoch     int64
	clocks    *response.Store
	redisURL  string
	scheduler *scheduler.Scheduler
	log       *locked

	people     map[string]int64
	names      map[int64]string
	order      []int64
	seen       map[int64]map[int64]string // chat, message: what was listed of it
	taps       map[int64][]tap            // buttons that a chat has ever shown, newest last
	pins       map[string]string          // by code, as receipts said them
	menus      map[int64]string           // by chat, as it was listed
	told       int                        // the last call whose effects were listed
	listened   listened
	updates    map[int64][]int64 // by who sent them
	last       sandbox.Update
	invitation string
	invited    int               // how many invitations were made
	printed    map[string]string // tokens of posters and slips, by their names in a story
	crowded    int               // how many of a crowd have rated
	late       []sandbox.Update  // not handed in yet; nil while they are at once
	cut        bool              // the next update's commit is cut
	away       bool              // the database is away
}

type tap struct {
	message     int64
	words, data string
}

// locked is where log lines go; a story shows them when it fails.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newWorld makes an installation for some steps, or for any when none are named.
func newWorld(t testing.TB, steps ...step) *world {
	t.Helper()
	w := &world{
		t: t, ctx: t.Context(), now: testkit.Time("2026-11-23 08:00").UTC(),
		people: map[string]int64{}, names: map[int64]string{}, seen: map[int64]map[int64]string{}, taps: map[int64][]tap{}, pins: map[string]string{}, menus: map[int64]string{}, updates: map[int64][]int64{}, printed: map[string]string{}, log: &locked{},
	}
	database := testkit.Prepared(t, "regency", func(url string) {
		pool := w.open(url)
		defer pool.Close()
		w.must(regency.Install(w.ctx, pool, w.now))
	})
	w.pool = w.open(database)
	var err error
	w.sandbox, err = sandbox.New(sandbox.Options{Token: token, BotUsername: "tanggap_bot", Now: w.clock, First: firstMessage})
	w.must(err)
	w.sandbox.Manual(true)
	api := httptest.NewServer(w.sandbox.APIHandler())
	t.Cleanup(func() {
		w.sandbox.Close()
		api.Close()
	})
	w.client, err = bot.NewClient(token, api.URL)
	w.must(err)
	pool := w.pool
	if len(steps) == 0 || slices.ContainsFunc(steps, step.hurtsDatabase) {
		pool = w.open(w.throughProxy(database))
	}
	w.build(pool)
	return w
}

// speaker is the same for all stories: reading its sentences takes longer than
// many a story.
var speaker = sync.OnceValues(func() (*text.Speaker, error) { return text.New(testkit.Time("2026-01-01 00:00").Location()) })

// build puts the installation together as cmd/tanggap does.
func (w *world) build(pool *pgxpool.Pool) {
	speaker, err := speaker()
	w.must(err)
	desk := &complaint.Desk{
		Prefix: "KPH", Key: []byte("a story's key"), SealKey: make([]byte, 32), Calendars: roster.NewCalendars(speaker.Location),
		Random: rand.NewChaCha8([32]byte{1}),
	}
	visits := &visit.Desk{Prefix: desk.Prefix, TokenKey: []byte("a story's tokens"), RaterKey: []byte("a story's raters"), Loc: speaker.Location}
	tell := &notice.Desk{Text: speaker, Complaints: desk, Visits: visits}
	erasures := &rights.Desk{Complaints: desk, Key: []byte("a story's erasures"), Archive: &rights.Archive{Path: filepath.Join(w.t.TempDir(), "erased")}}
	w.office = &turn.Office{Desk: desk, Text: speaker, Notice: tell, Visits: visits, Rights: erasures, Username: func() string { return "tanggap_bot" }}
	w.routes, err = bot.NewRoutes()
	w.must(err)
	log := zerolog.New(bot.RedactingWriter(w.log, token))
	w.settings = bot.Settings{
		Pool: pool, Office: w.office, Routes: w.routes, Now: w.clock, Log: log, Channel: "tg:4242",
		Wake: func() {}, Menu: w.menu,
		Toast:  func(id, words string) { _ = w.client.AnswerCallback(w.ctx, id, words) },
		Remove: func(address string, message int) { _ = w.client.Remove(w.ctx, address, message) },
	}
	w.bot = bot.New(w.settings)
	w.sender = &bot.Sender{
		Pool: pool, Client: w.client, Now: w.clock, Log: log, Leading: func() (int64, bool) { return w.epoch, true },
		Delivered: desk.Begin, Unreachable: tell.Unreachable, Resolve: desk.Resolve, Forget: tell.Forget,
	}
	w.fetcher = &bot.Fetcher{Pool: pool, Client: w.client, Now: w.clock, Log: log, Arrived: tell.Arrived, Unseen: tell.Unseen, Seen: tell.Seen}
	w.redisURL = testkit.RedisURL(w.t)
	w.clocks, err = response.New(w.redisURL)
	w.must(err)
	w.t.Cleanup(func() { w.clocks.Close() })
	w.office.Clocks = w.clocks
	w.scheduler = &scheduler.Scheduler{
		Pool: pool, Response: w.clocks, Desk: desk, Notice: tell, Visits: visits, Rights: erasures, Now: w.clock, Loc: speaker.Location, Log: log,
		ForgetUpdates: bot.ForgetUpdates, EmptyUpdates: bot.EmptyUpdates,
	}
	w.lead()
	w.menu("", w.routes.Public(w.office))
	// The keys of an installation are cmd's; its generation is not.
	_, err = w.pool.Exec(w.ctx, `
		INSERT INTO installation (installed_at, generation, keys_digest)
		VALUES ($1, 'story', '\x00')
		ON CONFLICT DO NOTHING`, w.now)
	w.must(err)
}

func (w *world) clock() time.Time { return w.now }

// menu shows a chat its commands, as the service does.
func (w *world) menu(address string, menus []bot.Menu) {
	w.must(bot.ShowMenus(w.ctx, w.client, address, menus))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) open(url string) *pgxpool.Pool {
	w.t.Helper()
	settings, err := pgxpool.ParseConfig(url)
	w.must(err)
	settings.MaxConns = 4
	// As where the program has run for a while: a story asks each thing but a few
	// times, and would plan most of them anew each time.
	settings.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	pool, err := pgxpool.NewWithConfig(w.ctx, settings)
	w.must(err)
	w.t.Cleanup(pool.Close)
	return pool
}

// throughProxy gives the address of the same database by way of the proxy.
func (w *world) throughProxy(database string) string {
	w.t.Helper()
	settings, err := pgx.ParseConfig(database)
	w.must(err)
	u, err := url.Parse(database)
	w.must(err)
	var dir string
	w.proxy, dir = newProxy(w.t, filepath.Join(settings.Host, fmt.Sprintf(".s.PGSQL.%d", settings.Port)))
	q := u.Query()
	q.Set("host", dir)
	u.RawQuery = q.Encode()
	return u.String()
}

// lead takes over, as a new leader does.
func (w *world) lead() {
	w.must(w.pool.QueryRow(w.ctx, `UPDATE leader SET epoch = epoch + 1 RETURNING epoch`).Scan(&w.epoch))
}

// Numbers that nothing else is likely to look like, so that a trace of them is
// one.
const (
	firstPerson  = 905_517_392_801
	firstMessage = 61_803_399
)

// person finds somebody by name; an unknown name is a new citizen.
func (w *world) person(name string) int64 {
	id, ok := w.people[name]
	if !ok {
		id = firstPerson + int64(len(w.people))
		w.meet(name, id, "id")
	}
	return id
}

func (w *world) meet(name string, id int64, lang string) {
	w.people[name], w.names[id], w.seen[id] = id, name, map[int64]string{}
	w.order = append(w.order, id)
	w.sandbox.Meet(sandbox.Person{ID: id, Name: name + " " + surname(id), User: username(id), Lang: lang})
	w.menus[id] = w.commands(id)
}

// introduce reads "* Hendra 1986…" or "* Jane en".
func (w *world) introduce(line string) error {
	f := strings.Fields(line)
	if len(f) != 3 {
		return fmt.Errorf("want a name and a NIP or a language")
	}
	name, id := f[1], firstPerson+int64(len(w.people))
	if lang := locale.Lang(f[2]); lang == locale.ID || lang == locale.EN {
		w.meet(name, id, f[2])
		return nil
	}
	w.meet(name, id, "id")
	w.sandbox.Say(id, "/start") // the chat exists; nobody hears it
	address := fmt.Sprintf("tg:%d", id)
	return pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) error {
		i, err := roster.Invite(w.ctx, tx, w.now, rand.NewChaCha8([32]byte{byte(id)}), roster.NIP(f[2]))
		if err != nil {
			return err
		}
		_, err = roster.Connect(w.ctx, tx, w.now, address, i.Token)
		return err
	})
}

// settle lets everything that can happen now happen: parked updates, files,
// messages; again and again, until nothing moves.
func (w *world) settle() error {
	for range 40 {
		left, err := w.left()
		if err != nil || left == (work{}) {
			return err
		}
		before := w.sandbox.Called()
		if left.updates {
			if err := w.bot.Sweep(w.ctx); err != nil {
				return err
			}
		}
		fetched, sent := 0, 0
		if left.updates || left.files {
			if fetched, err = w.fetcher.Drain(w.ctx); err != nil {
				return err
			}
		}
		if sent, err = w.sender.Drain(w.ctx, w.epoch); err != nil {
			return err
		}
		// A call that failed may still have caused something that can go out: a
		// refused card tells the superior.
		if fetched+sent == 0 && w.sandbox.Called() == before {
			return nil
		}
	}
	return fmt.Errorf("messages do not come to an end")
}

// work says of what something may be left to do: more than what can be done now,
// never less.
type work struct{ updates, files, messages bool }

// left asks in one question what a service at rest asks in many.
func (w *world) left() (left work, err error) {
	err = w.pool.QueryRow(w.ctx, `
		SELECT
			EXISTS (SELECT FROM inbox WHERE state = 'waiting'),
			EXISTS (SELECT FROM wanted WHERE state = 'wanted') OR EXISTS (SELECT FROM dialog WHERE draft_at IS NOT NULL),
			EXISTS (SELECT FROM outbox WHERE state IN ('queued', 'sending') OR begins IS NOT NULL)`).
		Scan(&left.updates, &left.files, &left.messages)
	return left, err
}

// receipt finds code and PIN in a receipt.
var receipt = regexp.MustCompile(`(?s)(KPH-\w{4}-\w{3}).*PIN (\d{6})`)

// seal digits differ from run to run, since they bind machine times.
var sealDigits = regexp.MustCompile(`\b\d+-[0-9a-f]{16}\b`)

// news lists what chats show that was not listed yet, in the order of the
// calls that brought it.
func (w *world) news() string {
	type change struct {
		chat int64
		m    sandbox.Message
		mark string
	}
	var changes []change
	calls, touched := map[[2]int64]int{}, map[int64]bool{}
	for _, c := range w.sandbox.CallsAfter(w.told) {
		w.told, touched[c.Chat] = c.N, true
		if c.MessageID != 0 {
			calls[[2]int64{c.Chat, c.MessageID}] = c.N
		}
	}
	for _, chat := range w.order {
		if !touched[chat] {
			continue
		}
		for _, m := range w.sandbox.Chat(chat) {
			if !m.FromBot {
				continue
			}
			text := w.render(m)
			before, known := w.seen[chat][m.ID]
			if known && before == text {
				continue
			}
			mark := ""
			if known {
				mark = "~"
			}
			w.seen[chat][m.ID] = text
			changes = append(changes, change{chat, m, mark})
			w.remember(chat, m)
		}
	}
	for i := range changes { // few: an insertion sort by call is plain enough
		for j := i; j > 0; j-- {
			a, b := changes[j-1], changes[j]
			if calls[[2]int64{a.chat, a.m.ID}] <= calls[[2]int64{b.chat, b.m.ID}] {
				break
			}
			changes[j-1], changes[j] = b, a
		}
	}
	var out strings.Builder
	for _, chat := range w.order {
		if menu := w.commands(chat); menu != w.menus[chat] {
			w.menus[chat] = menu
			out.WriteString(shown(w.names[chat], "", "(menu) "+menu))
		}
	}
	for _, c := range changes {
		out.WriteString(shown(w.names[c.chat], c.mark, w.seen[c.chat][c.m.ID]))
	}
	return out.String()
}

// commands is the menu that a chat shows.
func (w *world) commands(chat int64) string {
	var all []string
	for _, c := range w.sandbox.Menu(chat) {
		all = append(all, "/"+c.Command)
	}
	return strings.Join(all, " ")
}

// render is a message as a story shows it.
func (w *world) render(m sandbox.Message) string {
	var b strings.Builder
	switch {
	case m.Photo != nil:
		b.WriteString("(photo) ")
	case m.File != nil:
		b.WriteString("(" + m.Kind + ") ")
	}
	b.WriteString(sealDigits.ReplaceAllString(m.Text, "…"))
	for _, row := range m.Buttons {
		b.WriteString("\n")
		for i, button := range row {
			if i > 0 {
				b.WriteString(" ")
			}
			b.WriteString("[" + button.Text + "]")
		}
	}
	return b.String()
}

// remember keeps the buttons that a chat has shown, so that old ones can be
// tapped as well.
func (w *world) remember(chat int64, m sandbox.Message) {
	if r := receipt.FindStringSubmatch(m.Text); r != nil {
		w.pins[r[1]] = r[2]
	}
	for _, row := range m.Buttons {
		for _, button := range row {
			w.taps[chat] = append(w.taps[chat], tap{m.ID, button.Text, button.Data})
		}
	}
}

// picture is a small photo; each n looks different.
func picture(n int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 120, 90))
	for x := range 120 {
		for y := range 90 {
			img.Set(x, y, color.RGBA{uint8(x * n), uint8(y * 2), uint8(n * 40), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}
