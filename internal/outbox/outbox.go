package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Lane says what a message must not be delayed by: a lower lane goes first.
type Lane int16

// The lanes. Quiet hours hold lanes 2 and 3 only.
const (
	Replies     Lane = 1 // what a person's own act brings back, and what citizens hear of their case
	Assignments Lane = 2 // cards and reminders to staff
	Broadcasts  Lane = 3 // scorecards and the like
)

// Button is one button below a message: a route of the bot by name with
// arguments, or a link.
type Button struct {
	Label string
	Name  string   `json:",omitempty"` // "case.answer"
	Args  []string `json:",omitempty"`
	URL   string   `json:",omitempty"`
}

// Message is what a person gets to see. HTML is the small HTML that Telegram
// knows; everything that people typed is escaped in it.
type Message struct {
	HTML    string
	Buttons [][]Button `json:",omitempty"`
	Photos  [][]byte   `json:",omitempty"` // digests of attachments; HTML becomes the caption of the first
	File    *File      `json:",omitempty"` // a file of our own making; HTML becomes its caption
	Protect bool       `json:",omitempty"` // cannot be forwarded or saved
	Silent  bool       `json:",omitempty"`

	// Removes are messages of ours in this chat that are deleted first; Left is
	// said instead where one of them could not be.
	Removes []string `json:",omitempty"`
	Left    string   `json:",omitempty"`
}

// File is a file that is kept nowhere but in its message, until that is sent.
type File struct {
	Name, Media string
	Bytes       []byte
}

// Row is a message with where it goes and what it hangs on.
type Row struct {
	Key       string // unique for ever: "upd:…:0", "sla:17:due", "card:2026-W48:1986…"
	Address   string // a chat's own ("tg:12345"), or one that only the sender resolves ("sealed:12")
	Lane      Lane
	About     string // the subject that a reply to it belongs to: "case:12"
	Begins    int64  // the stretch whose clock starts when this is delivered; 0 for none
	After     string // key of a row to this address that must be sent first
	Edit      bool   // with After: change that message rather than sending a new one
	Reply     bool   // with After: quote that message
	Thread    bool   // quote the first message about the same subject that arrived there, if one has
	HeldUntil time.Time
	Fleeting  bool // nothing of it is kept once it was sent or given up
	Message   Message
}

// payload is what the column holds until the message is sent.
type payload struct {
	Message Message
	Edit    bool `json:",omitempty"`
	Reply   bool `json:",omitempty"`
}

// Put adds messages; one whose key is there already is left as it is. A
// message too long for one goes as several: the last, with the buttons, has
// the key itself, those before it the key with "#1", "#2" …
//
// A message that follows one held for quiet hours is held with it, except for
// a reply, which nothing holds.
func Put(ctx context.Context, tx pgx.Tx, now time.Time, rows ...Row) error {
	var batch pgx.Batch
	if err := Queue(&batch, now, rows...); err != nil || batch.Len() == 0 {
		return err
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("put %d messages: %w", batch.Len(), err)
	}
	return nil
}

// Queue is Put in a batch.
func Queue(batch *pgx.Batch, now time.Time, rows ...Row) error {
	var plain []any // the arguments of rows that go in one statement
	flush := func() {
		if n := len(plain) / putColumns; n > 0 {
			batch.Queue(putSQL[n-1], plain...)
			plain = nil
		}
	}
	for _, whole := range rows {
		if err := whole.Message.check(); err != nil {
			return fmt.Errorf("put a message: %w", err) // the key may name a person
		}
		for _, r := range whole.parts() {
			p, err := json.Marshal(payload{Message: r.Message, Edit: r.Edit, Reply: r.Reply || r.Thread})
			if err != nil {
				return fmt.Errorf("encode a message: %w", err)
			}
			args := []any{r.Key, r.Address, r.Lane, r.About, r.Begins, r.After, p, now, optional(r.HeldUntil), r.Fleeting}
			follows := r.After != "" && r.Lane != Replies || r.Key != whole.Key
			if !follows && !r.Thread {
				if plain = append(plain, args...); len(plain) == putColumns*len(putSQL) {
					flush()
				}
				continue
			}
			flush() // those before it go before it
			if follows {
				batch.Queue(putBehindSQL, append(args, whole.Key, r.Thread)...)
			} else {
				batch.Queue(putThreadSQL, args...)
			}
		}
	}
	flush()
	return nil
}

// Each of these is planned once, which one for everything would not be: with
// values in place of its conditions another plan looks cheaper every time.
// putSQL puts one row, two, three or four.
var putSQL = [4]string{putRows(1), putRows(2), putRows(3), putRows(4)}

const putColumns = 10

func putRows(n int) string {
	values := make([]string, n)
	for i := range values {
		var at [putColumns]any
		for c := range at {
			at[c] = i*putColumns + c + 1
		}
		values[i] = fmt.Sprintf(`($%d, $%d, $%d, NULLIF($%d, ''), NULLIF($%d::bigint, 0), NULLIF($%d, ''), $%d, $%d, $%d, $%d)`, at[:]...)
	}
	return `
	INSERT INTO outbox (key, address, lane, about, begins, after_key, payload, put_at, held_until, fleeting)
	VALUES ` + strings.Join(values, ", ") + `
	ON CONFLICT (key) DO NOTHING`
}

const putThreadSQL = `
	INSERT INTO outbox (key, address, lane, about, begins, after_key, payload, put_at, held_until, fleeting)
	VALUES ($1, $2, $3, NULLIF($4, ''), NULLIF($5::bigint, 0), COALESCE(NULLIF($6, ''), ` + firstAbout + `), $7, $8, $9, $10)
	ON CONFLICT (key) DO NOTHING`

const firstAbout = `(
		SELECT f.key
		FROM outbox f
		WHERE f.address = $2 AND f.message_id IS NOT NULL AND f.about = $4
		ORDER BY f.id
		LIMIT 1)`

// putBehindSQL is for what follows something that may be held, and for the
// parts of a message: those of one that was put before, with other words and so
// perhaps in another number of parts, are not put again.
const putBehindSQL = `
	INSERT INTO outbox (key, address, lane, about, begins, after_key, payload, put_at, held_until, fleeting)
	SELECT $1, $2, $3, NULLIF($4, ''), NULLIF($5::bigint, 0), COALESCE(NULLIF($6, ''), CASE WHEN $12 THEN ` + firstAbout + ` END), $7, $8,
		CASE WHEN $6 = '' OR $3::smallint = 1 THEN $9::timestamptz
		ELSE GREATEST($9, (SELECT a.held_until FROM outbox a WHERE a.key = $6 AND a.state = 'queued')) END, $10
	WHERE $1 = $11 OR NOT EXISTS (SELECT FROM outbox o WHERE o.key = $11)
	ON CONFLICT (key) DO NOTHING`

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
