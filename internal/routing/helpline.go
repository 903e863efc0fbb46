package routing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/screen"
)

// Helpline is who helps with a topic beside the regency's offices.
type Helpline struct {
	Topic   string
	Name    string
	Contact string // a number, a page, or where to ask
}

// Topics that are no danger and no matter of a text.
const (
	TopicEmergency = "darurat" // every danger
	TopicElsewhere = "luar"    // places beyond the regency
)

// Topics names what there may be helplines for: those two, every danger and
// every matter that a text is looked through for.
func Topics() []string {
	all := []string{TopicEmergency}
	for _, d := range screen.AllDangers() {
		all = append(all, string(d))
	}
	for _, m := range screen.AllMatters() {
		all = append(all, string(m))
	}
	return append(all, TopicElsewhere)
}

// Helplines gives all of them, those of a topic in the order in which they are
// told.
func Helplines(ctx context.Context, tx pgx.Tx) ([]Helpline, error) {
	rows, err := tx.Query(ctx, `
		SELECT topic, name, contact
		FROM helpline
		ORDER BY topic, position`)
	if err != nil {
		return nil, fmt.Errorf("list helplines: %w", err)
	}
	hs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Helpline])
	if err != nil {
		return nil, fmt.Errorf("list helplines: %w", err)
	}
	return hs, nil
}

// PutHelplines makes a list the list: what is not in it is there no more.
func PutHelplines(ctx context.Context, tx pgx.Tx, _ time.Time, rows []Helpline) (roster.Changes, error) {
	var done roster.Changes
	before, err := Helplines(ctx, tx)
	if err != nil {
		return done, err
	}
	for _, h := range rows {
		done.Count(slices.Contains(before, h), true)
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Helpline) int { return slices.Index(Topics(), a.Topic) - slices.Index(Topics(), b.Topic) })
	byTopic := func(all []Helpline) map[string][]Helpline {
		of := map[string][]Helpline{}
		for _, h := range all {
			of[h.Topic] = append(of[h.Topic], h)
		}
		return of
	}
	was, is := byTopic(before), byTopic(rows)
	if same := len(before) == len(rows) && !slices.ContainsFunc(Topics(), func(t string) bool { return !slices.Equal(was[t], is[t]) }); same {
		return done, nil
	}
	var batch pgx.Batch
	batch.Queue(`DELETE FROM helpline`)
	for _, t := range Topics() {
		for i, h := range is[t] {
			batch.Queue(`
				INSERT INTO helpline (topic, position, name, contact)
				VALUES ($1, $2, $3, $4)`, h.Topic, i+1, h.Name, h.Contact)
		}
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store helplines: %w", err)
	}
	return done, roster.Touch(ctx, tx)
}

// Helplines are those of a topic.
func (e *Edition) Helplines(topic string) []Helpline { return e.helplines[topic] }
