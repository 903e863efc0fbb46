package visit_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/ledger"
	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// counter is the office with its desk for ratings.
type counter struct {
	*office.Office
	*visit.Desk
	now time.Time
}

func newCounter(t testing.TB) *counter {
	t.Helper()
	o := office.New(t)
	return &counter{o, o.Visits, testkit.Time("2026-10-06 09:00")}
}

func (c *counter) slips(unit string, n int) (tokens []string) {
	c.T.Helper()
	c.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		_, tokens, err = c.PrintSlips(ctx, tx, c.now, unit, "", n, c.Today(c.now).AddDays(30))
		return err
	})
	return tokens
}

func (c *counter) poster(unit string) (token string) {
	c.T.Helper()
	c.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		_, token, err = c.PrintPoster(ctx, tx, c.now, unit, "Loket 2")
		return err
	})
	return token
}

// rate rates by a token, or where it is the code of a unit by name.
func (c *counter) rate(address, token string, face int) (r visit.Rating, ref visit.Ref, err error) {
	c.T.Helper()
	failed := pgx.BeginFunc(c.T.Context(), c.Pool, func(tx pgx.Tx) error {
		who := visit.Rater{Address: address}
		e, known, fault := roster.ByAddress(c.T.Context(), tx, address)
		if fault != nil {
			return fault
		}
		if known {
			who.Employee = &e
		}
		if strings.Contains(token, "_") {
			r, ref, err = c.RateToken(c.T.Context(), tx, c.now, who, token, face)
			return err
		}
		var entry visit.Entry
		if entry, err = c.Choose(c.T.Context(), tx, c.now, token); err != nil {
			return err
		}
		r, ref, err = c.Rate(c.T.Context(), tx, c.now, who, entry, face)
		return err
	})
	if err == nil && failed != nil {
		c.T.Fatal(failed)
	}
	return r, ref, err
}

func (c *counter) mustRate(address, token string, face int) (visit.Rating, visit.Ref) {
	c.T.Helper()
	r, ref, err := c.rate(address, token, face)
	if err != nil {
		c.T.Fatal(err)
	}
	return r, ref
}

func (c *counter) stand(unit string) (s visit.Standing) {
	c.T.Helper()
	c.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		s, err = visit.Stand(ctx, tx, unit, c.Today(c.now).AddDays(-90), c.Today(c.now))
		return err
	})
	return s
}

func (c *counter) close() (n int) {
	c.T.Helper()
	c.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		n, err = c.Close(ctx, tx, c.now)
		return err
	})
	return n
}

func TestAPersonCountsOnceADay(t *testing.T) {
	c := newCounter(t)
	poster := c.poster("BM")
	first, ref := c.mustRate("tg:sari", poster, 1)
	again, same := c.mustRate("tg:sari", "BM", 4)
	if first.ID != again.ID || ref != same || again.Face != 4 || first.Asked != again.Asked {
		t.Errorf("%+v then %+v", first, again)
	}
	c.mustRate("tg:tono", poster, 2)
	c.mustRate("tg:sari", "PUPR", 1) // another unit is another visit
	if s := c.stand("BM"); s.Open != (visit.Faces{0, 1, 0, 1}) || s.Proved.N() != 0 {
		t.Errorf("%+v", s)
	}
	c.now = c.now.Add(24 * time.Hour)
	c.mustRate("tg:sari", poster, 3) // and so is another day
	if n := c.stand("BM").All().N(); n != 3 {
		t.Errorf("%d ratings", n)
	}
	if n := c.Int(`SELECT count(*) FROM visit_rater WHERE encode(digest, 'escape') LIKE '%sari%'`); n != 0 {
		t.Error("a digest tells the person")
	}
}

