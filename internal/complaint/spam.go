package complaint

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Refusals of saying that a case is no report.
const (
	ErrDoubted  refusal.Code = "complaint.doubted"   // somebody has said so already; a second person decides
	ErrIsReport refusal.Code = "complaint.is_report" // the second person has decided that it is one
	ErrAnswered refusal.Code = "complaint.answered"  // it was answered, and so taken for one
)

// That something is no report at all two persons have to say: whoever holds it,
// or a verifier while nobody does, with a reason, and somebody else who decides
// within a limit. Until then, and if nobody decides, it is a case like any
// other: no clock stops for it. Once it was decided its clocks count nothing,
// neither for nor against anybody, and its sender can object.

// Kinds of what comes before such a decision; none of them changes a state.
const (
	SpamProposed Kind = "spam_proposed"
	SpamDenied   Kind = "spam_denied" // the second person says that it is a report
	SpamLapsed   Kind = "spam_lapsed" // the second person did not decide in time
)

// sortable are the states in which a case can be said to be no report: before
// anybody gave it a real answer.
var sortable = []State{Waiting, Assigned, Accepted, Asked}

// SpamReady gives and locks a case of which somebody may say that it is no
// report. It refuses with ErrUnknown, ErrNotYours, ErrClosed, ErrAnswered,
// ErrOwnHands, ErrDoubted or ErrIsReport.
func (d *Desk) SpamReady(ctx context.Context, tx pgx.Tx, by roster.NIP, id ID) (Complaint, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	e, err := roster.Find(ctx, tx, by)
	if err != nil {
		return Complaint{}, err
	}
	excluded, err := Excluded(ctx, tx, id, by)
	switch {
	case err != nil:
		return Complaint{}, err
	case excluded, c.Holder != nil && !c.HeldBy(by), c.Holder == nil && !e.Has(roster.RoleVerifikator):
		return Complaint{}, ErrNotYours
	case !c.State.Open():
		return Complaint{}, ErrClosed
	case !slices.Contains(sortable, c.State) || c.AnsweredAt != nil:
		return Complaint{}, ErrAnswered
	}
	if filed, staff, err := d.FiledBy(ctx, tx, id); err != nil || staff && filed == by {
		return Complaint{}, cmp.Or(err, error(ErrOwnHands))
	}
	open, err := errands(ctx, tx, `WHERE complaint_id = $1 AND kind = $2 AND done_at IS NULL`, id, ToDecide)
	if err == nil && len(open) > 0 {
		err = ErrDoubted
	}
	if err != nil {
		return c, err
	}
	denied, err := ends(ctx, tx, `WHERE complaint_id = $1 AND state = $2 AND sent_back AND decided_by IS NOT NULL`, id, Spam)
	if err == nil && len(denied) > 0 {
		err = ErrIsReport
	}
	return c, err
}

// ProposeSpam says that a case is no report, and why; it gives the errand of
// the second person. It refuses as SpamReady does, and with ErrEmpty,
// ErrTooLong or ErrNobody.
func (d *Desk) ProposeSpam(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, why string) (Complaint, Errand, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, Errand{}, err
	}
	c, err := d.SpamReady(ctx, tx, by, id)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	e := End{ComplaintID: id, State: Spam, Reason: why, ProposedBy: by, ProposedAt: now}
	to, err := d.WhoDecides(ctx, tx, now, by, c, Spam)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	if err := insertEnd(ctx, tx, &e); err != nil {
		return Complaint{}, Errand{}, err
	}
	errand, err := d.errand(ctx, tx, now, c, ToDecide, &to)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	more, err := e.keep(ctx, tx, *errand)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	return c, *errand, recordMore(ctx, tx, &c, SpamProposed, ByEmployee(by), now, why, more)
}

// endSpam ends a case as no report: none of its stretches counts.
func (d *Desk) endSpam(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, by roster.NIP, e End, more func(*Facts)) error {
	ss, err := Stretches(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	changed := make([]*Stretch, len(ss))
	for i := range ss {
		changed[i] = &ss[i]
		if ss[i].Voided = true; ss[i].ToAt != nil {
			continue
		}
		cal, err := d.Calendars.For(ctx, tx, ss[i].UnitCode)
		if err != nil {
			return err
		}
		c.ExcusedSeconds += ss[i].stop(cal, now)
	}
	c.EndedAt, c.NudgeAt = &now, nil
	return recordMore(ctx, tx, c, NoReport, ByEmployee(by), now, e.words(), more, changed...)
}

// lapse lets a proposal fall away on which nobody decided in time.
func (d *Desk) lapse(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, e End, work Errand) (Errand, error) {
	e.SentBack = true
	work.finish(now, true)
	more, err := e.keep(ctx, tx, work)
	if err != nil {
		return work, err
	}
	return work, recordMore(ctx, tx, &c, SpamLapsed, System, now, "", more)
}

// MayObject says whether the one who filed a case can still object to the
// decision by which it ended.
func (c Complaint) MayObject(now time.Time) bool {
	return c.Decided() && (c.MayReopen(now) || c.State == Spam && !now.After(c.EndedAt.Add(ReopenFor)))
}
