package notice_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// What a citizen hears of a case replies to the first message about it, and to
// none about another case.
func TestNewsRepliesToTheFirstMessage(t *testing.T) {
	o, d := desk(t)
	at := testkit.Time("2026-10-05 09:00")
	id, other := o.File(at, "budi", "bayung"), o.File(at, "budi", "bayung")
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		for key, about := range map[string]complaint.ID{"receipt:1": id, "receipt:2": other} {
			row := outbox.Row{Key: key, Address: "tg:sari", Lane: outbox.Replies, About: about.Subject(), Message: outbox.Message{HTML: "✅"}}
			if err := outbox.Put(ctx, tx, at, row); err != nil {
				return err
			}
		}
		return nil
	})
	o.Exec(`UPDATE outbox SET state = 'sent', message_id = right(key, 1) WHERE key LIKE 'receipt:%'`)
	o.Act(at, id, office.Accept)
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		c, err := complaint.Find(ctx, tx, id)
		if err != nil {
			return err
		}
		way, _, err := complaint.WayTo(ctx, tx, id)
		if err != nil {
			return err
		}
		return d.Accepted(ctx, tx, at, "first", c, complaint.Beside{Way: way})
	})
	o.Exec(`UPDATE outbox SET state = 'sent', message_id = '3' WHERE key = 'first:warga'`)
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		c, err := complaint.Find(ctx, tx, id)
		if err != nil {
			return err
		}
		return d.Answered(ctx, tx, at, "second", c, "Kami periksa hari ini.", false)
	})
	n := o.Int(`SELECT count(*) FROM outbox WHERE key IN ('first:warga', 'second:warga') AND after_key = 'receipt:1'`)
	if n != 2 {
		t.Errorf("%d of 2 messages reply to the receipt of their case", n)
	}
}
