package roster

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/worktime"
)

// Refusals of leave.
const (
	ErrLeaveUnknown    refusal.Code = "roster.leave_unknown"    // it is over, or none of theirs
	ErrLeaveDay        refusal.Code = "roster.leave_day"        // no day was understood, or one that has passed
	ErrLeavePast       refusal.Code = "roster.leave_past"       // it begins before today
	ErrLeaveOrder      refusal.Code = "roster.leave_order"      // it ends before it begins
	ErrLeaveLong       refusal.Code = "roster.leave_long"       // longer than a year
	ErrLeaveClosed     refusal.Code = "roster.leave_closed"     // the office is closed on all of its days
	ErrLeaveOverlap    refusal.Code = "roster.leave_overlap"    // leave was asked for, or given, on these days
	ErrLeaveSame       refusal.Code = "roster.leave_same"       // it ends on that day already
	ErrLeaveOwn        refusal.Code = "roster.leave_own"        // nobody agrees to their own
	ErrLeaveOthers     refusal.Code = "roster.leave_others"     // only superiors enter or decide on somebody's
	ErrLeaveDecided    refusal.Code = "roster.leave_decided"    // somebody was faster
	ErrLeaveNobody     refusal.Code = "roster.leave_nobody"     // nobody who may agree can be reached
	ErrLeaveReason     refusal.Code = "roster.leave_reason"     // refusing needs a reason
	ErrSubstituteAway  refusal.Code = "roster.substitute_away"  // is on leave on these days as well
	ErrSubstituteNever refusal.Code = "roster.substitute_never" // ended, a mere helper, or the one who goes
)

// LeaveKind is why somebody is away.
type LeaveKind string

// The kinds.
const (
	Holiday  LeaveKind = "cuti"
	OnDuty   LeaveKind = "dinas" // on duty elsewhere
	Sickness LeaveKind = "sakit"
)

// LeaveState is what became of a request.
type LeaveState string

// The states. Only Counting and Agreed leave counts.
const (
	LeaveAsked    LeaveState = "asked"
	LeaveCounting LeaveState = "counts" // sickness of the same day: to be confirmed yet
	LeaveAgreed   LeaveState = "agreed"
	LeaveRefused  LeaveState = "refused"
	LeaveBack     LeaveState = "taken_back"
	LeaveLapsed   LeaveState = "lapsed" // nobody decided, or confirmed, in time
)

// ConfirmDays are the working days within which sickness is to be confirmed.
const ConfirmDays = 3

// longestLeave is how many days leave may last.
const longestLeave = 366

// Request is leave that was asked for.
type Request struct {
	ID         int64
	NIP        NIP
	Kind       LeaveKind
	FromOn     time.Time
	ToOn       time.Time
	Substitute *NIP
	State      LeaveState
	AskedBy    NIP
	AskedAt    time.Time
	Decider    *NIP       // who was asked
	ConfirmBy  *time.Time // of sickness that counts already
	Reminded   bool
	DecidedBy  string // "nip:…", "sistem", "operator"; "" while nobody has
	DecidedAt  *time.Time
	Reason     string
}

// From and To are its days, both included.
func (r Request) From() worktime.Date { return worktime.DateOf(r.FromOn) }

// To is its last day.
func (r Request) To() worktime.Date { return worktime.DateOf(r.ToOn) }

// Waits says whether somebody is to decide on it.
func (r Request) Waits() bool { return r.State == LeaveAsked || r.State == LeaveCounting }

// Counts says whether its days are no working time of theirs.
func (r Request) Counts() bool { return r.State == LeaveCounting || r.State == LeaveAgreed }

// LeaveFacts is a request as the employee's chain tells it.
type LeaveFacts struct {
	ID         int64      `json:"id"`
	Kind       LeaveKind  `json:"kind"`
	From       string     `json:"from"`
	To         string     `json:"to"`
	Substitute NIP        `json:"substitute,omitempty"`
	State      LeaveState `json:"state"`
}

// Facts is what the chain tells of it.
func (r Request) Facts() LeaveFacts {
	f := LeaveFacts{ID: r.ID, Kind: r.Kind, From: r.From().String(), To: r.To().String(), State: r.State}
	if r.Substitute != nil {
		f.Substitute = *r.Substitute
	}
	return f
}

// LeaveAsking is what somebody asks for, for themself or for a subordinate.
type LeaveAsking struct {
	NIP        NIP
	By         NIP
	Kind       LeaveKind
	From, To   worktime.Date
	Substitute *NIP
}

