// Package turn is one update on its way through the bot: what came in, from
// whom, and what a handler answers. Handlers live in the packages of those
// who talk (citizen, officer); each gives its rows of the route table.
package turn

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/locale"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/response"
	"tanggap/internal/rights"
	"tanggap/internal/roster"
	"tanggap/internal/text"
	"tanggap/internal/visit"
)

// Free and Edit are the routes of messages that no step takes: outside any
// dialog (or in reply to a case that the dialog is not about), and changes of a
// message sent before.
const (
	Free = "free"
	Edit = "edit"
)

// Refusals of the bot itself.
const (
	ErrStale      refusal.Code = "turn.stale"       // a press that makes no sense (any more): an old message, or a forged one
	ErrNotAllowed refusal.Code = "turn.not_allowed" // not for this person's roles
)

// Office is what an installation gives to every handler.
type Office struct {
	Desk     *complaint.Desk
	Text     *text.Speaker
	Notice   *notice.Desk
	Visits   *visit.Desk
	Rights   *rights.Desk
	Username func() string   // the bot's own without @; "" while Telegram has not said it
	Clocks   *response.Store // may be away, or nil: what is read there has another source
	Public   string          // PUBLIC_URL, "" when there is none
}

// Turn is one update.
type Turn struct {
	*Office
	Now      time.Time // office time
	Update   string    // drawn: keys of what this update puts into the outbox begin with it, and tell nothing of it
	Address  string
	Bears    complaint.ID // the case that a good pass was brought for; 0 for none
	Owner    string       // as whom the domain knows the writer: their address, or complaint.Bearer with a good pass
	Account  account.Account
	Lang     locale.Lang
	Employee *roster.Employee // nil for a citizen
	Superior bool             // is somebody's superior or head, or has the role atasan
	Dialog   dialog.Dialog    // as it stood; a handler changes it by its Answer only
	In       Incoming
}

// Incoming is what the person sent: a press (Button), or a message.
type Incoming struct {
	ID        string // the channel's name of the message, the same when it is edited; "" for a press
	SentAt    time.Time
	Text      string // of the message, or the caption
	Command   string // "/status", without the bot's name; "" for none
	Rest      string // what follows the command
	Button    string // the route that was pressed
	Args      []string
	Pass      string // complaint.Desk.Pass, which a button of a case without a trace carries behind its arguments
	On        string // key of the outbox row whose button was pressed, "" if unknown
	Files     []attachment.File
	Album     string // messages of one album share it
	Location  *Location
	Contact   bool   // somebody's number and name, which nobody reads
	About     string // the subject that the message replies to: "case:12"
	Orphan    bool   // it replies to a message of ours of which nothing is kept, as of anonymous cases
	Forwarded bool
	Edited    bool
	Other     bool // a sticker, a game …: nothing that can be kept
}

// Location is a pin.
type Location struct{ Latitude, Longitude float64 }

// Answer is what a handler gives back. The zero Answer says nothing and ends
// the dialog.
type Answer struct {
	Step  string // the dialog's next step; dialog.Idle ends it
	Data  any    // what that step needs; a step about a case keeps its id as "case"
	Stay  bool   // leave the dialog as it is
	Draft bool   // Data is a draft that the person is to be reminded of
	Quiet bool   // with Draft: nobody wrote anything, so that the reminder stays due when it was

	Say   []outbox.Message // to this chat, in order
	About string           // the subject that they are about

	// Contact is how the reporter of the case is reached that this is About, so
	// that nobody has to look; "" where the handler has not the case at hand.
	Contact complaint.Contact

	Edit   *outbox.Message // instead of the message whose button was pressed
	Toast  string          // what the tap itself answers, plain text
	Rows   []outbox.Row    // to this chat, where Say and Edit are not enough (keys of their own)
	Remove bool            // take the message whose button was pressed out of the chat, best effort
	Menu   bool            // the person's commands may have changed
	Gone   []string        // other addresses, which speak for nobody any more

	// Discreet says that this is about somebody's anonymous case: nothing is
	// kept of what is said once it was sent, and a dialog is given up after a
	// day. What is About an own sealed case, or was opened by a pass, is
	// discreet without it.
	Discreet bool
	For      time.Duration // how long such a dialog is kept; 0 for a day
	// Pass is the case whose code and PIN were right just now: the buttons of
	// what is said about it carry a pass.
	Pass complaint.ID
}

