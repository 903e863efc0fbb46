// Package officer talks with employees: it connects their accounts, shows them
// their cases and takes what they do with them, finds hands for cases without
// any, and shows them their own figures.
package officer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// ErrStale says that a press comes too late, or is forged: what it belongs to
// is over.
const ErrStale refusal.Code = "officer.stale"

// StartDraft opens a report of the employee's own with what they wrote.
type StartDraft func(ctx context.Context, tx pgx.Tx, t *turn.Turn, in turn.Incoming) (turn.Answer, error)

// desk is what handlers need besides the office.
type desk struct{ startDraft StartDraft }

// Routes are the rows of the route table that employees use.
func Routes(startDraft StartDraft) []turn.Route {
	d := desk{startDraft}
	staff := func(button string, do turn.Handler) turn.Route {
		return turn.Route{Button: button, Who: turn.Staff, Do: do}
	}
	step := func(name string, do turn.Handler) turn.Route {
		return turn.Route{Step: name, Who: turn.Staff, Do: do}
	}
	own := []turn.Route{
		{Command: "/tugas", Who: turn.Staff, Menu: true, Do: tugas},
		staff("task.page", taskPage),

		staff("case.open", caseOpen),
		staff("case.read", caseRead),
		staff("case.before", caseBefore),
		staff("case.accept", caseAccept),
		staff("case.ask", caseAsk),
		step("case.ask", turn.Fresh(caseQuestion, d.elsewhere)),
		staff("case.propose", casePropose),
		staff("case.more", caseMore),
		step(stepResult, d.resultAdd),
		staff("letter.result", resultSend),
		staff("letter.drop", resultDrop),

		step("pick", d.pickAdd),
		staff("pick.answer", pickAnswer),
		staff("pick.new", d.pickNew),

		{Command: "/kinerja", Who: turn.Staff, Menu: true, Do: kinerja},
		staff("kinerja.cases", kinerjaCases),
		{Command: "/target", Who: turn.Staff, Menu: true, Do: target},
		{Command: "/realisasi", Who: turn.Staff, Menu: true, Do: realisasi},
		staff("realisasi.open", realisasi),
		staff("realisasi.pick", realisasiPick),
		step("realisasi.pick", turn.Fresh(realisasiName, d.elsewhere)),
		step("realisasi.value", turn.Fresh(realisasiValue, d.elsewhere)),
		step("realisasi.note", turn.Fresh(realisasiNote, d.elsewhere)),
		staff("realisasi.skip", realisasiSkip),

		{Command: "/rapor", Who: turn.Superior, Menu: true, Do: rapor},
		staff("score.cases", scoreCases),

		staff("contact.deny", contactDeny),
	}
	own = append(own, answerRoutes(d)...)
	own = append(own, noteRoutes(d)...)
	own = append(own, d.dataRoutes()...)
	own = append(own, d.cutiRoutes()...)
	return slices.Concat(own, severalRoutes, hoursRoutes, queueRoutes, recoverRoutes, neutralRoutes, flagRoutes, d.endRoutes(), d.errandRoutes(), d.promiseRoutes(), d.extendRoutes(), d.judgeRoutes(), d.templateRoutes(), d.pressRoutes(), d.reporterRoutes(), d.recordingRoutes(),
		d.mergeRoutes(), d.lookRoutes(), d.phoneRoutes(), d.identityRoutes(), d.disputeRoutes(), d.offerRoutes(), d.jointRoutes(), d.problemRoutes(), d.amendRoutes())
}

// elsewhere takes a message as if no dialog had waited for it.
func (d desk) elsewhere(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	a, mine, err := Claim(ctx, tx, t)
	if err != nil || mine {
		return a, err
	}
	return d.startDraft(ctx, tx, t, t.In)
}

// worded guards a step that waits for words, as turn.Fresh does, and asks for
// them where something else is sent.
func (d desk) worded(do turn.Handler) turn.Handler {
	return turn.Fresh(func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		if strings.TrimSpace(t.In.Text) == "" {
			return turn.Aside(t.Text.ProposalWords(t.Lang))
		}
		return do(ctx, tx, t)
	}, d.elsewhere)
}

