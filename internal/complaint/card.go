package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// A storm of new cases becomes one message: when CardsAlone cards have reached
// somebody within CardsWithin, the others wait for CardsWait and are told
// together. The holding of each begins when that message was delivered. What is
// urgent never waits.
const (
	CardsAlone  = 6
	CardsWithin = 10 * time.Minute
	CardsWait   = 2 * time.Minute

	bundleMost = 40 // cases in one message
	cardsKept  = 30 * 24 * time.Hour
)

// bundleFrom keeps the numbers of such messages apart from those of TellWith.
const bundleFrom = 1 << 40

// Bundles notes that a card is due to its holder at a moment, and says whether it
// is told together with others.
func Bundles(ctx context.Context, tx pgx.Tx, s Stretch, due time.Time) (bundled bool, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO card (stretch_id, nip, due_at, bundled)
		SELECT $1, $2, $3, (
			SELECT count(*) >= $4
			FROM card
			WHERE nip = $2
			AND due_at BETWEEN $5 AND $6)
		RETURNING bundled`,
		s.ID, s.Holder, due, CardsAlone, due.Add(-CardsWithin), due.Add(CardsWithin)).Scan(&bundled)
	if err != nil {
		return false, fmt.Errorf("note the card of case %d: %w", s.ComplaintID, err)
	}
	return bundled, nil
}

// ToBundle lists those whose waiting cards are to be told now, and forgets old ones.
func ToBundle(ctx context.Context, tx pgx.Tx, now time.Time) ([]roster.NIP, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM card WHERE due_at < $1 AND (begun OR NOT bundled)`, now.Add(-cardsKept)); err != nil {
		return nil, fmt.Errorf("forget old cards: %w", err)
	}
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT nip
		FROM card
		WHERE bundled AND told_with IS NULL
		AND due_at <= $1
		ORDER BY nip`, now.Add(-CardsWait))
	if err != nil {
		return nil, fmt.Errorf("list whose cards wait: %w", err)
	}
	nips, err := pgx.CollectRows(rows, pgx.RowTo[roster.NIP])
	if err != nil {
		return nil, fmt.Errorf("list whose cards wait: %w", err)
	}
	return nips, nil
}

// Bundle takes the waiting cards of somebody that are due, at most bundleMost, and
// gives the cases that are still theirs with the number by which the delivery of
// one message about them is known: what Begin takes. What went to somebody else
// meanwhile is forgotten.
func Bundle(ctx context.Context, tx pgx.Tx, now time.Time, nip roster.NIP) (cases []ID, number int64, err error) {
	rows, err := tx.Query(ctx, `
		WITH gone AS (
			DELETE FROM card k
			USING stretch s
			WHERE k.nip = $1 AND k.bundled AND k.told_with IS NULL
			AND s.id = k.stretch_id
			AND (s.to_at IS NOT NULL OR s.from_at IS NOT NULL))
		SELECT k.stretch_id, s.complaint_id
		FROM card k
		JOIN stretch s ON s.id = k.stretch_id AND s.to_at IS NULL AND s.from_at IS NULL
		WHERE k.nip = $1 AND k.bundled AND k.told_with IS NULL
		AND k.due_at <= $2
		ORDER BY s.complaint_id
		LIMIT $3
		FOR UPDATE OF k`, nip, now, bundleMost)
	if err != nil {
		return nil, 0, fmt.Errorf("bundle cards: %w", err)
	}
	var list []int64
	var stretch int64
	var id ID
	if _, err := pgx.ForEachRow(rows, []any{&stretch, &id}, func() error {
		list, cases = append(list, stretch), append(cases, id)
		return nil
	}); err != nil || len(list) == 0 {
		return nil, 0, err
	}
	if _, err := tx.Exec(ctx, `UPDATE card SET told_with = $1 WHERE stretch_id = ANY ($2)`, list[0], list); err != nil {
		return nil, 0, fmt.Errorf("bundle cards: %w", err)
	}
	return cases, -(bundleFrom + list[0]), nil
}

// bundleTold notes that such a message arrived. What follows for each case is for
// BeginCard.
func bundleTold(ctx context.Context, tx pgx.Tx, at time.Time, message int64) error {
	if _, err := tx.Exec(ctx, `UPDATE card SET told_at = $2 WHERE told_with = $1 AND told_at IS NULL`, message, at.Truncate(time.Microsecond)); err != nil {
		return fmt.Errorf("note that cards arrived: %w", err)
	}
	return nil
}

// Carded is a card that arrived with others.
type Carded struct {
	Stretch int64
	At      time.Time
}

// ToBeginCards lists the cards that arrived with others and whose clocks do not
// run yet.
func ToBeginCards(ctx context.Context, tx pgx.Tx, limit int) ([]Carded, error) {
	rows, err := tx.Query(ctx, `
		SELECT stretch_id, told_at
		FROM card
		WHERE told_with IS NOT NULL AND NOT begun
		AND told_at IS NOT NULL
		ORDER BY stretch_id
		LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list cards that arrived: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Carded])
	if err != nil {
		return nil, fmt.Errorf("list cards that arrived: %w", err)
	}
	return list, nil
}

// BeginCard starts the clock of a card that arrived with others.
func (d *Desk) BeginCard(ctx context.Context, tx pgx.Tx, c Carded) error {
	if err := d.Begin(ctx, tx, c.At, c.Stretch); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE card SET begun = true WHERE stretch_id = $1`, c.Stretch); err != nil {
		return fmt.Errorf("begin the card of stretch %d: %w", c.Stretch, err)
	}
	return nil
}

// Unopened says whether the card of a stretch was told with others, and its holder
// has not opened it: what the citizen sent waits for that.
func Unopened(ctx context.Context, tx pgx.Tx, stretch int64) (yes bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM card WHERE stretch_id = $1 AND bundled AND NOT opened)`, stretch).Scan(&yes)
	if err != nil {
		return false, fmt.Errorf("read whether a card was opened: %w", err)
	}
	return yes, nil
}

// OpenCard notes that the holder of a case opened it; true the first time where its
// card was told with others.
func OpenCard(ctx context.Context, tx pgx.Tx, id ID, nip roster.NIP) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE card
		SET opened = true
		WHERE nip = $2 AND bundled AND NOT opened
		AND stretch_id IN (SELECT s.id FROM stretch s WHERE s.complaint_id = $1 AND s.holder = $2)`, id, nip)
	if err != nil {
		return false, fmt.Errorf("open the card of case %d: %w", id, err)
	}
	return tag.RowsAffected() > 0, nil
}
