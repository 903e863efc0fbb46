package rater

import (
	"context"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/dialog"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/visit"
)

// form is the full questionnaire while it is being filled in: first the nine
// in their order, then what respondents may say of themselves.
type form struct {
	Unit    string      `json:"unit"` // its name
	Answers map[int]int `json:"answers"`
	At      int         `json:"at"` // the question that is open; behind the nine the fields
	About   visit.About `json:"about"`
}

// fields are asked behind the nine.
var fields = append(slices.Clone(visit.Fields), "service")

func (f *form) question() (skm.Unsur, bool) {
	if f.At < len(skm.All) {
		return skm.All[f.At], true
	}
	return "", false
}

// field is what is asked of the respondent just now, "" for nothing.
func (f *form) field() string {
	if n := f.At - len(skm.All); n >= 0 && n < len(fields) {
		return fields[n]
	}
	return ""
}

func (f *form) answers() skm.Answers {
	a := skm.Answers{}
	for n, score := range f.Answers {
		if score > 0 && n < len(skm.All) {
			a[skm.All[n]] = score
		}
	}
	return a
}

// openForm begins the questionnaire that goes with a rating.
func openForm(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	ref, err := ref(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !free(t) {
		return turn.Answer{}, ErrBusy
	}
	if _, err := t.Visits.Own(ctx, tx, t.Address, ref); err != nil {
		return turn.Answer{}, err
	}
	u, err := roster.FindUnit(ctx, tx, ref.Unit)
	if err != nil {
		return turn.Answer{}, err
	}
	s := state{Ref: &ref, Form: &form{Unit: u.Name, Answers: map[int]int{}}}
	m, err := t.Text.VisitForm(t.Lang, u.Name, 0)
	a := show(t, m, stepForm, s)
	a.Edit, a.Say = nil, []outbox.Message{m} // the thanks stay where they are
	return a, err
}

// open is the questionnaire that a press belongs to. It refuses with ErrStale.
func open(t *turn.Turn) (state, error) {
	s, ok := current(t)
	if !ok || t.Dialog.Step != stepForm || s.Form == nil || s.Ref == nil {
		return state{}, ErrStale
	}
	return s, nil
}

// next shows what is to be asked now, or thanks.
func next(ctx context.Context, tx pgx.Tx, t *turn.Turn, s state) (turn.Answer, error) {
	if _, more := s.Form.question(); more {
		m, err := t.Text.VisitForm(t.Lang, s.Form.Unit, s.Form.At)
		return show(t, m, stepForm, s), err
	}
	r, err := t.Visits.Fill(ctx, tx, t.Address, *s.Ref, s.Form.answers(), s.Form.About)
	if err != nil {
		return turn.Answer{}, err
	}
	if field := s.Form.field(); field != "" {
		m, err := t.Text.VisitAbout(t.Lang, s.Form.Unit, field)
		return show(t, m, stepForm, s), err
	}
	done, err := improved(ctx, tx, t, s.Ref.Unit)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.VisitFilled(t.Lang, s.Form.Unit, r.Reason, done)
	return show(t, m, dialog.Idle, state{}), err
}

func formAnswer(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, err := open(t)
	if err != nil {
		return turn.Answer{}, err
	}
	score, err := strconv.Atoi(t.Arg(1))
	if u, more := s.Form.question(); err != nil || !more || string(u) != t.Arg(0) {
		return turn.Answer{}, ErrStale
	}
	return answered(ctx, tx, t, s, score)
}

func answered(ctx context.Context, tx pgx.Tx, t *turn.Turn, s state, score int) (turn.Answer, error) {
	if score != 0 {
		if err := skm.Score(score); err != nil {
			return turn.Answer{}, err
		}
	}
	s.Form.Answers[s.Form.At] = score
	s.Form.At++
	return next(ctx, tx, t, s)
}

func formBack(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, err := open(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if u, more := s.Form.question(); !more || string(u) != t.Arg(0) || s.Form.At == 0 {
		return turn.Answer{}, ErrStale
	}
	s.Form.At--
	return next(ctx, tx, t, s)
}

func formLeave(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if _, err := open(t); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.VisitFormLeft(t.Lang)
	return show(t, m, dialog.Idle, state{}), err
}

// asked is the questionnaire at the field that a press is about.
func asked(t *turn.Turn) (state, error) {
	s, err := open(t)
	if err == nil && (s.Form.field() == "" || s.Form.field() != t.Arg(0)) {
		err = ErrStale
	}
	return s, err
}

func formAbout(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, err := asked(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := s.Form.About.Set(t.Arg(0), t.Arg(1)); err != nil {
		return turn.Answer{}, err
	}
	s.Form.At++
	return next(ctx, tx, t, s)
}

func formSkip(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, err := asked(t)
	if err != nil {
		return turn.Answer{}, err
	}
	s.Form.At++
	return next(ctx, tx, t, s)
}

// formDone leaves the rest of the fields empty.
func formDone(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, err := open(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if _, more := s.Form.question(); more {
		return turn.Answer{}, ErrStale
	}
	s.Form.At = len(skm.All) + len(fields)
	return next(ctx, tx, t, s)
}

// typedForm takes an answer that was typed, or the name of the service.
func (o Options) typedForm(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, err := open(t)
	if err != nil {
		return o.Elsewhere(ctx, tx, t)
	}
	if u, more := s.Form.question(); more {
		if score, is := typedScore(t, u); is {
			return answered(ctx, tx, t, s, score)
		}
		return o.Elsewhere(ctx, tx, t)
	}
	field := s.Form.field()
	switch {
	case field == "":
		return o.Elsewhere(ctx, tx, t)
	case t.Typed("form.done"):
		return formDone(ctx, tx, t)
	case t.Typed("form.skip"):
	case field == "service" && few(t, serviceWords):
		s.Form.About.Service = t.In.Text
	default:
		choice, is := typedChoice(t, field)
		if !is {
			return o.Elsewhere(ctx, tx, t)
		}
		if err := s.Form.About.Set(field, choice); err != nil {
			return turn.Answer{}, err
		}
	}
	s.Form.At++
	return next(ctx, tx, t, s)
}

// serviceWords is how many words the name of a service may have.
const serviceWords = 12

func typedChoice(t *turn.Turn, field string) (string, bool) {
	for _, choice := range visit.Choices[field] {
		if t.Wrote(t.Text.Choice(t.Lang, field, choice)) {
			return choice, true
		}
	}
	return "", false
}
