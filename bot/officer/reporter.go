package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// reporterRoutes are for opening who reported a case: by the inspectorate, with a
// reason and a second person. Whose it is each handler asks; to everybody else it
// is not there.
func (d desk) reporterRoutes() []turn.Route {
	return []turn.Route{
		{Button: "reporter.case", Who: turn.Inspector, Do: reporterAsk},
		{Button: "reporter.press", Who: turn.Inspector, Do: reporterAsk},
		{Button: "reporter.open", Who: turn.Staff, Do: reporterOpen},
		{Button: "reporter.agree", Who: turn.Staff, Do: reporterAgree},
		{Button: "reporter.deny", Who: turn.Staff, Do: reporterDeny},
		{Button: "reporter.see", Who: turn.Inspector, Do: reporterSee},
		{Step: stepReporter, Who: turn.Inspector, Do: d.worded(reporterWhy)},
		{Step: stepNoReporter, Who: turn.Staff, Do: d.worded(reporterDenied)},
	}
}

// The steps in which it is written why who reported is to be opened, and why not.
const (
	stepReporter   = "reporter.why"
	stepNoReporter = "reporter.no"
)

// unmasking is what the first of them keeps.
type unmasking struct {
	complaint.Matter
	At time.Time `json:"at"`
}

func reporterAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if t.Public == "" {
		return turn.Answer{}, ErrNoPage
	}
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	m := complaint.Matter{Case: complaint.ID(id)}
	if t.In.Button == "reporter.press" {
		m = complaint.Matter{Pressure: id}
	}
	c, err := t.Desk.CheckReporter(ctx, tx, t.Now, t.Employee.NIP, m)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	a, err := say(t.Text.ReporterWhy(t.Lang, c.Code))
	a.Step, a.Data = stepReporter, unmasking{m, t.Now}
	return a, err
}

func reporterWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q unmasking
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	c, f, err := t.Desk.AskReporter(ctx, tx, t.Now, t.Employee.NIP, q.Matter, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Disclosure(ctx, tx, t.Now, c, f)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.ReporterAsked(ctx, tx, t.Now, v, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.ReporterSent(t.Lang, v))
}

// toAgree is the case and the request that a button of the second person is about.
func toAgree(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, complaint.Disclosure, error) {
	id, err := t.Int(0)
	if err != nil {
		return complaint.Complaint{}, complaint.Disclosure{}, err
	}
	return complaint.ToAgree(ctx, tx, t.Now, t.Employee.NIP, id)
}

// reporterOpen shows the second person again what they are asked.
func reporterOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, f, err := toAgree(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	why, err := complaint.WhyReporter(ctx, tx, f)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Disclosure(ctx, tx, t.Now, c, f)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.ReporterAsked(t.Lang, v, why))
}

func reporterAgree(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, f, err := t.Desk.AgreeReporter(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	return reporterDecided(ctx, tx, t, c, f, "")
}

func reporterDeny(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, f, err := toAgree(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	a, err := say(t.Text.ReporterDeny(t.Lang, c.Code))
	a.Step, a.Data = stepNoReporter, wording{f.ID, t.Now}
	return a, err
}

func reporterDenied(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var w wording
	if err := t.Read(&w); err != nil {
		return turn.Answer{}, err
	}
	c, f, err := t.Desk.DenyReporter(ctx, tx, t.Now, t.Employee.NIP, w.Errand, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	return reporterDecided(ctx, tx, t, c, f, t.In.Text)
}

// reporterDecided tells whoever asked, and shows the second person what is noted.
func reporterDecided(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, f complaint.Disclosure, why string) (turn.Answer, error) {
	v, err := t.Notice.Disclosure(ctx, tx, t.Now, c, f)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.ReporterDecided(ctx, tx, t.Now, v, why); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.ReporterNoted(t.Lang, v)
	if t.In.Button == "" {
		return say(m, err)
	}
	return turn.Change(m, err)
}

// reporterSee says where it is read, and by which code.
func reporterSee(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.CheckSee(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	return deskCode(t, c.Code)
}
