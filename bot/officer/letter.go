package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/letter"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// result is what an officer is writing about what was done. It grows with each
// message until it is sent: the citizen decides on it, so that it never goes by
// itself.
type result struct {
	Case    complaint.ID      `json:"case"`
	At      time.Time         `json:"at"`
	Words   string            `json:"words,omitempty"`
	Files   []attachment.File `json:"files,omitempty"`
	Album   string            `json:"album,omitempty"`   // to which the last picture belongs
	No      int               `json:"no,omitempty"`      // of the preview: buttons of older ones are stale
	Preview string            `json:"preview,omitempty"` // its outbox key
	Also    []complaint.ID    `json:"also,omitempty"`    // other cases that it is told for
}

// stepResult is the step in which a result is written.
const stepResult = "case.letter"

// add takes a message in; false when there is nothing in it to pass on.
func (r *result) add(words string, files []attachment.File) bool {
	l := letter.Letter{Words: r.Words, Files: r.Files}
	any := l.Add(words, files...)
	r.Words, r.Files = l.Words, l.Files
	return any
}

// casePropose begins a result. Words that wait to be told what they belong to are
// its beginning, and so are those of an answer in the same case that has not left;
// either is shown before it goes.
func casePropose(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	r := result{Case: id, At: t.Now}
	if t.Dialog.Step == stepResult {
		if err := t.Read(&r); err != nil {
			return turn.Answer{}, err
		}
		if r.Case != id {
			r = result{Case: id, At: t.Now}
		}
	} else {
		words, files, err := written(t, id)
		if err != nil {
			return turn.Answer{}, err
		}
		r.add(words, files)
	}
	l, found, err := letter.Of(ctx, tx, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if found {
		r.add(l.Words, l.Files)
		if err := letter.Drop(ctx, tx, l); err != nil {
			return turn.Answer{}, err
		}
	}
	if r.Words != "" || len(r.Files) > 0 {
		return preview(ctx, tx, t, r, false)
	}
	return prompt(ctx, tx, t, complaint.Result, stepResult, func(id complaint.ID) any { return result{Case: id, At: t.Now} })
}

// resultAdd takes what the officer writes, and shows it.
func (d desk) resultAdd(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var r result
	if err := t.Read(&r); err != nil {
		return turn.Answer{}, err
	}
	if r.No == 0 && t.Late(r.At) {
		return d.elsewhere(ctx, tx, t)
	}
	if r.No > 0 && r.Words != "" {
		switch {
		case t.Typed("letter.result"):
			return sendResult(ctx, tx, t, r)
		case t.Typed("letter.drop"):
			return drop(ctx, tx, t, r)
		}
	}
	album := t.In.Album != "" && t.In.Album == r.Album
	if !r.add(t.In.Text, t.In.Files) {
		return turn.Aside(t.Text.OnlyWords(t.Lang))
	}
	r.Album = t.In.Album
	return preview(ctx, tx, t, r, album)
}

// preview shows a result before it goes, or asks for its words. The pictures of
// an album come one by one: one preview is for all of them.
func preview(ctx context.Context, tx pgx.Tx, t *turn.Turn, r result, album bool) (turn.Answer, error) {
	if !album {
		r.No++
	}
	m, err := resultMessage(ctx, tx, t, &r)
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Step: stepResult, About: r.Case.Subject()}
	if album {
		a.Rows = []outbox.Row{{Key: t.Key(0), Address: t.Address, Lane: outbox.Replies, About: a.About, After: r.Preview, Edit: true, Message: m}}
	} else {
		r.Preview = t.Key(0)
		a.Say = []outbox.Message{m}
	}
	a.Data = r
	return a, nil
}

// resultMessage is a result before it goes, told for those of the chosen cases
// that it still may be told for.
func resultMessage(ctx context.Context, tx pgx.Tx, t *turn.Turn, r *result) (outbox.Message, error) {
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, r.Case, complaint.Result)
	if err != nil {
		return outbox.Message{}, err
	}
	fellows, err := t.Desk.Fellows(ctx, tx, t.Now, t.Employee.NIP, r.Case)
	if err != nil {
		return outbox.Message{}, err
	}
	l := text.Letter{ID: r.Case, Code: c.Code, Words: r.Words, Files: text.CountFiles(r.Files), No: r.No, Fellows: len(fellows)}
	if l.Gone, err = r.keep(ctx, tx, fellows); err != nil {
		return outbox.Message{}, err
	}
	l.Also = r.codesOf(fellows)
	return t.Text.ResultPreview(t.Lang, l)
}

// shown gives the result whose preview was pressed; ErrStale when another
// one, or none, is being written now.
func shown(t *turn.Turn) (result, error) {
	id, err := t.Case(0)
	if err != nil {
		return result{}, err
	}
	var r result
	if t.Dialog.Step != stepResult {
		return result{}, ErrStale
	}
	if err := t.Read(&r); err != nil {
		return result{}, err
	}
	if r.Case != id {
		return result{}, ErrStale
	}
	return r, nil
}

func resultSend(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	r, err := numbered(t)
	if err != nil {
		return turn.Answer{}, err
	}
	return sendResult(ctx, tx, t, r)
}

func resultDrop(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	r, err := shown(t)
	if err != nil {
		return turn.Answer{}, err
	}
	return drop(ctx, tx, t, r)
}

func drop(ctx context.Context, tx pgx.Tx, t *turn.Turn, r result) (turn.Answer, error) {
	c, err := complaint.Find(ctx, tx, r.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.LetterDropped(t.Lang, c.Code)
	return here(t, m), err
}

// here puts a message where the button was pressed, or says it when words were
// typed; the dialog is over.
func here(t *turn.Turn, m outbox.Message) turn.Answer {
	if t.In.Button == "" {
		return turn.Answer{Say: []outbox.Message{m}}
	}
	return turn.Answer{Edit: &m}
}

// sendResult gives a result to the citizens. Where one of the chosen cases cannot
// share it any more, the officer looks at it again first.
func sendResult(ctx context.Context, tx pgx.Tx, t *turn.Turn, r result) (turn.Answer, error) {
	if len(r.Also) > 0 {
		fellows, err := t.Desk.Fellows(ctx, tx, t.Now, t.Employee.NIP, r.Case)
		if err != nil {
			return turn.Answer{}, err
		}
		if len(r.codesOf(fellows)) < len(r.Also) {
			return preview(ctx, tx, t, r, false)
		}
	}
	told, err := t.Desk.ProposeAll(ctx, tx, t.Now, t.Employee.NIP, append([]complaint.ID{r.Case}, r.Also...), r.Words, r.Files...)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Proposed(ctx, tx, t.Now, t.Update, told, r.Words); err != nil {
		return turn.Answer{}, err
	}
	done, err := outcome(ctx, tx, t, told[0], r.Words, r.Files)
	if err != nil {
		return turn.Answer{}, err
	}
	for _, c := range told[1:] {
		done.Also = append(done.Also, c.Code)
	}
	m, err := t.Text.ActProposed(t.Lang, done)
	return turn.About(r.Case, here(t, m), err)
}