func TestSlips(t *testing.T) {
	c := newCounter(t)
	slips := c.slips("BM", 5)
	if unique := slices.Compact(slices.Sorted(slices.Values(slips))); len(unique) != 5 {
		t.Fatalf("%d different slips", len(unique))
	}
	r, _ := c.mustRate("tg:sari", slips[0], 2)
	if !r.Proved || r.Door != visit.BySlip || r.Batch == 0 || r.State != visit.Counted {
		t.Errorf("%+v", r)
	}
	if _, _, err := c.rate("tg:tono", slips[0], 4); !errors.Is(err, visit.ErrUsed) {
		t.Errorf("used by another: %v", err)
	}
	if again, _ := c.mustRate("tg:sari", slips[0], 3); again.ID != r.ID || again.Face != 3 {
		t.Errorf("the same slip again: %+v", again)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := c.Scan(ctx, tx, c.now, slips[0]); !errors.Is(err, visit.ErrUsed) {
			t.Errorf("scanned again: %v", err)
		}
		e, err := c.Scan(ctx, tx, c.now, slips[4])
		if err != nil || e.Unit.Code != "BM" || !e.Proved() {
			t.Errorf("%+v, %v", e, err)
		}
		return nil
	})
	second, _ := c.mustRate("tg:sari", slips[1], 4)
	third, _ := c.mustRate("tg:sari", slips[2], 4)
	if second.State != visit.Counted || second.ID == r.ID || third.State != visit.Held || third.Reason != visit.Slips {
		t.Errorf("%+v, %+v", second, third)
	}
	s := c.stand("BM")
	if s.Proved != (visit.Faces{0, 0, 1, 1}) || s.Held[visit.Slips] != 1 || s.HeldN() != 1 {
		t.Errorf("%+v", s)
	}
	if n := c.Int(`SELECT count(*) FROM visit_spent`); n != 3 {
		t.Errorf("%d slips are used", n)
	}
}

// Whoever rates by the poster and then by a slip made one visit.
func TestASlipProvesTheRatingOfTheDay(t *testing.T) {
	c := newCounter(t)
	slips := c.slips("BM", 2)
	open, ref := c.mustRate("tg:sari", "BM", 1)
	proved, same := c.mustRate("tg:sari", slips[0], 3)
	if proved.ID != open.ID || ref != same || !proved.Proved || proved.Door != visit.BySlip || proved.Face != 3 {
		t.Errorf("%+v then %+v", open, proved)
	}
	if later, _ := c.mustRate("tg:sari", "BM", 4); later.ID != open.ID || !later.Proved {
		t.Errorf("by name again: %+v", later)
	}
	if s := c.stand("BM"); s.Proved != (visit.Faces{0, 0, 0, 1}) || s.Open.N() != 0 {
		t.Errorf("%+v", s)
	}
}

func TestBadCodes(t *testing.T) {
	c := newCounter(t)
	slip := c.slips("BM", 1)[0]
	foreign := *c.Desk
	foreign.Prefix = "REJ"
	made := *c.Desk
	made.TokenKey = make([]byte, 32)
	for _, bad := range []struct {
		token string
		want  error
	}{
		{foreign.Token(visit.Code{Kind: visit.Slip, Batch: 1}), visit.ErrForeign},
		{made.Token(visit.Code{Kind: visit.Slip, Batch: 1}), visit.ErrForged},
		{c.Token(visit.Code{Kind: visit.Slip, Batch: 999}), visit.ErrUnknown},
		{c.Token(visit.Code{Kind: visit.Slip, Batch: 1, Index: 7}), visit.ErrUnknown},
		{c.Token(visit.Code{Kind: visit.Poster, Batch: 1}), visit.ErrUnknown},
		{"NOWHERE", roster.ErrUnitUnknown},
	} {
		if _, _, err := c.rate("tg:sari", bad.token, 3); !errors.Is(err, bad.want) {
			t.Errorf("%s: %v, want %v", bad.token, err, bad.want)
		}
	}
	for _, face := range []int{0, 5, -1} {
		if _, _, err := c.rate("tg:sari", slip, face); !errors.Is(err, skm.ErrScore) {
			t.Errorf("face %d: %v", face, err)
		}
	}
	c.now = testkit.Time("2026-11-05 23:59")
	if _, _, err := c.rate("tg:sari", slip, 3); err != nil {
		t.Errorf("on its last day: %v", err)
	}
	slip = c.slips("BM", 1)[0]
	c.now = testkit.Time("2026-12-07 00:00")
	if _, _, err := c.rate("tg:sari", slip, 3); !errors.Is(err, visit.ErrExpired) {
		t.Errorf("after its last day: %v", err)
	}
	poster := c.poster("BM")
	c.Exec(`UPDATE unit SET valid_to = '2026-12-06' WHERE code = 'BM'`)
	if _, _, err := c.rate("tg:sari", poster, 3); !errors.Is(err, visit.ErrClosed) {
		t.Errorf("of a unit that is no more: %v", err)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, _, err := c.PrintPoster(ctx, tx, c.now, "BM", ""); !errors.Is(err, visit.ErrClosed) {
			t.Errorf("a poster for it: %v", err)
		}
		if _, _, err := c.PrintSlips(ctx, tx, c.now, "PUPR", "", visit.MaxSlips+1, 0); !errors.Is(err, visit.ErrCount) {
			t.Errorf("too many slips: %v", err)
		}
		return nil
	})
	if n := c.stand("BM").All().N(); n != 1 {
		t.Errorf("%d ratings", n)
	}
}

