package complaint

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/roster"
	"tanggap/internal/substance"
	"tanggap/internal/worktime"
)

// Assign gives a case that nobody holds to somebody, in a post of theirs in its unit, else in their own. It
// refuses with ErrUnknown, ErrHeld, ErrClosed, ErrExcluded or ErrFiledIt.
func (d *Desk) Assign(ctx context.Context, tx pgx.Tx, now time.Time, actor string, id ID, to roster.Employee) (Complaint, *Stretch, error) {
	return d.assign(ctx, tx, now, actor, id, to, 0)
}

// assign is Assign with the working time that was left to somebody before them,
// 0 for the whole of it.
func (d *Desk) assign(ctx context.Context, tx pgx.Tx, now time.Time, actor string, id ID, to roster.Employee, left time.Duration) (Complaint, *Stretch, error) {
	c, err := lock(ctx, tx, id)
	switch {
	case err != nil:
		return Complaint{}, nil, err
	case !c.State.Open():
		return Complaint{}, nil, ErrClosed
	case c.Holder != nil:
		return Complaint{}, nil, ErrHeld
	}
	if excluded, err := Excluded(ctx, tx, id, to.NIP); err != nil || excluded {
		return Complaint{}, nil, cmp.Or(err, error(ErrExcluded))
	}
	if helper, helped, err := HelperOf(ctx, tx, id); err != nil || helped && helper == to.NIP {
		return Complaint{}, nil, cmp.Or(err, error(ErrFiledIt))
	}
	if c.UnitCode, err = d.unitFor(ctx, tx, now, c, to); err != nil {
		return Complaint{}, nil, err
	}
	if left == 0 {
		s, err := hand(ctx, tx, now, &c, actor, to.NIP)
		return c, s, err
	}
	s, err := give(ctx, tx, now, c, to.NIP)
	if err != nil {
		return Complaint{}, nil, err
	}
	s.AllowedSeconds = seconds(left)
	c.Holder = &to.NIP
	return c, s, record(ctx, tx, &c, Given, actor, now, "", s)
}

// Release takes a case from a holder who is not the right person any more
// (their account was not theirs), so that somebody else can be found. The
// time so far stays theirs. Where a result waits for the citizen's word, and
// where nobody holds the case, nothing changes.
func (d *Desk) Release(ctx context.Context, tx pgx.Tx, now time.Time, actor string, id ID) (Complaint, error) {
	c, _, err := d.ReleaseFor(ctx, tx, now, actor, id, "")
	return c, err
}

// ReleaseFor is Release with the reason that the case's story tells; it gives
// the working time that was left of the limit.
func (d *Desk) ReleaseFor(ctx context.Context, tx pgx.Tx, now time.Time, actor string, id ID, why Because) (Complaint, time.Duration, error) {
	return d.release(ctx, tx, now, actor, id, why, nil)
}

// release is Release, with what the holder's leave takes off the stretch; it
// gives the working time that was left of its limit.
func (d *Desk) release(ctx context.Context, tx pgx.Tx, now time.Time, actor string, id ID, why Because, away *Absence) (Complaint, time.Duration, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Complaint{}, 0, err
	}
	if c.Holder == nil || !c.State.Open() || c.State == Proposed || c.State == Weighed {
		return c, 0, nil
	}
	s, running, err := Running(ctx, tx, id)
	if err != nil {
		return Complaint{}, 0, err
	}
	c.Holder = nil
	because := func(f *Facts) { f.Because = why }
	if !running {
		return c, 0, recordMore(ctx, tx, &c, Released, actor, now, "", because)
	}
	cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return Complaint{}, 0, err
	}
	left := s.Left(cal, now)
	if away != nil {
		if left, err = s.excuse(ctx, tx, cal, *away, now); err != nil {
			return Complaint{}, 0, err
		}
	}
	c.ExcusedSeconds += s.stop(cal, now)
	return c, left, recordMore(ctx, tx, &c, Released, actor, now, "", because, &s)
}