// AskLeave asks for leave: the nearest superior who can be reached decides on
// it. Sickness that begins on the day itself counts at once and is to be
// confirmed within ConfirmDays; what a superior enters for somebody below them
// is agreed to. now stands in the office's location. It refuses with
// ErrLeaveOrder, ErrLeavePast, ErrLeaveLong, ErrLeaveClosed, ErrLeaveOverlap,
// ErrLeaveOthers, ErrLeaveNobody, ErrSubstituteAway or ErrSubstituteNever.
func AskLeave(ctx context.Context, tx pgx.Tx, now time.Time, cal *worktime.Calendar, a LeaveAsking) (Request, error) {
	if err := lock(ctx, tx, []NIP{a.NIP}); err != nil {
		return Request{}, err
	}
	if err := a.check(ctx, tx, now, cal); err != nil {
		return Request{}, err
	}
	r := Request{
		NIP: a.NIP, Kind: a.Kind, FromOn: a.From.Midnight(time.UTC), ToOn: a.To.Midnight(time.UTC), Substitute: a.Substitute,
		State: LeaveAsked, AskedBy: a.By, AskedAt: now,
	}
	if a.By != a.NIP {
		leads, err := Leads(ctx, tx, a.By, a.NIP)
		if err != nil || !leads {
			return Request{}, cmp.Or(err, error(ErrLeaveOthers))
		}
		r.State, r.DecidedBy, r.DecidedAt = LeaveAgreed, actor(a.By), &now
	} else {
		decider, found, err := leaveDecider(ctx, tx, now, a.NIP)
		if err != nil || !found {
			return Request{}, cmp.Or(err, error(ErrLeaveNobody))
		}
		r.Decider = &decider
		if a.Kind == Sickness && a.From == worktime.DateOf(now) {
			by := cal.DueInDays(now, ConfirmDays)
			r.State, r.ConfirmBy = LeaveCounting, &by
		}
	}
	if err := insertLeaveRequest(ctx, tx, &r); err != nil {
		return Request{}, err
	}
	if err := recordLeave(ctx, tx, now, r, "leave_asked", actor(a.By)); err != nil || !r.Counts() {
		return r, err
	}
	return r, grantLeave(ctx, tx, r)
}

func (a LeaveAsking) check(ctx context.Context, tx pgx.Tx, now time.Time, cal *worktime.Calendar) error {
	switch {
	case a.To < a.From:
		return ErrLeaveOrder
	case a.From < worktime.DateOf(now):
		return ErrLeavePast
	case a.To.AddDays(-longestLeave) >= a.From:
		return ErrLeaveLong
	case cal.WorkingDays(a.From, a.To) == 0:
		return ErrLeaveClosed
	}
	if taken, err := leaveTaken(ctx, tx, a.NIP, a.From, a.To); err != nil || taken {
		return cmp.Or(err, error(ErrLeaveOverlap))
	}
	if a.Substitute == nil {
		return nil
	}
	s, err := Find(ctx, tx, *a.Substitute)
	if err != nil {
		return err
	}
	if s.Ended() || s.Mitra() || s.NIP == a.NIP {
		return ErrSubstituteNever
	}
	if away, err := leaveCounts(ctx, tx, s.NIP, a.From, a.To); err != nil || away {
		return cmp.Or(err, error(ErrSubstituteAway))
	}
	return nil
}

// leaveDecider is the nearest superior who can be reached on the day, else
// whoever keeps the register of people: kepegawaian, then administrators; never
// themself.
func leaveDecider(ctx context.Context, tx pgx.Tx, on time.Time, nip NIP) (NIP, bool, error) {
	at := nip
	for seen := map[NIP]bool{nip: true}; ; seen[at] = true {
		above, found, err := Superior(ctx, tx, at)
		if err != nil {
			return "", false, err
		}
		if !found || seen[above.NIP] {
			break
		}
		at = above.NIP
		if available, err := Available(ctx, tx, on, at); err != nil || available {
			return at, available, err
		}
	}
	for _, role := range []Role{RoleKepegawaian, RoleAdmin} {
		all, err := Connected(ctx, tx, role)
		if err != nil {
			return "", false, err
		}
		for _, e := range all {
			if available, err := Available(ctx, tx, on, e.NIP); err != nil || available && e.NIP != nip {
				return e.NIP, err == nil, err
			}
		}
	}
	return "", false, nil
}

// MayDecide says whether somebody may decide on a request: who was asked, or
// whoever stands above the one who goes; never that one.
func MayDecide(ctx context.Context, tx pgx.Tx, by NIP, r Request) error {
	if by == r.NIP {
		return ErrLeaveOwn
	}
	if r.Decider != nil && *r.Decider == by {
		return nil
	}
	leads, err := Leads(ctx, tx, by, r.NIP)
	if err == nil && !leads {
		err = ErrLeaveOthers
	}
	return err
}