// However many use one slip at once, it counts once.
func TestARacedSlipCountsOnce(t *testing.T) {
	c := newCounter(t)
	slip := c.slips("BM", 1)[0]
	var counted, used atomic.Int32
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			switch _, _, err := c.rate(fmt.Sprintf("tg:%d", i), slip, 1+i%4); {
			case err == nil:
				counted.Add(1)
			case errors.Is(err, visit.ErrUsed):
				used.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if counted.Load() != 1 || used.Load() != 5 || c.stand("BM").All().N() != 1 {
		t.Errorf("%d counted, %d used, %+v", counted.Load(), used.Load(), c.stand("BM"))
	}
}

func TestStaffOnTheirOwnUnit(t *testing.T) {
	c := newCounter(t)
	c.Exec(`INSERT INTO unit (code, name, kind, parent_code) VALUES ('DLH', 'Dinas Lingkungan Hidup', 'dinas', NULL)`)
	slips := c.slips("BM", 3)
	for _, held := range [][2]string{{"tg:budi", "BM"}, {"tg:kadis", "BM"}, {"tg:dewi", "PUPR"}, {"tg:hendra", slips[0]}} {
		if r, _ := c.mustRate(held[0], held[1], 4); r.State != visit.Held || r.Reason != visit.Staff {
			t.Errorf("%s: %+v", held, r)
		}
	}
	if r, _ := c.mustRate("tg:budi", "DLH", 4); r.State != visit.Counted {
		t.Errorf("of another unit: %+v", r)
	}
}

func TestClusters(t *testing.T) {
	c := newCounter(t)
	for i := range 9 {
		c.Exec(`INSERT INTO unit (code, name, kind) VALUES ($1, $1, 'dinas')`, fmt.Sprintf("U%d", i))
	}
	for i := range 4 {
		r, _ := c.mustRate("tg:sari", "BM", 4)
		if held := r.State == visit.Held; held != (i == 3) || held && r.Reason != visit.Cluster {
			t.Errorf("day %d: %+v", i, r)
		}
		c.now = c.now.Add(24 * time.Hour)
	}
	// By slips each day is a visit.
	for range 5 {
		slip := c.slips("PUPR", 1)[0]
		if r, _ := c.mustRate("tg:sari", slip, 4); r.State != visit.Counted {
			t.Errorf("by slip: %+v", r)
		}
		c.now = c.now.Add(24 * time.Hour)
	}
	for i := range 7 {
		r, _ := c.mustRate("tg:tono", fmt.Sprintf("U%d", i), 1)
		if held := r.State == visit.Held; held != (i >= 5) {
			t.Errorf("unit %d: %+v", i, r)
		}
	}
}

func TestBursts(t *testing.T) {
	c := newCounter(t)
	for i := range 10 {
		if r, _ := c.mustRate(fmt.Sprintf("tg:%d", i), "BM", 4); r.State != visit.Counted {
			t.Errorf("rating %d: %+v", i, r)
		}
		c.now = c.now.Add(30 * time.Second)
	}
	if r, _ := c.mustRate("tg:11", "BM", 4); r.State != visit.Held || r.Reason != visit.Burst {
		t.Errorf("the eleventh: %+v", r)
	}
	if s := c.stand("BM"); s.All().N() != 0 || s.Held[visit.Burst] != 11 {
		t.Errorf("%+v", s)
	}
	// Slips are given out to those who came: more of them may come at once.
	slips := c.slips("BM", 21)
	for i, slip := range slips {
		r, _ := c.mustRate(fmt.Sprintf("tg:w%d", i), slip, 3)
		if held := r.State == visit.Held; held != (i == 20) {
			t.Errorf("slip %d: %+v", i, r)
		}
	}
	c.now = c.now.Add(11 * time.Minute)
	if r, _ := c.mustRate("tg:late", "BM", 4); r.State != visit.Counted {
		t.Errorf("later: %+v", r)
	}
	if s := c.stand("BM"); s.All().N() != 1 || s.Held[visit.Burst] != 32 {
		t.Errorf("%+v", s)
	}
}

func TestEachUnitGetsAllNineEvenly(t *testing.T) {
	c := newCounter(t)
	for i := range 27 {
		c.mustRate(fmt.Sprintf("tg:%d", i), "BM", 3)
		c.mustRate(fmt.Sprintf("tg:%d", i), "BM", 4) // a change asks nothing new
		c.mustRate(fmt.Sprintf("tg:%d", i), "PUPR", 4)
		c.now = c.now.Add(5 * time.Minute)
	}
	for _, unit := range []string{"BM", "PUPR"} {
		for _, u := range skm.All {
			if n := c.Int(`SELECT count(*) FROM visit_rating WHERE unit_code = $1 AND asked = $2`, unit, u); n != 3 {
				t.Errorf("%s was asked about %s %d times", unit, u, n)
			}
		}
	}
}

func TestAnswersAndWords(t *testing.T) {
	c := newCounter(t)
	var refs []visit.Ref
	for i := range 18 {
		_, ref := c.mustRate(fmt.Sprintf("tg:%d", i), "BM", 3)
		refs = append(refs, ref)
		c.now = c.now.Add(5 * time.Minute)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		for i, ref := range refs[:10] {
			if _, err := c.Answer(ctx, tx, fmt.Sprintf("tg:%d", i), ref, i%5); err != nil {
				return err
			}
		}
		if _, err := c.Answer(ctx, tx, "tg:1", refs[1], 5); !errors.Is(err, skm.ErrScore) {
			t.Errorf("five: %v", err)
		}
		if _, err := c.Answer(ctx, tx, "tg:stranger", refs[1], 1); !errors.Is(err, visit.ErrNotRated) {
			t.Errorf("a stranger: %v", err)
		}
		if _, err := c.Answer(ctx, tx, "tg:1", visit.Ref{Unit: "BM", Day: refs[1].Day, Turn: 2}, 1); !errors.Is(err, visit.ErrNotRated) {
			t.Errorf("another turn: %v", err)
		}
		for _, words := range []string{"Cepat.", "Ramah juga."} {
			if _, err := c.Comment(ctx, tx, c.now, "tg:2", refs[2], words, attachment.File{Kind: attachment.Photo, ChannelFile: "x"}); err != nil {
				return err
			}
		}
		if _, err := c.Comment(ctx, tx, c.now, "tg:2", refs[2], strings.Repeat("x", visit.MaxComment)); !errors.Is(err, visit.ErrTooLong) {
			t.Errorf("too long: %v", err)
		}
		for _, f := range []attachment.File{{Kind: attachment.Voice}, {Kind: attachment.Video}, {Kind: attachment.Document, Name: "surat.pdf"}, {Kind: attachment.Document, Name: "IMG.HEIC"}} {
			if _, err := c.Comment(ctx, tx, c.now, "tg:2", refs[2], "", f); !errors.Is(err, visit.ErrFile) {
				t.Errorf("%s %s: %v", f.Kind, f.Name, err)
			}
		}
		if _, err := c.Comment(ctx, tx, c.now, "tg:2", refs[2], "", attachment.File{Kind: attachment.Document, Name: "IMG_1.JPG", ChannelFile: "y"}); err != nil {
			t.Errorf("a picture sent as a file: %v", err)
		}
		watched, err := visit.Watch(ctx, tx, "BM", refs[0].Day, refs[0].Day)
		if err != nil {
			return err
		}
		asked, unknown, answers := 0, 0, 0
		for _, w := range watched {
			asked, unknown, answers = asked+w.Asked, unknown+w.Unknown, answers+w.Answers
		}
		if len(watched) != 9 || asked != 18 || unknown != 2 || answers != 8 {
			t.Errorf("%+v", watched)
		}
		said, err := visit.SaidOf(ctx, tx, "BM", refs[0].Day, refs[0].Day, 5)
		if err != nil || len(said) != 1 || said[0].Words != "Cepat.\nRamah juga." {
			t.Errorf("%+v, %v", said, err)
		}
		return nil
	})
	if n := c.Int(`SELECT count(*) FROM wanted WHERE subject LIKE 'visit:%' AND role = 'penilai'`); n != 3 {
		t.Errorf("%d pictures are wanted", n)
	}
}

