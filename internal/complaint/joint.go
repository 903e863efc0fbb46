package complaint

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// ErrHelpOpen says that something that others were asked to do is not done yet:
// first it is, or its leader says why not.
const ErrHelpOpen refusal.Code = "complaint.help_open"

// Kinds of a joint case: it has one leader, its holder, whose word the citizen
// hears, and others who do a part.
const (
	Shared    Kind = "shared"      // its holder asks somebody to do a part
	Helping   Kind = "helped"      // who has done it
	Unhelping Kind = "not_helped"  // or cannot
	Unshared  Kind = "help_closed" // its holder goes on without what is not done, and says why
)

// ToHelp is the errand of whoever was asked to do a part of a joint case.
const ToHelp ErrandKind = "help"

// HelpOutcome is what became of a part.
type HelpOutcome string

// The outcomes.
const (
	HelpOpen   HelpOutcome = ""
	HelpDone   HelpOutcome = "done"
	HelpNot    HelpOutcome = "not"
	HelpClosed HelpOutcome = "closed" // its leader goes on without it
	HelpMoot   HelpOutcome = "moot"   // the case has ended
)

// HelpDays are the working days for a part whose day was not named.
const HelpDays = 3

// Help is a part of a joint case that somebody else does than its holder. Its
// time is theirs alone.
type Help struct {
	ID          int64
	ComplaintID ID
	ErrandID    int64
	By          roster.NIP
	To          roster.NIP
	What        string
	DueAt       time.Time
	EndedAt     *time.Time
	Outcome     HelpOutcome
	Said        string
}

// HelpFacts is what the chain says of a part: everything but words.
type HelpFacts struct {
	ID      int64       `json:"id"`
	Errand  int64       `json:"errand"`
	By      roster.NIP  `json:"by"`
	To      roster.NIP  `json:"to"`
	Outcome HelpOutcome `json:"outcome,omitempty"`
}

// Facts is what the chain says of a part.
func (h Help) Facts() HelpFacts { return HelpFacts{h.ID, h.ErrandID, h.By, h.To, h.Outcome} }

// OnTime says whether it was done by its limit.
func (h Help) OnTime() bool {
	return h.Outcome == HelpDone && h.EndedAt != nil && !h.EndedAt.After(h.DueAt)
}

func sharing(work Errand, hs ...Help) func(*Facts) {
	return func(f *Facts) {
		f.Errands = append(f.Errands, work)
		for _, h := range hs {
			f.Helps = append(f.Helps, h.Facts())
		}
	}
}

// AskHelp asks somebody to do a part of a case until the end of a day; 0 for
// HelpDays. It refuses as held does, and with ErrEmpty, ErrTooLong, ErrReceiver
// or ErrFollowUp.
func (d *Desk) AskHelp(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, to roster.Employee, what string, on worktime.Date) (Complaint, Help, Errand, error) {
	fail := func(err error) (Complaint, Help, Errand, error) { return Complaint{}, Help{}, Errand{}, err }
	if err := wrote(what); err != nil {
		return fail(err)
	}
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return fail(err)
	}
	f, err := d.fit(ctx, tx, now, h.Complaint, by)
	if err != nil {
		return fail(err)
	}
	if fit, err := f.is(ctx, tx, to.NIP); err != nil || !fit {
		return fail(cmp.Or(err, error(ErrReceiver)))
	}
	help, work, err := d.share(ctx, tx, now, h.Complaint, Help{ComplaintID: id, By: by, To: to.NIP, What: what}, to, on)
	if err != nil {
		return fail(err)
	}
	return h.Complaint, help, work, recordMore(ctx, tx, &h.Complaint, Shared, ByEmployee(by), now, what, sharing(work, help), &h.stretch)
}