// Begin starts the clock of a stretch: its card was delivered, or could not
// be, for a reason that is the holder's. Beginning twice changes nothing. A
// number below zero is that of a message to those above (TellWith).
func (d *Desk) Begin(ctx context.Context, tx pgx.Tx, at time.Time, stretch int64) error {
	if stretch <= -bundleFrom {
		return bundleTold(ctx, tx, at, -stretch-bundleFrom)
	}
	if stretch < 0 {
		return toldWith(ctx, tx, at, -stretch)
	}
	ss, err := stretches(ctx, tx, `WHERE id = $1`, stretch)
	if err != nil || len(ss) == 0 {
		return err
	}
	c, err := lock(ctx, tx, ss[0].ComplaintID)
	if err != nil {
		return err
	}
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil || !running || s.ID != stretch || s.FromAt != nil {
		return err
	}
	cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return err
	}
	if at = at.Truncate(time.Microsecond); at.Before(s.GivenAt) {
		at = s.GivenAt
	}
	if err := d.start(ctx, tx, cal, at, c, &s); err != nil {
		return err
	}
	return record(ctx, tx, &c, Delivered, System, at, "", &s)
}

// start begins a stretch: the limit to answer counts from here, the limit to
// settle from the filing, moved only by the time that lay with the citizen.
func (d *Desk) start(ctx context.Context, tx pgx.Tx, cal *worktime.Calendar, at time.Time, c Complaint, s *Stretch) error {
	if s.Duty == ToSettle {
		due := c.settleDue(cal)
		if least := cal.DueInDays(at, leastToSettle); s.AllowedSeconds > 0 && least.After(due) { // stands in for somebody
			due = least
		}
		if own := cal.DueInDays(at, HigherDays); c.IsHigher() && own.After(due) {
			due = own
		}
		due, err := fair(ctx, tx, cal, at, due, *s)
		if err != nil {
			return err
		}
		s.begin(cal, at, due)
		return nil
	}
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return err
	}
	category, err := guide.Category(s.CategoryCode)
	if err != nil {
		return err
	}
	allowed := c.toAnswer(category)
	if s.AllowedSeconds > 0 { // what was left to somebody before them
		allowed = time.Duration(s.AllowedSeconds) * time.Second
	}
	s.begin(cal, at, cal.Add(at, allowed))
	return nil
}

// settleDue is the limit to settle as it holds for whoever has the case.
func (c Complaint) settleDue(cal *worktime.Calendar) time.Time {
	return cal.Add(c.SettleDueAt, time.Duration(c.ExcusedSeconds)*time.Second)
}

// Foresee is a stretch as it will be if its card arrives at this moment; one
// that has begun is itself.
func (d *Desk) Foresee(ctx context.Context, tx pgx.Tx, at time.Time, c Complaint, s Stretch) (Stretch, error) {
	if s.FromAt != nil {
		return s, nil
	}
	cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return Stretch{}, err
	}
	err = d.start(ctx, tx, cal, at, c, &s)
	return s, err
}

// hold is what a holder's act works on: the locked case, its running stretch
// (begun) and the unit's calendar.
type hold struct {
	Complaint
	stretch Stretch
	cal     *worktime.Calendar
}