// The 29 respondents of the published survey give the published index.
func TestSurvey(t *testing.T) {
	c := newCounter(t)
	f, err := os.Open("../skm/testdata/skm_respondents.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	order := []skm.Unsur{skm.Persyaratan, skm.Prosedur, skm.Waktu, skm.Biaya, skm.Produk, skm.Kompetensi, skm.Perilaku, skm.Sarana, skm.Pengaduan}
	slips := c.slips("BM", 10)
	for i, line := range lines[1:] {
		answers := skm.Answers{}
		for n, u := range order {
			if answers[u], err = strconv.Atoi(line[2+n]); err != nil {
				t.Fatal(err)
			}
		}
		token := "BM"
		if i < len(slips) {
			token = slips[i]
		}
		who := fmt.Sprintf("tg:%d", i)
		_, ref := c.mustRate(who, token, 4)
		about := visit.About{}
		if err := about.Set("sex", []string{"l", "p"}[i%2]); err != nil {
			t.Fatal(err)
		}
		c.Do(func(ctx context.Context, tx pgx.Tx) error {
			if _, err := c.Fill(ctx, tx, who, ref, skm.Answers{skm.Waktu: 1}, visit.About{}); err != nil {
				return err
			}
			_, err := c.Fill(ctx, tx, who, ref, answers, about) // the second replaces the first
			return err
		})
		c.now = c.now.Add(5 * time.Minute)
	}
	survey := func() (s visit.Survey) {
		c.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
			s, err = visit.SurveyOf(ctx, tx, "BM", visit.QuarterOf(c.Today(c.now)))
			return err
		})
		return s
	}
	s := survey()
	if s.Proved.Respondents != 10 || s.Open.Respondents != 19 {
		t.Errorf("%+v", s)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		q, err := c.Quarterly(ctx, tx, "BM", s.Quarter)
		if err != nil || q.About["sex"]["l"] != 15 || q.About["age"][""] != 29 || q.All().Respondents != 29 {
			t.Errorf("%+v, %v", q, err)
		}
		units, err := visit.Surveyed(ctx, tx, s.Quarter)
		if err != nil || !slices.Equal(units, []string{"BM"}) {
			t.Errorf("%v, %v", units, err)
		}
		return nil
	})
	if i, ok := s.All().Index(); !ok || i != 9148 || i.Band() != skm.A {
		t.Errorf("%v, %v", i, ok)
	}
	// That only 10 slips were printed, or that the head counts few visits, does not make 29 enough.
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		return c.CountVisits(ctx, tx, c.now, "kabid", "BM", c.Today(c.now), 29)
	})
	if s = survey(); s.Turnout.Registered != 29 || s.Lacking() != 1 {
		t.Errorf("%+v, lacking %d", s.Turnout, s.Lacking())
	}
	if i, ok := s.IKM(); ok {
		t.Errorf("%v of one too few", i)
	}
	c.Exec(`UPDATE visit_rating SET state = 'held', reason = 'burst' WHERE proved`)
	if s = survey(); s.All().Respondents != 19 {
		t.Errorf("%d respondents although ten are held", s.All().Respondents)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := c.Fill(ctx, tx, "tg:28", visit.Ref{Unit: "BM", Day: c.Today(c.now), Turn: 1}, skm.Answers{skm.Waktu: 0}, visit.About{}); !errors.Is(err, skm.ErrScore) {
			t.Errorf("a score of 0: %v", err)
		}
		if _, err := c.Fill(ctx, tx, "tg:28", visit.Ref{Unit: "BM", Day: c.Today(c.now), Turn: 1}, skm.Answers{}, visit.About{}); !errors.Is(err, visit.ErrBlank) {
			t.Errorf("no answer at all: %v", err)
		}
		if _, err := c.Fill(ctx, tx, "tg:28", visit.Ref{Unit: "BM", Day: c.Today(c.now), Turn: 1}, skm.Answers{skm.Waktu: 3}, visit.About{Sex: "x"}); !errors.Is(err, visit.ErrAbout) {
			t.Errorf("a made-up choice: %v", err)
		}
		return nil
	})
}