// DecideLeave agrees to a request, or refuses it with a reason; sickness that
// counts is confirmed so. now stands in the office's location. It refuses with
// ErrLeaveUnknown, ErrLeaveDecided, ErrLeaveOwn, ErrLeaveOthers or
// ErrLeaveReason.
func DecideLeave(ctx context.Context, tx pgx.Tx, now time.Time, by NIP, id int64, agree bool, reason string) (Request, error) {
	r, err := lockLeave(ctx, tx, id)
	if err != nil {
		return Request{}, err
	}
	if err := MayDecide(ctx, tx, by, r); err != nil {
		return Request{}, err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case !r.Waits():
		return Request{}, ErrLeaveDecided
	case !agree && reason == "":
		return Request{}, ErrLeaveReason
	case agree:
		return settleLeave(ctx, tx, now, r, LeaveAgreed, actor(by), "leave_agreed", "")
	}
	return settleLeave(ctx, tx, now, r, LeaveRefused, actor(by), "leave_refused", reason)
}

// settleLeave moves a locked request to a state: what counts stands in leave.
func settleLeave(ctx context.Context, tx pgx.Tx, now time.Time, r Request, to LeaveState, by, kind, reason string) (Request, error) {
	counted := r.Counts()
	r.State, r.DecidedBy, r.DecidedAt, r.Reason = to, by, &now, reason
	if err := saveLeaveRequest(ctx, tx, r); err != nil {
		return Request{}, err
	}
	if err := recordLeave(ctx, tx, now, r, kind, by); err != nil {
		return Request{}, err
	}
	switch {
	case r.Counts() && !counted:
		return r, grantLeave(ctx, tx, r)
	case counted && !r.Counts():
		return r, endLeave(ctx, tx, r)
	}
	return r, nil
}

// TakeLeaveBack takes a request back: before it begins as if it had never been,
// later it ends with the day before. Its employee may, and whoever stands above
// them. It refuses with ErrLeaveUnknown or ErrLeaveOthers.
func TakeLeaveBack(ctx context.Context, tx pgx.Tx, now time.Time, by NIP, id int64) (Request, error) {
	r, err := ownLeave(ctx, tx, now, by, id)
	if err != nil {
		return Request{}, err
	}
	yesterday := worktime.DateOf(now).AddDays(-1)
	if !r.Counts() || r.From() > yesterday {
		return settleLeave(ctx, tx, now, r, LeaveBack, actor(by), "leave_taken_back", "")
	}
	return shorten(ctx, tx, now, r, by, yesterday)
}

// ShortenLeave lets leave end earlier: that needs nobody's agreement. It
// refuses with ErrLeaveUnknown, ErrLeaveOthers, ErrLeaveSame, ErrLeaveOrder or
// ErrLeavePast.
func ShortenLeave(ctx context.Context, tx pgx.Tx, now time.Time, by NIP, id int64, to worktime.Date) (Request, error) {
	r, err := ownLeave(ctx, tx, now, by, id)
	switch {
	case err != nil:
		return Request{}, err
	case to >= r.To():
		return Request{}, ErrLeaveSame
	case to < r.From():
		return Request{}, ErrLeaveOrder
	case to < worktime.DateOf(now).AddDays(-1):
		return Request{}, ErrLeavePast
	}
	return shorten(ctx, tx, now, r, by, to)
}

func shorten(ctx context.Context, tx pgx.Tx, now time.Time, r Request, by NIP, to worktime.Date) (Request, error) {
	r.ToOn = to.Midnight(time.UTC)
	if err := saveLeaveRequest(ctx, tx, r); err != nil {
		return Request{}, err
	}
	if err := recordLeave(ctx, tx, now, r, "leave_shortened", actor(by)); err != nil || !r.Counts() {
		return r, err
	}
	return r, grantLeave(ctx, tx, r)
}

// ownLeave locks a request that is not over, for its employee or whoever stands
// above them.
func ownLeave(ctx context.Context, tx pgx.Tx, now time.Time, by NIP, id int64) (Request, error) {
	r, err := lockLeave(ctx, tx, id)
	if err != nil {
		return Request{}, err
	}
	if by != r.NIP {
		if leads, err := Leads(ctx, tx, by, r.NIP); err != nil || !leads {
			return Request{}, cmp.Or(err, error(ErrLeaveOthers))
		}
	}
	if !r.Waits() && !r.Counts() || r.To() < worktime.DateOf(now) {
		return Request{}, ErrLeaveUnknown
	}
	return r, nil
}

// LapseLeave ends what nobody decided on in time: sickness that was not
// confirmed, and leave that is over. False when that is not so (any more).
func LapseLeave(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Request, bool, error) {
	r, err := lockLeave(ctx, tx, id)
	if err != nil || !r.Waits() || !r.Late(now) {
		return r, false, err
	}
	r, err = settleLeave(ctx, tx, now, r, LeaveLapsed, system, "leave_lapsed", "")
	return r, err == nil, err
}

