package complaint_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/routing"
	"tanggap/internal/testkit"
)

// village gives a desk in a regency with two villages in one kecamatan.
func village(t *testing.T) (context.Context, pgx.Tx, *complaint.Desk) {
	t.Helper()
	ctx, tx, d := desk(t)
	_, err := tx.Exec(ctx, `
		INSERT INTO area (code, type, name, parent_code) VALUES ('17', 'kecamatan', 'Merigi', NULL);
		INSERT INTO area (code, type, name, parent_code) VALUES ('1701', 'desa', 'Kelobak', '17'), ('1702', 'desa', 'Temdak', '17');
		INSERT INTO category (code, name, type, first_response_hours, resolve_days, neutral) VALUES
			('LAMPU', 'Lampu', 'pengaduan', 15, 5, false), ('PETUGAS', 'Petugas', 'pengaduan', 15, 5, true)`)
	if err != nil {
		t.Fatal(err)
	}
	return ctx, tx, d
}

var monday = testkit.Time("2026-11-23 08:00")

// open files a case that everybody may read; change makes it another one.
func open(t *testing.T, ctx context.Context, tx pgx.Tx, d *complaint.Desk, change ...func(*complaint.Filing)) complaint.Receipt {
	t.Helper()
	f := complaint.Filing{
		Reporter: budi, Channel: "telegram", Body: "Jalan berlubang dalam depan masjid, motor jatuh", Category: "JALAN", Unit: "PUPR",
		Area: "1701", Visibility: complaint.Public, Officer: oki,
	}
	for _, c := range change {
		c(&f)
	}
	r, err := d.File(ctx, tx, monday, f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func at(lat, lon float64) (*float64, *float64) { return &lat, &lon }

func TestNear(t *testing.T) {
	const body = "jln berlubang di depan masjid, ada yg jatuh dr motor"
	report := complaint.Report{At: monday.Add(48 * time.Hour), Categories: []string{"JALAN"}, Area: "1701", Body: body}
	for name, c := range map[string]struct {
		file   func(*complaint.Filing)
		report func(*complaint.Report)
		want   bool
	}{
		"same village, other words":       {nil, nil, true},
		"other village":                   {func(f *complaint.Filing) { f.Area = "1702" }, nil, false},
		"other matter":                    {func(f *complaint.Filing) { f.Body = "Aspal mengelupas di tikungan kantor lurah" }, nil, false},
		"other category":                  {func(f *complaint.Filing) { f.Category = "LAMPU" }, nil, false},
		"rahasia":                         {func(f *complaint.Filing) { f.Visibility = complaint.Secret }, nil, false},
		"sealed":                          {func(f *complaint.Filing) { f.Contact = complaint.Sealed }, nil, false},
		"without a trace":                 {func(f *complaint.Filing) { f.Contact = complaint.Untraced }, nil, false},
		"one's own":                       {func(f *complaint.Filing) { f.Reporter = "tg:5" }, nil, false},
		"too long ago":                    {nil, func(r *complaint.Report) { r.At = monday.Add(15 * 24 * time.Hour) }, false},
		"another house":                   {func(f *complaint.Filing) { f.Body += " rt 3" }, func(r *complaint.Report) { r.Body += " RT 04" }, false},
		"one house":                       {func(f *complaint.Filing) { f.Body += " rt 3" }, func(r *complaint.Report) { r.Body += " RT 03" }, true},
		"place unknown":                   {nil, func(r *complaint.Report) { r.Area = "" }, false},
		"the kecamatan only, other words": {func(f *complaint.Filing) { f.Area = "17" }, func(r *complaint.Report) { r.Area, r.Body = "17", "lubang depan masjid" }, false},
		"the kecamatan only, same words":  {func(f *complaint.Filing) { f.Area = "17" }, func(r *complaint.Report) { r.Area, r.Body = "17", "jalan lubang dalam depan masjid, motor jatuh" }, true},
		"pins 200 m apart in two villages": {
			func(f *complaint.Filing) { f.Latitude, f.Longitude = at(-3.6500, 102.5800) },
			func(r *complaint.Report) {
				r.Area, r.Pin = "1702", &routing.Point{Latitude: -3.6518, Longitude: 102.5800}
			}, true},
		"pins 400 m apart in one village": {
			func(f *complaint.Filing) { f.Latitude, f.Longitude = at(-3.6500, 102.5800) },
			func(r *complaint.Report) { r.Pin = &routing.Point{Latitude: -3.6500, Longitude: 102.5836} }, false},
		"for the neutral desk": {func(f *complaint.Filing) { f.Category = "PETUGAS" },
			func(r *complaint.Report) { r.Categories = []string{"PETUGAS"} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, tx, d := village(t)
			file, r := c.file, report
			if file == nil {
				file = func(*complaint.Filing) {}
			}
			filed := open(t, ctx, tx, d, file)
			if c.report != nil {
				c.report(&r)
			}
			near, err := d.NearPublic(ctx, tx, r, "tg:5")
			if err != nil {
				t.Fatal(err)
			}
			if got := len(near) == 1 && near[0].ID == filed.ID; got != c.want {
				t.Errorf("near: %v, want %v", got, c.want)
			}
		})
	}
}

func TestNearKnowsWhoSupportsAlready(t *testing.T) {
	ctx, tx, d := village(t)
	r := open(t, ctx, tx, d)
	report := complaint.Report{At: monday, Categories: []string{"JALAN"}, Area: "1701", Body: r.Body}
	if _, _, err := d.Join(ctx, tx, monday, complaint.Joining{Address: "tg:5"}, r.ID); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]int{"tg:5": 0, "tg:6": 1} {
		if near, err := d.NearPublic(ctx, tx, report, address); err != nil || len(near) != want {
			t.Errorf("%s is shown %d cases, want %d: %v", address, len(near), want, err)
		}
	}
	if _, err := d.Withdraw(ctx, tx, monday, "tg:5", r.ID, ""); err != complaint.ErrUnknown {
		t.Errorf("a supporter withdraws another's case: %v", err)
	}
}

// A picture that looks the same says what few words do not.
func TestNearByPicture(t *testing.T) {
	ctx, tx, d := village(t)
	with := open(t, ctx, tx, d, func(f *complaint.Filing) {
		f.Body, f.Files = "", []attachment.File{{Kind: attachment.Photo, ChannelFile: "a"}}
	})
	open(t, ctx, tx, d, func(f *complaint.Filing) { f.Body = "Trotoar pecah" })
	ws, err := attachment.Of(ctx, tx, with.ID.Subject())
	if err != nil {
		t.Fatal(err)
	}
	c := attachment.Made("image/jpeg", "", 9, 8, []byte("x"))
	c.Look = 0x0f0f_3355_aaaa_f00d
	if err := attachment.Store(ctx, tx, monday, c); err != nil {
		t.Fatal(err)
	}
	if _, err := attachment.Arrived(ctx, tx, ws[0].ID, c.Digest); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		look attachment.Look
		want int
	}{
		"the same":     {c.Look, 1},
		"a copy":       {c.Look ^ 0b1011, 1},
		"another":      {^c.Look, 0},
		"none at all":  {0, 0},
		"all but ten":  {c.Look ^ 0x3ff, 1},
		"eleven apart": {c.Look ^ 0x7ff, 0},
	} {
		near, err := d.NearPublic(ctx, tx, complaint.Report{
			At: monday, Categories: []string{"JALAN"}, Area: "1701", Body: "tolong pak", Looks: []attachment.Look{tc.look},
		}, "tg:5")
		if err != nil || len(near) != tc.want {
			t.Errorf("%s: %d cases, %v", name, len(near), err)
		}
		if len(near) == 1 && (near[0].ID != with.ID || !near[0].SamePhoto) {
			t.Errorf("%s: %+v", name, near[0])
		}
	}
}