// say is an answer of one message that ends the dialog.
func say(m outbox.Message, err error) (turn.Answer, error) {
	return turn.Answer{Say: []outbox.Message{m}}, err
}

// seen is a case and what its viewer may do with it.
type seen struct {
	text.StaffCase
	mine   bool
	offers *text.Offering // by its holder; nil for nobody else
	beside complaint.Beside
	events []complaint.Event
}

// see gives a case to its holder, to those who lead the holder, and while
// nobody holds it to those who find somebody. It refuses everybody else with
// complaint.ErrNotYours, as it does for a case that is not there.
func see(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (seen, error) {
	c, err := complaint.Find(ctx, tx, id)
	if errors.Is(err, complaint.ErrUnknown) {
		return seen{}, complaint.ErrNotYours
	}
	if err != nil {
		return seen{}, err
	}
	allowed, err := maySee(ctx, tx, t, c)
	if err != nil {
		return seen{}, err
	}
	if !allowed {
		return seen{}, complaint.ErrNotYours
	}
	if err := opens(ctx, tx, t, id, complaint.OpenedCase); err != nil {
		return seen{}, err
	}
	return look(ctx, tx, t, c)
}

// opens remembers that somebody opened a case, for its reporter to see.
func opens(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, what complaint.Opened) error {
	return complaint.KeepOpening(ctx, tx, t.Now, complaint.Opening{Case: id, By: t.Employee.NIP, What: what})
}

// look gathers what an employee is shown of a case that they may see.
func look(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (v seen, err error) {
	v.mine = c.HeldBy(t.Employee.NIP)
	v.StaffCase, v.beside, err = t.Notice.WholeCase(ctx, tx, t.Now, c, func(b *pgx.Batch) {
		complaint.QueueStory(b, c.ID, &v.events)
	})
	if err != nil || !v.mine || !v.Passing {
		return v, err
	}
	v.offers, err = t.Notice.OfferNow(ctx, tx, c)
	return v, err
}

func maySee(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (bool, error) {
	waits, err := complaint.ErrandsOf(ctx, tx, t.Employee.NIP)
	if err != nil {
		return false, err
	}
	if c.HeldBy(t.Employee.NIP) || slices.ContainsFunc(waits, func(e complaint.Errand) bool { return e.ComplaintID == c.ID }) {
		return true, nil
	}
	pressed, err := complaint.PressedOf(ctx, tx, t.Employee.NIP)
	if err != nil || slices.ContainsFunc(pressed, func(p complaint.Pressure) bool { return p.ComplaintID == c.ID }) {
		return err == nil, err
	}
	if excluded, err := complaint.Excluded(ctx, tx, c.ID, t.Employee.NIP); err != nil || excluded {
		return false, err
	}
	if may, err := watches(ctx, tx, t, c); err != nil || may {
		return may, err
	}
	if c.Holder != nil {
		return leads(ctx, tx, t, *c.Holder)
	}
	return dispatches(ctx, tx, t)
}

// watches says whether somebody is on call for a case of danger, or leads its
// unit: they were told of it.
func watches(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (bool, error) {
	urgent, err := t.Notice.Urgent(ctx, tx, t.Now, c)
	if err != nil || !urgent {
		return false, err
	}
	all, err := roster.WhoIsOnCall(ctx, tx, t.Now.In(t.Text.Location), c.UnitCode)
	if err != nil {
		return false, err
	}
	heads, err := roster.Heads(ctx, tx, c.UnitCode)
	all = append(all, heads...)
	return slices.ContainsFunc(all, func(e roster.Employee) bool { return e.NIP == t.Employee.NIP }), err
}

// dispatches says whether somebody finds officers for cases without one, or was
// asked to help those who do.
func dispatches(ctx context.Context, tx pgx.Tx, t *turn.Turn) (bool, error) {
	all, err := notice.Dispatchers(ctx, tx)
	if err != nil {
		return false, err
	}
	for _, e := range all {
		if e.NIP == t.Employee.NIP {
			return true, nil
		}
	}
	return complaint.AskedToFind(ctx, tx, t.Employee.NIP)
}

func bare(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
