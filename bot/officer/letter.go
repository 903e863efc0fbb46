package officer

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// letter is what an officer is writing to a citizen: an answer, or the result.
// It grows with each message until it is sent.
type letter struct {
	Case    complaint.ID      `json:"case"`
	At      time.Time         `json:"at"`
	Result  bool              `json:"result,omitempty"`
	Words   string            `json:"words,omitempty"`
	Files   []attachment.File `json:"files,omitempty"`
	Album   string            `json:"album,omitempty"`   // to which the last picture belongs
	No      int               `json:"no,omitempty"`      // of the preview: buttons of older ones are stale
	Preview string            `json:"preview,omitempty"` // its outbox key
}

// add takes a message in; false when there is nothing in it to pass on.
func (l *letter) add(in turn.Incoming) bool {
	words := strings.TrimSpace(in.Text)
	if words == "" && len(in.Files) == 0 {
		return false
	}
	if l.Words != "" && words != "" {
		l.Words += "\n"
	}
	l.Words += words
	l.Files = append(l.Files, in.Files...)
	return true
}

// whole says whether a letter can go at once: an answer that came in one
// message. A result is always shown first, for the citizen decides on it.
func (l letter) whole(in turn.Incoming) bool {
	return !l.Result && l.No == 0 && l.Words != "" && in.Album == ""
}

func caseAnswer(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return write(ctx, tx, t, false)
}

func casePropose(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return write(ctx, tx, t, true)
}

// write begins a letter. Words that wait to be told what they belong to are its
// beginning, and so are those of a letter about the same case; either is shown
// before it goes.
func write(ctx context.Context, tx pgx.Tx, t *turn.Turn, result bool) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	l := letter{Case: id, At: t.Now, Result: result}
	if _, unsent := Unsent(t); unsent {
		switch t.Dialog.Step {
		case "pick":
			kept, err := waits(t)
			if err != nil {
				return turn.Answer{}, err
			}
			l.Words, l.Files, l.Album = kept.Text, kept.Files, kept.Album
			return preview(ctx, tx, t, l, false)
		case "case.letter":
			if err := t.Read(&l); err != nil {
				return turn.Answer{}, err
			}
			if l.Case == id {
				l.Result = result
				return preview(ctx, tx, t, l, false)
			}
		}
	}
	act := l.act()
	return prompt(ctx, tx, t, act, "case.letter", func(id complaint.ID) any { return letter{Case: id, At: t.Now, Result: result} })
}

// letterAdd takes what the officer writes: an answer goes at once, everything
// else is shown first.
func (d desk) letterAdd(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var l letter
	if err := t.Read(&l); err != nil {
		return turn.Answer{}, err
	}
	if l.No == 0 && late(t, l.At) {
		return d.elsewhere(ctx, tx, t)
	}
	if l.No > 0 && l.Words != "" {
		switch {
		case t.Typed("letter.answer", "letter.result"):
			return send(ctx, tx, t, l)
		case t.Typed("letter.drop"):
			return drop(ctx, tx, t, l)
		}
	}
	return grow(ctx, tx, t, l)
}

// grow adds a message to a letter, and sends or shows it.
func grow(ctx context.Context, tx pgx.Tx, t *turn.Turn, l letter) (turn.Answer, error) {
	album := t.In.Album != "" && t.In.Album == l.Album
	if !l.add(t.In) {
		return aside(t.Text.OnlyWords(t.Lang))
	}
	if l.whole(t.In) {
		return send(ctx, tx, t, l)
	}
	l.Album = t.In.Album
	return preview(ctx, tx, t, l, album)
}

// preview shows a letter before it goes, or asks for its words. The pictures
// of an album come one by one: one preview is for all of them.
func preview(ctx context.Context, tx pgx.Tx, t *turn.Turn, l letter, album bool) (turn.Answer, error) {
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, l.Case, l.act())
	if err != nil {
		return turn.Answer{}, err
	}
	if !album {
		l.No++
	}
	m, err := t.Text.LetterPreview(t.Lang, text.Letter{
		ID: l.Case, Code: c.Code, Result: l.Result, Words: l.Words, Files: text.CountFiles(l.Files), No: l.No,
	})
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Step: "case.letter", About: l.Case.Subject()}
	if album {
		a.Rows = []outbox.Row{{Key: t.Key(0), Address: t.Address, Lane: outbox.Replies, About: a.About, After: l.Preview, Edit: true, Message: m}}
	} else {
		l.Preview = t.Key(0)
		a.Say = []outbox.Message{m}
	}
	a.Data = l
	return a, nil
}

func (l letter) act() complaint.Kind {
	if l.Result {
		return complaint.Result
	}
	return complaint.FirstAnswer
}

// shown gives the letter whose preview was pressed; ErrStale when another
// one, or none, is being written now.
func shown(t *turn.Turn) (letter, error) {
	id, err := t.Case(0)
	if err != nil {
		return letter{}, err
	}
	var l letter
	if t.Dialog.Step != "case.letter" {
		return letter{}, ErrStale
	}
	if err := t.Read(&l); err != nil {
		return letter{}, err
	}
	if l.Case != id {
		return letter{}, ErrStale
	}
	return l, nil
}

func letterSend(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	l, err := shown(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if no, err := t.Int(1); err != nil || int(no) != l.No || l.Result != (t.In.Button == "letter.result") {
		return turn.Answer{}, ErrStale
	}
	return send(ctx, tx, t, l)
}

func letterDrop(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	l, err := shown(t)
	if err != nil {
		return turn.Answer{}, err
	}
	return drop(ctx, tx, t, l)
}

func drop(ctx context.Context, tx pgx.Tx, t *turn.Turn, l letter) (turn.Answer, error) {
	c, err := complaint.Find(ctx, tx, l.Case)
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

// send gives a letter to the citizen.
func send(ctx context.Context, tx pgx.Tx, t *turn.Turn, l letter) (turn.Answer, error) {
	if l.Result {
		return sendResult(ctx, tx, t, l)
	}
	c, err := t.Desk.Answer(ctx, tx, t.Now, t.Employee.NIP, l.Case, l.Words, l.Files...)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Answered(ctx, tx, t.Now, t.Update, c, l.Words); err != nil {
		return turn.Answer{}, err
	}
	done, err := outcome(ctx, tx, t, c, l.Words, l.Files)
	if err != nil {
		return turn.Answer{}, err
	}
	if done.Names, err = namedDay(ctx, tx, t, l.Case, l.Words); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.ActAnswered(t.Lang, done)
	return about(l.Case, here(t, m), err)
}

func sendResult(ctx context.Context, tx pgx.Tx, t *turn.Turn, l letter) (turn.Answer, error) {
	c, err := t.Desk.Propose(ctx, tx, t.Now, t.Employee.NIP, l.Case, l.Words, l.Files...)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Proposed(ctx, tx, t.Now, t.Update, c, l.Words); err != nil {
		return turn.Answer{}, err
	}
	done, err := outcome(ctx, tx, t, c, l.Words, l.Files)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.ActProposed(t.Lang, done)
	return about(l.Case, here(t, m), err)
}