// Reports of one thing in quite different words are near each other, reports of
// two things are not.
func TestNearByWords(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Lampu jalan mati di depan SD 3 sudah dua minggu", "Lampu jalan depan SD 3 mati, gelap kalau malam", true},
		{"Sampah menumpuk di belakang pasar, baunya sampai ke rumah", "Tumpukan sampah belakang pasar bau sekali", true},
		{"Jembatan gantung putus talinya, bahaya dilewati anak sekolah", "tali jembatan gantung putus", true},
		{"Pohon tumbang menutup jalan arah pasar", "ada pohon tumbang, jalan tidak bisa lewat", true},
		{"Anjing liar banyak di sekitar sekolah, anak takut", "anjing liar gigit anak dekat sekolah", true},
		{"Jalan berlubang di depan sekolah, motor jatuh tadi pagi", "Aspal mengelupas di tikungan dekat kantor lurah", false},
		{"Sampah menumpuk di belakang pasar, baunya sampai ke rumah", "sampah tidak diangkut di perumahan", false},
		{"Air PDAM mati sejak tiga hari", "air keruh seperti kopi susu", false},
		{"Pohon tumbang menutup jalan arah pasar", "longsor menutup jalan", false},
	} {
		t.Run(c.b, func(t *testing.T) {
			ctx, tx, d := village(t)
			open(t, ctx, tx, d, func(f *complaint.Filing) { f.Body = c.a })
			near, err := d.NearPublic(ctx, tx, complaint.Report{At: monday, Categories: []string{"JALAN"}, Area: "1701", Body: c.b}, "tg:5")
			if err != nil || (len(near) == 1) != c.want {
				t.Errorf("%q and %q: %d, want near %v: %v", c.a, c.b, len(near), c.want, err)
			}
		})
	}
}
