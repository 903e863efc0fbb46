package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// QueueToForget remembers that a chat's conversation is to be forgotten once
// nothing waits to be sent to it. Only the hour is kept: it must not fit to any
// case's.
func QueueToForget(b *pgx.Batch, now time.Time, address string) {
	b.Queue(`
		INSERT INTO to_forget (address, since)
		VALUES ($1, $2)
		ON CONFLICT DO NOTHING`, address, now.Truncate(time.Hour))
}

// ToForget lists up to limit chats whose conversation is to be forgotten, after
// one, by address.
func ToForget(ctx context.Context, tx pgx.Tx, after string, limit int) ([]string, error) {
	return list(ctx, tx, `
		SELECT address
		FROM to_forget
		WHERE address > $1
		ORDER BY address
		LIMIT $2`, after, limit)
}

// Visitors lists up to limit accounts, after one, by address, that have been
// there since before and of which nothing was asked to be kept: whoever finds
// no other reason to keep one may drop it.
func Visitors(ctx context.Context, tx pgx.Tx, before time.Time, after string, limit int) ([]string, error) {
	return list(ctx, tx, `
		SELECT address
		FROM account
		WHERE address > $1
		AND created_at < $2
		AND NOT chosen
		ORDER BY address
		LIMIT $3`, after, before, limit)
}

func list(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	addresses, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	return addresses, nil
}

// Drop forgets an account; whoever writes from it again is new.
func Drop(ctx context.Context, tx pgx.Tx, address string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM account
		WHERE address = $1`, address)
	if err != nil {
		return fmt.Errorf("drop an account: %w", err)
	}
	return nil
}

// Blur keeps of an account's times only the day: the moment might be that of
// something which nobody may bring together with it.
func Blur(ctx context.Context, tx pgx.Tx, address string) error {
	_, err := tx.Exec(ctx, `
		UPDATE account
		SET created_at = date_trunc('day', created_at), noticed_at = date_trunc('day', noticed_at)
		WHERE address = $1`, address)
	if err != nil {
		return fmt.Errorf("blur an account: %w", err)
	}
	return nil
}

// Forgotten says that nothing is left to forget of a chat.
func Forgotten(ctx context.Context, tx pgx.Tx, address string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM to_forget
		WHERE address = $1`, address)
	if err != nil {
		return fmt.Errorf("forget a chat: %w", err)
	}
	return nil
}

// Addresses lists all chats that are known.
func Addresses(ctx context.Context, tx pgx.Tx) ([]string, error) {
	return list(ctx, tx, `
		SELECT address
		FROM account
		ORDER BY address`)
}
