package roster

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/locale"
)

// Meeting is who writes from an address just now.
type Meeting struct {
	Account account.Account // who is new has the language of their app
	NIP     NIP             // of the employee for whom the address speaks; "" for none
}

// QueueMeet gives into who writes; for a Steady ctx it is the look at the
// version of the register, too.
func QueueMeet(ctx context.Context, b *pgx.Batch, address string, lang locale.Lang, into *Meeting) {
	into.Account = account.Account{Address: address, Lang: lang}
	b.Queue(`
		SELECT v.version, a.address IS NOT NULL, COALESCE(a.lang, $2), a.noticed_at IS NOT NULL, a.unreachable_at IS NOT NULL,
			COALESCE(c.nip, '')
		FROM register_version v
		LEFT JOIN account a ON a.address = $1
		LEFT JOIN contact c ON c.address = $1`, address, lang).
		QueryRow(func(row pgx.Row) error {
			var version int64
			a := &into.Account
			err := row.Scan(&version, &a.Known, &a.Lang, &a.Noticed, &a.Unreachable, &into.NIP)
			if l, steady := ctx.Value(lookKey{}).(*look); steady && err == nil {
				l.version, l.known = version, true
			}
			return err
		})
}
