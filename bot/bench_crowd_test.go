package bot_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

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
)

// crowd is the example regency with all its staff connected, and citizens who
// have never written before.
type crowd struct {
	b        testing.TB
	open     func() *bot.Bot
	bot      *bot.Bot // of this round: one that ran on would take it for a flood
	pool     *pgxpool.Pool
	officers map[roster.NIP]int64
	last     atomic.Int64 // update, message or citizen

	postmaster string

	sent, accepted atomic.Int64 // presses
}

// visit is one citizen with one complaint.
type visit struct {
	chat    int64
	words   string
	token   string // of the draft
	id      complaint.ID
	officer int64
	earlier *visit // one of the round before
}

// hand is who presses a button about the visit next.
func (v *visit) hand() int64 {
	if v.officer == 0 && v.earlier != nil {
		return v.earlier.officer
	}
	return v.officer
}

// acts are what comes in about one complaint, in this order.
var acts = []struct {
	name string
	do   func(*crowd, *visit) error
}{
	{"start", func(c *crowd, v *visit) error { return c.write(c.last.Add(1), v.chat, "/start") }},
	{"text", func(c *crowd, v *visit) error { return c.write(c.last.Add(1), v.chat, v.words) }},
	{"more", func(c *crowd, v *visit) error {
		return c.write(c.last.Add(1), v.chat, "Sudah tiga hari begini, mohon segera.")
	}},
	{"send", func(c *crowd, v *visit) error {
		c.sent.Add(1)
		return c.press(v.chat, "lapor.send|"+v.token)
	}},
	{"status", func(c *crowd, v *visit) error { return c.write(c.last.Add(1), v.chat, "/status") }},
	{"accept", func(c *crowd, v *visit) error {
		c.accepted.Add(1)
		return c.press(v.officer, fmt.Sprintf("case.accept|%d", v.id))
	}},
}

// The acts that need to know something of those before them.
const (
	send   = 3
	accept = 5
)

// complaints go to many offices, and come from many places.
var complaints = []string{
	"Lampu jalan mati di Permu", "Jalan berlubang di depan SD Pasar Ujung, banyak yang jatuh", "Sampah menumpuk di Kampung Pensiunan",
	"Air PDAM keruh sejak kemarin di Dusun Kepahiang", "Obat habis di puskesmas Kelobak", "KTP saya belum jadi sudah dua bulan",
	"Selokan mampet di Weskust, air masuk rumah", "Pohon tumbang menutup jalan di Tebat Karai", "Rawat inap RSUD penuh, antre di IGD dari pagi",
	"Bansos bulan ini belum turun untuk ibu saya, lansia di Bogor Baru", "Atap sekolah bocor di Daspetah", "Parkir liar di depan terminal",
	"Izin usaha belum keluar padahal syarat lengkap", "Harga elpiji di pasar naik dua kali", "Pupuk subsidi langka di Kabawetan",
	"Sapi lepas merusak kebun di Seberang Musi", "Bidan di puskesmas Ujan Mas tidak ada", "Surat pengantar di kelurahan Pensiunan lama sekali",
	"Jam buka kantor camat Merigi kapan ya?", "Usul lapangan voli untuk pemuda Muara Kemumu", "Petugas minta uang rokok waktu urus surat",
	"Surat domisili di desa Bermani Ilir dipersulit", "Vaksin anak di puskesmas Tebat Karai kosong", "Hujan sedikit saja sudah gelap gulita, mohon dicek",
}

func newCrowd(b testing.TB, pool *pgxpool.Pool) *crowd {
	b.Helper()
	at := testkit.Time("2026-11-24 10:00")
	c := &crowd{b: b, pool: pool, officers: map[roster.NIP]int64{}}
	c.last.Store(1_000_000)
	c.must(regency.Install(b.Context(), pool, at.UTC()))
	c.must(pgx.BeginFunc(b.Context(), pool, func(tx pgx.Tx) error { return c.connect(tx, at.UTC()) }))
	speaker, err := text.New(at.Location())
	c.must(err)
	routes, err := bot.NewRoutes()
	c.must(err)
	desk := &complaint.Desk{
		Prefix: "KPH", Key: []byte("k"), Calendars: roster.NewCalendars(speaker.Location), Random: rand.NewChaCha8([32]byte{}),
	}
	settings := bot.Settings{
		Pool: pool, Routes: routes, Now: func() time.Time { return at }, Log: zerolog.Nop(), Channel: "tg:1",
		Office: &turn.Office{Desk: desk, Text: speaker, Notice: &notice.Desk{Text: speaker, Complaints: desk}, Username: func() string { return "b" }},
		Wake:   func() {}, Toast: func(string, string) {}, Menu: func(string, []bot.Menu) {}, Remove: func(string, int) {},
	}
	c.open = func() *bot.Bot { return bot.New(settings) }
	return c
}

