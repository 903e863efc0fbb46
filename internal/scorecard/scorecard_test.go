package scorecard_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/performance"
	"tanggap/internal/roster"
	"tanggap/internal/scorecard"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestWeek(t *testing.T) {
	loc := testkit.Time("2026-10-05 00:00").Location()
	for at, want := range map[string]string{
		"2026-11-16 00:00": "2026-W47", "2026-11-22 23:59": "2026-W47", "2026-11-23 00:00": "2026-W48", "2027-01-01 00:30": "2026-W53",
	} {
		if got := scorecard.WeekOf(testkit.Time(at), loc).String(); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
	// 2026-12-31T17:30Z is half past midnight on New Year's Day in Bengkulu.
	if got := scorecard.WeekOf(time.Date(2026, 12, 31, 17, 30, 0, 0, time.UTC), loc); got.Monday != worktime.On(2026, 12, 28) {
		t.Errorf("got %s", got.Monday)
	}
}

// Around Idulfitri 2027 a whole week has no working day: its card and the one
// before fall due together.
func TestDue(t *testing.T) {
	loc := testkit.Time("2026-10-05 00:00").Location()
	var off []worktime.Holiday
	for day := worktime.On(2027, 3, 8); day <= worktime.On(2027, 3, 15); day++ {
		off = append(off, worktime.Holiday{On: day})
	}
	cal := worktime.NewCalendar(worktime.Hours{}, off, nil, loc)
	for monday, want := range map[worktime.Date]string{
		worktime.On(2027, 2, 22): "2027-03-01 07:30", worktime.On(2027, 3, 1): "2027-03-16 07:30", worktime.On(2027, 3, 8): "2027-03-16 07:30",
	} {
		if got := (scorecard.Week{Monday: monday}).Due(cal); !got.Equal(testkit.Time(want)) {
			t.Errorf("week of %s: due %s, want %s", monday, got, want)
		}
	}
}

var week = scorecard.Week{Monday: worktime.On(2026, 10, 5)}

func freeze(o *office.Office, w scorecard.Week, nip roster.NIP, draw scorecard.Draw) (c scorecard.Card) {
	o.T.Helper()
	if _, err := performance.Fold(o.T.Context(), o.Pool, o.Response, w.Sunday()); err != nil {
		o.T.Fatal(err)
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		c, err = scorecard.Freeze(ctx, tx, testkit.Time("2026-10-12 07:30"), o.Desk.Calendars, w, nip, draw)
		return err
	})
	return c
}

// busy lets a week pass: budi answers ten (nine on time), dewi three, one is
// confirmed, one opened again, and one of dewi's passes its limit.
func busy(o *office.Office) (answered []complaint.ID, overdue, confirmed, reopened complaint.ID) {
	for i := range 10 {
		id := o.File(testkit.Time(fmt.Sprintf("2026-10-05 08:%02d", i)), "budi", "bayung")
		at := "2026-10-05 10:00"
		if i == 9 {
			at = "2026-10-07 10:00"
			o.Act(testkit.Time("2026-10-07 09:00"), id, office.Climb)
		}
		o.Act(testkit.Time(at), id, office.Answer)
		answered = append(answered, id)
	}
	confirmed, reopened = answered[0], answered[1]
	o.Act(testkit.Time("2026-10-06 08:00"), confirmed, office.Propose)
	o.Act(testkit.Time("2026-10-06 12:00"), confirmed, office.Confirm)
	o.Act(testkit.Time("2026-10-06 08:00"), reopened, office.Propose)
	o.Act(testkit.Time("2026-10-07 12:00"), reopened, office.Reopen)
	for i := range 2 {
		o.Act(testkit.Time("2026-10-08 10:00"), o.File(testkit.Time(fmt.Sprintf("2026-10-08 08:%02d", i)), "dewi", ""), office.Answer)
	}
	overdue = o.File(testkit.Time("2026-10-07 08:00"), "dewi", "kandang")
	o.Act(testkit.Time("2026-10-09 13:30"), overdue, office.Climb)
	return answered, overdue, confirmed, reopened
}

