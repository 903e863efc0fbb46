package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/text"
)

// errandRoutes are for those on whom something about a case waits that they do
// not hold. Whose it is depends on the errand: each handler asks.
func (d desk) errandRoutes() []turn.Route {
	return []turn.Route{
		{Button: "errand.open", Who: turn.Staff, Do: errandOpen},
		{Button: "end.agree", Who: turn.Staff, Do: endAgree},
		{Button: "end.back", Who: turn.Staff, Do: onErrand(errandAsk)},
		{Button: "review.uphold", Who: turn.Staff, Do: reviewUphold},
		{Button: "review.answer", Who: turn.Staff, Do: onErrand(errandAsk)},
		{Button: "excuse.answer", Who: turn.Staff, Do: onErrand(errandAsk)},
		{Button: "like.show", Who: turn.Staff, Do: likeShow},
		{Button: "like.note", Who: turn.Staff, Do: onErrand(errandAsk)},
		{Step: stepErrand, Who: turn.Staff, Do: d.worded(errandWords)},
	}
}

// stepErrand is the step in which the words for an errand are written.
const stepErrand = "errand.words"

// wording is what that step keeps.
type wording struct {
	Errand int64     `json:"errand"`
	At     time.Time `json:"at"`
}

// pressedErrand is the errand that a press names, for somebody who may do it.
func pressedErrand(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Errand, complaint.Complaint, error) {
	id, err := t.Int(0)
	if err != nil {
		return complaint.Errand{}, complaint.Complaint{}, err
	}
	return t.Desk.ReadyErrand(ctx, tx, t.Now, t.Employee.NIP, id)
}

// errandOpen shows an errand again.
func errandOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	e, c, err := pressedErrand(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := opens(ctx, tx, t, c.ID, complaint.OpenedCase); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.ErrandView(ctx, tx, t.Now, e, c)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.Errand(t.Lang, v))
}

// errandList lists what waits for somebody; false when nothing does.
func errandList(ctx context.Context, tx pgx.Tx, t *turn.Turn) (outbox.Message, bool, error) {
	waits, err := t.Notice.Waiting(ctx, tx, t.Now, t.Employee.NIP, turn.PerPage)
	if err != nil || waits.Total == 0 {
		return outbox.Message{}, false, err
	}
	m, err := t.Text.Waiting(t.Lang, waits)
	return m, true, err
}

// errandDone shows what came of an errand in the place of its card, or behind
// what was typed.
func errandDone(ctx context.Context, tx pgx.Tx, t *turn.Turn, what text.Outcome, c complaint.Complaint) (turn.Answer, error) {
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.ErrandDone(t.Lang, what, v)
	if t.In.Button == "" {
		return turn.Answer{Say: []outbox.Message{m}}, err
	}
	return turn.Answer{Stay: true, Edit: &m}, err
}

// endAgree ends a case as its holder proposed.
func endAgree(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, e, err := t.Desk.DecideEnd(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Decided(ctx, tx, t.Now, t.Update, c, e, ""); err != nil {
		return turn.Answer{}, err
	}
	return errandDone(ctx, tx, t, text.Agreed, c)
}

// reviewUphold agrees with a citizen's objection.
func reviewUphold(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, again, err := t.Desk.Grant(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if c, err = t.Notice.Upheld(ctx, tx, t.Now, t.Update, c, again, t.Employee.NIP); err != nil {
		return turn.Answer{}, err
	}
	return errandDone(ctx, tx, t, text.Upheld, c)
}

// errandAsk asks for the words that an errand needs.
func errandAsk(t *turn.Turn, e complaint.Errand, c complaint.Complaint) (turn.Answer, error) {
	a, err := say(t.Text.ErrandAsk(t.Lang, e.Kind, c.Code))
	a.Step, a.Data = stepErrand, wording{e.ID, t.Now}
	return a, err
}

// errandWords takes them: why an end is not agreed to, why one stays, or the
// answer to whoever gave the lowest face.
func errandWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var w wording
	if err := t.Read(&w); err != nil {
		return turn.Answer{}, err
	}
	e, _, err := t.Desk.ReadyErrand(ctx, tx, t.Now, t.Employee.NIP, w.Errand)
	if code, refused := refusal.Of(err); refused { // somebody else did it meanwhile
		return say(t.Text.Refusal(t.Lang, code), nil)
	}
	if err != nil {
		return turn.Answer{}, err
	}
	switch e.Kind {
	case complaint.ToTake:
		return notTaken(ctx, tx, t, e.ID)
	case complaint.ToSign:
		return notSigned(ctx, tx, t, e.ID)
	case complaint.ToPlace:
		return stays(ctx, tx, t, e.ID)
	case complaint.ToExtend:
		return extendDecide(ctx, tx, t, e.ID, false)
	case complaint.ToDecide:
		c, end, err := t.Desk.SendBack(ctx, tx, t.Now, t.Employee.NIP, e.ID, t.In.Text)
		if err != nil {
			return turn.Answer{}, err
		}
		if err := t.Notice.Decided(ctx, tx, t.Now, t.Update, c, end, t.In.Text); err != nil {
			return turn.Answer{}, err
		}
		return errandDone(ctx, tx, t, text.SentBack, c)
	case complaint.ToReview:
		c, err := t.Desk.Overrule(ctx, tx, t.Now, t.Employee.NIP, e.ID, t.In.Text)
		if err != nil {
			return turn.Answer{}, err
		}
		if err := t.Notice.Overruled(ctx, tx, t.Now, t.Update, c, t.Employee.NIP, t.In.Text); err != nil {
			return turn.Answer{}, err
		}
		return errandDone(ctx, tx, t, text.Overruled, c)
	case complaint.ToExcuse:
		c, err := t.Desk.Excuse(ctx, tx, t.Now, t.Employee.NIP, e.ID, t.In.Text)
		if err != nil {
			return turn.Answer{}, err
		}
		if err := t.Notice.Excused(ctx, tx, t.Now, t.Update, c, t.Employee.NIP, t.In.Text); err != nil {
			return turn.Answer{}, err
		}
		return errandDone(ctx, tx, t, text.Excused, c)
	case complaint.ToCheck, complaint.ToInspect:
		c, err := t.Desk.Examine(ctx, tx, t.Now, t.Employee.NIP, e.ID, e.Kind, t.In.Text)
		if err != nil {
			return turn.Answer{}, err
		}
		return errandDone(ctx, tx, t, text.Examined, c)
	}
	return turn.Answer{}, complaint.ErrErrandOver
}
