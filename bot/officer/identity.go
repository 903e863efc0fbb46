package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/text"
)

// ErrNoPage says that names cannot be asked for: nobody could give them anywhere.
const ErrNoPage refusal.Code = "officer.no_page"

// stepIdentity is the step in which the reason for asking for a name is written.
const stepIdentity = "identity.why"

// identityRoutes are for the name of a citizen, where a service needs it. It is
// read on a page: no name passes through a chat.
func (d desk) identityRoutes() []turn.Route {
	return []turn.Route{
		{Button: "identity.ask", Who: turn.Staff, Do: onCase(identityAsk)},
		{Button: "identity.show", Who: turn.Staff, Do: identityShow},
		{Step: stepIdentity, Who: turn.Staff, Do: turn.Fresh(identityWhy, d.elsewhere)},
		{Command: "/loket", Who: turn.Staff, Menu: true, Page: true, Do: counter},
	}
}

func identityAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	if t.Public == "" {
		return turn.Answer{}, ErrNoPage
	}
	c, err := t.Desk.CheckName(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.AskNameReason(t.Lang, c.Code))
	a.Step, a.Data = stepIdentity, asking{Case: id, At: t.Now}
	return turn.About(id, a, err)
}

func identityWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q asking
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	c, i, err := t.Desk.AskName(ctx, tx, t.Now, t.Employee.NIP, q.Case, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.NameAsked(ctx, tx, t.Now, t.Update, c, i, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	done, err := outcome(ctx, tx, t, c, "", nil)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.ActNameAsked(t.Lang, done))
	return turn.About(q.Case, a, err)
}

// identityShow says where the name is read, and by which code.
func identityShow(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return turn.Answer{}, err
	}
	i, asked, err := complaint.RunningIdentity(ctx, tx, id)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case !c.HeldBy(t.Employee.NIP):
		return turn.Answer{}, complaint.ErrNotYours
	case !asked || !i.Given():
		return turn.Answer{}, complaint.ErrNoName
	}
	a, err := deskCode(t, c.Code)
	return turn.About(id, a, err)
}

// counter gives the code by which somebody at a counter takes a name.
func counter(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) { return deskCode(t, "") }

func deskCode(t *turn.Turn, code string) (turn.Answer, error) {
	if t.Public == "" {
		return turn.Answer{}, ErrNoPage
	}
	return turn.Aside(t.Text.DeskCode(t.Lang, text.DeskCode{
		Code: code, Desk: t.Desk.DeskCode(t.Now, t.Employee.NIP), Page: t.Public + "/nama", Minutes: int(complaint.DeskCodeTime / time.Minute),
	}))
}