// held locks a case for an act of its holder. It refuses with ErrUnknown,
// ErrNotYours, ErrPartOf, ErrClosed, ErrProposed or ErrWeighed.
func (d *Desk) held(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (*hold, error) {
	c, s, err := lockHeld(ctx, tx, id)
	switch {
	case err != nil:
		return nil, err
	case !c.HeldBy(by):
		return nil, ErrNotYours
	case c.State == Merged:
		return nil, ErrPartOf
	case !c.State.Open():
		return nil, ErrClosed
	case c.State == Proposed:
		return nil, ErrProposed
	case c.State == Weighed:
		return nil, ErrWeighed
	}
	h := &hold{Complaint: c}
	if h.cal, err = d.Calendars.For(ctx, tx, c.UnitCode); err != nil {
		return nil, err
	}
	if s == nil {
		return nil, ErrNotYours
	}
	// An act on the card proves its delivery, even when the mark of it has
	// not been written yet.
	if s.FromAt == nil {
		if err := d.start(ctx, tx, h.cal, now, c, s); err != nil {
			return nil, err
		}
	}
	h.stretch = *s
	return h, nil
}

// Ready gives a case whose holder may do an act now, before they write what
// goes with it: Taken, FirstAnswer, Question or Result. It refuses as the act
// itself would, with ErrUnknown, ErrNotYours, ErrClosed, ErrProposed,
// ErrAccepted or ErrAsked.
func (d *Desk) Ready(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, act Kind) (Complaint, error) {
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, err
	}
	return h.Complaint, h.allow(act)
}

// allow says whether an act applies to the state of a held case.
func (h *hold) allow(act Kind) error {
	switch {
	case act == Taken && h.State != Assigned && h.State != Reopened:
		return ErrAccepted
	case act == Question && h.State == Asked:
		return ErrAsked
	}
	return nil
}

// Accept says that the case is theirs. No clock stops. It refuses as held
// does, and with ErrAccepted.
func (d *Desk) Accept(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (Complaint, error) {
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, err
	}
	if err := h.allow(Taken); err != nil {
		return Complaint{}, err
	}
	return h.Complaint, record(ctx, tx, &h.Complaint, Taken, ByEmployee(by), now, "", &h.stretch)
}

// Answer tells the citizen something real; the first time it ends the duty to
// answer and begins that to settle. Files go with it. It refuses with
// ErrUnknown, ErrNotYours, ErrClosed, ErrProposed, ErrEmpty or ErrTooLong.
func (d *Desk) Answer(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, body string, files ...attachment.File) (Complaint, error) {
	if err := wrote(body); err != nil {
		return Complaint{}, err
	}
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, err
	}
	settle, err := d.answered(ctx, tx, now, by, h)
	if err != nil {
		return Complaint{}, err
	}
	if err := attachment.Want(ctx, tx, now, id.Subject(), ResultFiles, files...); err != nil {
		return Complaint{}, err
	}
	return h.Complaint, record(ctx, tx, &h.Complaint, FirstAnswer, ByEmployee(by), now, body, &h.stretch, settle)
}

// asOf locks a case and says as of when words count that were written before
// now: as of then, unless something happened in the case since.
func asOf(ctx context.Context, tx pgx.Tx, now, written time.Time, id ID) (time.Time, error) {
	if _, err := lock(ctx, tx, id); err != nil {
		return now, err
	}
	events, err := Story(ctx, tx, id)
	if err != nil {
		return now, err
	}
	if slices.ContainsFunc(events, func(e Event) bool { return e.At.After(written) }) {
		return now, nil
	}
	return written, nil
}

// AnswerOf is Answer for words that were written a while before now: they count
// as of then, unless something happened in the case since.
func (d *Desk) AnswerOf(ctx context.Context, tx pgx.Tx, now, written time.Time, by roster.NIP, id ID, body string, files ...attachment.File) (Complaint, error) {
	at, err := asOf(ctx, tx, now, written, id)
	if err != nil {
		return Complaint{}, err
	}
	return d.Answer(ctx, tx, at, by, id, body, files...)
}

// Inform tells the citizen something that is no answer: no clock stops, and no
// duty is done. It refuses as Answer does.
func (d *Desk) Inform(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, body string, files ...attachment.File) (Complaint, error) {
	if err := wrote(body); err != nil {
		return Complaint{}, err
	}
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, err
	}
	if err := attachment.Want(ctx, tx, now, id.Subject(), ResultFiles, files...); err != nil {
		return Complaint{}, err
	}
	return h.Complaint, record(ctx, tx, &h.Complaint, Informed, ByEmployee(by), now, body, &h.stretch)
}

