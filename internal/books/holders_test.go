package books_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"tanggap/internal/books"
	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// held is what a case was in memory before an act: who held it, and what was
// promised when it was filed.
type held struct {
	id     complaint.ID
	filed  time.Time
	answer time.Time
	settle time.Time
	holder roster.NIP
	offer  roster.NIP // to whom it is offered; "" for nobody
}

// expect is who holds the case after an act that changed something, as the rules
// of the acts say; false where they leave it to who can be reached.
func (h held) expect(k complaint.Kind, c complaint.Complaint) (roster.NIP, bool) {
	switch k {
	case complaint.TakenOn:
		return h.offer, true
	case complaint.Released, complaint.Parted:
		return "", true
	case complaint.Given, complaint.Placed, complaint.Handed:
		return "", false
	case complaint.Again, complaint.Upheld:
		return h.holder, !c.IsHigher()
	}
	return h.holder, true
}

// Whatever comes in whatever order, of handing on, answering, asking, leaving,
// falling ill, moving to another unit, ending and coming back, of urgency, another category, a later limit,
// a late holiday, help from above and beside, and contests: one holder at a time, no
// time twice and none lost, no clock below zero, nothing put off that was promised
// to the citizen but by what may do so, and rows that are what the chain tells.
func TestHoldersAndClocksInAnyOrder(t *testing.T) {
	o := office.New(t)
	start := testkit.Time("2026-10-05 08:00")
	o.Exec(`INSERT INTO category (code, name, type, first_response_hours, resolve_days, keywords) VALUES ('ktp', 'KTP', 'pengaduan', 8, 3, '{}')`)
	o.Exec(`INSERT INTO route (category_code, unit_code, nip) VALUES ('ktp', 'PUPR', 'adi')`)
	testkit.CheckOnDatabase(t, func(rt *rapid.T) {
		o.Clear()
		at := start
		id := o.File(at, rapid.SampledFrom([]roster.NIP{"", "budi", "dewi"}).Draw(rt, "officer"), "bayung")
		h := look(t, o, id)
		for n := rapid.IntRange(6, 24).Draw(rt, "acts"); n > 0; n-- {
			at = at.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 90, 300, 1500, 6000}).Draw(rt, "minutes")) * time.Minute)
			from, to := office.Act(0), office.Bends
			switch rapid.SampledFrom([]string{"any", "hand", "bend", "bend", "late"}).Draw(rt, "kind") {
			case "hand":
				from, to = office.Give, office.Hands
			case "bend":
				from = office.Same
			case "late":
				from, to = office.Climb, office.Climb+1
			}
			act := office.Act(rapid.IntRange(int(from), int(to)-1).Draw(rt, "act"))
			before := seqOf(t, o, id)
			o.Act(at, id, act)
			if act == office.Climb { // whoever is asked to help a day later is told
				at = at.Add(24 * time.Hour)
				o.Act(at, id, act)
				o.Act(at, id, office.Told)
			}
			h = proved(rt, t, o, h, at, before)
		}
		agreed(t, o)
	})
}

// Several people tap at the same moment: the one whose turn is first acts, the
// others are told no, and nobody acts on what they no longer hold.
func TestSeveralAtOnce(t *testing.T) {
	o := office.New(t)
	at := testkit.Time("2026-10-05 08:00")
	for round := range 8 {
		id := o.File(at, "budi", "bayung")
		h := look(t, o, id)
		o.Act(at, id, office.Offer)
		h.offer = "dewi"
		acts := []office.Act{office.Take, office.Decline, office.Recall, office.Answer, office.Release, office.Withdraw, office.Propose, office.Take}
		var wg sync.WaitGroup
		for i := range acts {
			act := acts[(i+round)%len(acts)]
			wg.Go(func() { o.Act(at.Add(time.Hour), id, act) })
		}
		wg.Wait()
		if wrong := broken(t, o, h, at.Add(2*time.Hour)); wrong != "" {
			t.Errorf("round %d: %s", round, wrong)
		}
	}
	agreed(t, o)
}

// agreed checks the books of all cases at once.
func agreed(t *testing.T, o *office.Office) {
	t.Helper()
	o.Project()
	rows, err := books.Check(t.Context(), o.Pool, o.Response, o.Loc)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for _, wrong := range r.Wrong {
			if r.Name != "day totals" { // nothing is folded here
				t.Errorf("%s: %s", r.Name, wrong)
			}
		}
	}
}

// read is a case with what its clocks are made of.
func read(t *testing.T, o *office.Office, id complaint.ID) (c complaint.Complaint, ss []complaint.Stretch, story []complaint.Event, to roster.NIP) {
	t.Helper()
	o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		if c, err = complaint.Find(ctx, tx, id); err != nil {
			return err
		}
		if ss, err = complaint.Stretches(ctx, tx, id); err != nil {
			return err
		}
		if story, err = complaint.Story(ctx, tx, id); err != nil {
			return err
		}
		_, offer, open, err := complaint.OpenOffer(ctx, tx, id)
		if open {
			to = offer.To
		}
		return err
	})
	return c, ss, story, to
}

