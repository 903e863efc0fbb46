package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/letter"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// An answer leaves by itself a minute after it was written, so that it is kept
// apart from the conversation (package letter): whatever else is being written
// meanwhile goes on, and the buttons of its preview work all the same.

func answerRoutes(d desk) []turn.Route {
	return []turn.Route{
		{Button: "case.answer", Who: turn.Staff, Do: caseAnswer},
		{Step: stepAnswer, Who: turn.Staff, Do: d.answerAdd},
		{Button: "answer.send", Who: turn.Staff, Do: answerSend},
		{Button: "answer.anyway", Who: turn.Staff, Do: answerSend},
		{Button: "answer.drop", Who: turn.Staff, Do: answerDrop},
	}
}

// stepAnswer is the step in which an answer is written.
const stepAnswer = "case.answer"

// answering is what that step keeps.
type answering struct {
	Case  complaint.ID `json:"case"`
	At    time.Time    `json:"at"`
	Begun bool         `json:"begun,omitempty"` // there was a letter; where it is gone, nothing is being written
}

// begun gives what the officer has written in a case and what has not left, or a
// new letter.
func begun(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (letter.Letter, error) {
	l, found, err := letter.Of(ctx, tx, t.Employee.NIP, id)
	if !found {
		l = letter.Letter{ComplaintID: id, NIP: t.Employee.NIP, Address: t.Address}
	}
	return l, err
}

// caseAnswer begins an answer. Words that wait to be told what they belong to are
// its beginning, and so are those of a result of the same case.
func caseAnswer(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	l, err := begun(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	words, files, err := written(t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if l.Add(words, files...) || l.No > 0 {
		return weigh(ctx, tx, t, l)
	}
	return prompt(ctx, tx, t, complaint.FirstAnswer, stepAnswer, func(id complaint.ID) any { return answering{Case: id, At: t.Now} })
}

// written is what the conversation holds that belongs to a case, or may.
func written(t *turn.Turn, id complaint.ID) (string, []attachment.File, error) {
	switch t.Dialog.Step {
	case "pick":
		kept, err := waits(t)
		return kept.Text, kept.Files, err
	case stepResult:
		var r result
		err := t.Read(&r)
		if err != nil || r.Case != id {
			return "", nil, err
		}
		return r.Words, r.Files, nil
	}
	return "", nil, nil
}

// answerAdd takes what the officer writes. Once the letter has left, it is
// nothing that this step waits for.
func (d desk) answerAdd(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q answering
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	l, err := begun(ctx, tx, t, q.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	if l.No == 0 && (q.Begun || t.Late(q.At)) {
		return d.elsewhere(ctx, tx, t)
	}
	switch {
	case l.Leaves() && t.Typed("answer.send"), l.Words != "" && !l.Leaves() && t.Typed("answer.anyway"):
		return sendAnswer(ctx, tx, t, l)
	case l.Words != "" && t.Typed("answer.drop"):
		return dropAnswer(ctx, tx, t, l)
	}
	if !l.Add(t.In.Text, t.In.Files...) {
		return turn.Aside(t.Text.OnlyWords(t.Lang))
	}
	return weigh(ctx, tx, t, l)
}

// replyCase answers the citizen by Telegram's reply, whatever dialog goes on
// besides.
func replyCase(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	l, err := begun(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if !l.Add(t.In.Text, t.In.Files...) {
		return turn.Aside(t.Text.OnlyWords(t.Lang))
	}
	a, err := weigh(ctx, tx, t, l)
	if err == nil && !free(t, id) {
		if l.Words == "" && a.Rows == nil { // its words are still to come
			return a, nothingWaits(t)
		}
		a.Stay = true
	}
	return a, err
}

// nothingWaits refuses with ErrWordsToo where the conversation holds something
// unsent.
func nothingWaits(t *turn.Turn) error {
	if _, unsent := Unsent(t); unsent || t.Dialog.DraftAt != nil {
		return ErrWordsToo
	}
	return nil
}

// free says whether the conversation waits for nothing but an answer in a case.
func free(t *turn.Turn, id complaint.ID) bool {
	var q answering
	return t.Dialog.Step == dialog.Idle || t.Dialog.Step == stepAnswer && t.Read(&q) == nil && (q.Begun || q.Case == id)
}

// weigh shows a letter as it is now. What is added to one that was shown already
// changes that message.
func weigh(ctx context.Context, tx pgx.Tx, t *turn.Turn, l letter.Letter) (turn.Answer, error) {
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, l.ComplaintID, complaint.FirstAnswer)
	if err != nil {
		return turn.Answer{}, err
	}
	s, _, err := complaint.Running(ctx, tx, c.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	shown := l.Leaves() || t.In.Album != "" && t.In.Album == l.Album
	l.Weigh(t.Now, c, s.DueAt)
	l.Album = t.In.Album
	edit := shown && l.No > 0 && t.In.Button == ""
	if !edit {
		l.No++
	}
	m, err := t.Text.AnswerPreview(t.Lang, text.Letter{
		ID: c.ID, Code: c.Code, Words: l.Words, Files: text.CountFiles(l.Files), No: l.No, Leaves: l.Leaves(),
	})
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Step: stepAnswer, Data: answering{Case: c.ID, At: t.Now, Begun: true}, About: c.ID.Subject(), Contact: c.Contact}
	if edit {
		a.Rows = []outbox.Row{{Key: t.Key(0), Address: t.Address, Lane: outbox.Replies, About: a.About, After: l.Preview, Edit: true, Message: m}}
	} else {
		l.Address, l.Preview = t.Address, t.Key(0)
		a.Say = []outbox.Message{m}
	}
	return a, letter.Put(ctx, tx, l)
}

// pressed gives the letter whose preview was pressed. It refuses with
// letter.ErrGone, or ErrStale where another preview is the newest.
func pressed(ctx context.Context, tx pgx.Tx, t *turn.Turn) (letter.Letter, error) {
	id, err := t.Case(0)
	if err != nil {
		return letter.Letter{}, err
	}
	l, found, err := letter.Of(ctx, tx, t.Employee.NIP, id)
	switch no, bad := t.Int(1); {
	case err != nil:
		return letter.Letter{}, err
	case !found:
		return letter.Letter{}, letter.ErrGone
	case bad != nil || int(no) != l.No:
		return letter.Letter{}, ErrStale
	}
	return l, nil
}

func answerSend(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	l, err := pressed(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return sendAnswer(ctx, tx, t, l)
}

func answerDrop(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	l, err := pressed(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return dropAnswer(ctx, tx, t, l)
}

func sendAnswer(ctx context.Context, tx pgx.Tx, t *turn.Turn, l letter.Letter) (turn.Answer, error) {
	if l.Words == "" && !l.Leaves() { // a forged press
		return turn.Answer{}, ErrStale
	}
	m, err := t.Notice.Send(ctx, tx, t.Now, t.Update, t.Lang, l)
	return over(t, l, m, err)
}

func dropAnswer(ctx context.Context, tx pgx.Tx, t *turn.Turn, l letter.Letter) (turn.Answer, error) {
	c, err := complaint.Find(ctx, tx, l.ComplaintID)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := letter.Drop(ctx, tx, l); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.LetterDropped(t.Lang, c.Code)
	return over(t, l, m, err)
}

// over says what became of a letter; the conversation is over where it was about
// this letter alone.
func over(t *turn.Turn, l letter.Letter, m outbox.Message, err error) (turn.Answer, error) {
	a := here(t, m)
	a.Stay = !free(t, l.ComplaintID)
	return turn.About(l.ComplaintID, a, err)
}

// TakeBack takes back the answer that is being written, when somebody leaves its
// dialog; false when nothing is.
func TakeBack(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error) {
	var q answering
	if t.Dialog.Step != stepAnswer || t.Read(&q) != nil || t.Employee == nil {
		return turn.Answer{}, false, nil
	}
	l, found, err := letter.Of(ctx, tx, t.Employee.NIP, q.Case)
	if err != nil || !found {
		return turn.Answer{}, false, err
	}
	a, err := dropAnswer(ctx, tx, t, l)
	return a, true, err
}
