package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// LeaveView gathers what is said of leave.
func (d *Desk) LeaveView(ctx context.Context, tx pgx.Tx, now time.Time, r roster.Request) (v text.Leave, err error) {
	v = text.Leave{Request: r, Now: now, Begun: r.From() <= worktime.DateOf(now.In(d.Complaints.Calendars.Location()))}
	book, err := d.Complaints.Calendars.Book(ctx, tx)
	if err != nil {
		return v, err
	}
	if v.Who, err = book.Employee(r.NIP); err != nil {
		return v, err
	}
	u, err := book.Unit(v.Who.UnitCode)
	if err != nil {
		return v, err
	}
	v.Unit = u.Name
	for _, other := range []struct {
		nip  *roster.NIP
		into **roster.Employee
	}{{r.Substitute, &v.Substitute}, {r.Decider, &v.Asked}} {
		if other.nip == nil {
			continue
		}
		e, err := book.Employee(*other.nip)
		if err != nil {
			return v, err
		}
		*other.into = &e
	}
	held, err := movable(ctx, tx, r.NIP)
	v.Held = len(held)
	return v, err
}

// LeaveAsked asks whoever decides for their word; what a superior entered it
// tells the employee and the substitute.
func (d *Desk) LeaveAsked(ctx context.Context, tx pgx.Tx, now time.Time, r roster.Request) (text.Leave, error) {
	v, err := d.LeaveView(ctx, tx, now, r)
	if err != nil {
		return v, err
	}
	if r.NIP != r.AskedBy {
		if err := d.leaveTo(ctx, tx, now, v, "asked", r.NIP, func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.LeaveAnswer(lang, v, 0)
		}); err != nil {
			return v, err
		}
	}
	if r.Waits() {
		err = d.leaveTo(ctx, tx, now, v, "asked", *r.Decider, func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.LeaveRequest(lang, v)
		})
	}
	if err != nil || !r.Counts() {
		return v, err
	}
	return v, d.standIn(ctx, tx, now, v, "asked")
}

// LeaveReminds asks once more, or somebody else.
func (d *Desk) LeaveReminds(ctx context.Context, tx pgx.Tx, now time.Time, r roster.Request) error {
	v, err := d.LeaveView(ctx, tx, now, r)
	if err != nil {
		return err
	}
	return d.leaveTo(ctx, tx, now, v, "again", *r.Decider, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.LeaveRequest(lang, v)
	})
}

// LeaveAsksAnother asks somebody else for their word, since whoever was asked can
// give it no more.
func (d *Desk) LeaveAsksAnother(ctx context.Context, tx pgx.Tx, now time.Time, r roster.Request) error {
	v, err := d.LeaveView(ctx, tx, now, r)
	if err != nil {
		return err
	}
	return d.leaveTo(ctx, tx, now, v, "another", *r.Decider, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.LeaveRequest(lang, v)
	})
}

// LeaveDecided tells the employee what was decided, and the substitute; of what
// does not count any more the minutes are the employee's again. Whoever was to
// decide and did not is told as well.
func (d *Desk) LeaveDecided(ctx context.Context, tx pgx.Tx, now time.Time, r roster.Request, returned int) (text.Leave, error) {
	v, err := d.LeaveView(ctx, tx, now, r)
	if err != nil {
		return v, err
	}
	step := string(r.State)
	if err := d.leaveTo(ctx, tx, now, v, step, r.NIP, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.LeaveAnswer(lang, v, returned)
	}); err != nil {
		return v, err
	}
	if r.State == roster.LeaveLapsed && r.Decider != nil {
		if err := d.leaveTo(ctx, tx, now, v, step, *r.Decider, func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.LeaveLapsed(lang, v, returned)
		}); err != nil {
			return v, err
		}
	}
	// Of sickness the substitute was told when it began to count, of other leave
	// when it was agreed to.
	if r.Counts() == (r.ConfirmBy != nil) {
		return v, nil
	}
	return v, d.standIn(ctx, tx, now, v, step)
}

