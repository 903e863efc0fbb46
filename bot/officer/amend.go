package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/routing"
	"tanggap/internal/text"
)

// amendRoutes are for changes of what a case is about: its category, which a
// second person signs, and whether it is urgent.
func (d desk) amendRoutes() []turn.Route {
	return []turn.Route{
		{Button: "amend.start", Who: turn.Staff, Do: amendStart},
		{Button: "amend.pick", Who: turn.Staff, Do: onCase(amendPick)},
		{Button: "urge.ask", Who: turn.Verifier, Do: onCase(urgeAsk)},
		{Button: "calm.ask", Who: turn.Staff, Do: onCase(calmAsk)},
		{Step: stepAmend, Who: turn.Staff, Do: d.worded(amendWords)},
		{Button: "sign.agree", Who: turn.Staff, Do: signAgree},
		{Button: "sign.refuse", Who: turn.Staff, Do: onErrand(errandAsk)},
	}
}

// stepAmend is the step in which the reason of a change is written.
const stepAmend = "amend.words"

// amending is what that step keeps.
type amending struct {
	Case complaint.ID `json:"case"`
	At   time.Time    `json:"at"`
	To   string       `json:"to,omitempty"`   // the category that is proposed
	Urge bool         `json:"urge,omitempty"` // that it is urgent; with neither, that it is no more
}

// amendStart offers the categories that a case may have instead of its own: first
// those that its words suggest.
func amendStart(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.Amendable(ctx, tx, t.Now, *t.Employee, id)
	if err != nil {
		return turn.Answer{}, err
	}
	guide, err := t.Desk.Guide.Open(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	now, err := guide.Category(c.CategoryCode)
	if err != nil {
		return turn.Answer{}, err
	}
	list := text.Categories{ID: id, Code: c.Code, Now: now.Name}
	var all []routing.Category
	for _, k := range guide.Likeliest(c.Body) {
		if k.Code != c.CategoryCode && !k.Neutral {
			all = append(all, k)
		}
	}
	list.All, list.Page = turn.Page(all, t.PageAt(1))
	m, err := t.Text.AmendPick(t.Lang, list)
	a, err := turn.Aside(m, err)
	if t.Arg(1) != "" { // another page, in the place of the first
		a, err = turn.Change(m, err)
	}
	return turn.About(id, a, err)
}

func amendPick(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	c, err := t.Desk.Amendable(ctx, tx, t.Now, *t.Employee, id)
	if err != nil {
		return turn.Answer{}, err
	}
	becomes, err := t.Desk.Becomes(ctx, tx, c, t.Arg(1))
	if err != nil {
		return turn.Answer{}, err
	}
	return amendAsk(t, c, becomes.Name, amending{Case: id, At: t.Now, To: becomes.Code})
}

func amendAsk(t *turn.Turn, c complaint.Complaint, becomes string, kept amending) (turn.Answer, error) {
	a, err := say(t.Text.AmendWhy(t.Lang, c.Code, becomes, kept.Urge))
	a.Step, a.Data = stepAmend, kept
	return turn.About(c.ID, a, err)
}

func urgeAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	c, err := t.Desk.Urgeable(ctx, tx, t.Now, *t.Employee, id)
	if err != nil {
		return turn.Answer{}, err
	}
	return amendAsk(t, c, "", amending{Case: id, At: t.Now, Urge: true})
}

func calmAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	c, err := t.Desk.Amendable(ctx, tx, t.Now, *t.Employee, id)
	if err == nil && c.UrgentAt == nil {
		err = complaint.ErrNotUrgent
	}
	if err != nil {
		return turn.Answer{}, err
	}
	return amendAsk(t, c, "", amending{Case: id, At: t.Now})
}

// amendWords takes the reason: what is urgent is so at once, everything else
// waits for its second signature.
func amendWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var kept amending
	if err := t.Read(&kept); err != nil {
		return turn.Answer{}, err
	}
	if kept.Urge {
		return urge(ctx, tx, t, kept.Case)
	}
	propose := func() (complaint.Complaint, complaint.Errand, error) {
		if kept.To == "" {
			return t.Desk.ProposeCalm(ctx, tx, t.Now, *t.Employee, kept.Case, t.In.Text)
		}
		return t.Desk.ProposeCategory(ctx, tx, t.Now, *t.Employee, kept.Case, kept.To, t.In.Text)
	}
	c, work, err := propose()
	if err != nil {
		return turn.Answer{}, err
	}
	by, err := t.Notice.ErrandGiven(ctx, tx, t.Now, work, c)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.AmendSent(t.Lang, v, by, work))
	return turn.About(c.ID, a, err)
}

func urge(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	s, err := t.Desk.Urge(ctx, tx, t.Now, *t.Employee, id, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Urged(ctx, tx, t.Now, t.Update, s, t.Employee.NIP, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, s.Complaint)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.UrgedDone(t.Lang, v))
	return turn.About(id, a, err)
}

// signAgree signs a change that somebody else proposed.
func signAgree(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	errand, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	s, err := t.Desk.Sign(ctx, tx, t.Now, t.Employee.NIP, errand)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Signed(ctx, tx, t.Now, t.Update, s); err != nil {
		return turn.Answer{}, err
	}
	c, err := complaint.Find(ctx, tx, s.Complaint.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	return errandDone(ctx, tx, t, text.Signed, c)
}

// notSigned takes why somebody does not sign.
func notSigned(ctx context.Context, tx pgx.Tx, t *turn.Turn, errand int64) (turn.Answer, error) {
	c, a, err := t.Desk.NotSign(ctx, tx, t.Now, t.Employee.NIP, errand, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.NotSigned(ctx, tx, t.Now, t.Update, c, a); err != nil {
		return turn.Answer{}, err
	}
	return errandDone(ctx, tx, t, text.NotSigned, c)
}

// verifierCase shows a verifier a case that is not theirs to handle, as far as
// they need it to say what it is about and how urgent. It refuses as Verifiable
// does.
func verifierCase(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (turn.Answer, error) {
	if err := t.Desk.Verifiable(ctx, tx, t.Now, *t.Employee, c); err != nil {
		return turn.Answer{}, err
	}
	if err := opens(ctx, tx, t, c.ID, complaint.OpenedCase); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Aside(t.Text.VerifierCase(t.Lang, v))
	return turn.About(c.ID, a, err)
}