func TestWeeks(t *testing.T) {
	c := newCounter(t)
	start := c.now
	c.mustRate("tg:a", "BM", 4)
	c.now = start.Add(14 * 24 * time.Hour)
	c.mustRate("tg:b", c.slips("BM", 1)[0], 1)
	c.mustRate("tg:c", "BM", 2)
	c.mustRate("tg:budi", "BM", 4) // held: in no week
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		r, err := c.Report(ctx, tx, c.now, "BM")
		if err != nil {
			return err
		}
		weeks := r.Weeks
		if len(weeks) != 3 || weeks[0].Monday != worktime.On(2026, 10, 5) || weeks[1].All().N() != 0 || weeks[2].Proved != (visit.Faces{1, 0, 0, 0}) || weeks[2].Open != (visit.Faces{0, 1, 0, 0}) {
			t.Errorf("%+v", weeks)
		}
		if r.Standing.All() != (visit.Faces{1, 1, 0, 1}) || r.Standing.HeldN() != 1 || r.Empty() || r.From != worktime.On(2026, 8, 1) {
			t.Errorf("%+v", r)
		}
		none, err := c.Report(ctx, tx, c.now, "PUPR")
		if err != nil || !none.Empty() {
			t.Errorf("%+v, %v", none, err)
		}
		return nil
	})
}

