package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/text"
)

// judgeRoutes are for whoever decides whether a first answer is one.
func (d desk) judgeRoutes() []turn.Route {
	return []turn.Route{
		{Button: "judge.stands", Who: turn.Staff, Do: onErrand(judgeAsk)},
		{Button: "judge.not", Who: turn.Staff, Do: onErrand(judgeAsk)},
		{Step: stepJudge, Who: turn.Staff, Do: d.worded(judgeWhy)},
	}
}

// stepJudge is the step in which the reason is written.
const stepJudge = "judge.why"

// judging is what that step keeps.
type judging struct {
	Errand int64     `json:"errand"`
	Stands bool      `json:"stands,omitempty"`
	At     time.Time `json:"at"`
}

// judgeAsk asks for the reason.
func judgeAsk(t *turn.Turn, e complaint.Errand, c complaint.Complaint) (turn.Answer, error) {
	stands := t.In.Button == "judge.stands"
	a, err := say(t.Text.AskJudge(t.Lang, c.Code, stands))
	a.Step, a.Data = stepJudge, judging{e.ID, stands, t.Now}
	return a, err
}

func judgeWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var j judging
	if err := t.Read(&j); err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.JudgeAnswer(ctx, tx, t.Now, t.Employee.NIP, j.Errand, j.Stands, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.AnswerJudged(ctx, tx, t.Now, t.Update, c, t.Employee.NIP, j.Stands, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	return errandDone(ctx, tx, t, text.AnswerWeighed, c)
}
