// Package rater is the bot's conversation about visits: by slip, poster or
// /nilai to four faces, one question, words or a picture, and the full
// questionnaire. What the inspectorate decides about held ratings, and what a
// unit's head reads of them and says, stands here as well.
//
// Faces and the single question need no dialog: their buttons say all that is
// needed, so that whoever writes a report meanwhile loses nothing of it. Where
// nothing else is being written, typed answers are taken too.
package rater

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/dialog"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/text"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

// Refusals of these dialogs.
const (
	ErrStale refusal.Code = "rater.stale" // a press that belongs to something else, or to what is over
	ErrBusy  refusal.Code = "rater.busy"  // something else is being written, and would be lost
)

// Options are what others lend to this conversation.
type Options struct {
	// Elsewhere takes a message that no step of this package wants.
	Elsewhere turn.Handler
	// Complain opens a report with a unit filled in.
	Complain func(ctx context.Context, tx pgx.Tx, t *turn.Turn, unit string) (turn.Answer, error)
}

// The steps, each of which takes what people type instead of pressing.
const (
	stepUnit   = "nilai.unit"
	stepFace   = "nilai.face"
	stepAnswer = "nilai.answer"
	stepWords  = "nilai.words"
	stepForm   = "nilai.form"
)

// Routes are the rows of the route table for everybody.
func Routes(o Options) []turn.Route {
	return slices.Concat([]turn.Route{
		{Button: "nilai.unit", Do: choose},
		{Step: stepUnit, Do: o.within(day, o.typedUnit)},
		{Button: "nilai.face", Do: pressFace},
		{Step: stepFace, Do: o.within(day, o.typedFace)},
		{Button: "nilai.answer", Do: pressAnswer},
		{Step: stepAnswer, Do: o.within(hour, o.typedAnswer)},
		{Step: stepWords, Do: o.within(hour, o.words)},
		{Button: "nilai.complain", Do: o.complain},

		{Button: "nilai.form", Do: openForm},
		{Button: "form.answer", Do: formAnswer},
		{Button: "form.back", Do: formBack},
		{Button: "form.leave", Do: formLeave},
		{Button: "form.about", Do: formAbout},
		{Button: "form.skip", Do: formSkip},
		{Button: "form.done", Do: formDone},
		{Step: stepForm, Do: o.within(day, o.typedForm)},
	}, heldRoutes(o), headRoutes(o))
}

// state is what the steps keep.
type state struct {
	Via   string     `json:"via,omitempty"` // a token, or "@" and the code of a unit
	Ref   *visit.Ref `json:"ref,omitempty"`
	Form  *form      `json:"form,omitempty"`
	Album string     `json:"album,omitempty"`
	At    time.Time  `json:"at"`
}

var ours = []string{stepUnit, stepFace, stepAnswer, stepWords, stepForm, stepWhy, stepSpeak}

// current is the state of a step of ours; false for none.
func current(t *turn.Turn) (state, bool) {
	var s state
	ok := slices.Contains(ours, t.Dialog.Step) && json.Unmarshal(t.Dialog.Data, &s) == nil
	return s, ok
}

// free says whether a step may be opened: nothing of others is being written.
func free(t *turn.Turn) bool {
	return t.Dialog.Step == dialog.Idle || slices.Contains(ours, t.Dialog.Step)
}

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// within guards a step: what comes long after the bot asked, and what cannot
// be an answer, is a message of its own.
func (o Options) within(patience time.Duration, do turn.Handler) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		s, ok := current(t)
		if !ok || t.Now.Sub(s.At) > patience || t.In.Contact || t.In.Other {
			return o.Elsewhere(ctx, tx, t)
		}
		return do(ctx, tx, t)
	}
}

// show answers with one message: in place of the one that was pressed, or
// behind what was typed. The step is opened where nothing else is written.
func show(t *turn.Turn, m outbox.Message, step string, s state) turn.Answer {
	a := turn.Answer{Stay: !free(t)}
	if t.In.Button != "" {
		a.Edit = &m
	} else {
		a.Say = []outbox.Message{m}
	}
	if !a.Stay && step != dialog.Idle {
		s.At = t.Now
		a.Step, a.Data = step, s
	}
	return a
}

func rater(t *turn.Turn) visit.Rater { return visit.Rater{Address: t.Address, Employee: t.Employee} }

// ref reads the rating that a press is about from its arguments.
func ref(t *turn.Turn) (visit.Ref, error) {
	on, err := t.Int(1)
	if err != nil {
		return visit.Ref{}, ErrStale
	}
	turns, err := t.Int(2)
	if err != nil {
		return visit.Ref{}, ErrStale
	}
	return visit.Ref{Unit: t.Arg(0), Day: worktime.Date(on), Turn: int(turns)}, nil
}

// improved is what the unit did with the answers of the month before, nil if
// its head has not said.
func improved(ctx context.Context, tx pgx.Tx, t *turn.Turn, unit string) (*text.Improved, error) {
	i, found, err := t.Visits.LastImprovement(ctx, tx, t.Now, unit)
	if err != nil || !found {
		return nil, err
	}
	return &text.Improved{Words: i.Words, At: i.Month.Midnight(t.Visits.Loc)}, nil
}

// few says whether words are so few that they may be an answer.
func few(t *turn.Turn, most int) bool {
	n := len(strings.Fields(t.In.Text))
	return n > 0 && n <= most && len(t.In.Files) == 0 && t.In.Location == nil
}
