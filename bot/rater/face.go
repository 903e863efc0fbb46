package rater

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/dialog"
	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/text"
	"tanggap/internal/visit"
)

func pressFace(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	face, err := t.Int(1)
	if err != nil {
		return turn.Answer{}, ErrStale
	}
	return rate(ctx, tx, t, t.Arg(0), int(face))
}

// typedFace takes the words of a face, or its number.
func (o Options) typedFace(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	for face := skm.Lowest; face <= skm.Highest; face++ {
		if t.Wrote(t.Text.Face(t.Lang, face)) || t.Wrote(strconv.Itoa(face)) {
			return rate(ctx, tx, t, s.Via, face)
		}
	}
	return o.Elsewhere(ctx, tx, t)
}

// rate records a face and asks the one question behind it.
func rate(ctx context.Context, tx pgx.Tx, t *turn.Turn, via string, face int) (turn.Answer, error) {
	var r visit.Rating
	var ref visit.Ref
	var err error
	if unit, is := isName(via); is {
		var e visit.Entry
		if e, err = t.Visits.Choose(ctx, tx, t.Now, unit); err != nil {
			return turn.Answer{}, err
		}
		r, ref, err = t.Visits.Rate(ctx, tx, t.Now, rater(t), e, face)
	} else {
		r, ref, err = t.Visits.RateToken(ctx, tx, t.Now, rater(t), via, face)
	}
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := visited(ctx, tx, t, r, ref)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.VisitAsk(t.Lang, v)
	return show(t, m, stepAnswer, state{Ref: &ref}), err
}

// visited is a rating as its writer is to see it.
func visited(ctx context.Context, tx pgx.Tx, t *turn.Turn, r visit.Rating, ref visit.Ref) (text.Visited, error) {
	u, err := roster.FindUnit(ctx, tx, ref.Unit)
	if err != nil {
		return text.Visited{}, err
	}
	done, err := improved(ctx, tx, t, ref.Unit)
	return text.Visited{Rating: r, Ref: ref, Unit: u.Name, Improved: done, Ask: free(t)}, err
}

func pressAnswer(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	ref, err := ref(t)
	if err != nil {
		return turn.Answer{}, err
	}
	score, err := strconv.Atoi(t.Arg(3))
	if err != nil {
		return turn.Answer{}, ErrStale
	}
	return answer(ctx, tx, t, ref, score)
}

// typedAnswer takes the words of one of the four answers, its number, or that
// somebody does not know.
func (o Options) typedAnswer(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	if s.Ref == nil {
		return o.Elsewhere(ctx, tx, t)
	}
	r, err := t.Visits.Own(ctx, tx, t.Address, *s.Ref)
	if err != nil {
		return turn.Answer{}, err
	}
	if score, is := typedScore(t, r.Asked); is {
		return answer(ctx, tx, t, *s.Ref, score)
	}
	return o.Elsewhere(ctx, tx, t)
}

// typedScore is the answer to an unsur that somebody typed.
func typedScore(t *turn.Turn, u skm.Unsur) (int, bool) {
	for score := skm.Lowest; score <= skm.Highest; score++ {
		if t.Wrote(t.Text.UnsurAnswer(t.Lang, u, score)) || t.Wrote(strconv.Itoa(score)) {
			return score, true
		}
	}
	return 0, t.Typed("ask.unknown")
}

func answer(ctx context.Context, tx pgx.Tx, t *turn.Turn, ref visit.Ref, score int) (turn.Answer, error) {
	r, err := t.Visits.Answer(ctx, tx, t.Address, ref, score)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := visited(ctx, tx, t, r, ref)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.VisitThanks(t.Lang, v)
	return show(t, m, stepWords, state{Ref: &ref}), err
}

// words takes what somebody adds to their rating; the pictures of an album
// come one by one and are thanked for once.
func (o Options) words(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	if s.Album != "" && t.In.Album != s.Album || s.Ref == nil || t.In.Text == "" && len(t.In.Files) == 0 {
		return o.Elsewhere(ctx, tx, t)
	}
	if _, is := visit.Scanned(t.In.Text); is {
		return o.Elsewhere(ctx, tx, t)
	}
	if _, err := t.Visits.Comment(ctx, tx, t.Now, t.Address, *s.Ref, t.In.Text, t.In.Files...); err != nil {
		return turn.Answer{}, err
	}
	if s.Album != "" {
		return turn.Answer{Stay: true}, nil
	}
	u, err := roster.FindUnit(ctx, tx, s.Ref.Unit)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.VisitCommented(t.Lang, u.Name, text.CountFiles(t.In.Files))
	if t.In.Album == "" {
		return show(t, m, dialog.Idle, state{}), err
	}
	return show(t, m, stepWords, state{Ref: s.Ref, Album: t.In.Album}), err
}
