package officer

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/substance"
	"tanggap/internal/text"
)

// asking is what the step keeps in which a question is written.
type asking struct {
	Case  complaint.ID `json:"case"`
	At    time.Time    `json:"at"`
	Again bool         `json:"again,omitempty"` // what was written first was no question
}

func caseAccept(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.Accept(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := look(ctx, tx, t, c)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Accepted(ctx, tx, t.Now, t.Update, c, v.beside); err != nil {
		return turn.Answer{}, err
	}
	card, err := story(t, v)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Aside(t.Text.ActAccepted(t.Lang, text.Act{StaffCase: v.StaffCase, Lost: v.beside.Way.Lost}))
	a.Edit, a.Contact = &card, c.Contact // the case as it stands now, without the button
	return turn.About(id, a, err)
}

// prompt asks for the words of an act, once the case is ready for it. A report
// of the officer's own that is not sent yet would be lost to the new dialog, and
// so would other words.
func prompt(ctx context.Context, tx pgx.Tx, t *turn.Turn, act complaint.Kind, step string, data func(complaint.ID) any) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, id, act)
	if err != nil {
		return turn.Answer{}, err
	}
	v := text.StaffCase{Complaint: c, Now: t.Now}
	if act == complaint.Result {
		if v.Word, err = t.Desk.AskWord(ctx, tx, t.Now, c); err != nil {
			return turn.Answer{}, err
		}
	}
	a, err := say(t.Text.ActPrompt(t.Lang, act, v))
	a.Step, a.Data = step, data(id)
	return turn.About(id, a, err)
}

func caseAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return prompt(ctx, tx, t, complaint.Question, "case.ask", func(id complaint.ID) any { return asking{Case: id, At: t.Now} })
}

func caseQuestion(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q asking
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	if strings.TrimSpace(t.In.Text) != "" && !substance.Asks(t.In.Text) && !q.Again {
		return askAgain(ctx, tx, t, q.Case)
	}
	c, err := t.Desk.Ask(ctx, tx, t.Now, t.Employee.NIP, q.Case, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Asked(ctx, tx, t.Now, t.Update, c, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	done, err := outcome(ctx, tx, t, c, t.In.Text, nil)
	if err != nil {
		return turn.Answer{}, err
	}
	done.Left = len(t.In.Files) > 0
	a, err := say(t.Text.ActAsked(t.Lang, done))
	return turn.About(q.Case, a, err)
}

// askAgain says that what was written is no question, before the citizen reads it and
// no other can be asked. Whoever writes again is taken at their word.
func askAgain(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, id, complaint.Question)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.ActAskAgain(t.Lang, c.Code, t.In.Text))
	a.Step, a.Data = "case.ask", asking{Case: id, At: t.Now, Again: true}
	return turn.About(id, a, err)
}

// outcome gathers what an act brought about.
func outcome(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, words string, files []attachment.File) (text.Act, error) {
	done, err := t.Notice.Outcome(ctx, tx, t.Now, c, words, files)
	if err == nil && c.State == complaint.Proposed {
		err = follows(ctx, tx, t, &done)
	}
	return done, err
}