func (c *crowd) must(err error) {
	c.b.Helper()
	if err != nil {
		c.b.Fatal(err)
	}
}

// connect gives everybody of the register an account.
func (c *crowd) connect(tx pgx.Tx, at time.Time) error {
	ctx := c.b.Context()
	nips, err := roster.NIPs(ctx, tx)
	if err != nil {
		return err
	}
	for i, nip := range nips {
		invited, err := roster.Invite(ctx, tx, at, rand.NewChaCha8([32]byte{byte(i)}), nip)
		if err != nil {
			return err
		}
		c.officers[nip] = int64(1000 + i)
		if _, err := roster.Connect(ctx, tx, at, fmt.Sprintf("tg:%d", c.officers[nip]), invited.Token); err != nil {
			return err
		}
	}
	return nil
}

func (c *crowd) write(update, chat int64, words string) error {
	return c.bot.Handle(c.b.Context(), fmt.Appendf(nil,
		`{"update_id":%d,"message":{"message_id":%d,"date":1795500000,"from":{"id":%d,"is_bot":false,"first_name":"A","language_code":"id"},"chat":{"id":%d,"type":"private"},"text":%q}}`,
		update, update, chat, chat, words))
}

func (c *crowd) press(chat int64, data string) error {
	update := c.last.Add(1)
	return c.bot.Handle(c.b.Context(), fmt.Appendf(nil,
		`{"update_id":%d,"callback_query":{"id":"%d","from":{"id":%d,"is_bot":false,"first_name":"A","language_code":"id"},"message":{"message_id":%d,"date":1795500000,"chat":{"id":%d,"type":"private"},"text":"…"},"data":%q}}`,
		update, update, chat, update, chat, data))
}

// come makes new visits that have gone through the first few acts.
func (c *crowd) come(acted int) []*visit {
	vs := make([]*visit, writers*visits)
	for i := range vs {
		vs[i] = &visit{chat: c.last.Add(1), words: complaints[i%len(complaints)]}
	}
	for k, a := range acts[:acted] {
		if k == send || k == accept {
			c.find(vs)
		}
		c.round(func(i int) error { return a.do(c, vs[i]) })
	}
	c.find(vs)
	return vs
}

// find tells visits the token of their draft, or which case they are and who
// has it, and sorts them by officer: who has one hand does not press two
// buttons at once.
func (c *crowd) find(vs []*visit) {
	rows, err := c.pool.Query(c.b.Context(), `
		SELECT address, COALESCE(data->>'token', ''), 0, ''
		FROM dialog
		UNION ALL
		SELECT r.address, '', c.id, c.holder
		FROM complaint c
		JOIN reporter r ON r.complaint_id = c.id`)
	c.must(err)
	of := map[string]*visit{}
	for _, v := range vs {
		of[fmt.Sprintf("tg:%d", v.chat)] = v
	}
	var address, token string
	var id complaint.ID
	var holder roster.NIP
	_, err = pgx.ForEachRow(rows, []any{&address, &token, &id, &holder}, func() error {
		if v := of[address]; v != nil {
			v.token, v.id, v.officer = token, id, c.officers[holder]
		}
		return nil
	})
	c.must(err)
	slices.SortStableFunc(vs, func(v, w *visit) int { return cmp.Compare(v.hand(), w.hand()) })
}

// prove holds that every press did what it stands for.
func (c *crowd) prove() {
	var filed, accepted int64
	c.must(c.pool.QueryRow(c.b.Context(), `
		SELECT (SELECT count(*) FROM complaint), (SELECT count(*) FROM complaint WHERE state = 'accepted')`).Scan(&filed, &accepted))
	if filed != c.sent.Load() || accepted != c.accepted.Load() {
		c.b.Errorf("%d presses filed %d reports, %d accepted %d", c.sent.Load(), filed, c.accepted.Load(), accepted)
	}
}
