package officer

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// stepRecording is the step in which somebody writes down what a recording
// says.
const stepRecording = "record.write"

// writing are the roles of those who may write something out.
var writing = []roster.Role{roster.RoleVerifikator, roster.RoleAdmin, roster.RoleInspektorat, roster.RoleSekda}

// recordingRoutes are for those who write recordings out. Who that is depends
// on who is connected, and on the case: each handler asks.
func (d desk) recordingRoutes() []turn.Route {
	return []turn.Route{
		{Button: "record.open", Who: turn.Staff, Do: recordOpen},
		{Button: stepRecording, Who: turn.Staff, Do: recordWrite},
		{Step: stepRecording, Who: turn.Staff, Do: turn.Fresh(recordWords, d.elsewhere)},
	}
}

// writing is what the step keeps.
type recordingStep struct {
	File int64     `json:"file"`
	At   time.Time `json:"at"`
}

// recordable gives the recording that a press names, and its case, to somebody
// who may write it out. It refuses with turn.ErrNotAllowed, complaint.ErrUnknown,
// ErrWritten or ErrClosed.
func recordable(ctx context.Context, tx pgx.Tx, t *turn.Turn, file int64) (complaint.Complaint, error) {
	r, err := complaint.FindRecording(ctx, tx, file)
	if err != nil {
		return complaint.Complaint{}, err
	}
	c, err := complaint.Find(ctx, tx, r.Case)
	if err != nil {
		return complaint.Complaint{}, err
	}
	to, err := notice.Writers(ctx, tx, c)
	switch {
	case err != nil:
	case !slices.ContainsFunc(to, func(e roster.Employee) bool { return e.NIP == t.Employee.NIP }):
		err = turn.ErrNotAllowed
	case r.WrittenAt != nil:
		err = complaint.ErrWritten
	case !c.State.Open():
		err = complaint.ErrClosed
	}
	return c, err
}

// recordOpen shows a recording anew.
func recordOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	file, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := recordable(ctx, tx, t, file)
	if err != nil {
		return turn.Answer{}, err
	}
	w, there, err := attachment.Find(ctx, tx, file)
	if err != nil || !there {
		return turn.Answer{}, cmp.Or(err, error(ErrStale))
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Aside(t.Text.StaffRecording(t.Lang, v, file, w.Digest))
	return turn.About(c.ID, a, err)
}

// recordWrite asks for the words of a recording.
func recordWrite(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	file, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	c, err := recordable(ctx, tx, t, file)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.AskRecording(t.Lang, c.Code))
	a.Step, a.Data = stepRecording, recordingStep{file, t.Now}
	return turn.About(c.ID, a, err)
}

// recordWords takes what a recording says, and gives it to whoever holds the
// case.
func recordWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var w recordingStep
	if err := t.Read(&w); err != nil {
		return turn.Answer{}, err
	}
	if _, err := recordable(ctx, tx, t, w.File); err != nil {
		return turn.Answer{}, err
	}
	c, err := complaint.WriteOut(ctx, tx, t.Now, t.Employee.NIP, w.File, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.WrittenOut(ctx, tx, t.Now, t.Update+":rekaman", c, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.RecordingWritten(t.Lang, c))
	return turn.About(c.ID, a, err)
}

// recordingList lists the recordings that wait; false when it is not for this
// person, or there are none.
func recordingList(ctx context.Context, tx pgx.Tx, t *turn.Turn) (m outbox.Message, any bool, err error) {
	if !slices.ContainsFunc(writing, t.Employee.Has) {
		return m, false, nil
	}
	waiting, err := complaint.Recordings(ctx, tx, t.Now)
	if err != nil {
		return m, false, err
	}
	var lines []text.RecordingLine
	for _, r := range waiting {
		c, err := recordable(ctx, tx, t, r.File)
		if _, no := refusal.Of(err); no {
			continue
		}
		if err != nil {
			return m, false, err
		}
		lines = append(lines, text.RecordingLine{File: r.File, Code: c.Code})
	}
	if len(lines) == 0 {
		return m, false, nil
	}
	m, err = t.Text.Recordings(t.Lang, lines[:min(len(lines), turn.PerPage)], len(lines))
	return m, true, err
}
