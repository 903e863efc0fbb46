package books

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/performance"
	"tanggap/internal/response"
	"tanggap/internal/roster"
)

// cases proves the rows of every case and its stretches by its own events.
func cases(ctx context.Context, tx pgx.Tx, told map[complaint.ID]story) (Row, error) {
	r := Row{Name: "cases"}
	held, err := complaint.AllStretches(ctx, tx)
	if err != nil {
		return r, err
	}
	err = complaint.EachCase(ctx, tx, func(c complaint.Complaint) error {
		r.Checked++
		f, known := told[c.ID]
		if !known {
			r.Wrong = append(r.Wrong, c.Code+": has no events")
			return nil
		}
		delete(told, c.ID)
		for _, wrong := range compare(c, f, held[c.ID]) {
			r.Wrong = append(r.Wrong, c.Code+": "+wrong)
		}
		return nil
	})
	for id := range told {
		r.Wrong = append(r.Wrong, fmt.Sprintf("case %d has events and no row", id))
	}
	return r, err
}

// story is a case by its events alone, with what the fold leaves out.
type story struct {
	complaint.Folded
	code    string
	body    string // what was reported; "" also when it was erased
	excused int64
	faces   map[int]rated    // by how often the case had been opened again
	lasting map[int]lasting  // as faces
	ends    map[int64]string // what was written to each honest end; "" also when it was erased
	helper  roster.NIP       // who filed it for somebody else, "" for none
	samples map[int]asked    // whether it was the citizen who pressed, as faces
	heard   map[int]heard    // on the telephone, by how often the case had been opened again
}

type rated struct {
	face   int
	reason string
	words  string // "" also when they were erased
	first  time.Time
	holder *roster.NIP
}

// stories tells every case.
func stories(ctx context.Context, tx pgx.Tx) (map[complaint.ID]story, error) {
	told := map[complaint.ID]story{}
	var events []complaint.Event
	var subject string
	keep := func() {
		if id, ok := complaint.ParseSubject(subject); ok {
			told[id] = tell(events)
		}
		events = nil
	}
	err := ledger.Each(ctx, tx, "case:", func(e ledger.Entry) error {
		if e.Subject != subject {
			keep()
			subject = e.Subject
		}
		ev, err := complaint.EventOf(e)
		events = append(events, ev)
		return err
	})
	keep()
	return told, err
}

func tell(events []complaint.Event) story {
	s := story{Folded: complaint.Fold(events), faces: map[int]rated{}, lasting: map[int]lasting{}, ends: map[int64]string{}, samples: map[int]asked{}, heard: map[int]heard{}}
	reopenings := 0
	for _, e := range events {
		if by := e.Facts.Phone; by != "" {
			s.heard[reopenings] = heard{by, e.Kind == complaint.Done}
		}
		switch e.Kind {
		case complaint.Rated: // tells nothing of the clocks
			said := rated{e.Facts.Face, e.Facts.Reason, e.Words, e.At, e.Facts.Holder}
			if before, changed := s.faces[reopenings]; changed {
				said.first, said.holder = before.first, before.holder
			}
			s.faces[reopenings] = said
			continue
		case complaint.Filed:
			s.code, s.body, s.helper = e.Facts.Code, e.Words, e.Facts.Helper
		case complaint.EndProposed, complaint.SpamProposed:
			s.ends[e.Facts.End.ID] = e.Words
		case complaint.Again, complaint.Upheld:
			reopenings++
		}
		s.tellLasting(reopenings, e)
		s.tellSample(reopenings, e)
		s.excused = e.Facts.Excused
	}
	return s
}

