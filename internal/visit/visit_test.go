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
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/visit"
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
