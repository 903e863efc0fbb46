package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/screen"
	"tanggap/internal/text"
)

// identityRoutes are for a citizen whom an officer asks for their name. They
// agree here; the name itself is given on the page or at a counter.
var identityRoutes = []turn.Route{
	{Button: "identity.open", Do: openIdentity},
	{Button: "identity.yes", Do: agreeName},
	{Button: "identity.no", Do: dropName},
	{Button: "identity.erase", Do: dropName},
}

// namePage is where names are given; "" where there is no page.
func namePage(t *turn.Turn) string {
	if t.Public == "" {
		return ""
	}
	return t.Public + "/nama"
}

// openIdentity shows again what is asked, or where the name is given.
func openIdentity(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	i, asked, err := complaint.RunningIdentity(ctx, tx, c.ID)
	if err == nil && !asked {
		err = complaint.ErrNoNameAsked
	}
	if err != nil {
		return turn.Answer{}, err
	}
	n := text.NameAsking{ID: c.ID, Code: c.Code, Page: namePage(t)}
	if n.Who, err = t.Notice.Who(ctx, tx, i.NIP); err != nil {
		return turn.Answer{}, err
	}
	say := t.Text.NameWhere
	if i.AgreedAt == nil {
		say = t.Text.NameAsked
		if n.Why, err = complaint.NameReason(ctx, tx, i); err != nil {
			return turn.Answer{}, err
		}
	}
	m, err := say(t.Lang, n)
	a := aside(m)
	a.About = c.ID.Subject()
	return a, err
}

func agreeName(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, _, err := t.Desk.AgreeName(ctx, tx, t.Now, t.Owner, id)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.NameWhere(t.Lang, text.NameAsking{ID: id, Code: c.Code, Page: namePage(t)})
	a := aside(m)
	a.About = id.Subject()
	return a, err
}

// dropName keeps the citizen without a name, also after they gave it.
func dropName(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, i, err := t.Desk.DropName(ctx, tx, t.Now, t.Owner, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.NameDropped(ctx, tx, t.Now, t.Update+":nama", c, i); err != nil {
		return turn.Answer{}, err
	}
	a := aside(t.Text.NameDropped(t.Lang, c.Code, i.GivenAt != nil))
	a.About = id.Subject()
	return a, nil
}

// shortest is how many words at most a message has that is taken for a name with
// a number.
const shortest = 12

// nameHere answers what looks like a name while one is asked for in a case that
// the message can be about; false for all else. Nothing of it is kept.
func nameHere(ctx context.Context, tx pgx.Tx, t *turn.Turn, own complaint.Complaint, isReply bool, open []complaint.Complaint) (turn.Answer, bool, error) {
	if !screen.LooksLikeName(t.In.Text) && !(tells(t.In.Text) && screen.Words(t.In.Text) <= shortest) {
		return turn.Answer{}, false, nil
	}
	if isReply {
		open = []complaint.Complaint{own}
	}
	for _, c := range open {
		i, asked, err := complaint.RunningIdentity(ctx, tx, c.ID)
		if err != nil {
			return turn.Answer{}, false, err
		}
		if !asked || i.Given() {
			continue
		}
		m, err := t.Text.NameNotHere(t.Lang, text.NameAsking{ID: c.ID, Code: c.Code, Page: namePage(t)})
		a := aside(m)
		a.About = c.ID.Subject()
		return a, true, err
	}
	return turn.Answer{}, false, nil
}