func TestADayIsClosed(t *testing.T) {
	c := newCounter(t)
	_, ref := c.mustRate("tg:sari", "BM", 4)
	c.mustRate("tg:tono", "PUPR", 2)
	if n := c.close(); n != 0 {
		t.Errorf("%d days were closed before their end", n)
	}
	c.now = testkit.Time("2026-10-07 00:05")
	c.Do(func(ctx context.Context, tx pgx.Tx) error { // past midnight, and not closed yet
		_, err := c.Answer(ctx, tx, "tg:sari", ref, 4)
		return err
	})
	if n, again := c.close(), c.close(); n != 2 || again != 0 {
		t.Errorf("%d and then %d days were closed", n, again)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := c.Answer(ctx, tx, "tg:sari", ref, 1); !errors.Is(err, visit.ErrOver) {
			t.Errorf("after it was closed: %v", err)
		}
		entries, err := ledger.Read(ctx, tx, visit.Subject("BM"))
		if err != nil || len(entries) != 1 || entries[0].Kind != visit.DayClosed {
			t.Errorf("%+v, %v", entries, err)
		}
		before, err := visit.DayOf(ctx, tx, "BM", ref.Day)
		if err != nil || before.Ratings != 1 || !strings.Contains(string(entries[0].Facts), before.Digest) {
			t.Errorf("%+v is not what the chain says, %v", before, err)
		}
		for _, sql := range []string{
			`UPDATE visit_rating SET face = 1`, `UPDATE visit_rating SET proved = true`, `UPDATE visit_rating SET answer = 1`, `UPDATE visit_rating SET reason = 'burst'`,
			`INSERT INTO visit_form (rating, waktu) SELECT id, 4 FROM visit_rating`,
		} {
			sp, err := tx.Begin(ctx)
			if err != nil {
				return err
			}
			if _, err := sp.Exec(ctx, sql); err != nil {
				return err
			}
			if after, err := visit.DayOf(ctx, sp, "BM", ref.Day); err != nil || after == before {
				t.Errorf("%s does not show (%v)", sql, err)
			}
			if err := sp.Rollback(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestRatersAreForgotten(t *testing.T) {
	c := newCounter(t)
	c.mustRate("tg:sari", "BM", 4)
	forget := func() (n int) {
		c.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
			n, err = c.Forget(ctx, tx, c.now)
			return err
		})
		return n
	}
	c.now = c.now.Add(visit.KeepRaters * 24 * time.Hour)
	if n := forget(); n != 0 {
		t.Errorf("%d digests too early", n)
	}
	c.now = c.now.Add(24 * time.Hour)
	if n := forget(); n != 1 || c.Int(`SELECT count(*) FROM visit_rater`) != 0 || c.Int(`SELECT count(*) FROM visit_rating`) != 1 {
		t.Errorf("%d digests", n)
	}
}

func TestDecisions(t *testing.T) {
	c := newCounter(t)
	c.Exec(`INSERT INTO unit (code, name, kind) VALUES ('INSP', 'Inspektorat', 'inspektorat')`)
	c.Exec(`INSERT INTO employee (nip, name, unit_code, position, status, roles) VALUES ('lestari', 'Lestari', 'INSP', 'Auditor', 'NONASN', '{inspektorat}')`)
	c.mustRate("tg:budi", "BM", 4)
	c.mustRate("tg:dewi", "BM", 4)
	c.mustRate("tg:kadis", "PUPR", 4)
	day := c.Today(c.now)
	decide := func(by roster.NIP, unit string, release bool, why string) (p visit.Pile, err error) {
		fault := pgx.BeginFunc(t.Context(), c.Pool, func(tx pgx.Tx) error {
			e, fault := roster.Find(t.Context(), tx, by)
			if fault != nil {
				return fault
			}
			p, err = c.Decide(t.Context(), tx, c.now, e, unit, day, visit.Staff, release, why)
			return err
		})
		if err == nil && fault != nil {
			t.Fatal(fault)
		}
		return p, err
	}
	if _, err := decide("lestari", "BM", true, "Petugas itu sendiri berobat."); !errors.Is(err, visit.ErrNothingHeld) {
		t.Errorf("on the same day: %v", err)
	}
	c.now = c.now.Add(24 * time.Hour)
	c.close()
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		ps, err := c.Piles(ctx, tx, c.now)
		if err != nil || len(ps) != 2 || ps[0].Unit.Code != "BM" || ps[0].N() != 2 || ps[0].First == nil {
			t.Errorf("%+v, %v", ps, err)
		}
		return nil
	})
	if _, err := decide("lestari", "BM", true, " ya "); !errors.Is(err, visit.ErrWhy) {
		t.Errorf("without a reason: %v", err)
	}
	if _, err := decide("vera", "BM", true, "Saya kenal mereka."); !errors.Is(err, visit.ErrOwnPile) {
		t.Errorf("about the unit below one's own: %v", err)
	}
	if p, err := decide("lestari", "BM", true, "Keduanya datang sebagai warga."); err != nil || p.N() != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := decide("lestari", "PUPR", false, "Menilai kantor sendiri."); err != nil || p.N() != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := decide("lestari", "PUPR", true, "Berubah pikiran."); !errors.Is(err, visit.ErrNothingHeld) {
		t.Errorf("twice: %v", err)
	}
	if s := c.stand("BM"); s.Open != (visit.Faces{0, 0, 0, 2}) || s.HeldN() != 0 {
		t.Errorf("%+v", s)
	}
	if s := c.stand("PUPR"); s.All().N() != 0 || s.Dropped != 1 {
		t.Errorf("%+v", s)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		entries, err := ledger.Read(ctx, tx, visit.Subject("PUPR"))
		if err != nil || len(entries) != 2 || entries[1].Kind != visit.PileGone || entries[1].Actor != "nip:lestari" || string(entries[1].Content) != "Menilai kantor sendiri." {
			t.Errorf("%+v, %v", entries, err)
		}
		return nil
	})
}

