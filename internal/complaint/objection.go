package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Refusals of objections and of what follows a referral.
const (
	ErrObjected   refusal.Code = "complaint.objected"    // they have objected already
	ErrNoDecision refusal.Code = "complaint.no_decision" // nobody decided on its end
	ErrNotAsked   refusal.Code = "complaint.not_asked"   // nobody asked whether another agency took it up
)

// Contest says that the citizen does not accept an honest end: whoever stands
// above the one who decided looks at it. Words may follow while they do. It
// refuses with ErrUnknown, ErrPaperPIN, ErrNoDecision, ErrObjected, ErrOverForGood or
// ErrTooLong.
func (d *Desk) Contest(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, words string) (Complaint, Errand, error) {
	if words != "" {
		if err := wrote(words); err != nil {
			return Complaint{}, Errand{}, err
		}
	}
	c, err := d.FindToDecide(ctx, tx, reporter, id)
	switch {
	case err != nil:
		return Complaint{}, Errand{}, err
	case !c.Decided():
		return Complaint{}, Errand{}, ErrNoDecision
	case !c.MayObject(now):
		return Complaint{}, Errand{}, ErrOverForGood
	}
	e, err := lastEnd(ctx, tx, id)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	if e.ObjectedAt != nil {
		return d.contestMore(ctx, tx, now, c, e, words)
	}
	to, found, err := d.errandOwner(ctx, tx, now, c, ToReview)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	var owner *roster.Employee // nobody can be reached yet
	if found {
		owner = &to
	}
	work, err := d.errand(ctx, tx, now, c, ToReview, owner)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	e.ObjectedAt = &now
	more, err := e.keep(ctx, tx, *work)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	return c, *work, recordMore(ctx, tx, &c, Contested, Citizen, now, words, more)
}

// contestMore adds words to an objection that waits.
func (d *Desk) contestMore(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, e End, words string) (Complaint, Errand, error) {
	open, err := errands(ctx, tx, `WHERE complaint_id = $1 AND kind = $2 AND done_at IS NULL`, c.ID, ToReview)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	if len(open) == 0 || words == "" {
		return Complaint{}, Errand{}, ErrObjected
	}
	more, err := e.keep(ctx, tx)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	return c, open[0], recordMore(ctx, tx, &c, Contested, Citizen, now, words, more)
}

// Grant agrees with an objection: the case is open again and goes back to
// whoever held it. It refuses as owned does.
func (d *Desk) Grant(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64) (Complaint, *Stretch, error) {
	work, c, e, err := d.contested(ctx, tx, now, by, errand, true)
	if err != nil {
		return Complaint{}, nil, err
	}
	void, err := d.undo(ctx, tx, now, &c)
	if err != nil {
		return Complaint{}, nil, err
	}
	again, err := giveAgain(ctx, tx, now, c)
	if err != nil {
		return Complaint{}, nil, err
	}
	more, err := e.keep(ctx, tx, work)
	if err != nil {
		return Complaint{}, nil, err
	}
	return c, again, recordMore(ctx, tx, &c, Upheld, ByEmployee(by), now, "", more, void, again)
}

// Overrule answers an objection with reasons; the end stays. It refuses as
// owned does, and with ErrEmpty or ErrTooLong.
func (d *Desk) Overrule(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, why string) (Complaint, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, err
	}
	work, c, e, err := d.contested(ctx, tx, now, by, errand, false)
	if err != nil {
		return Complaint{}, err
	}
	more, err := e.keep(ctx, tx, work)
	if err != nil {
		return Complaint{}, err
	}
	return c, recordMore(ctx, tx, &c, Overruled, ByEmployee(by), now, why, more)
}

// contested locks a case whose objection somebody may decide on, and decides.
func (d *Desk) contested(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, upheld bool) (Errand, Complaint, End, error) {
	work, c, err := d.owned(ctx, tx, now, by, errand, ToReview)
	if err != nil {
		return Errand{}, Complaint{}, End{}, err
	}
	e, err := lastEnd(ctx, tx, c.ID)
	if err == nil && c.State.Open() {
		err = ErrErrandOver // the citizen has opened it again
	}
	e.Upheld = &upheld
	work.finish(now, false)
	return work, c, e, err
}

// follow asks, on the day that was named, what became of a referral; false
// when there is nothing to ask.
func (d *Desk) follow(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint) (bool, error) {
	if c.NudgeStep > 0 { // asked before: the time to answer is over
		c.NudgeAt = nil
		return false, save(ctx, tx, *c)
	}
	e, err := lastEnd(ctx, tx, c.ID)
	if err != nil {
		return false, err
	}
	e.AskedAt = &now
	until := now.Add(ReopenFor)
	c.NudgeStep, c.NudgeAt = 1, &until
	more, err := e.keep(ctx, tx)
	if err != nil {
		return false, err
	}
	return true, recordMore(ctx, tx, c, FollowedUp, System, now, "", more)
}

// TakenUp is the citizen's word whether another agency took a case up. It
// refuses with ErrUnknown, ErrPaperPIN or ErrNotAsked.
func (d *Desk) TakenUp(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, yes bool) (Complaint, End, error) {
	c, err := d.FindToDecide(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, End{}, err
	}
	if c.State != Referred {
		return Complaint{}, End{}, ErrNotAsked
	}
	e, err := lastEnd(ctx, tx, id)
	switch {
	case err != nil:
		return Complaint{}, End{}, err
	case e.AskedAt == nil, e.TakenUp != nil && *e.TakenUp == yes:
		return Complaint{}, End{}, ErrNotAsked
	}
	e.TakenUp = &yes
	more, err := e.keep(ctx, tx)
	if err != nil {
		return Complaint{}, End{}, err
	}
	kind := NotTaken
	if yes {
		kind = TookUp
	}
	return c, e, recordMore(ctx, tx, &c, kind, Citizen, now, "", more)
}