// compare lists what the rows of a case say otherwise than its events.
func compare(c complaint.Complaint, f story, held []complaint.Stretch) []string {
	var wrong []string
	say := func(same bool, what string) {
		if !same {
			wrong = append(wrong, what+" is not what its events tell")
		}
	}
	say(c.Code == f.code, "its code")
	say(c.Body == f.body, "what was reported")
	say(c.State == f.State, "its state")
	say((c.Holder == nil) == (f.Holder == nil) && (c.Holder == nil || *c.Holder == *f.Holder), "its holder")
	say(c.CategoryCode == f.Category, "its category")
	say(sameTime(c.UrgentAt, f.Urgent), "its urgency")
	say(c.Visibility == f.Visibility, "who may read it")
	say(c.Contact == f.Contact, "how its reporter can be reached")
	say(c.FiledAt.Equal(f.FiledAt), "its filing")
	say(sameTime(c.AnsweredAt, f.AnsweredAt), "its first answer")
	say(sameTime(c.ProposedAt, f.ProposedAt), "its result")
	say(sameTime(c.EndedAt, f.EndedAt), "its end")
	say(c.Reopenings == f.Reopenings, "the number of its reopenings")
	say(c.ExcusedSeconds == f.excused, "the time that it lay with the citizen")
	say(len(held) == len(f.Stretches), "the number of its stretches")
	for _, s := range held {
		say(sameStretch(s, f.Stretches[s.ID]), fmt.Sprintf("stretch %d", s.ID))
	}
	return wrong
}

func sameTime(a, b *time.Time) bool { return (a == nil) == (b == nil) && (a == nil || a.Equal(*b)) }

// sameStretch compares everything but how far the ladder was climbed: a
// reminder is no event of the case.
func sameStretch(a, b complaint.Stretch) bool {
	for _, s := range []*complaint.Stretch{&a, &b} {
		s.Step, s.NextAt, s.GivenAt = 0, nil, s.GivenAt.UTC()
		for _, t := range []**time.Time{&s.FromAt, &s.ToAt, &s.DueAt, &s.PausedAt, &s.CountedOn} {
			if *t != nil {
				utc := (*t).UTC()
				*t = &utc
			}
		}
	}
	return reflect.DeepEqual(a, b)
}

// agrees says whether a rating is what its events tell.
func (r rated) agrees(held rated) bool {
	return r.face == held.face && r.reason == held.reason && (r.words == "" || r.words == held.words) && r.first.Equal(held.first) &&
		reflect.DeepEqual(r.holder, held.holder)
}

// ratings proves what citizens said of their cases by the cases' chains.
func ratings(ctx context.Context, tx pgx.Tx, told map[complaint.ID]story) (Row, error) {
	r := Row{Name: "ratings"}
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, closing, face, reason, comment, first_at, holder
		FROM case_rating
		ORDER BY complaint_id, closing`)
	if err != nil {
		return r, fmt.Errorf("read ratings: %w", err)
	}
	var id complaint.ID
	var closing int
	var held rated
	_, err = pgx.ForEachRow(rows, []any{&id, &closing, &held.face, &held.reason, &held.words, &held.first, &held.holder}, func() error {
		r.Checked++
		s := told[id]
		if said, ok := s.faces[closing]; !ok || !said.agrees(held) {
			r.Wrong = append(r.Wrong, s.code+": its rating is not what its events tell")
		}
		delete(s.faces, closing)
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("read ratings: %w", err)
	}
	for _, s := range told {
		if len(s.faces) > 0 {
			r.Wrong = append(r.Wrong, s.code+": a rating is missing")
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}

// clocks proves Redis by PostgreSQL.
func clocks(ctx context.Context, tx pgx.Tx, store *response.Store) (Row, error) {
	r := Row{Name: "redis"}
	c, err := store.Compare(ctx, tx)
	if err != nil {
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		r.Wrong = append(r.Wrong, "Redis does not answer")
		return r, nil
	}
	r.Checked, r.Wrong = c.Clocks+c.Days, c.Differences
	if c.Pending > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%d cases are still to be projected", c.Pending))
	}
	return r, nil
}

// totals proves the day totals by the stretches, to the bit.
func totals(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "day totals"}
	want, err := performance.Recompute(ctx, tx)
	if err != nil {
		return r, err
	}
	have, err := performance.Held(ctx, tx)
	if err != nil {
		return r, err
	}
	r.Checked = len(want)
	for _, d := range performance.Differing(want, have) {
		r.Wrong = append(r.Wrong, fmt.Sprintf("the totals of an employee on %s are not those of the stretches", d.On))
	}
	return r, nil
}