// Show sends files after an answer, without words of their own. Before the
// first answer it refuses with ErrEmpty: a picture alone is none. It refuses
// as Accept does otherwise.
func (d *Desk) Show(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, files ...attachment.File) (Complaint, error) {
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, err
	}
	if h.AnsweredAt == nil {
		return Complaint{}, ErrEmpty
	}
	return h.Complaint, attachment.Want(ctx, tx, now, id.Subject(), ResultFiles, files...)
}

// answered ends a pause, and the duty to answer if it still runs; it gives the
// stretch to settle that begins then, nil if that runs already.
func (d *Desk) answered(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, h *hold) (*Stretch, error) {
	if h.AnsweredAt == nil {
		h.AnsweredAt = &now
	}
	if h.stretch.Duty == ToSettle {
		h.ExcusedSeconds += h.stretch.resume(h.cal, now)
		return nil, nil
	}
	h.ExcusedSeconds += h.stretch.finish(h.cal, now)
	settle, err := give(ctx, tx, now, h.Complaint, by)
	if err != nil {
		return nil, err
	}
	return settle, d.start(ctx, tx, h.cal, now, h.Complaint, settle)
}

// Ask asks the citizen something. The holder's clock pauses for a real question,
// as long as they have not waited MaxPause in this case already; the citizen's
// never. It refuses as Answer does, and with ErrAsked.
func (d *Desk) Ask(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, question string) (Complaint, error) {
	if err := wrote(question); err != nil {
		return Complaint{}, err
	}
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, err
	}
	if err := h.allow(Question); err != nil {
		return Complaint{}, err
	}
	left, err := pauseLeft(ctx, tx, h.cal, h.stretch)
	if err != nil {
		return Complaint{}, err
	}
	if left > 0 && substance.Asks(question) {
		h.stretch.pause(now)
	}
	return h.Complaint, record(ctx, tx, &h.Complaint, Question, ByEmployee(by), now, question, &h.stretch)
}

// Propose says what was done. The citizen decides now whether it is. Files are
// what the officer shows for it. It refuses as Answer does.
func (d *Desk) Propose(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, result string, files ...attachment.File) (Complaint, error) {
	return d.propose(ctx, tx, now, by, id, []ID{id}, result, files)
}

// propose is Propose for one of the cases that a result is told for.
func (d *Desk) propose(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, all []ID, result string, files []attachment.File) (Complaint, error) {
	if err := wrote(result); err != nil {
		return Complaint{}, err
	}
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, err
	}
	if err := helped(ctx, tx, id); err != nil {
		return Complaint{}, err
	}
	settle, err := d.answered(ctx, tx, now, by, h)
	if err != nil {
		return Complaint{}, err
	}
	if settle == nil {
		settle = &h.stretch
	}
	settle.finish(h.cal, now)
	moot, err := drop(ctx, tx, now, id, ToDecide) // that it is no report
	if err != nil {
		return Complaint{}, err
	}
	h.ProposedAt, h.HeardAt = &now, nil
	h.nudge(h.cal)
	shown, err := d.evidence(ctx, tx, h.cal, now, h.Complaint, by, all, false, files)
	if err != nil {
		return Complaint{}, err
	}
	changed := []*Stretch{&h.stretch}
	if settle != &h.stretch {
		changed = append(changed, settle)
	}
	return h.Complaint, recordMore(ctx, tx, &h.Complaint, Result, ByEmployee(by), now, result, func(f *Facts) {
		f.Errands, f.Evidence = moot, shown
		if len(all) > 1 {
			f.Told = all
		}
	}, changed...)
}

// ResultFiles is the role of files that an officer sends to the citizen: with
// an answer, or as the result.
const ResultFiles = "hasil"

func wrote(body string) error {
	switch {
	case strings.TrimSpace(body) == "":
		return ErrEmpty
	case utf8.RuneCountInString(body) > MaxBody:
		return ErrTooLong
	}
	return nil
}
