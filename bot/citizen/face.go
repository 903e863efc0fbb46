package citizen

import (
	"context"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/rating"
	"tanggap/internal/text"
)

// faceRoutes are for what a citizen says of the service once it is done.
func (o Options) faceRoutes() []turn.Route {
	return []turn.Route{
		{Button: "face.ask", Do: askFace},
		{Button: "face.pick", Do: pickFace},
		{Button: "face.why", Do: tapReason},
		{Button: "face.skip", Do: skipComment},
		{Step: stepFace, Do: o.fresh(day, o.takeFace)},
		{Step: stepComment, Do: o.fresh(hour, o.takeComment)},
	}
}

// askFace shows the faces again, to rate or to change what was given.
func askFace(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	stands, err := rating.Stands(ctx, tx, t.Now, t.Owner, c)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case !stands.May && stands.Face > 0:
		return turn.Answer{}, rating.ErrFixed
	case !stands.May:
		return turn.Answer{}, rating.ErrNotDone
	}
	a := aside(t.Text.RateAgain(t.Lang, c, stands.Face))
	a.About = c.ID.Subject()
	return a, nil
}

// takeFace takes a face by its words; anything else is a message of its own.
func (o Options) takeFace(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	if n := typedFace(t); n > 0 {
		t.In.Args = append(arg(s.Case), strconv.Itoa(n))
		return pickFace(ctx, tx, t)
	}
	return o.free(ctx, tx, t)
}

// pickFace records a face and asks for a comment, unless somebody else's
// dialog is open. Who answers the lowest face hears of it at once.
func pickFace(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	face, err := t.Int(1)
	if err != nil {
		return turn.Answer{}, err
	}
	g, err := rating.Face(ctx, tx, t.Now, t.Desk, t.Owner, id, int(min(face, rating.Faces+1)))
	if err != nil {
		return turn.Answer{}, err
	}
	if !g.Same {
		if err := t.Notice.LowFace(ctx, tx, t.Now, g); err != nil {
			return turn.Answer{}, err
		}
		if err := t.Notice.LowGone(ctx, tx, t.Now, t.Update, g); err != nil {
			return turn.Answer{}, err
		}
	}
	return rated(ctx, tx, t, g, "", t.Text.Rated)
}

// tapReason takes why somebody gave the lowest face, by a button.
func tapReason(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	why := rating.Reason(t.Arg(1))
	if !slices.Contains(rating.Reasons, why) {
		return turn.Answer{}, turn.ErrStale
	}
	g, err := rating.Because(ctx, tx, t.Now, t.Desk, t.Owner, id, why)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.LowWords(ctx, tx, t.Now, t.Update, g); err != nil {
		return turn.Answer{}, err
	}
	return rated(ctx, tx, t, g, why, t.Text.Because)
}

// rated answers a rating in the place of what was pressed, and takes words next.
func rated(ctx context.Context, tx pgx.Tx, t *turn.Turn, g rating.Given, why rating.Reason, say func(lang locale.Lang, r text.Rating) outbox.Message) (a turn.Answer, err error) {
	r, err := ratingOf(ctx, tx, t, g)
	if err != nil {
		return turn.Answer{}, err
	}
	r.Why, r.Ask = why, t.Dialog.Step == "" || ours[t.Dialog.Step]
	m := say(t.Lang, r)
	a = view(m)
	if r.Ask {
		if a, err = begin(t, stepComment, step{Case: g.ID}); err != nil {
			return turn.Answer{}, err
		}
		a.For = hour
		a.Edit = &m
	}
	a.About = g.ID.Subject()
	return a, nil
}

func ratingOf(ctx context.Context, tx pgx.Tx, t *turn.Turn, g rating.Given) (r text.Rating, err error) {
	r = text.Rating{Given: g, Now: t.Now}
	if g.Errand != nil {
		r.Who, err = t.Notice.Owner(ctx, tx, *g.Errand)
	}
	return r, err
}

// takeComment takes words about the service. A picture is none: it belongs
// somewhere else.
func (o Options) takeComment(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	if t.Typed("face.skip") {
		t.In.Args = arg(s.Case)
		return skipComment(ctx, tx, t)
	}
	if _, code := bareLookup(t.Desk.Prefix, t.In.Text); code || len(t.In.Files) > 0 || t.In.Location != nil {
		return o.free(ctx, tx, t)
	}
	for _, why := range rating.Reasons {
		if t.Wrote(t.Text.ReasonWords(t.Lang, why)) {
			t.In.Args = append(arg(s.Case), string(why))
			if a, err := tapReason(ctx, tx, t); !isNot(err, rating.ErrNoFace) {
				return a, err
			}
		}
	}
	g, err := rating.Comment(ctx, tx, t.Now, t.Desk, t.Owner, s.Case, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.LowWords(ctx, tx, t.Now, t.Update, g); err != nil {
		return turn.Answer{}, err
	}
	r, err := ratingOf(ctx, tx, t, g)
	if err != nil {
		return turn.Answer{}, err
	}
	return end(ctx, tx, t, turn.Answer{About: g.ID.Subject(), Say: []outbox.Message{t.Text.Commented(t.Lang, r)}})
}

func skipComment(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	m := t.Text.Skipped(t.Lang, c.Code)
	return settle(ctx, tx, t, c.ID, turn.Answer{About: c.ID.Subject(), Edit: &m})
}
