// Package ledger holds what may be evidence: a chain of entries for each
// subject, sealed each minute.
//
//   - An entry's digest covers the entry before it, so that nothing can be
//     changed, left out or put in between unnoticed.
//   - What a person wrote is bound by a salted commitment and stands in a row
//     of its own: erasing it leaves the chain whole and nothing to guess.
//   - A seal binds all entries since the seal before it under one Merkle root;
//     its number and first digits are printed on receipts, so that deleting
//     the newest entries shows too.
//
// Appending to one subject is serialised by its owner's lock (the case's row,
// the employee's row); two that race without it collide on (subject, seq) and
// one of them fails.
package ledger

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// New is what an owner says of an event.
type New struct {
	Subject string
	Kind    string
	Actor   string
	At      time.Time
	Facts   []byte // what the program decided, in the owner's own fixed encoding
	Content []byte // what a person wrote; nil for none
}

// Append adds entries to the chains of their subjects, in this order. The
// caller holds the locks that serialise these subjects.
func Append(ctx context.Context, tx pgx.Tx, entries ...New) error {
	var batch pgx.Batch
	for _, n := range entries {
		Queue(&batch, n)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("append to %s: %w", entries[0].Subject, err)
	}
	return nil
}

// Queue is Append in a batch.
func Queue(b *pgx.Batch, n New) {
	e := n.entry()
	head, tail := e.ends()
	b.Queue(appendSQL, e.Subject, e.Kind, e.Actor, e.At, e.RecordedAt, e.Facts, e.Commitment, head, tail, e.Salt, e.Content)
}

// entry is the link, without its place in the chain.
func (n New) entry() Entry {
	e := Entry{
		Subject: n.Subject, Kind: n.Kind, Actor: n.Actor,
		At: n.At.Truncate(time.Microsecond), RecordedAt: time.Now().UTC().Truncate(time.Microsecond),
		Facts: n.Facts, Commitment: []byte{}, Content: n.Content,
	}
	if e.Facts == nil {
		e.Facts = []byte{}
	}
	if n.Content != nil {
		e.Salt = make([]byte, 32)
		rand.Read(e.Salt) // never fails
		e.Commitment = commitment(e.Salt, n.Content)
	}
	return e
}

// Begin writes the first entries of a new subject's chain, in this order. It
// fails where the subject has a chain.
func Begin(ctx context.Context, tx pgx.Tx, entries ...New) error {
	var kinds, actors []string
	var ats, recorded []time.Time
	var facts, commitments, previous, digests, salts, contents [][]byte
	last := []byte{}
	for i, n := range entries {
		e := n.entry()
		e.Seq, e.Previous = i+1, last
		last = e.digest()
		kinds, actors = append(kinds, e.Kind), append(actors, e.Actor)
		ats, recorded = append(ats, e.At), append(recorded, e.RecordedAt)
		facts, commitments = append(facts, e.Facts), append(commitments, e.Commitment)
		previous, digests = append(previous, e.Previous), append(digests, last)
		salts, contents = append(salts, e.Salt), append(contents, e.Content)
	}
	var batch pgx.Batch
	batch.Queue(beginSQL, entries[0].Subject, previous, kinds, actors, ats, recorded, facts, commitments, digests, salts, contents)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("begin %s: %w", entries[0].Subject, err)
	}
	return nil
}

const beginSQL = `
	WITH given AS (
		SELECT *
		FROM unnest($2::bytea[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bytea[], $8::bytea[], $9::bytea[],
			$10::bytea[], $11::bytea[])
		WITH ORDINALITY AS g (previous, kind, actor, at, recorded_at, facts, commitment, digest, salt, body, seq)),
	entry AS (
		INSERT INTO ledger_entry (subject, seq, previous, kind, actor, at, recorded_at, facts, commitment, digest)
		SELECT $1, seq, previous, kind, actor, at, recorded_at, facts, commitment, digest
		FROM given
		ORDER BY seq
		RETURNING id, seq)
	INSERT INTO ledger_content (entry, salt, body)
	SELECT e.id, g.salt, g.body
	FROM given g
	JOIN entry e USING (seq)
	WHERE g.salt IS NOT NULL`

