// Package account knows the chats: which language they read, whether they have
// seen the notice, whether they can be reached, and which of them are to be
// forgotten.
package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/locale"
)

// Account is one chat, by its address ("tg:12345").
type Account struct {
	Address     string
	Lang        locale.Lang
	Noticed     bool // has been given the notice of /start
	Unreachable bool // has blocked the bot, or is gone
	Known       bool // there is a row of it
}

// Of gives the account of an address; an unknown one reads Indonesian and has
// seen nothing yet.
func Of(ctx context.Context, tx pgx.Tx, address string) (Account, error) {
	a := Account{Address: address, Lang: locale.ID}
	err := tx.QueryRow(ctx, `
		SELECT lang, noticed_at IS NOT NULL, unreachable_at IS NOT NULL
		FROM account
		WHERE address = $1`, address).Scan(&a.Lang, &a.Noticed, &a.Unreachable)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Account{}, fmt.Errorf("read account: %w", err)
	}
	return a, nil
}

// Seen remembers that a known address can be reached again.
func Seen(ctx context.Context, tx pgx.Tx, address string) error {
	_, err := tx.Exec(ctx, `
		UPDATE account
		SET unreachable_at = NULL
		WHERE address = $1
		AND unreachable_at IS NOT NULL`, address)
	if err != nil {
		return fmt.Errorf("see account: %w", err)
	}
	return nil
}

// Greet makes somebody known and reachable from here on.
func Greet(ctx context.Context, tx pgx.Tx, now time.Time, a Account) error {
	if a.Known && !a.Unreachable {
		return nil
	}
	var batch pgx.Batch
	batch.Queue(`
		INSERT INTO account (address, created_at, lang)
		VALUES ($1, $2, $3)
		ON CONFLICT (address) DO UPDATE
		SET unreachable_at = NULL`, a.Address, now, a.Lang)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("greet account: %w", err)
	}
	return nil
}

// Lose remembers that this address cannot be reached until it writes again.
func Lose(ctx context.Context, tx pgx.Tx, now time.Time, address string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account (address, created_at, unreachable_at)
		VALUES ($1, $2, $2)
		ON CONFLICT (address) DO UPDATE
		SET unreachable_at = COALESCE(account.unreachable_at, $2)`, address, now)
	if err != nil {
		return fmt.Errorf("lose account: %w", err)
	}
	return nil
}

// Speak sets the language that somebody asked for.
func Speak(ctx context.Context, tx pgx.Tx, now time.Time, address string, lang locale.Lang) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account (address, created_at, lang, chosen)
		VALUES ($1, $2, $3, true)
		ON CONFLICT (address) DO UPDATE
		SET lang = $3, chosen = true`, address, now, lang)
	if err != nil {
		return fmt.Errorf("set language: %w", err)
	}
	return nil
}

// Notice remembers that the notice was given to this address.
func Notice(ctx context.Context, tx pgx.Tx, now time.Time, address string) error {
	var batch pgx.Batch
	batch.Queue(`
		INSERT INTO account (address, created_at, noticed_at)
		VALUES ($1, $2, $2)
		ON CONFLICT (address) DO UPDATE
		SET noticed_at = COALESCE(account.noticed_at, $2)`, address, now)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("give notice: %w", err)
	}
	return nil
}

// Kept is what is kept of an account besides what Account says.
type Kept struct {
	Since   time.Time
	Noticed *time.Time // when the notice was given
	Chosen  bool       // the language was asked for
}

// KeptOf gives what is kept of an account; false when nothing is.
func KeptOf(ctx context.Context, tx pgx.Tx, address string) (Kept, bool, error) {
	var k Kept
	err := tx.QueryRow(ctx, `
		SELECT created_at, noticed_at, chosen
		FROM account
		WHERE address = $1`, address).Scan(&k.Since, &k.Noticed, &k.Chosen)
	if errors.Is(err, pgx.ErrNoRows) {
		return Kept{}, false, nil
	}
	if err != nil {
		return Kept{}, false, fmt.Errorf("read what is kept of an account: %w", err)
	}
	return k, true, nil
}

// AnyHour says whether whoever reads an address chose to be told outside their
// office's hours as well.
func AnyHour(ctx context.Context, tx pgx.Tx, address string) (chosen bool, err error) {
	err = tx.QueryRow(ctx, `SELECT any_hour FROM account WHERE address = $1`, address).Scan(&chosen)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return false, fmt.Errorf("read the hours of an account: %w", err)
	}
	return chosen, nil
}

// ChooseHours keeps that choice.
func ChooseHours(ctx context.Context, tx pgx.Tx, now time.Time, address string, anyHour bool) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account (address, created_at, any_hour)
		VALUES ($1, $2, $3)
		ON CONFLICT (address) DO UPDATE
		SET any_hour = $3`, address, now, anyHour)
	if err != nil {
		return fmt.Errorf("keep the hours of an account: %w", err)
	}
	return nil
}