// PassMark begins the argument of a button that is a pass.
const PassMark = "~"

// Handler does what a route stands for. It refuses with a refusal.Code, whose
// sentence the person gets; any other error is a fault.
type Handler func(ctx context.Context, tx pgx.Tx, t *Turn) (Answer, error)

// Who may use a route.
type Who int

// From narrow to wide is not an order: each row names one.
const (
	Everyone Who = iota
	Staff        // employees who hold cases
	Helper       // those who may file for others
	Superior     // superiors and heads
	Verifier
	Admin
	Inspector // the inspectorate, and the secretary for what is the inspectorate's own
)

// Route is one row of the table: a command, a button, or a step that takes
// what the person writes. Exactly one of the three is set.
type Route struct {
	Command string // "/lapor"
	Button  string // "lapor.send"
	Step    string // "lapor.draft"
	Who     Who
	Menu    bool // the command is shown in the menu and in /bantuan
	Page    bool // … only where the service has pages, without which it does not work
	Do      Handler
}

// May says whether somebody may use routes for w.
func (t *Turn) May(w Who) bool {
	switch w {
	case Everyone:
		return true
	case Staff:
		return t.Employee != nil && !t.Employee.Mitra()
	case Helper:
		return t.Employee != nil && t.Employee.Helps()
	case Superior:
		return t.Employee != nil && t.Superior
	case Verifier:
		return t.Employee != nil && t.Employee.Has(roster.RoleVerifikator)
	case Admin:
		return t.Employee != nil && t.Employee.Has(roster.RoleAdmin)
	case Inspector:
		return t.Employee != nil && (t.Employee.Has(roster.RoleInspektorat) || t.Employee.Has(roster.RoleSekda))
	}
	return false
}

// Key is the outbox key of message n of this turn's Say.
func (t *Turn) Key(n int) string { return t.Update + ":" + strconv.Itoa(n) }

// Case is the case that argument n of the press names; ErrStale if none. That
// the presser may act on it is for the domain to say.
func (t *Turn) Case(n int) (complaint.ID, error) {
	i, err := t.Int(n)
	return complaint.ID(i), err
}

// Int is argument n of the press as a number; ErrStale if it is none.
func (t *Turn) Int(n int) (int64, error) {
	i, err := strconv.ParseInt(t.Arg(n), 10, 64)
	if err != nil || i <= 0 {
		return 0, ErrStale
	}
	return i, nil
}

// Arg is argument n of the press, "" if there is none.
func (t *Turn) Arg(n int) string {
	if n >= len(t.In.Args) {
		return ""
	}
	return t.In.Args[n]
}

// Read decodes what the dialog's step keeps.
func (t *Turn) Read(into any) error {
	if len(t.Dialog.Data) == 0 {
		return ErrStale
	}
	if err := json.Unmarshal(t.Dialog.Data, into); err != nil {
		return fmt.Errorf("read the dialog %s: %w", t.Dialog.Step, err)
	}
	return nil
}

// Typed says whether somebody wrote what stands on one of some buttons, or its
// first word, instead of pressing it.
func (t *Turn) Typed(buttons ...string) bool {
	return slices.ContainsFunc(buttons, func(name string) bool {
		label := bare(t.Text.Label(t.Lang, name))
		first, _, _ := strings.Cut(label, " ")
		return t.Wrote(label) || t.Wrote(first)
	})
}

// Wrote says whether the whole message is these words, whatever signs stand
// around them.
func (t *Turn) Wrote(words string) bool {
	return bare(t.In.Text) != "" && strings.EqualFold(bare(t.In.Text), bare(words)) && len(t.In.Files) == 0 && t.In.Location == nil
}

func bare(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
