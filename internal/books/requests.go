package books

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/rights"
)

// request is what somebody asked about their own data: as its chain tells, or
// as its row holds.
type request struct {
	Kind    rights.Kind   `json:"kind"`
	Case    complaint.ID  `json:"case"`
	Ground  rights.Ground `json:"ground"` // by the last entry
	askedAt time.Time
	words   string // "" also when they were erased
	last    string // the kind of the last entry
	lastAt  time.Time
	by      string // its actor
	answer  string
}

func (q *request) hear(e ledger.Entry) error {
	if q.last == "" {
		q.askedAt, q.words = e.At, string(e.Content)
	} else {
		q.answer = string(e.Content)
	}
	q.last, q.lastAt, q.by = e.Kind, e.At, e.Actor
	if err := json.Unmarshal(e.Facts, q); err != nil {
		return fmt.Errorf("read entry %d of %s: %w", e.Seq, e.Subject, err)
	}
	return nil
}

// requests proves what people asked about their own data by the chains: what,
// when, with which words, how it was answered, by whom; and none was taken away.
func requests(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "data requests"}
	told := map[string]*request{}
	if err := ledger.Each(ctx, tx, rights.SubjectPrefix, func(e ledger.Entry) error {
		if told[e.Subject] == nil {
			told[e.Subject] = &request{}
		}
		return told[e.Subject].hear(e)
	}); err != nil {
		return r, err
	}
	held, err := rights.All(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, row := range held {
		r.Checked++
		q := told[row.Subject()]
		if q == nil {
			r.Wrong = append(r.Wrong, row.Subject()+" has no chain")
			continue
		}
		for _, wrong := range q.compare(row) {
			r.Wrong = append(r.Wrong, row.Subject()+": "+wrong)
		}
		delete(told, row.Subject())
	}
	for subject := range told {
		r.Wrong = append(r.Wrong, subject+" has a chain and no row")
	}
	slices.Sort(r.Wrong)
	return r, nil
}

// compare lists what the row of a request says otherwise than its chain.
func (q *request) compare(row rights.Request) (wrong []string) {
	say := func(same bool, what string) {
		if !same {
			wrong = append(wrong, what+" is not what its chain tells")
		}
	}
	say(rights.Fits(q.last, row.State), "its state")
	say(row.Kind == q.Kind && row.Case == q.Case, "what is asked")
	say(row.AskedAt.Equal(q.askedAt) && row.DueAt.Equal(q.askedAt.Add(rights.Limit)), "when it was asked")
	say(row.Words == q.words, "what was written")
	say(row.Answer == q.answer && row.Ground == q.Ground, "the answer")
	if row.State.Ended() {
		say(row.EndedAt != nil && row.EndedAt.Equal(q.lastAt), "its end")
	}
	say(row.DecidedBy == "" || complaint.ByEmployee(row.DecidedBy) == q.by, "who decided")
	return wrong
}

// erasures proves that what was to be erased is gone: of each case whose
// reporter had their data erased the words, the place and the files, once it has
// ended; and that each erasure is marked, so that no older copy brings it back.
func erasures(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "erasures"}
	left := map[string]int{}       // entries of a chain whose words its reporter wrote and that stand
	gone := map[string]time.Time{} // when all of it was erased; what came later stands
	if err := ledger.Each(ctx, tx, "case:", func(e ledger.Entry) error {
		switch k := complaint.Kind(e.Kind); {
		case k == complaint.Inherited:
			left[e.Subject] = 0
		case k == complaint.Forgotten:
			ev, err := complaint.EventOf(e)
			if ev.Facts.Contact == complaint.Untraced {
				gone[e.Subject] = e.At
			}
			return err
		case gone[e.Subject].IsZero() && len(e.Content) > 0 && (e.Actor == complaint.Citizen || k == complaint.WrittenOut):
			left[e.Subject]++
		}
		return nil
	}); err != nil {
		return r, err
	}
	for subject := range gone {
		r.Checked++
		if left[subject] > 0 {
			r.Wrong = append(r.Wrong, subject+": words that were to be erased still stand")
		}
	}
	if err := eachKept(ctx, tx, func(subject string, place bool, oldest *time.Time) {
		at, is := gone[subject]
		if is && (place || oldest != nil && oldest.Before(at)) {
			r.Wrong = append(r.Wrong, subject+": a file or the place of it still stands")
		}
	}); err != nil {
		return r, err
	}
	unmarked, err := rights.Unmarked(ctx, tx)
	for _, q := range unmarked {
		r.Wrong = append(r.Wrong, q.Subject()+": its erasure is not marked")
	}
	slices.Sort(r.Wrong)
	return r, err
}

// eachKept walks the cases that are nobody's by inheritance, with whether their
// place is kept and when the oldest file was sent that is; nil for none.
func eachKept(ctx context.Context, tx pgx.Tx, do func(subject string, place bool, oldest *time.Time)) error {
	rows, err := tx.Query(ctx, `
		SELECT 'case:' || id, place <> '' OR latitude IS NOT NULL,
			(SELECT min(wanted_at) FROM wanted w WHERE w.subject = 'case:' || c.id AND w.role = $1 AND w.digest IS NOT NULL)
		FROM complaint c
		WHERE inherited_at IS NULL`, complaint.Citizen)
	if err != nil {
		return fmt.Errorf("look for what was to be erased: %w", err)
	}
	var subject string
	var place bool
	var oldest *time.Time
	if _, err := pgx.ForEachRow(rows, []any{&subject, &place, &oldest}, func() error {
		do(subject, place, oldest)
		return nil
	}); err != nil {
		return fmt.Errorf("look for what was to be erased: %w", err)
	}
	return nil
}
