package citizen

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
)

// step is what a dialog keeps that is no draft. A draft that it interrupts it
// carries along.
type step struct {
	Case  complaint.ID  `json:"case,omitempty"`
	Pass  string        `json:"pass,omitempty"` // by which the case was opened, where it keeps no trace
	Code  string        `json:"code,omitempty"`
	Facts []string      `json:"facts,omitempty"` // what somebody who has lost a PIN knows
	Album string        `json:"album,omitempty"`
	At    time.Time     `json:"at,omitzero"`
	Kept  *notice.Draft `json:"kept,omitempty"`
	In    string        `json:"kept_in,omitempty"` // the step that the draft came from
}

// ours are the steps whose data is a step.
var ours = map[string]bool{
	stepCode: true, stepPIN: true, stepMore: true, stepAlbum: true, stepReply: true, stepWhy: true, stepObject: true, stepFace: true, stepComment: true, stepPressed: true, stepFacts: true,
}

// current is the step that the dialog stands at; false for a draft, somebody
// else's step, or none.
func current(t *turn.Turn) (step, bool) {
	var s step
	if !ours[t.Dialog.Step] || t.Read(&s) != nil {
		return step{}, false
	}
	return s, true
}

// held is the draft that waits in the dialog, and the step that it is in.
func held(t *turn.Turn) (notice.Draft, string, bool, error) {
	switch t.Dialog.Step {
	case notice.StepDraft, notice.StepChoice:
	default:
		if !ours[t.Dialog.Step] {
			return notice.Draft{}, "", false, nil
		}
	}
	return notice.Held(t.Dialog)
}

// begin opens a step, with the draft that it interrupts.
func begin(t *turn.Turn, name string, s step) (turn.Answer, error) {
	draft, in, kept, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if kept {
		s.Kept, s.In = &draft, in
	}
	s.At, s.Pass = t.Now, t.In.Pass
	return turn.Answer{Step: name, Data: s, Draft: kept}, nil
}

// end closes the step; a draft that it interrupted comes back.
func end(ctx context.Context, tx pgx.Tx, t *turn.Turn, a turn.Answer) (turn.Answer, error) {
	s, ok := current(t)
	if !ok || s.Kept == nil {
		return a, nil
	}
	if s.In == notice.StepChoice {
		return askBelongs(ctx, tx, t, *s.Kept, a)
	}
	return freshCard(ctx, tx, t, *s.Kept, a)
}

// settle closes the step if it is about this case, and leaves every other
// dialog as it is.
func settle(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, a turn.Answer) (turn.Answer, error) {
	if s, ok := current(t); ok && s.Case == id {
		return end(ctx, tx, t, a)
	}
	a.Stay = true
	return a, nil
}

// without gives the draft up and leaves the step that interrupted it, if any.
func without(t *turn.Turn, a turn.Answer) turn.Answer {
	if s, ok := current(t); ok {
		s.Kept, s.In = nil, ""
		a.Step, a.Data = t.Dialog.Step, s
	}
	return a
}

const (
	hour = time.Hour
	day  = 24 * time.Hour

	albumTime = 10 * time.Minute // its parts come within seconds
)

// fresh guards a step: what is written long after the bot asked is a message
// of its own.
func (o Options) fresh(patience time.Duration, do turn.Handler) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		if a, nothing := nothingToKeep(t); nothing {
			return a, nil
		}
		s, ok := current(t)
		switch {
		case !ok || t.Now.Sub(s.At) > patience:
			return o.free(ctx, tx, t)
		}
		return do(ctx, tx, t)
	}
}

// aside says something and leaves the dialog as it is.
func aside(say ...outbox.Message) turn.Answer { return turn.Answer{Stay: true, Say: say} }

// intoAlbum keeps the dialog open for the other parts of an album whose first
// part went to a case; a dialog that goes on otherwise stays as it is.
func intoAlbum(t *turn.Turn, id complaint.ID, album string, a turn.Answer) turn.Answer {
	if album != "" && !a.Stay && a.Step == "" {
		a.For = albumTime
		a.Step, a.Data = stepAlbum, step{Case: id, Pass: t.In.Pass, Album: album, At: t.Now}
	}
	return a
}

// albumRest adds the other parts of an album without another word.
func (o Options) albumRest(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, ok := current(t)
	heard, err := complaint.Heard(ctx, tx, t.Address, t.In.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	if !ok || heard || t.In.Album != s.Album || len(t.In.Files) == 0 {
		return o.free(ctx, tx, t)
	}
	before, err := t.Desk.FindOwn(ctx, tx, t.Owner, s.Case)
	c := before
	if err == nil {
		c, err = t.Desk.Add(ctx, tx, t.Now, t.Owner, s.Case, t.In.Text, t.In.Files...)
	}
	if isNot(err, complaint.ErrUnknown) || isNot(err, complaint.ErrClosed) {
		if _, _, supports, err := supporting(ctx, tx, t, s.Case); err != nil || supports {
			return albumRestSupporting(ctx, tx, t, s.Case)
		}
	}
	if err != nil {
		return turn.Answer{}, err
	}
	var part notice.Draft
	if err := add(&part, t.In); err != nil {
		return turn.Answer{}, err
	}
	if err := complaint.Said(ctx, tx, c.ID, part.Said()...); err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Stay: true, About: c.ID.Subject()}
	hid(t, before, c, t.In.Text, &a)
	if t.In.Text == "" {
		return a, nil
	}
	if err := alarmCase(ctx, tx, t, c, t.In.Text, &a); err != nil {
		return turn.Answer{}, err
	}
	return a, t.Notice.Added(ctx, tx, t.Now, t.Update+":tambah", c, t.In.Text)
}
