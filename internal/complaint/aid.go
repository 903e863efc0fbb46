package complaint

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/substance"
	"tanggap/internal/worktime"
)

// aided locks a late case for somebody above its holder who was asked to help.
// It refuses with ErrUnknown or ErrNoRung.
func (d *Desk) aided(ctx context.Context, tx pgx.Tx, by roster.NIP, id ID) (*hold, error) {
	c, s, err := lockHeld(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if s == nil || c.Holder == nil || s.FromAt == nil || c.movable() != nil {
		return nil, ErrNoRung
	}
	open, err := rungs(ctx, tx, `WHERE stretch_id = $1 AND nip = $2 AND ended_at IS NULL`, s.ID, by)
	if err != nil || len(open) == 0 {
		return nil, cmp.Or(err, error(ErrNoRung))
	}
	if excluded, err := Excluded(ctx, tx, id, by); err != nil || excluded {
		return nil, cmp.Or(err, error(ErrNoRung))
	}
	if own, err := d.Involved(ctx, tx, by, id); err != nil || own {
		return nil, cmp.Or(err, error(ErrNoRung))
	}
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return nil, err
	}
	return &hold{Complaint: c, stretch: *s, cal: cal}, nil
}

// ReadyAid gives a late case to somebody above its holder who was asked to help,
// before they say how. It refuses as the acts do.
func (d *Desk) ReadyAid(ctx context.Context, tx pgx.Tx, by roster.NIP, id ID) (Complaint, error) {
	h, err := d.aided(ctx, tx, by, id)
	if err != nil {
		return Complaint{}, err
	}
	return h.Complaint, nil
}

// pauseLadder is how long the ladder rests once somebody helped, in working
// days: time for the holder to do something with it.
const pauseLadder = 2

// helped ends the rungs about a held case by an act of one of them; while the
// case stays late, the next above is asked from again on.
func (h *hold) helped(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, k Kind, again time.Time) (func(*Facts), error) {
	ended, err := endRungs(ctx, tx, now, ByEmployee(by), k, h.stretch.ID)
	if h.stretch.ToAt == nil && h.stretch.Step < Top {
		h.stretch.NextAt = &again
	}
	return func(f *Facts) { f.Rungs = ended }, err
}

func (h *hold) rest(now time.Time) time.Time {
	at := now
	for range pauseLadder {
		at = h.cal.NextDaySame(at)
	}
	return at
}

// ErrAidThin says that the first answer in a case says nothing to its citizen: no
// action, date, question or reason.
const ErrAidThin refusal.Code = "complaint.aid_thin"

// AidAnswer tells the citizen something real in the name of whoever was asked to
// help: it is the first answer where there was none. It refuses as aided does,
// and with ErrEmpty, ErrTooLong or ErrAidThin.
func (d *Desk) AidAnswer(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, words string) (Complaint, error) {
	if err := wrote(words); err != nil {
		return Complaint{}, err
	}
	h, err := d.aided(ctx, tx, by, id)
	if err != nil {
		return Complaint{}, err
	}
	if h.AnsweredAt == nil && !substance.Answers(words) {
		return Complaint{}, ErrAidThin
	}
	settle, err := d.answered(ctx, tx, now, *h.Holder, h)
	if err != nil {
		return Complaint{}, err
	}
	more, err := h.helped(ctx, tx, now, by, FirstAnswer, h.rest(now))
	if err != nil {
		return Complaint{}, err
	}
	return h.Complaint, recordMore(ctx, tx, &h.Complaint, FirstAnswer, ByEmployee(by), now, words, more, &h.stretch, settle)
}

// AidWord supports the holder with a word. It refuses as AidAnswer does.
func (d *Desk) AidWord(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, words string) (Complaint, error) {
	if err := wrote(words); err != nil {
		return Complaint{}, err
	}
	h, err := d.aided(ctx, tx, by, id)
	if err != nil {
		return Complaint{}, err
	}
	more, err := h.helped(ctx, tx, now, by, Backed, h.rest(now))
	if err != nil {
		return Complaint{}, err
	}
	return h.Complaint, recordMore(ctx, tx, &h.Complaint, Backed, ByEmployee(by), now, words, more, &h.stretch)
}

// AidDate names a day to the citizen in the name of whoever was asked to help.
// It refuses as aided does, and as Promise.
func (d *Desk) AidDate(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, on worktime.Date) (Complaint, Promise, *Promise, error) {
	if err := CheckPromise(now.In(d.Calendars.Location()), on); err != nil {
		return Complaint{}, Promise{}, nil, err
	}
	h, err := d.aided(ctx, tx, by, id)
	if err != nil {
		return Complaint{}, Promise{}, nil, err
	}
	more, err := h.helped(ctx, tx, now, by, Promised, h.cal.NextDaySame(d.evening(column(on))))
	if err != nil {
		return Complaint{}, Promise{}, nil, err
	}
	return d.promise(ctx, tx, now, by, h, on, more)
}