func TestTheHeadSpeaks(t *testing.T) {
	c := newCounter(t)
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := c.Improve(ctx, tx, c.now, "budi", "BM", "Kursi tunggu ditambah sepuluh."); !errors.Is(err, visit.ErrNotHead) {
			t.Errorf("an officer: %v", err)
		}
		if _, err := c.Improve(ctx, tx, c.now, "kadis", "BM", "Kursi tunggu ditambah sepuluh."); !errors.Is(err, visit.ErrNotHead) {
			t.Errorf("the head above: %v", err)
		}
		for _, words := range []string{"", "Baik.", strings.Repeat("x", visit.MaxSentence+1)} {
			if _, err := c.Improve(ctx, tx, c.now, "kabid", "BM", words); !errors.Is(err, visit.ErrWords) {
				t.Errorf("%q: %v", words, err)
			}
		}
		for _, words := range []string{"Kursi ditambah.", "Kursi tunggu\nditambah sepuluh."} {
			if _, err := c.Improve(ctx, tx, c.now, "kabid", "BM", words); err != nil {
				return err
			}
		}
		for day, want := range map[string]bool{"2026-10-31 10:00": true, "2026-11-30 10:00": true, "2026-12-01 10:00": false} {
			i, found, err := c.LastImprovement(ctx, tx, testkit.Time(day), "BM")
			if err != nil || found != want || found && i.Words != "Kursi tunggu ditambah sepuluh." {
				t.Errorf("%s: %+v, %v, %v", day, i, found, err)
			}
		}
		q := visit.QuarterOf(c.Today(c.now))
		if err := c.Plan(ctx, tx, c.now, "kabid", "BM", q, skm.Waktu, "Loket kedua dibuka pada jam sibuk."); err != nil {
			return err
		}
		plans, err := visit.PlansOf(ctx, tx, "BM", q)
		if err != nil || len(plans) != 1 || plans[skm.Waktu] == "" {
			t.Errorf("%+v, %v", plans, err)
		}
		for _, visits := range []int{-1, 1_000_001} {
			if err := c.CountVisits(ctx, tx, c.now, "kabid", "BM", c.Today(c.now), visits); !errors.Is(err, visit.ErrVisits) {
				t.Errorf("%d visits: %v", visits, err)
			}
		}
		if err := c.CountVisits(ctx, tx, c.now, "kabid", "BM", c.Today(c.now).AddDays(1), 5); !errors.Is(err, visit.ErrVisits) {
			t.Errorf("ahead: %v", err)
		}
		for nip, want := range map[roster.NIP]bool{"kabid": true, "kadis": true, "budi": false, "vera": false} {
			if may, err := visit.MaySee(ctx, tx, nip, "BM"); err != nil || may != want {
				t.Errorf("%s may see it: %v, %v", nip, may, err)
			}
		}
		if may, err := visit.MaySee(ctx, tx, "kabid", "PUPR"); err != nil || may {
			t.Errorf("the head below sees what is above: %v, %v", may, err)
		}
		own, err := visit.Heads(ctx, tx, "kadis")
		if err != nil || len(own) != 1 || own[0].Code != "PUPR" {
			t.Errorf("%+v, %v", own, err)
		}
		return nil
	})
}