// LeaveChanged tells superior and substitute that leave was taken back, or ends
// earlier; by is who did that, and had says that it counted before.
func (d *Desk) LeaveChanged(ctx context.Context, tx pgx.Tx, now time.Time, key string, r roster.Request, by roster.NIP, had bool) (text.Leave, error) {
	v, err := d.LeaveView(ctx, tx, now, r)
	if err != nil {
		return v, err
	}
	v.Had = had
	told := map[roster.NIP]bool{by: true}
	tell := func(to roster.NIP, say words) error {
		if told[to] {
			return nil
		}
		told[to] = true
		return d.leaveTo(ctx, tx, now, v, key, to, say)
	}
	changed := func(lang locale.Lang) (outbox.Message, error) { return d.Text.LeaveTold(lang, v) }
	if err := tell(r.NIP, changed); err != nil {
		return v, err
	}
	superior := r.Decider
	if r.AskedBy != r.NIP {
		superior = &r.AskedBy
	}
	if superior != nil {
		if err := tell(*superior, changed); err != nil {
			return v, err
		}
	}
	if r.Substitute == nil || !had {
		return v, nil
	}
	return v, tell(*r.Substitute, func(lang locale.Lang) (outbox.Message, error) { return d.Text.LeaveStandIn(lang, v) })
}

func (d *Desk) standIn(ctx context.Context, tx pgx.Tx, now time.Time, v text.Leave, step string) error {
	if v.Request.Substitute == nil {
		return nil
	}
	return d.leaveTo(ctx, tx, now, v, step+":ganti", *v.Request.Substitute, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.LeaveStandIn(lang, v)
	})
}

func (d *Desk) leaveTo(ctx context.Context, tx pgx.Tx, now time.Time, v text.Leave, step string, to roster.NIP, say words) error {
	_, err := d.staff(ctx, tx, now, fmt.Sprintf("leave:%d:%s", v.ID, step), to, outbox.Row{}, say)
	return err
}

// MoveLeave gives what somebody holds whose leave has begun to whom stands in
// for them, with the time that was left; where nobody is found, those who find
// officers are told. It says how many cases moved, and how many wait now. The
// citizen hears of it once a case, by position.
func (d *Desk) MoveLeave(ctx context.Context, tx pgx.Tx, now time.Time, l roster.Leave) (passed, waiting int, err error) {
	held, err := movable(ctx, tx, l.NIP)
	if err != nil || len(held) == 0 {
		return 0, 0, err
	}
	a := complaint.Absence{From: worktime.DateOf(l.FromOn).Midnight(d.Complaints.Calendars.Location()), Request: l.Request}
	for _, c := range held {
		c, left, err := d.Complaints.StepAside(ctx, tx, now, c.ID, a)
		if err != nil {
			return 0, 0, fmt.Errorf("take case %d from who is on leave: %w", c.ID, err)
		}
		if c.Holder != nil || !c.State.Open() {
			continue
		}
		found, err := d.deputise(ctx, tx, now, c, l.NIP, left)
		switch {
		case err != nil:
			return 0, 0, fmt.Errorf("find who stands in on case %d: %w", c.ID, err)
		case found:
			passed++
		default:
			waiting++
		}
	}
	if l.Request == nil || passed+waiting == 0 {
		return passed, waiting, nil
	}
	r, err := roster.FindLeave(ctx, tx, *l.Request)
	if err != nil {
		return 0, 0, err
	}
	v, err := d.LeaveView(ctx, tx, now, r)
	if err != nil {
		return 0, 0, err
	}
	return passed, waiting, d.leaveTo(ctx, tx, now, v, "begins", l.NIP, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.LeaveMoved(lang, v, passed, waiting)
	})
}

func (d *Desk) deputise(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, of roster.NIP, left time.Duration) (bool, error) {
	key := fmt.Sprintf("cuti:%d", c.ID)
	to, found, err := d.deputy(ctx, tx, now, c, of)
	if err != nil {
		return false, err
	}
	if !found {
		return false, d.Unassigned(ctx, tx, now, key, c)
	}
	return d.follow(ctx, tx, now, key, c, to, left)
}

// deputy finds who stands in on a case; of one about an officer the neutral
// desk, and of one that climbed whoever is higher.
func (d *Desk) deputy(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, of roster.NIP) (roster.Employee, bool, error) {
	_, about, err := complaint.AboutOfficer(ctx, tx, c.ID)
	if err != nil {
		return roster.Employee{}, false, err
	}
	if about || c.IsHigher() {
		return d.Responsible(ctx, tx, now, c)
	}
	return d.Complaints.Deputy(ctx, tx, now, c, of)
}