func TestFreeze(t *testing.T) {
	o := office.New(t)
	answered, overdue, confirmed, reopened := busy(o)
	// What comes after the week is not the week's.
	later := o.File(testkit.Time("2026-10-12 07:00"), "budi", "")
	o.Act(testkit.Time("2026-10-12 07:31"), later, office.Answer)
	o.Act(testkit.Time("2026-10-12 08:00"), overdue, office.Answer)
	o.Act(testkit.Time("2026-10-12 08:00"), answered[2], office.Propose)
	o.Act(testkit.Time("2026-10-12 09:00"), answered[2], office.Confirm)

	c := freeze(o, week, "kabid", nil)
	if c.Period != "2026-W41" || c.Post != "Kepala Bidang Bina Marga" || c.Unit != "Bina Marga" || c.WorkDays != 5 {
		t.Errorf("%+v", c)
	}
	if !slices.Equal(c.Confirmed, []complaint.ID{confirmed}) || !slices.Equal(c.Reopened, []complaint.ID{reopened}) {
		t.Errorf("confirmed %v, reopened %v", c.Confirmed, c.Reopened)
	}
	if len(c.Counted) != 13 || c.OnTime != 11 {
		t.Errorf("%d on time of %d", c.OnTime, len(c.Counted))
	}
	if share, ok := c.Share(); !ok || share != 11.0/13 {
		t.Errorf("share %v, %v", share, ok)
	}
	if !slices.Equal(c.PastDue, []complaint.ID{overdue}) || !slices.Equal(c.Places, []scorecard.Place{{Name: "Kandang", Count: 1}}) {
		t.Errorf("past due %v at %v", c.PastDue, c.Places)
	}
	// All but the confirmed one, the oldest filed on Monday at 08.01.
	if len(c.Open) != 12 || c.Open[0] != reopened || c.Waited() != testkit.Time("2026-10-12 00:00").Sub(testkit.Time("2026-10-05 08:01")) {
		t.Errorf("open %v, the oldest %v", c.Open, c.Waited())
	}
	median := int64(116 * 60) // the fifth of 112, 113 … 120 minutes and of one much longer
	want := []scorecard.Person{
		{NIP: "budi", Name: "Budi", OnTime: 9, Counted: answered, Median: c.People[0].Median, PerDay: 27000, Mix: []performance.Portion{{Code: "jalan", Name: "Jalan dan jembatan", Counted: 10}}, Pause: performance.Pause{Worked: 34*3600 + 15*60}},
		{NIP: "dewi", Name: "Dewi", OnTime: 2, Counted: c.People[1].Counted, PerDay: 27000, Mix: []performance.Portion{{Code: "jalan", Name: "Jalan dan jembatan", Counted: 3}}},
		{NIP: "hendra", Name: "Hendra", PerDay: 27000},
	}
	slices.Sort(c.People[0].Counted)
	if diff := cmp.Diff(want, c.People); diff != "" {
		t.Error(diff)
	}
	if got := c.People[0].Median; got == nil || *got != median {
		t.Errorf("median %v, want %d", got, median)
	}
	if diff := cmp.Diff([]scorecard.Bar{{Monday: week.Monday, Counted: 13, OnTime: 11}}, c.Weeks); diff != "" {
		t.Error(diff)
	}
	// The superior above sees the whole span, and their own people's lines.
	above := freeze(o, week, "kadis", nil)
	if len(above.Counted) != 13 || len(above.Open) != 12 || len(above.People) != 3 || len(above.People[1].Counted) != 0 {
		t.Errorf("above: %+v", above.Content)
	}
}

// What a decision ended without its being done is told openly, to everybody above
// whoever proposed it; what was opened again since, or proposed only, is not.
func TestUndone(t *testing.T) {
	o := office.New(t)
	end := func(officer roster.NIP, acts ...office.Act) complaint.ID {
		id := o.File(testkit.Time("2026-10-05 08:00"), officer, "bayung")
		for i, act := range acts {
			o.Act(testkit.Time(fmt.Sprintf("2026-10-06 %02d:00", 9+i)), id, act)
		}
		return id
	}
	first, second := end("budi", office.Weigh, office.Agree), end("dewi", office.Weigh, office.Agree)
	objected := end("budi", office.Weigh, office.Agree, office.Object)
	end("budi", office.Weigh)                                             // nobody has decided
	end("budi", office.Weigh, office.SendBack)                            // decided: not so
	end("budi", office.Weigh, office.Agree, office.Reopen)                // the citizen opened it again
	end("budi", office.Weigh, office.Agree, office.Object, office.Uphold) // somebody above did
	end("budi", office.Propose, office.Confirm)                           // done
	later := o.File(testkit.Time("2026-10-09 08:00"), "budi", "")         // decided in the week after
	o.Act(testkit.Time("2026-10-09 09:00"), later, office.Weigh)
	o.Act(testkit.Time("2026-10-12 07:20"), later, office.Agree)

	want := []complaint.ID{first, second, objected}
	card := freeze(o, week, "kabid", nil)
	if !slices.Equal(card.Undone, want) {
		t.Errorf("undone %v, want %v", card.Undone, want)
	}
	if above := freeze(o, week, "kadis", nil); !slices.Equal(above.Undone, want) {
		t.Errorf("above: undone %v, want %v", above.Undone, want)
	}
	next := freeze(o, week.Next(), "kabid", nil)
	if !slices.Equal(next.Undone, []complaint.ID{later}) {
		t.Errorf("the week after: undone %v, want %v", next.Undone, later)
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		b, err := scorecard.Cases(ctx, tx, o.Loc, "kabid", card.ID, scorecard.FigureUndone, -1)
		if err == nil && (b.Total != 3 || b.Lines[0].ID != first || b.Lines[0].State != "impossible") {
			t.Errorf("behind it: %+v", b)
		}
		return err
	})
}