func TestUnitsAreFound(t *testing.T) {
	c := newCounter(t)
	c.Exec(`INSERT INTO unit (code, name, kind, latitude, longitude, valid_to) VALUES
		('KPH', 'Pemerintah Kabupaten Kepahiang', 'kabupaten', NULL, NULL, NULL),
		('DUKCAPIL', 'Dinas Kependudukan dan Pencatatan Sipil', 'dinas', NULL, NULL, NULL),
		('PKM-KELOBAK', 'Puskesmas Kelobak', 'puskesmas', -3.62044, 102.54016, NULL),
		('PKM-UJANMAS', 'Puskesmas Ujan Mas', 'puskesmas', -3.55997, 102.53528, NULL),
		('PKM-LAMA', 'Puskesmas Lama', 'puskesmas', -3.62044, 102.54016, '2026-09-30'),
		('RSUD', 'RSUD Kepahiang', 'rumah sakit', -3.9, 102.9, NULL)`)
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		for words, want := range map[string]string{
			"puskesmas kelobak": "PKM-KELOBAK", "Pkm Ujan Mas": "PKM-UJANMAS", "dukcapil": "DUKCAPIL", "puskesmas": "PKM-KELOBAK PKM-UJANMAS",
			"bina marga": "BM", "kepahiang": "RSUD", "pencatatan sipil": "DUKCAPIL", "rumah sakit": "RSUD", "xyz": "", "": "", "kabupaten": "",
		} {
			units, err := c.Named(ctx, tx, c.now, words)
			var found []string
			for _, u := range units {
				found = append(found, u.Code)
			}
			if got := strings.Join(found, " "); got != want || (want == "") != errors.Is(err, visit.ErrNoUnit) {
				t.Errorf("%q: %s, %v", words, got, err)
			}
		}
		near, err := c.Near(ctx, tx, c.now, -3.6, 102.54)
		if err != nil || len(near) != 2 || near[0].Code != "PKM-KELOBAK" {
			t.Errorf("%+v, %v", near, err)
		}
		if _, err := c.Near(ctx, tx, c.now, 0, 100); !errors.Is(err, visit.ErrNoUnit) {
			t.Errorf("far away: %v", err)
		}
		return nil
	})
	c.mustRate("tg:sari", "RSUD", 3)
	c.now = c.now.Add(time.Hour)
	c.mustRate("tg:sari", "PKM-KELOBAK", 3)
	c.now = c.now.Add(48 * time.Hour)
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		recent, err := c.Recent(ctx, tx, c.now, "tg:sari")
		if err != nil || len(recent) != 2 || recent[0].Code != "PKM-KELOBAK" {
			t.Errorf("%+v, %v", recent, err)
		}
		none, err := c.Recent(ctx, tx, c.now, "tg:tono")
		if err != nil || len(none) != 0 {
			t.Errorf("%+v, %v", none, err)
		}
		return nil
	})
}