// share gives somebody a part with its errand.
func (d *Desk) share(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, h Help, to roster.Employee, on worktime.Date) (Help, Errand, error) {
	cal, err := d.Calendars.For(ctx, tx, to.UnitCode)
	if err != nil {
		return h, Errand{}, err
	}
	due := cal.DueInDays(now, HelpDays)
	if on > 0 {
		day := on.Midnight(cal.Location())
		if err := CheckFollowUp(now.In(cal.Location()), day); err != nil {
			return h, Errand{}, err
		}
		due = cal.DueInDays(day.Add(-time.Minute), 1) // the end of that day, or of the next that is open
	}
	work := Errand{ComplaintID: c.ID, Kind: ToHelp, NIP: &to.NIP, GivenAt: now, DueAt: due}
	work.schedule(cal)
	if err := insertErrand(ctx, tx, &work); err != nil {
		return h, work, err
	}
	h.ErrandID, h.DueAt = work.ID, due
	return h, work, insertHelp(ctx, tx, &h)
}

// EndHelp says that a part is done and what, or that it cannot be and why. It
// refuses as owned does, and with ErrEmpty or ErrTooLong.
func (d *Desk) EndHelp(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, done bool, words string) (Complaint, Help, error) {
	if err := wrote(words); err != nil {
		return Complaint{}, Help{}, err
	}
	work, c, err := d.owned(ctx, tx, now, by, errand, ToHelp)
	if err != nil {
		return Complaint{}, Help{}, err
	}
	hs, err := helps(ctx, tx, `WHERE errand_id = $1`, errand)
	if err == nil && len(hs) == 0 {
		err = fmt.Errorf("errand %d has no part of a case", errand)
	}
	if err != nil {
		return Complaint{}, Help{}, err
	}
	h, k := hs[0], Helping
	if h.EndedAt, h.Outcome, h.Said = &now, HelpDone, words; !done {
		h.Outcome, k = HelpNot, Unhelping
	}
	work.finish(now, false)
	if err := saveErrand(ctx, tx, work); err != nil {
		return Complaint{}, Help{}, err
	}
	if err := saveHelp(ctx, tx, h); err != nil {
		return Complaint{}, Help{}, err
	}
	return c, h, recordMore(ctx, tx, &c, k, ByEmployee(by), now, words, sharing(work, h))
}

// CloseHelp goes on without the parts that are not done, and says why. It
// refuses as held does, and with ErrEmpty, ErrTooLong or ErrErrandOver.
func (d *Desk) CloseHelp(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, why string) (Complaint, []Help, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, nil, err
	}
	held, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, nil, err
	}
	hs, moot, err := closeHelps(ctx, tx, now, id, HelpClosed, why)
	if err != nil || len(hs) == 0 {
		return Complaint{}, nil, cmp.Or(err, error(ErrErrandOver))
	}
	return held.Complaint, hs, recordMore(ctx, tx, &held.Complaint, Unshared, ByEmployee(by), now, why, func(f *Facts) {
		f.Errands = moot
		for _, h := range hs {
			f.Helps = append(f.Helps, h.Facts())
		}
	}, &held.stretch)
}

func closeHelps(ctx context.Context, tx pgx.Tx, now time.Time, id ID, as HelpOutcome, why string) ([]Help, []Errand, error) {
	hs, err := helps(ctx, tx, `WHERE complaint_id = $1 AND ended_at IS NULL ORDER BY id`, id)
	if err != nil || len(hs) == 0 {
		return nil, nil, err
	}
	moot, err := drop(ctx, tx, now, id, ToHelp)
	for i := range hs {
		hs[i].EndedAt, hs[i].Outcome, hs[i].Said = &now, as, why
		if err == nil {
			err = saveHelp(ctx, tx, hs[i])
		}
	}
	return hs, moot, err
}

// endHelps lets the parts of a case fall away with an event that ends it.
func (c Complaint) endHelps(ctx context.Context, tx pgx.Tx, k Kind, now time.Time) (func(*Facts), error) {
	if !k.ends() {
		return nil, nil
	}
	hs, moot, err := closeHelps(ctx, tx, now, c.ID, HelpMoot, "")
	if err != nil || len(hs) == 0 {
		return nil, err
	}
	return func(f *Facts) {
		f.Errands = append(f.Errands, moot...)
		for _, h := range hs {
			f.Helps = append(f.Helps, h.Facts())
		}
	}, nil
}

