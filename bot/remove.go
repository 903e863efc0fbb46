package bot

import (
	"context"
	"slices"
	"strconv"

	tg "github.com/go-telegram/bot"

	"tanggap/internal/outbox"
)

// removedAtOnce is how many messages Telegram deletes in one call.
const removedAtOnce = 100

// remove deletes messages of ours, before what is said of it is sent: done
// again it changes nothing. left says that some could not be deleted; no is the
// outcome of the whole message where Telegram did not answer.
func (s *Sender) remove(ctx context.Context, d Delivery, c outbox.Claimed) (left bool, no *Outcome) {
	var ids []int
	for _, id := range c.Message.Removes {
		if n, err := strconv.Atoi(id); err == nil {
			ids = append(ids, n)
		}
	}
	for some := range slices.Chunk(ids, removedAtOnce) {
		o := s.Client.Clear(ctx, d, some)
		switch {
		case o.Verdict == Delivered:
		case o.Verdict == Refused:
			left = true
		case o.Verdict == Unknown:
			return left, &Outcome{Verdict: NotSent, Reason: o.Reason}
		default:
			return left, &o
		}
	}
	return left, nil
}

// Clear deletes up to a hundred messages of a chat: those that Telegram does
// not know any more it passes over. Refused says that it deleted none.
func (c *Client) Clear(ctx context.Context, d Delivery, ids []int) Outcome {
	x := &exchange{leading: d.Leading}
	_, err := c.api.DeleteMessages(recorded(ctx, x), &tg.DeleteMessagesParams{ChatID: d.Chat, MessageIDs: ids})
	return c.judge(x, shape{Delivery: d}, err)
}
