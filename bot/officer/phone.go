package officer

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// The steps of a call to the owner of a case that a helper filed: the last
// digits of the PIN are typed, then what the owner says.
const (
	stepDigits = "phone.digits"
	stepSpoken = "phone.spoken" // the digits fit; the owner's word is waited for
	stepWhy    = "phone.why"
)

// spokenFor is how long a call lasts at most once the digits were right.
const spokenFor = time.Hour

// call is what those steps keep. That the digits fit stands in the step alone,
// where no press can forge it.
type call struct {
	Case complaint.ID `json:"case"`
	At   time.Time    `json:"at"`
}

// phoneRoutes are for verifiers. Whom they may call the case says.
func (d desk) phoneRoutes() []turn.Route {
	return []turn.Route{
		{Button: "phone.open", Who: turn.Verifier, Do: onCase(phoneOpen)},
		{Button: "phone.done", Who: turn.Verifier, Do: phoneDone},
		{Button: "phone.not", Who: turn.Verifier, Do: phoneNot},
		{Step: stepDigits, Who: turn.Verifier, Do: d.phoneDigits},
		{Step: stepSpoken, Who: turn.Verifier, Do: d.phoneTyped},
		{Step: stepWhy, Who: turn.Verifier, Do: d.phoneWhy},
	}
}

// callList lists whom a verifier may call; false when there is nobody.
func callList(ctx context.Context, tx pgx.Tx, t *turn.Turn) (outbox.Message, bool, error) {
	if !t.May(turn.Verifier) {
		return outbox.Message{}, false, nil
	}
	waiting, err := complaint.ToCall(ctx, tx)
	if err != nil {
		return outbox.Message{}, false, err
	}
	var tasks []complaint.Task
	for _, c := range waiting {
		paper, has, err := complaint.PaperOf(ctx, tx, c)
		if err != nil {
			return outbox.Message{}, false, err
		}
		may, err := t.Desk.MayCall(ctx, tx, t.Employee.NIP, c, paper)
		if err != nil {
			return outbox.Message{}, false, err
		}
		if has && may {
			tasks = append(tasks, complaint.Task{Complaint: c})
		}
	}
	if len(tasks) == 0 {
		return outbox.Message{}, false, nil
	}
	l := text.TaskList{Total: len(tasks)}
	l.Lines, err = t.Notice.Lines(ctx, tx, t.Now, tasks[:min(len(tasks), turn.PerPage)])
	if err != nil {
		return outbox.Message{}, false, err
	}
	m, err := t.Text.CallList(t.Lang, l)
	return m, true, err
}

// phoneOpen says whom to call, and waits for the digits.
func phoneOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	c, paper, err := t.Desk.Callable(ctx, tx, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	view, err := t.Notice.Call(ctx, tx, t.Now, c, paper, "")
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.CallDigits(t.Lang, view))
	a.Step, a.Data = stepDigits, call{c.ID, t.Now}
	return a, err
}

// phoneDigits takes the digits. A wrong one is no refusal: its count must
// survive.
func (d desk) phoneDigits(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var s call
	if err := t.Read(&s); err != nil {
		return turn.Answer{}, err
	}
	digits, is := spoken(t.In.Text)
	if !is || t.Late(s.At) {
		return d.elsewhere(ctx, tx, t)
	}
	c, paper, err := t.Desk.Callable(ctx, tx, t.Employee.NIP, s.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	if len(digits) != complaint.SpokenDigits {
		return turn.Answer{Stay: true, Say: []outbox.Message{t.Text.CallAgain(t.Lang, c.Code, false)}}, nil
	}
	found, err := t.Desk.Spoken(ctx, tx, t.Now, t.Address, paper.Code, digits)
	if err != nil {
		return turn.Answer{}, err
	}
	if !found.OK {
		a := turn.Answer{Stay: !found.Locked, Say: []outbox.Message{t.Text.CallAgain(t.Lang, c.Code, found.Locked)}}
		return a, nil
	}
	view, err := t.Notice.Call(ctx, tx, t.Now, c, paper, "")
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.CallWord(t.Lang, view))
	a.Step, a.Data = stepSpoken, call{c.ID, t.Now}
	return a, err
}

// spoken reads digits as people type them; false for anything else.
func spoken(s string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	for _, r := range s {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	return s, s != ""
}

// inCall is the call whose digits were right, for a press that belongs to it.
func inCall(t *turn.Turn) (call, error) {
	var s call
	id, err := t.Case(0)
	if err != nil || t.Dialog.Step != stepSpoken || t.Read(&s) != nil || s.Case != id || t.Now.Sub(s.At) > spokenFor {
		return call{}, ErrStale
	}
	return s, nil
}

// phoneDone records that it is done according to its owner.
func phoneDone(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, err := inCall(t)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.ConfirmByPhone(ctx, tx, t.Now, t.Employee.NIP, s.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	if !c.State.Open() {
		if err := t.Notice.Confirmed(ctx, tx, t.Now, t.Update+":selesai", c); err != nil {
			return turn.Answer{}, err
		}
	}
	m := t.Text.CallDone(t.Lang, c)
	return turn.Answer{Edit: &m}, nil
}

// phoneNot asks what is not done.
func phoneNot(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, err := inCall(t)
	if err != nil {
		return turn.Answer{}, err
	}
	c, _, err := t.Desk.Callable(ctx, tx, t.Employee.NIP, s.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	s.At = t.Now
	return turn.Answer{Step: stepWhy, Data: s, Say: []outbox.Message{t.Text.CallWhy(t.Lang, c.Code)}}, nil
}

// phoneTyped takes what is typed while the owner's word is waited for: the
// words of a button.
func (d desk) phoneTyped(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var s call
	if err := t.Read(&s); err != nil {
		return turn.Answer{}, err
	}
	t.In.Args = []string{strconv.FormatInt(int64(s.Case), 10)}
	switch {
	case t.Wrote(t.Text.Label(t.Lang, "phone.done")):
		return phoneDone(ctx, tx, t)
	case t.Wrote(t.Text.Label(t.Lang, "phone.not")):
		return phoneNot(ctx, tx, t)
	}
	return d.elsewhere(ctx, tx, t)
}

// phoneWhy records that it is not done, and in whose words.
func (d desk) phoneWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var s call
	if err := t.Read(&s); err != nil {
		return turn.Answer{}, err
	}
	if t.Now.Sub(s.At) > spokenFor {
		return d.elsewhere(ctx, tx, t)
	}
	if strings.TrimSpace(t.In.Text) == "" {
		return turn.Aside(t.Text.ProposalWords(t.Lang))
	}
	c, again, err := t.Desk.ReopenByPhone(ctx, tx, t.Now, t.Employee.NIP, s.Case, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if c, _, err = t.Notice.Reopened(ctx, tx, t.Now, c, again, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	return turn.Answer{Say: []outbox.Message{t.Text.CallDone(t.Lang, c)}}, nil
}