// helped refuses with ErrHelpOpen while a part of a case is not done.
func helped(ctx context.Context, tx pgx.Tx, id ID) error {
	hs, err := helps(ctx, tx, `WHERE complaint_id = $1 AND ended_at IS NULL LIMIT 1`, id)
	if err == nil && len(hs) > 0 {
		err = ErrHelpOpen
	}
	return err
}

// nextHelper finds who does a part instead of somebody who can be reached no more.
func (d *Desk) nextHelper(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, e Errand) (roster.Employee, bool, error) {
	hs, err := helps(ctx, tx, `WHERE errand_id = $1`, e.ID)
	if err != nil || len(hs) == 0 {
		return roster.Employee{}, false, err
	}
	f, err := d.fit(ctx, tx, now, c, hs[0].By)
	if err != nil {
		return roster.Employee{}, false, err
	}
	ts, err := roster.Transferred(ctx, tx, []roster.NIP{hs[0].To})
	if err != nil {
		return roster.Employee{}, false, err
	}
	var to roster.Employee
	if len(ts) > 0 && ts[0].At.After(e.GivenAt) { // their unit was asked, where they are no more
		to, err = d.receiverIn(ctx, tx, now, f, c, ts[0].From)
	} else {
		to, err = f.receiver(ctx, tx, hs[0].To)
	}
	if code, refused := refusal.Of(err); refused && code == ErrReceiver {
		return roster.Employee{}, false, nil
	}
	return to, err == nil, err
}

// moveHelp lets a part follow its errand to another owner.
func moveHelp(ctx context.Context, tx pgx.Tx, from, to Errand) (func(*Facts), error) {
	if from.Kind != ToHelp {
		return nil, nil
	}
	hs, err := helps(ctx, tx, `WHERE errand_id = $1`, from.ID)
	if err != nil || len(hs) == 0 {
		return nil, err
	}
	h := hs[0]
	if h.ErrandID, h.DueAt = to.ID, to.DueAt; to.NIP != nil {
		h.To = *to.NIP
	}
	return func(f *Facts) { f.Helps = []HelpFacts{h.Facts()} }, saveHelp(ctx, tx, h)
}

const helpColumns = `id, complaint_id, errand_id, by_nip, to_nip, what, due_at, ended_at, outcome, said`

func helps(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Help, error) {
	rows, err := tx.Query(ctx, `SELECT `+helpColumns+` FROM help `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read parts of joint cases: %w", err)
	}
	hs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Help])
	if err != nil {
		return nil, fmt.Errorf("read parts of joint cases: %w", err)
	}
	return hs, nil
}

// HelpsOf gives the parts of a case, oldest first.
func HelpsOf(ctx context.Context, tx pgx.Tx, id ID) ([]Help, error) {
	return helps(ctx, tx, `WHERE complaint_id = $1 ORDER BY id`, id)
}

// AllHelps gives the parts of all cases, oldest first.
func AllHelps(ctx context.Context, tx pgx.Tx) ([]Help, error) { return helps(ctx, tx, `ORDER BY id`) }

func insertHelp(ctx context.Context, tx pgx.Tx, h *Help) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO help (complaint_id, errand_id, by_nip, to_nip, what, due_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING id`,
		h.ComplaintID, h.ErrandID, h.By, h.To, h.What, h.DueAt).Scan(&h.ID)
	if err != nil {
		return fmt.Errorf("share case %d: %w", h.ComplaintID, err)
	}
	return nil
}

func saveHelp(ctx context.Context, tx pgx.Tx, h Help) error {
	_, err := tx.Exec(ctx, `
		UPDATE help
		SET errand_id = $2, to_nip = $3, due_at = $4, ended_at = $5, outcome = $6, said = $7
		WHERE id = $1`, h.ID, h.ErrandID, h.To, h.DueAt, h.EndedAt, h.Outcome, h.Said)
	if err != nil {
		return fmt.Errorf("save a part of case %d: %w", h.ComplaintID, err)
	}
	return nil
}
