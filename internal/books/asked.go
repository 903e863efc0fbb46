package books

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
)

// asked is a question to a citizen and their answer, as a chain tells or a row
// holds: whether it was themselves who pressed, or how they fare.
type asked struct {
	at       time.Time
	yes      *bool
	answered *time.Time
}

func (a asked) agrees(held asked) bool {
	return a.at.Equal(held.at) && sameTime(a.answered, held.answered) && (a.yes == nil) == (held.yes == nil) && (a.yes == nil || *a.yes == *held.yes)
}

func (a *asked) say(yes bool, at time.Time) { a.yes, a.answered = &yes, &at }

// tellSample adds an event to what the chain tells of a sampled closing.
func (s *story) tellSample(closing int, e complaint.Event) {
	a := s.samples[closing]
	switch e.Kind {
	case complaint.Sampled:
		a.at = e.At
	case complaint.SampleStands, complaint.SampleNot:
		a.say(e.Kind == complaint.SampleStands, e.At)
	default:
		return
	}
	s.samples[closing] = a
}

// samples proves by the cases' chains of whom it was asked whether they pressed
// themselves, and what they said.
func samples(ctx context.Context, tx pgx.Tx, told map[complaint.ID]story) (Row, error) {
	r := Row{Name: "samples"}
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, round, asked_at, stands, answered_at
		FROM sample
		WHERE asked_at IS NOT NULL`)
	if err != nil {
		return r, fmt.Errorf("read samples: %w", err)
	}
	var id complaint.ID
	var closing int
	var held asked
	if _, err := pgx.ForEachRow(rows, []any{&id, &closing, &held.at, &held.yes, &held.answered}, func() error {
		r.Checked++
		s := told[id]
		if said, ok := s.samples[closing]; !ok || !said.agrees(held) {
			r.Wrong = append(r.Wrong, s.code+": what was asked of its end is not what its events tell")
		}
		delete(s.samples, closing)
		return nil
	}); err != nil {
		return r, fmt.Errorf("read samples: %w", err)
	}
	for _, s := range told {
		if len(s.samples) > 0 {
			r.Wrong = append(r.Wrong, s.code+": what was asked of its end is missing")
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}

// checkIns proves by their own chains who was asked how they fare, and what they
// said; it names no case.
func checkIns(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "check-ins"}
	told := map[string]asked{}
	if err := ledger.Each(ctx, tx, "checkin:", func(e ledger.Entry) error {
		a := told[e.Subject]
		if k := complaint.Kind(e.Kind); k == complaint.CheckAsked {
			a.at = e.At
		} else {
			a.say(k == complaint.CheckBadly, e.At)
		}
		told[e.Subject] = a
		return nil
	}); err != nil {
		return r, err
	}
	rows, err := tx.Query(ctx, `
		SELECT 'checkin:' || id, asked_at, badly, answered_at
		FROM checkin
		WHERE asked_at IS NOT NULL`)
	if err != nil {
		return r, fmt.Errorf("read check-ins: %w", err)
	}
	name := func(subject string) string { return subject }
	var subject string
	var held asked
	if _, err := pgx.ForEachRow(rows, []any{&subject, &held.at, &held.yes, &held.answered}, func() error {
		agree(&r, told, subject, name, held.agrees)
		return nil
	}); err != nil {
		return r, fmt.Errorf("read check-ins: %w", err)
	}
	missing(&r, told, name)
	return r, nil
}
