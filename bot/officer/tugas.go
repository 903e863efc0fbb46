package officer

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// tugas lists what somebody holds, for those who find officers the cases without
// one, for verifiers whom to call, and what else waits for their decision or answer; with a code it opens
// that case.
func tugas(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if t.In.Rest != "" {
		return taskByCode(ctx, tx, t)
	}
	queue, any, err := queueList(ctx, tx, t, 0)
	if err != nil {
		return turn.Answer{}, err
	}
	held, err := taskList(ctx, tx, t, 0, !any && t.May(turn.Verifier))
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Stay: true, Say: []outbox.Message{held}}
	if any {
		a.Say = append(a.Say, queue)
	}
	recordings, any, err := recordingList(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if any {
		a.Say = append(a.Say, recordings)
	}
	calls, any, err := callList(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if any {
		a.Say = append(a.Say, calls)
	}
	waits, any, err := errandList(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if any {
		a.Say = append(a.Say, waits)
	}
	looks, any, err := inspectList(ctx, tx, t)
	if err == nil && any {
		a.Say = append(a.Say, looks)
	}
	return a, err
}

func taskByCode(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	code, ok := complaint.ParseCode(t.Desk.Prefix, t.In.Rest)
	if !ok {
		return turn.Answer{}, complaint.ErrUnknown
	}
	c, err := complaint.FindByCode(ctx, tx, code)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := open(ctx, tx, t, c.ID)
	if errors.Is(err, complaint.ErrNotYours) && t.May(turn.Verifier) {
		if a, err = partsByCode(ctx, tx, t, c); errors.Is(err, complaint.ErrNotYours) {
			return verifierCase(ctx, tx, t, c)
		}
	}
	return a, err
}

func taskPage(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return turn.Change(taskList(ctx, tx, t, t.PageAt(0), false))
}

// taskList lists what somebody holds; merges offers to merge cases.
func taskList(ctx context.Context, tx pgx.Tx, t *turn.Turn, at int, merges bool) (outbox.Message, error) {
	tasks, err := t.Desk.Tasks(ctx, tx, t.Now, t.Employee.NIP)
	if err != nil {
		return outbox.Message{}, err
	}
	l := text.TaskList{Total: len(tasks), Merges: merges}
	for _, k := range tasks {
		if k.Urgency == complaint.WithCitizen {
			l.Waiting++
		}
	}
	tasks, l.Page = turn.Page(tasks, at)
	if l.Lines, err = t.Notice.Lines(ctx, tx, t.Now, tasks); err != nil {
		return outbox.Message{}, err
	}
	return t.Text.Tasks(t.Lang, l)
}

func caseOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	return open(ctx, tx, t, id)
}

// open shows a case as it stands.
func open(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	v, err := see(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if v.mine {
		if err := t.Notice.CardFiles(ctx, tx, t.Now, t.Update, v.Complaint); err != nil {
			return turn.Answer{}, err
		}
	}
	a, err := turn.Aside(story(t, v))
	return turn.About(id, a, err)
}

// events is how many of the last events a case shows.
const events = 12

func story(t *turn.Turn, v seen) (outbox.Message, error) {
	return t.Text.StaffStory(t.Lang, text.StaffStory{
		StaffCase: v.StaffCase, Mine: v.mine, Lines: lines(v.Careful(), v.events), Lost: v.mine && v.beside.Way.Lost,
		Merges: t.May(turn.Verifier) && v.State.Open(), Verifies: t.May(turn.Verifier), Offering: v.offers,
	})
}

// lines tells the last events of a case: not what the citizen wrote at first,
// which stands above them, nor how they rated it, nor technical marks. Of a case
// that needs care nobody reads when it came in, and of its coming back the day
// only: the cards came later, lest that tells who held a telephone just then.
func lines(careful bool, all []complaint.Event) []text.Line {
	var ls []text.Line
	var came time.Time // when the citizen filed it or opened it again
	for _, e := range all {
		l := text.Line{At: e.At, Kind: e.Telling(), Words: e.Words}
		if day, named := e.Day(); named {
			l.On = &day
		}
		if e.Actor == complaint.Citizen && (e.Kind == complaint.Filed || e.Kind == complaint.Again) {
			came, l.Day = e.At, careful
		}
		switch {
		case e.Kind.OfRating(), e.Kind.Technical():
			continue
		case e.Kind == complaint.Released && e.Facts.Because != "":
			l.Kind += "_" + string(e.Facts.Because)
		case e.Kind == complaint.Given:
			if careful && e.At.Equal(came) {
				continue
			}
		case e.Kind == complaint.Filed:
			if careful {
				continue
			}
			l.Words = ""
		}
		ls = append(ls, l)
	}
	return ls[max(0, len(ls)-events):]
}

// caseRead shows all that the citizen wrote.
func caseRead(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := see(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Aside(t.Text.StaffWords(t.Lang, v.StaffCase, v.mine))
	return turn.About(id, a, err)
}

// caseBefore lists what was filed of the same kind and place before.
func caseBefore(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := see(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	var before []complaint.Complaint
	if !v.Neutral {
		if before, err = t.Desk.EarlierCases(ctx, tx, t.Now, v.Complaint); err != nil {
			return turn.Answer{}, err
		}
	}
	a, err := turn.Aside(t.Text.StaffEarlier(t.Lang, v.StaffCase, before))
	return turn.About(id, a, err)
}
