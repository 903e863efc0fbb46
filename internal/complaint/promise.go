package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Refusals of promises.
const (
	ErrPromiseDay refusal.Code = "complaint.promise_day" // no day to come, or too far away
	ErrPromised   refusal.Code = "complaint.promised"    // that day was named already
)

// Kinds of promises. None of them is an answer, nor moves any limit.
const (
	Promised      Kind = "promised"
	PromiseMoved  Kind = "promise_moved" // another day was named before the first had come
	PromiseAsked  Kind = "promise_asked" // the citizen is asked whether it was kept
	PromiseKept   Kind = "promise_kept"
	PromiseBroken Kind = "promise_broken"
)

func (k Kind) ofPromise() bool {
	return k == Promised || k == PromiseMoved || k == PromiseAsked || k == PromiseKept || k == PromiseBroken
}

// Promise is a day that the holder of a case named to its citizen. The citizen
// is reminded of it in its morning and asked in its evening whether it was kept:
// their word counts, or their key for a result that came by then. Without either
// nothing counts.
type Promise struct {
	ID          int64
	ComplaintID ID
	MadeBy      roster.NIP
	On          time.Time // a date
	MadeAt      time.Time
	MovedAt     *time.Time // another day was named before it came
	AskedAt     *time.Time
	Kept        *bool
	SettledAt   *time.Time // when it became known whether it was kept
	Reminded    bool
	NextAt      *time.Time // of the next word to the citizen
}

// PromiseFacts is what the chain says of a promise.
type PromiseFacts struct {
	ID    int64      `json:"id"`
	By    roster.NIP `json:"by"`
	On    string     `json:"on"`
	Moved bool       `json:"moved,omitempty"`
	Asked bool       `json:"asked,omitempty"`
	Kept  *bool      `json:"kept,omitempty"`
}

// Facts is what the chain says of a promise.
func (p Promise) Facts() PromiseFacts {
	return PromiseFacts{ID: p.ID, By: p.MadeBy, On: p.Day().String(), Moved: p.MovedAt != nil, Asked: p.AskedAt != nil, Kept: p.Kept}
}

// Day is the day that was named.
func (p Promise) Day() worktime.Date { return worktime.DateOf(p.On) }

// promiseAhead is how many days ahead a promise may lie at most.
const promiseAhead = 366

// CheckPromise refuses with ErrPromiseDay a day that has passed, or lies too far
// ahead; now is in the location of the office.
func CheckPromise(now time.Time, on worktime.Date) error {
	if days := on - worktime.DateOf(now); days < 0 || days > promiseAhead {
		return ErrPromiseDay
	}
	return nil
}

// Promise names a day to the citizen. A day that was named before and is still
// to come is moved; it gives that one as well, nil for none. It refuses as held
// does, and with ErrPromiseDay or ErrPromised.
func (d *Desk) Promise(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, on worktime.Date) (Complaint, Promise, *Promise, error) {
	here := now.In(d.Calendars.Location())
	if err := CheckPromise(here, on); err != nil {
		return Complaint{}, Promise{}, nil, err
	}
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, Promise{}, nil, err
	}
	return d.promise(ctx, tx, now, by, h, on, nil)
}

// promise is Promise of a held case, by its holder or somebody above them; more,
// unless nil, adds what else the event tells.
func (d *Desk) promise(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, h *hold, on worktime.Date, more func(*Facts)) (Complaint, Promise, *Promise, error) {
	here, id := now.In(d.Calendars.Location()), h.ID
	if on == worktime.DateOf(here) && here.Hour() >= askFrom { // nothing of it is left
		return Complaint{}, Promise{}, nil, ErrPromiseDay
	}
	open, err := promises(ctx, tx, unsettled+` AND on_day >= $2 ORDER BY id`, id, column(worktime.DateOf(here)))
	if err != nil {
		return Complaint{}, Promise{}, nil, err
	}
	p := Promise{ComplaintID: id, MadeBy: by, On: column(on), MadeAt: now}
	if at := d.morning(p.On); at.After(now) {
		p.NextAt = &at
	} else {
		at = d.evening(p.On)
		p.Reminded, p.NextAt = true, &at
	}
	kind, facts := Promised, []PromiseFacts{}
	var moved *Promise
	for i := range open {
		if open[i].Day() == on {
			return Complaint{}, Promise{}, nil, ErrPromised
		}
		moved, kind = &open[i], PromiseMoved
		moved.MovedAt, moved.NextAt = &now, nil
		if err := savePromise(ctx, tx, *moved); err != nil {
			return Complaint{}, Promise{}, nil, err
		}
		facts = append(facts, moved.Facts())
	}
	if err := insertPromise(ctx, tx, &p); err != nil {
		return Complaint{}, Promise{}, nil, err
	}
	facts = append(facts, p.Facts())
	err = recordMore(ctx, tx, &h.Complaint, kind, ByEmployee(by), now, "", func(f *Facts) {
		if f.Promises = facts; more != nil {
			more(f)
		}
	}, &h.stretch)
	return h.Complaint, p, moved, err
}