// What citizens say two weeks later belongs to the week in which they say it,
// and silence to none.
func TestWorn(t *testing.T) {
	o := office.New(t)
	var cases []complaint.ID
	for i, last := range []office.Act{office.Worn, office.Good, office.Nudge} {
		id := o.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
		for n, act := range []office.Act{office.Propose, office.Confirm} {
			o.Act(testkit.Time(fmt.Sprintf("2026-10-05 %02d:%02d", 9+n, i)), id, act)
		}
		o.Act(testkit.Time("2026-10-19 07:59"), id, office.Worn) // nobody asked yet
		o.Act(testkit.Time("2026-10-19 08:00"), id, office.Nudge)
		o.Act(testkit.Time("2026-10-20 09:00"), id, last)
		cases = append(cases, id)
	}
	if c := freeze(o, week, "kabid", nil); c.Worn != nil {
		t.Errorf("the week of the closing: %v", c.Worn)
	}
	third := week.Next().Next()
	card := freeze(o, third, "kabid", nil)
	if !slices.Equal(card.Worn, cases[:1]) {
		t.Errorf("worn %v, want %v", card.Worn, cases[:1])
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		b, err := scorecard.Cases(ctx, tx, o.Loc, "kabid", card.ID, scorecard.FigureWorn, -1)
		if err == nil && (b.Total != 1 || b.Lines[0].ID != cases[0]) {
			t.Errorf("behind it: %+v", b)
		}
		return err
	})
}

func TestFrozenForEver(t *testing.T) {
	o := office.New(t)
	busy(o)
	drawn := 0
	draw := func(c scorecard.Content) ([]byte, error) {
		drawn++
		return []byte("a picture of " + c.Unit), nil
	}
	first := freeze(o, week, "kabid", draw)
	o.File(testkit.Time("2026-10-06 08:00"), "budi", "") // filed in the past
	o.Exec(`UPDATE employee SET name = 'Budi Santoso' WHERE nip = 'budi'`)
	second := freeze(o, week, "kabid", draw)
	if diff := cmp.Diff(first, second); diff != "" || drawn != 1 {
		t.Errorf("drawn %d times, %s", drawn, diff)
	}
	if n := o.Int(`SELECT count(*) FROM attachment WHERE digest = $1 AND bytes = 'a picture of Bina Marga'`, first.Chart); n != 1 {
		t.Error("the picture is not kept")
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		latest, found, err := scorecard.Latest(ctx, tx, "kabid")
		if !found || latest.ID != first.ID {
			t.Errorf("latest: %+v", latest)
		}
		frozen, err2 := scorecard.Frozen(ctx, tx, week)
		if !frozen["kabid"] || frozen["kadis"] {
			t.Errorf("frozen: %v", frozen)
		}
		return errors.Join(err, err2)
	})
}

// A broken picture leaves nothing behind.
func TestDrawFails(t *testing.T) {
	o := office.New(t)
	fault := errors.New("no ink")
	err := pgx.BeginFunc(t.Context(), o.Pool, func(tx pgx.Tx) error {
		_, err := scorecard.Freeze(t.Context(), tx, testkit.Time("2026-10-12 07:30"), o.Desk.Calendars, week, "kabid",
			func(scorecard.Content) ([]byte, error) { return nil, fault })
		return err
	})
	if !errors.Is(err, fault) || o.Int(`SELECT count(*) FROM scorecard`) != 0 {
		t.Errorf("%v", err)
	}
}