func look(t *testing.T, o *office.Office, id complaint.ID) held {
	c, _, _, to := read(t, o, id)
	h := held{id: id, filed: c.FiledAt, answer: c.AnswerDueAt, settle: c.SettleDueAt, offer: to}
	if c.Holder != nil {
		h.holder = *c.Holder
	}
	return h
}

func seqOf(t *testing.T, o *office.Office, id complaint.ID) int {
	_, _, story, _ := read(t, o, id)
	return len(story)
}

// proved holds a case against what it was before an act, and gives what it is.
func proved(rt *rapid.T, t *testing.T, o *office.Office, h held, at time.Time, before int) held {
	c, _, story, to := read(t, o, h.id)
	want, known := h.holder, true
	for _, e := range story[before:] {
		if e.Kind == complaint.Moved || e.Kind == complaint.Recategorised || e.Kind == complaint.Calmed { // what may put a promise off
			h.answer, h.settle = *e.Facts.AnswerDue, *e.Facts.SettleDue
		}
		h.holder = want
		if want, known = h.expect(e.Kind, c); !known {
			want = ""
			if c.Holder != nil {
				want = *c.Holder
			}
		}
	}
	if is := c.Holder; is == nil && want != "" || is != nil && *is != want {
		rt.Fatalf("%v holds it, and not %q", is, want)
	}
	h.holder, h.offer = want, to
	if wrong := broken(t, o, h, at); wrong != "" {
		rt.Fatal(wrong)
	}
	return h
}

// broken says which rule of clocks a case breaks; "" for none.
func broken(t *testing.T, o *office.Office, h held, now time.Time) string {
	t.Helper()
	c, ss, story, to := read(t, o, h.id)
	if !c.FiledAt.Equal(h.filed) || c.AnswerDueAt.After(h.answer) || c.SettleDueAt.After(h.settle) {
		return "what the citizen was promised was put off"
	}
	if to != "" && (c.Holder == nil || *c.Holder == to) {
		return "it is offered by nobody, or to its holder"
	}
	if c.ExcusedSeconds < 0 {
		return "less than no time lay with the citizen"
	}
	until := endOf(story, now)
	if c.EndedAt != nil && c.EndedAt.Before(until) || c.EndedAt == nil && !until.Equal(now) {
		return "it ended at another time than its events tell"
	}
	runs, sum, mark := 0, time.Duration(0), c.FiledAt
	for _, s := range ss {
		to := until
		switch {
		case s.ToAt != nil:
			to = *s.ToAt
		default:
			runs++
			if !c.HeldBy(s.Holder) {
				return "somebody else's time runs than holds it"
			}
		}
		switch {
		case s.Undone() && s.ToAt.Equal(s.GivenAt): // nothing is left of it
			continue
		case s.GivenAt.Before(mark):
			return "two stretches overlap"
		case s.FromAt != nil && (s.FromAt.Before(s.GivenAt) || s.FromAt.After(to)):
			return "a stretch begins outside of itself"
		case s.AllowedSeconds < 0 || s.PausedSeconds < 0 || s.WorkedSeconds != nil && *s.WorkedSeconds < 0:
			return "a clock is below zero"
		}
		sum, mark = sum+to.Sub(s.GivenAt), to
	}
	busy := c.State.Open() && c.Holder != nil && c.State != complaint.Proposed
	if runs > 1 || busy != (runs == 1) {
		return "not exactly one holder's time runs while somebody works on it"
	}
	// The stretches are what the timeline tells of its holders, and with the
	// gaps between them they are the citizen's time.
	var told, gaps time.Duration
	end := c.FiledAt
	for _, span := range complaint.Timeline(story, now) {
		if !span.From.Equal(end) {
			return "the citizen's time has a hole"
		}
		end = span.To
		switch span.Lull {
		case complaint.Working, complaint.Questioned, complaint.Weighing, complaint.Delivering:
			told += span.To.Sub(span.From)
		default:
			gaps += span.To.Sub(span.From)
		}
	}
	switch {
	case !end.Equal(until):
		return "the spans do not reach the end"
	case told != sum:
		return "the timeline tells " + told.String() + " of its holders, and their stretches " + sum.String()
	case sum+gaps != until.Sub(c.FiledAt):
		return "stretches and gaps are not the citizen's time"
	}
	return rows(c, ss, complaint.Fold(story))
}

// endOf is when a case ended for good, or now. One that ended as a part of another
// may be taken back as such later.
func endOf(story []complaint.Event, now time.Time) time.Time {
	end, open := now, true
	for _, e := range story {
		switch is := e.Facts.State.Open(); {
		case is:
			end = now
		case open:
			end = e.At
		}
		open = e.Facts.State.Open()
	}
	return end
}

// rows says where a case's rows are not what its chain tells.
func rows(c complaint.Complaint, ss []complaint.Stretch, f complaint.Folded) string {
	switch {
	case c.State != f.State:
		return "its chain tells another state"
	case (c.Holder == nil) != (f.Holder == nil) || c.Holder != nil && *c.Holder != *f.Holder:
		return "its chain tells another holder"
	case len(ss) != len(f.Stretches):
		return "its chain tells other stretches"
	}
	return ""
}
