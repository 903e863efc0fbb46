package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// bare takes everything off a fleeting message that ends undelivered but the
// reason, which is the operator's.
const bare = `
	key = CASE WHEN fleeting THEN 'gone:' || id ELSE key END,
	address = CASE WHEN fleeting THEN '' ELSE address END,
	about = CASE WHEN fleeting THEN NULL ELSE about END,
	after_key = CASE WHEN fleeting THEN NULL ELSE after_key END,
	payload = CASE WHEN fleeting THEN NULL ELSE payload END`

// GiveUp ends the fleeting messages that were put before a time and have not
// been sent, and says how many: what they tell must not lie here any longer.
// Those that Recover ended it takes bare as well.
func GiveUp(ctx context.Context, tx pgx.Tx, before time.Time) (int, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE outbox
		SET state = 'dead', held_until = NULL, reason = CASE WHEN state = 'dead' THEN reason ELSE 'too late' END, `+bare+`
		WHERE fleeting
		AND (state = 'queued' AND put_at < $1 OR state = 'dead' AND address <> '')`, before)
	if err != nil {
		return 0, fmt.Errorf("give up fleeting messages: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// said are the rows of a conversation that belong to no case and to no period:
// what the bot answered to what somebody wrote, by their keys.
const said = `address = $1 AND about IS NULL AND (key LIKE 'upd:%' OR key LIKE 'receipt:%' OR key LIKE 'flood:%')`

// ForgetSaid deletes the trace of what was said in a chat and belongs to no
// case, but for the messages with these keys. It says whether anything of it
// still waits to be sent, and so is still here.
func ForgetSaid(ctx context.Context, tx pgx.Tx, address string, but []string) (waits bool, err error) {
	if but == nil {
		but = []string{} // a NULL would keep everything
	}
	_, err = tx.Exec(ctx, `
		DELETE FROM outbox
		WHERE `+said+`
		AND state IN ('sent', 'uncertain', 'dead')
		AND key <> ALL ($2)`, address, but)
	if err == nil {
		err = tx.QueryRow(ctx, `
			SELECT EXISTS (
				SELECT FROM outbox
				WHERE `+said+`
				AND state IN ('queued', 'sending'))`, address).Scan(&waits)
	}
	if err != nil {
		return false, fmt.Errorf("forget what was said: %w", err)
	}
	return waits, nil
}
