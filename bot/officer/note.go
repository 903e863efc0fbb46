package officer

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// stepNote is the step in which a note for the office is written.
const stepNote = "case.note"

func noteRoutes(d desk) []turn.Route {
	return []turn.Route{
		{Button: "case.note", Who: turn.Staff, Do: onCase(caseNote)},
		{Step: stepNote, Who: turn.Staff, Do: turn.Fresh(noteAdd, d.elsewhere)},
	}
}

// caseNote asks for the words of a note; whoever may see a case may write one.
func caseNote(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	v, err := see(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.AskNote(t.Lang, v.Code))
	a.Step, a.Data = stepNote, asking{Case: id, At: t.Now}
	return turn.About(id, a, err)
}

// noteAdd takes the note.
func noteAdd(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q asking
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	if _, err := see(ctx, tx, t, q.Case); err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.Note(ctx, tx, t.Now, t.Employee.NIP, q.Case, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.Noted(t.Lang, c.Code))
	return turn.About(q.Case, a, err)
}
