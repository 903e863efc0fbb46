package complaint

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// The citizen may say once that the first answer in their case is none. Somebody
// above whoever gave it decides; where they agree, the clock of the first answer
// goes on from its start, as if there had been none.

// Refusals of doubts.
const (
	ErrNoAnswer    refusal.Code = "complaint.no_answer"    // nothing was answered, or something else waits for the citizen's word
	ErrDoubtedOnce refusal.Code = "complaint.doubted_once" // they said so already
)

// Kinds of events of doubts.
const (
	AnswerDoubted Kind = "answer_doubted" // the citizen says that they have no answer
	AnswerStands  Kind = "answer_stands"  // they have
	AnswerVoid    Kind = "answer_void"    // they have none: what it counted for counts no more
)

// ToJudge is to decide whether a first answer is one.
const ToJudge ErrandKind = "judge"

// doubtable are the states in which a first answer can be doubted.
var doubtable = []State{Assigned, Accepted, Asked, Answered}

// MayDoubt says whether the one who filed a case may say that its first answer is
// none. After a result their key says more.
func MayDoubt(ctx context.Context, tx pgx.Tx, c Complaint) (bool, error) {
	err := c.doubting(ctx, tx)
	if _, refused := refusal.Of(err); refused {
		return false, nil
	}
	return err == nil, err
}

func (c Complaint) doubting(ctx context.Context, tx pgx.Tx) error {
	if c.AnsweredAt == nil || c.Reopenings > 0 || !slices.Contains(doubtable, c.State) {
		return ErrNoAnswer
	}
	had, err := errands(ctx, tx, `WHERE complaint_id = $1 AND kind = $2 LIMIT 1`, c.ID, ToJudge)
	if err == nil && len(had) > 0 {
		err = ErrDoubtedOnce
	}
	return err
}

// Doubt is the citizen's word that the first answer is none. Nothing changes until
// it is decided. It refuses with ErrUnknown, ErrPaperPIN, ErrNoAnswer or
// ErrDoubtedOnce.
func (d *Desk) Doubt(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID) (Complaint, Errand, error) {
	c, err := d.FindToDecide(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	if err := c.doubting(ctx, tx); err != nil {
		return Complaint{}, Errand{}, err
	}
	to, found, err := d.errandOwner(ctx, tx, now, c, ToJudge)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	var owner *roster.Employee // nobody can be reached yet
	if found {
		owner = &to
	}
	work, err := d.errand(ctx, tx, now, c, ToJudge, owner)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	return c, *work, recordMore(ctx, tx, &c, AnswerDoubted, Citizen, now, "", func(f *Facts) { f.Errands = []Errand{*work} })
}

// JudgeAnswer decides on a doubt. It refuses as owned does, and with ErrEmpty,
// ErrTooLong or ErrThin.
func (d *Desk) JudgeAnswer(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, stands bool, why string) (Complaint, error) {
	if err := reasoned(why); err != nil {
		return Complaint{}, err
	}
	work, c, err := d.owned(ctx, tx, now, by, errand, ToJudge)
	if err != nil {
		return Complaint{}, err
	}
	work.finish(now, false)
	if err := saveErrand(ctx, tx, work); err != nil {
		return Complaint{}, err
	}
	kind, changed := AnswerStands, []*Stretch(nil)
	if !stands {
		kind = AnswerVoid
		if changed, err = d.unanswer(ctx, tx, now, &c); err != nil {
			return Complaint{}, err
		}
	}
	return c, recordMore(ctx, tx, &c, kind, ByEmployee(by), now, why, func(f *Facts) { f.Errands = []Errand{work} }, changed...)
}

// unanswer takes a first answer back. While its stretch to settle still runs, the
// one to answer goes on instead. Where the case has moved on since, what it
// counted for counts no more.
func (d *Desk) unanswer(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint) ([]*Stretch, error) {
	first, _, err := FirstAnswerOf(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	ss, err := Stretches(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	var answer, settle *Stretch
	for i := range ss {
		for _, s := range first.Facts.Stretches {
			switch {
			case s.ID != ss[i].ID:
			case s.Duty == ToAnswer:
				answer = &ss[i]
			default:
				settle = &ss[i]
			}
		}
	}
	if c.State.unanswers() {
		c.AnsweredAt = nil
	}
	switch {
	case answer == nil:
		return nil, nil
	case settle == nil || settle.ToAt != nil:
		answer.Voided = answer.Voided || answer.OnTime != nil && *answer.OnTime
		return []*Stretch{answer}, nil
	}
	cal, err := d.Calendars.For(ctx, tx, answer.UnitCode)
	if err != nil {
		return nil, err
	}
	uncounted := answer.goOn(cal, now, settle)
	return []*Stretch{settle, answer}, MarkDays(ctx, tx, uncounted) // one runs at a time: its end is written first
}

// unanswers says whether a case in this state is unanswered once its first answer
// is none: a result, or an end, is an answer as well.
func (s State) unanswers() bool { return s.Open() && s != Proposed }

// goOn takes the end of a stretch to answer back: it runs on instead of the
// stretch to settle that followed, of which nothing is left. It gives the days
// for which either counted and counts no more.
func (s *Stretch) goOn(cal *worktime.Calendar, now time.Time, settle *Stretch) (uncounted []Day) {
	for _, each := range []*Stretch{s, settle} {
		if each.OnTime != nil && (each == settle || *each.OnTime) {
			uncounted = append(uncounted, Day{each.Holder, worktime.DateOf(*each.CountedOn)})
			each.OnTime, each.CountedOn = nil, nil
		}
	}
	if settle.PausedSeconds > 0 && s.DueAt.After(*s.ToAt) {
		due := cal.Add(*s.DueAt, time.Duration(settle.PausedSeconds)*time.Second)
		s.DueAt = &due
	}
	s.ToAt, s.WorkedSeconds = nil, nil
	s.PausedAt, s.PausedSeconds, s.AwaySeconds = settle.PausedAt, s.PausedSeconds+settle.PausedSeconds, s.AwaySeconds+settle.AwaySeconds
	s.schedule(cal, now)
	none := int64(0)
	settle.Voided, settle.ToAt, settle.WorkedSeconds = true, settle.FromAt, &none
	settle.PausedAt, settle.PausedSeconds, settle.AwaySeconds, settle.NextAt = nil, 0, 0, nil
	return uncounted
}

// Undone says whether nothing is left of a stretch, since the answer that it
// followed was none.
func (s Stretch) Undone() bool {
	return s.Voided && s.Duty == ToSettle && s.FromAt != nil && s.ToAt != nil && s.ToAt.Equal(*s.FromAt)
}

// FirstAnswerOf is the first answer in a case; false for none.
func FirstAnswerOf(ctx context.Context, tx pgx.Tx, id ID) (Event, bool, error) {
	events, err := Story(ctx, tx, id)
	i := slices.IndexFunc(events, func(e Event) bool { return e.Kind == FirstAnswer })
	if err != nil || i < 0 {
		return Event{}, false, err
	}
	return events[i], true, nil
}

// answerers are those whose own doing a doubt is about: who answered first, which
// may be somebody above the holder, and who holds the case.
func answerers(ctx context.Context, tx pgx.Tx, c Complaint) ([]roster.NIP, error) {
	first, found, err := FirstAnswerOf(ctx, tx, c.ID)
	by, is := EmployeeOf(first.Actor)
	if err != nil || !found || !is {
		return nil, cmp.Or(err, error(ErrNoAnswer))
	}
	who := []roster.NIP{by}
	if c.Holder != nil && *c.Holder != by {
		who = append(who, *c.Holder)
	}
	return who, nil
}