// The hours between which citizens are asked whether a promise was kept.
const (
	askFrom = 18 // on the day itself
	askTo   = 21
)

func (d *Desk) evening(on time.Time) time.Time {
	y, m, day := on.Date()
	return time.Date(y, m, day, askFrom, 0, 0, 0, d.Calendars.Location())
}

// ToRemind lists the promises of which a citizen is to hear now.
func ToRemind(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM promise
		WHERE next_at <= $1
		ORDER BY next_at, id
		LIMIT $2`, now, limit)
	if err != nil {
		return nil, fmt.Errorf("list promises that are due: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("list promises that are due: %w", err)
	}
	return list, nil
}

// DuePromise moves a promise on: false when the citizen is told nothing. With
// AskedAt they are asked whether it was kept, without it reminded of the day.
func (d *Desk) DuePromise(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Promise, Complaint, bool, error) {
	p, c, err := lockPromise(ctx, tx, id)
	if err != nil || p.NextAt == nil || now.Before(*p.NextAt) {
		return p, c, false, err
	}
	_, known, err := WayTo(ctx, tx, c.ID)
	switch {
	case err != nil:
		return p, c, false, err
	case !c.State.Open() || !known && !c.Contact.ByCode(): // nobody is left to ask, or nothing to ask of
		p.NextAt = nil
		return p, c, false, savePromise(ctx, tx, p)
	}
	here := now.In(d.Calendars.Location())
	evening := d.evening(p.On)
	if !p.Reminded && here.Before(evening) {
		p.Reminded, p.NextAt = true, &evening
		return p, c, true, savePromise(ctx, tx, p)
	}
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return p, c, false, err
	}
	if later, wait := askPromiseLater(cal.NextOpening, here, c); wait {
		at := d.morning(later)
		p.NextAt = &at
		return p, c, false, savePromise(ctx, tx, p)
	}
	p.AskedAt, p.NextAt = &now, nil
	if err := savePromise(ctx, tx, p); err != nil {
		return p, c, false, err
	}
	return p, c, true, recordMore(ctx, tx, &c, PromiseAsked, System, now, "", func(f *Facts) { f.Promises = []PromiseFacts{p.Facts()} })
}

// askPromiseLater says when else to ask: at night the next working morning, and
// while a result waits for the citizen's key the next one after that, for the
// key says more.
func askPromiseLater(opening func(time.Time) time.Time, here time.Time, c Complaint) (time.Time, bool) {
	switch {
	case c.State == Proposed:
		return opening(here.AddDate(0, 0, 1)), true
	case here.Hour() < askedAt:
		return opening(here), true
	case here.Hour() >= askTo:
		return opening(time.Date(here.Year(), here.Month(), here.Day()+1, 0, 0, 0, 0, here.Location())), true
	}
	return time.Time{}, false
}

// KeepPromise is the citizen's word whether a promise was kept; they may change
// their mind. It refuses with ErrUnknown, ErrPaperPIN or ErrNotAsked.
func (d *Desk) KeepPromise(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, promise int64, kept bool) (Complaint, Promise, error) {
	c, err := d.FindToDecide(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, Promise{}, err
	}
	ps, err := promises(ctx, tx, `WHERE id = $1 AND complaint_id = $2 AND asked_at IS NOT NULL AND kept IS DISTINCT FROM $3`, promise, id, kept)
	if err != nil {
		return Complaint{}, Promise{}, err
	}
	if len(ps) == 0 {
		return Complaint{}, Promise{}, ErrNotAsked
	}
	p := ps[0]
	p.Kept, p.SettledAt = &kept, &now
	if err := savePromise(ctx, tx, p); err != nil {
		return Complaint{}, Promise{}, err
	}
	kind := PromiseBroken
	if kept {
		kind = PromiseKept
	}
	return c, p, recordMore(ctx, tx, &c, kind, Citizen, now, "", func(f *Facts) { f.Promises = []PromiseFacts{p.Facts()} })
}

// settlePromises counts what was promised of a case that is done as kept, where
// its result came by then; it gives what changed.
func (d *Desk) settlePromises(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) ([]PromiseFacts, error) {
	open, err := promises(ctx, tx, unsettled+` AND on_day >= $2 ORDER BY id`, c.ID, column(worktime.DateOf(c.ProposedAt.In(d.Calendars.Location()))))
	if err != nil {
		return nil, err
	}
	var facts []PromiseFacts
	kept := true
	for _, p := range open {
		p.Kept, p.SettledAt, p.NextAt = &kept, &now, nil
		if err := savePromise(ctx, tx, p); err != nil {
			return nil, err
		}
		facts = append(facts, p.Facts())
	}
	return facts, nil
}