// A quiet unit has a card too, also in a week without a working day.
func TestQuietWeek(t *testing.T) {
	o := office.New(t)
	for day := range 7 {
		o.Exec(`INSERT INTO holiday (on_date, name) VALUES ('2026-10-05'::date + $1::int, 'libur')`, day)
	}
	c := freeze(o, week, "kabid", nil)
	if !c.Nothing() || c.WorkDays != 0 || len(c.People) != 3 || c.Weeks != nil || c.Waited() != 0 {
		t.Errorf("%+v", c.Content)
	}
	if _, ok := c.Share(); ok {
		t.Error("a share of nothing")
	}
}

// While the citizen is being asked, a limit does not pass.
func TestPausedIsNotPastDue(t *testing.T) {
	o := office.New(t)
	id := o.File(testkit.Time("2026-10-05 08:00"), "budi", "")
	o.Act(testkit.Time("2026-10-05 09:00"), id, office.Ask)
	if c := freeze(o, week, "kabid", nil); len(c.PastDue) != 0 || len(c.Open) != 1 {
		t.Errorf("%+v", c.Content)
	}
}

func TestCases(t *testing.T) {
	o := office.New(t)
	_, overdue, _, _ := busy(o)
	card := freeze(o, week, "kabid", nil)
	behind := func(by roster.NIP, f scorecard.Figure, person int) (b scorecard.Behind, err error) {
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			b, err = scorecard.Cases(ctx, tx, o.Loc, by, card.ID, f, person)
			return nil
		})
		return b, err
	}
	for f, want := range map[scorecard.Figure]int{
		scorecard.FigureConfirmed: 1, scorecard.FigureCounted: 13, scorecard.FigurePastDue: 1, scorecard.FigureReopened: 1, scorecard.FigureOpen: 12,
	} {
		b, err := behind("kabid", f, -1)
		if err != nil || b.Total != want || len(b.Lines) != want || b.Person != "" {
			t.Errorf("%s: %d, %d lines, %v", f, b.Total, len(b.Lines), err)
		}
	}
	b, err := behind("kabid", scorecard.FigurePastDue, -1)
	want := scorecard.Line{
		ID: overdue, Code: b.Lines[0].Code, Category: "Jalan dan jembatan", Place: "Kandang", Post: "Kepala Seksi Jembatan", State: "assigned",
		Age: testkit.Time("2026-10-12 00:00").Sub(testkit.Time("2026-10-07 08:00")),
	}
	if err != nil || b.Lines[0] != want {
		t.Errorf("%+v, %v", b.Lines, err)
	}
	if b, err := behind("kabid", scorecard.FigurePerson, 1); err != nil || b.Person != "Dewi" || b.Total != 3 {
		t.Errorf("%+v, %v", b, err)
	}
	for _, refused := range []struct {
		by     roster.NIP
		f      scorecard.Figure
		person int
	}{
		{"kadis", scorecard.FigureOpen, -1}, {"budi", scorecard.FigureOpen, -1}, {"kabid", "salaries", -1},
		{"kabid", scorecard.FigurePerson, 3}, {"kabid", scorecard.FigurePerson, -1},
	} {
		if _, err := behind(refused.by, refused.f, refused.person); err != scorecard.ErrUnknown {
			t.Errorf("%+v: %v", refused, err)
		}
	}
}

// Two who freeze at once end with one card.
func TestFreezeAtOnce(t *testing.T) {
	o := office.New(t)
	cards := make(chan scorecard.Card, 4)
	for range cap(cards) {
		go func() {
			var c scorecard.Card
			err := pgx.BeginFunc(t.Context(), o.Pool, func(tx pgx.Tx) (err error) {
				c, err = scorecard.Freeze(t.Context(), tx, testkit.Time("2026-10-12 07:30"), o.Desk.Calendars, week, "kabid",
					func(scorecard.Content) ([]byte, error) { return bytes.Repeat([]byte("x"), 1000), nil })
				return err
			})
			if err != nil {
				t.Error(err)
			}
			cards <- c
		}()
	}
	first := <-cards
	for range cap(cards) - 1 {
		if c := <-cards; c.ID != first.ID {
			t.Errorf("card %d and card %d", c.ID, first.ID)
		}
	}
}