// Late says whether nobody decided in time.
func (r Request) Late(now time.Time) bool {
	if r.ConfirmBy != nil {
		return now.After(*r.ConfirmBy)
	}
	return worktime.DateOf(now) > r.To()
}

// AskAnother gives a request to somebody else to decide on, where whoever was
// asked can do so no more: they work here no longer, stand above the one who goes
// no more, or can be reached by no message. False when they still can, or when
// there is nobody else.
func AskAnother(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Request, bool, error) {
	r, err := lockLeave(ctx, tx, id)
	if err != nil || !r.Waits() || r.Decider == nil {
		return r, false, err
	}
	decider, found, err := leaveDecider(ctx, tx, now, r.NIP)
	if err != nil || !found || decider == *r.Decider {
		return r, false, err
	}
	asked, err := Find(ctx, tx, *r.Decider)
	if err != nil {
		return r, false, err
	}
	leads, err := Leads(ctx, tx, asked.NIP, r.NIP)
	if err != nil {
		return r, false, err
	}
	reached, err := contacted(ctx, tx, asked.NIP)
	keeps := asked.Has(RoleKepegawaian) || asked.Has(RoleAdmin)
	if err != nil || !asked.Ended() && reached && (leads || keeps) {
		return r, false, err
	}
	r.Decider = &decider
	return r, true, saveLeaveRequest(ctx, tx, r)
}

// DropLeave takes back what somebody asked for who works here no longer; false
// when that is not so.
func DropLeave(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (bool, error) {
	r, err := lockLeave(ctx, tx, id)
	if err != nil || !r.Waits() {
		return false, err
	}
	e, err := Find(ctx, tx, r.NIP)
	if err != nil || !e.Ended() {
		return false, err
	}
	_, err = settleLeave(ctx, tx, now, r, LeaveBack, system, "leave_taken_back", "")
	return err == nil, err
}

// RemindLeave notes that whoever decides was reminded; false when they were
// already, or need not be.
func RemindLeave(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Request, bool, error) {
	r, err := lockLeave(ctx, tx, id)
	if err != nil || !r.Waits() || r.Reminded {
		return r, false, err
	}
	// Whoever was asked may be away by now: somebody else is asked then.
	decider, found, err := leaveDecider(ctx, tx, now, r.NIP)
	if err != nil {
		return r, false, err
	}
	if found {
		r.Decider = &decider
	}
	r.Reminded = true
	return r, true, saveLeaveRequest(ctx, tx, r)
}

// LastSubstitute is who stood in for somebody last, as the register has it;
// "" for nobody, or somebody who cannot now.
func LastSubstitute(ctx context.Context, tx pgx.Tx, nip NIP, from, to worktime.Date) (Employee, bool, error) {
	e, found, err := lastSubstitute(ctx, tx, nip)
	if err != nil || !found || e.Mitra() || e.NIP == nip {
		return Employee{}, false, err
	}
	away, err := leaveCounts(ctx, tx, e.NIP, from, to)
	return e, err == nil && !away, err
}

// Colleagues are those who could stand in for somebody on some days: of the
// unit, whoever a message reaches and who is not on leave then, and whoever
// stood in last first.
func Colleagues(ctx context.Context, tx pgx.Tx, now time.Time, nip NIP, from, to worktime.Date) ([]Employee, error) {
	e, err := Find(ctx, tx, nip)
	if err != nil {
		return nil, err
	}
	all, err := OfUnit(ctx, tx, e.UnitCode)
	if err != nil {
		return nil, err
	}
	var fit []Employee
	for _, c := range all {
		if c.NIP == nip || c.Mitra() {
			continue
		}
		reached, err := contacted(ctx, tx, c.NIP)
		if err != nil {
			return nil, err
		}
		away, err := leaveCounts(ctx, tx, c.NIP, from, to)
		if err != nil {
			return nil, err
		}
		if reached && !away {
			fit = append(fit, c)
		}
	}
	last, found, err := LastSubstitute(ctx, tx, nip, from, to)
	if err != nil || !found {
		return fit, err
	}
	fit = slices.DeleteFunc(fit, func(c Employee) bool { return c.NIP == last.NIP })
	return append([]Employee{last}, fit...), nil
}

func contacted(ctx context.Context, tx pgx.Tx, nip NIP) (bool, error) {
	_, reached, err := ChatOf(ctx, tx, nip)
	return reached, err
}

// system is who acts when nobody did in time.
const system = "sistem"

func recordLeave(ctx context.Context, tx pgx.Tx, now time.Time, r Request, kind, by string) error {
	facts, err := json.Marshal(r.Facts())
	if err != nil {
		return err
	}
	var words []byte
	if r.Reason != "" {
		words = []byte(r.Reason)
	}
	return record(ctx, tx, now, r.NIP, kind, by, string(facts), words)
}