// The digest is taken where the end of the chain is, and saves asking for it
// first: it is Entry.digest, which every proof computes again.
const appendSQL = `
	WITH previous AS (
		SELECT seq, digest
		FROM ledger_entry
		WHERE subject = $1
		ORDER BY seq DESC
		LIMIT 1),
	place AS (
		SELECT COALESCE((SELECT seq FROM previous), 0) + 1 AS seq, COALESCE((SELECT digest FROM previous), '') AS previous),
	entry AS (
		INSERT INTO ledger_entry (subject, seq, previous, kind, actor, at, recorded_at, facts, commitment, digest)
		SELECT $1, seq, previous, $2, $3, $4, $5, $6, $7,
			sha256($8::bytea || int8send(seq) || int8send(octet_length(previous)) || previous || $9::bytea)
		FROM place
		RETURNING id)
	INSERT INTO ledger_content (entry, salt, body)
	SELECT id, $10::bytea, $11::bytea
	FROM entry
	WHERE $10::bytea IS NOT NULL`

// Read gives a subject's chain from its beginning.
func Read(ctx context.Context, tx pgx.Tx, subject string) ([]Entry, error) {
	var es []Entry
	err := each(ctx, tx, ofSubject, []any{subject}, func(e Entry) error {
		es = append(es, e)
		return nil
	})
	return es, err
}

// QueueRead is Read in a batch, entry by entry.
func QueueRead(b *pgx.Batch, subject string, do func(Entry) error) {
	b.Queue(readSQL+ofSubject, subject).Query(func(rows pgx.Rows) error { return walk(rows, do) })
}

// Each walks every entry whose subject begins with prefix, chain by chain.
func Each(ctx context.Context, tx pgx.Tx, prefix string, do func(Entry) error) error {
	return each(ctx, tx, `WHERE starts_with(e.subject, $1) ORDER BY e.subject COLLATE "C", e.seq`, []any{prefix}, do)
}

const (
	readSQL = `
		SELECT e.id, e.subject, e.seq, e.previous, e.kind, e.actor, e.at, e.recorded_at, e.facts, e.commitment, e.digest, c.body, c.salt
		FROM ledger_entry e
		LEFT JOIN ledger_content c ON c.entry = e.id `
	// Asked for like this the planner never sees the subject itself, which looks
	// cheaper to it than any, so that it would plan each time anew.
	ofSubject = `WHERE e.subject = (SELECT $1::text) ORDER BY e.seq`
)

func each(ctx context.Context, tx pgx.Tx, where string, args []any, do func(Entry) error) error {
	rows, err := tx.Query(ctx, readSQL+where, args...)
	if err != nil {
		return fmt.Errorf("read chains: %w", err)
	}
	return walk(rows, do)
}

func walk(rows pgx.Rows, do func(Entry) error) error {
	defer rows.Close()
	for rows.Next() {
		e, err := pgx.RowToStructByPos[Entry](rows)
		if err != nil {
			return fmt.Errorf("read chains: %w", err)
		}
		if err := do(e); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read chains: %w", err)
	}
	return nil
}

// Follows says what is wrong with e as the entry after previous (nil for the
// first of a chain); "" when nothing is. Content that was erased proves
// nothing and breaks nothing.
func (e Entry) Follows(previous *Entry) string {
	seq, digest := 1, []byte{}
	if previous != nil {
		seq, digest = previous.Seq+1, previous.Digest
	}
	switch {
	case e.Seq != seq:
		return fmt.Sprintf("%s: entry %d where %d was expected", e.Subject, e.Seq, seq)
	case !bytes.Equal(e.Previous, digest):
		return fmt.Sprintf("%s: entry %d does not follow the one before it", e.Subject, e.Seq)
	case !bytes.Equal(e.Digest, e.digest()):
		return fmt.Sprintf("%s: entry %d was changed", e.Subject, e.Seq)
	case e.Salt != nil && !bytes.Equal(e.Commitment, commitment(e.Salt, e.Content)):
		return fmt.Sprintf("%s: the content of entry %d was changed", e.Subject, e.Seq)
	}
	return ""
}
