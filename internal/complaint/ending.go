package complaint

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Refusals of honest ends.
const (
	ErrWeighed  refusal.Code = "complaint.weighed"   // an end was proposed; somebody decides on it
	ErrYear     refusal.Code = "complaint.year"      // not a year from this one on
	ErrFollowUp refusal.Code = "complaint.follow_up" // not a day to come, or too far away
	ErrUnending refusal.Code = "complaint.unending"  // something is missing in it
)

// Kinds of honest ends, and of the small duties about a case.
const (
	EndProposed  Kind = "end_proposed" // the holder proposes an honest end
	SentBack     Kind = "sent_back"    // it does not end like that; the holder's clock goes on
	Contested    Kind = "objected"     // the citizen does not accept an honest end
	Upheld       Kind = "upheld"       // they need not: the case is open again
	Overruled    Kind = "overruled"    // the end stays, for reasons that were given
	FollowedUp   Kind = "followed_up"  // the citizen is asked whether another agency took it up
	TookUp       Kind = "taken_up"     // it did
	NotTaken     Kind = "not_taken_up" // it did not
	ErrandPassed Kind = "errand"       // a small duty has another owner or limit, or fell away
)

// Technical says whether an event tells a reader nothing of a case's life.
func (k Kind) Technical() bool {
	return k == Delivered || k == HelpTold || k == HelpLost || k == ErrandPassed || k == Recycled || k == Examined ||
		k == Sampled || k == SampleStands || k == SampleNot ||
		k == Disputed || k == DisputeGranted || k == DisputeDenied || k == SpamProposed || k == SpamDenied || k == SpamLapsed || k == Recounted
}

// Decision says whether somebody above a case's holder decided something.
func (k Kind) Decision() bool {
	return k.reasons() || k == NoReport || k == SentBack || k == Upheld || k == Overruled || k == Excused || k == Extended ||
		k == AnswerStands || k == AnswerVoid
}

// Internal says whether the words of an event are for the office alone.
func (k Kind) Internal() bool {
	return k == EndProposed || k == SentBack || k == Examined || k == Handed || k == Backed ||
		k == Disputed || k == DisputeGranted || k == DisputeDenied ||
		k == Placed || k.Office()
}

// End is an honest end of a case: it cannot be done, it is planned, or another
// agency answers for it. The holder proposes it; somebody with the power to say
// so decides.
type End struct {
	ID          int64
	ComplaintID ID
	State       State // Impossible, Scheduled or Referred
	Reason      string
	Year        int        // Scheduled: in which it is done
	Source      string     // Scheduled: of the money
	Agency      string     // Referred: who answers for it
	Number      string     // Referred: of the letter, or of SP4N-LAPOR!
	FollowUpOn  *time.Time // Referred: when it is asked what became of it, a date
	ProposedBy  roster.NIP
	ProposedAt  time.Time
	DecidedBy   *roster.NIP
	DecidedAt   *time.Time
	SentBack    bool       // decided: not like this
	ObjectedAt  *time.Time // the citizen does not accept it
	Upheld      *bool      // nil while nobody has decided on the objection
	AskedAt     *time.Time // Referred: when the citizen was asked whether it was taken up
	TakenUp     *bool      // nil while they have not answered
}

// EndFacts is what the chain says of an end: everything but words.
type EndFacts struct {
	ID         int64       `json:"id"`
	State      State       `json:"state"`
	Year       int         `json:"year,omitempty"`
	FollowUpOn *time.Time  `json:"follow_up_on,omitempty"`
	ProposedBy roster.NIP  `json:"proposed_by"`
	DecidedBy  *roster.NIP `json:"decided_by,omitempty"`
	SentBack   bool        `json:"sent_back,omitempty"`
	Objected   bool        `json:"objected,omitempty"`
	Upheld     *bool       `json:"upheld,omitempty"`
	Asked      bool        `json:"asked,omitempty"`
	TakenUp    *bool       `json:"taken_up,omitempty"`
}

// Facts is what the chain says of an end.
func (e End) Facts() EndFacts {
	return EndFacts{
		ID: e.ID, State: e.State, Year: e.Year, FollowUpOn: e.FollowUpOn, ProposedBy: e.ProposedBy, DecidedBy: e.DecidedBy,
		SentBack: e.SentBack, Objected: e.ObjectedAt != nil, Upheld: e.Upheld, Asked: e.AskedAt != nil, TakenUp: e.TakenUp,
	}
}

// words are what the chain keeps as written: the reason, and what else only a
// person can have written.
func (e End) words() string {
	var names []string
	for _, name := range []string{e.Source, e.Agency, e.Number} {
		if name != "" {
			names = append(names, name)
		}
	}
	if names == nil {
		return e.Reason
	}
	return e.Reason + "\n(" + strings.Join(names, ", ") + ")"
}

// How far ahead an end may name a year, and the day on which it is followed up.
const (
	yearsAhead    = 5
	followUpAhead = 366 // days
)

// Check says whether an end is whole. It refuses with ErrEmpty, ErrTooLong,
// ErrYear, ErrFollowUp or ErrUnending.
func (e End) Check(now time.Time) error {
	if err := wrote(e.Reason); err != nil {
		return err
	}
	switch e.State {
	case Impossible:
		return nil
	case Scheduled:
		if err := CheckYear(now, e.Year); err != nil {
			return err
		}
		return CheckName(e.Source)
	case Referred:
		if e.FollowUpOn == nil {
			return ErrFollowUp
		}
		if err := CheckFollowUp(now, *e.FollowUpOn); err != nil {
			return err
		}
		if err := CheckName(e.Agency); err != nil {
			return err
		}
		return CheckName(e.Number)
	}
	return ErrUnending
}

// CheckYear refuses with ErrYear what is no year from this one on; now is in the
// location of the office.
func CheckYear(now time.Time, year int) error {
	if year < now.Year() || year > now.Year()+yearsAhead {
		return ErrYear
	}
	return nil
}

// CheckFollowUp refuses with ErrFollowUp a date that does not lie ahead; now is
// in the location of the office.
func CheckFollowUp(now, on time.Time) error {
	if days := worktime.DateOf(on) - worktime.DateOf(now); days <= 0 || days > followUpAhead {
		return ErrFollowUp
	}
	return nil
}

// longestName is the most that the name of an agency, a source or a number may
// hold.
const longestName = 200

// CheckName refuses with ErrUnending or ErrTooLong what is no name.
func CheckName(words string) error {
	switch n := len([]rune(strings.TrimSpace(words))); {
	case n == 0:
		return ErrUnending
	case n > longestName:
		return ErrTooLong
	}
	return nil
}

// Decided says whether a case ended by a decision, which the citizen can object
// to.
func (c Complaint) Decided() bool { return endKinds[c.State] != "" }

var endKinds = map[State]Kind{Impossible: Refused, Scheduled: Planned, Referred: SentOn, Spam: NoReport}

// ProposeEnd proposes an honest end: the holder's clock stands while somebody
// decides, for that time is not theirs. It gives the errand of who decides. It
// refuses as held does, and with what Check says or ErrNobody.
func (d *Desk) ProposeEnd(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, e End) (Complaint, Errand, error) {
	if err := e.Check(now.In(d.Calendars.Location())); err != nil {
		return Complaint{}, Errand{}, err
	}
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	moot, err := drop(ctx, tx, now, id, ToDecide) // that it is no report
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	e.ComplaintID, e.ProposedBy, e.ProposedAt = id, by, now
	to, err := d.WhoDecides(ctx, tx, now, by, h.Complaint, e.State)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	if err := insertEnd(ctx, tx, &e); err != nil {
		return Complaint{}, Errand{}, err
	}
	errand, err := d.errand(ctx, tx, now, h.Complaint, ToDecide, &to)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	more, err := e.keep(ctx, tx, append(moot, *errand)...)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	h.ExcusedSeconds += h.stretch.resume(h.cal, now)
	h.stretch.pause(now)
	return h.Complaint, *errand, recordMore(ctx, tx, &h.Complaint, EndProposed, ByEmployee(by), now, e.words(), more, &h.stretch)
}

// keep saves an end and errands, and gives what their event says of them.
func (e End) keep(ctx context.Context, tx pgx.Tx, es ...Errand) (func(*Facts), error) {
	if err := saveEnd(ctx, tx, e); err != nil {
		return nil, err
	}
	for _, errand := range es {
		if err := saveErrand(ctx, tx, errand); err != nil {
			return nil, err
		}
	}
	return func(f *Facts) {
		facts := e.Facts()
		f.End, f.Errands = &facts, es
	}, nil
}

// decider finds who decides on a proposed end: of what another agency answers
// for, or what is no report, a verifier, of everything else the head of the unit; where that is who
// proposed it, somebody above them.
func (f fitness) decider(ctx context.Context, tx pgx.Tx, c Complaint, e End) (roster.Employee, bool, error) {
	if e.State == Referred || e.State == Spam {
		verifiers, err := roster.Connected(ctx, tx, roster.RoleVerifikator)
		if err != nil {
			return roster.Employee{}, false, err
		}
		if v, found, err := f.first(ctx, tx, verifiers); err != nil || found {
			return v, found, err
		}
	}
	heads, err := roster.Heads(ctx, tx, c.UnitCode)
	if err != nil {
		return roster.Employee{}, false, err
	}
	if len(heads) > 0 && heads[0].NIP != e.ProposedBy {
		if head, found, err := f.first(ctx, tx, heads); err != nil || found {
			return head, found, err
		}
	}
	return f.over(ctx, tx, e.ProposedBy)
}

// WhoDecides says who would decide if somebody proposed an end of a case now. It
// refuses with ErrNobody.
func (d *Desk) WhoDecides(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, c Complaint, s State) (roster.Employee, error) {
	not := []roster.NIP{by}
	if s == Spam && c.Holder != nil {
		not = append(not, *c.Holder)
	}
	f, err := d.fit(ctx, tx, now, c, not...)
	if err != nil {
		return roster.Employee{}, err
	}
	to, found, err := f.decider(ctx, tx, c, End{State: s, ProposedBy: by})
	if err == nil && !found {
		err = ErrNobody
	}
	return to, err
}

// DecideEnd ends a case as its holder proposed. It refuses as owned does.
func (d *Desk) DecideEnd(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64) (Complaint, End, error) {
	work, c, e, err := d.weighed(ctx, tx, now, by, errand)
	if err != nil {
		return Complaint{}, End{}, err
	}
	e.DecidedBy, e.DecidedAt = &by, &now
	work.finish(now, false)
	if e.State == Spam {
		more, err := e.keep(ctx, tx, work)
		if err != nil {
			return Complaint{}, End{}, err
		}
		return c, e, d.endSpam(ctx, tx, now, &c, by, e, more)
	}
	if c.AnsweredAt == nil {
		c.AnsweredAt = &now // the reason is an answer
	}
	if e.State == Referred {
		at := d.morning(*e.FollowUpOn)
		c.NudgeAt, c.NudgeStep = &at, 0
	}
	more, err := e.keep(ctx, tx, work)
	if err != nil {
		return Complaint{}, End{}, err
	}
	return c, e, d.endMore(ctx, tx, now, &c, endKinds[e.State], ByEmployee(by), e.words(), more)
}

// SendBack does not end a case as its holder proposed, and says why: their
// clock goes on. It refuses as owned does, and with ErrEmpty or ErrTooLong.
func (d *Desk) SendBack(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, why string) (Complaint, End, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, End{}, err
	}
	work, c, e, err := d.weighed(ctx, tx, now, by, errand)
	if err != nil {
		return Complaint{}, End{}, err
	}
	e.DecidedBy, e.DecidedAt, e.SentBack = &by, &now, true
	work.finish(now, false)
	more, err := e.keep(ctx, tx, work)
	if err != nil {
		return Complaint{}, End{}, err
	}
	if e.State == Spam {
		return c, e, recordMore(ctx, tx, &c, SpamDenied, ByEmployee(by), now, why, more)
	}
	return c, e, d.unpauseMore(ctx, tx, now, &c, SentBack, ByEmployee(by), why, more)
}

// weighed locks a case whose proposed end somebody may decide on.
func (d *Desk) weighed(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64) (Errand, Complaint, End, error) {
	work, c, err := d.owned(ctx, tx, now, by, errand, ToDecide)
	if err != nil {
		return Errand{}, Complaint{}, End{}, err
	}
	e, err := lastEnd(ctx, tx, c.ID)
	if err == nil && e.State != Spam && c.State != Weighed {
		err = fmt.Errorf("case %d is %s, and somebody decides on its end", c.ID, c.State)
	}
	return work, c, e, err
}

// askedAt is at which hour citizens are asked about something that lies far
// back or was to happen on a day.
const askedAt = 8

// morning is when the citizen is asked on a day.
func (d *Desk) morning(on time.Time) time.Time {
	y, m, day := on.Date()
	return time.Date(y, m, day, askedAt, 0, 0, 0, d.Calendars.Location())
}

const endColumns = `id, complaint_id, state, reason, year, source, agency, number, follow_up_on, proposed_by, proposed_at,
	decided_by, decided_at, sent_back, objected_at, upheld, asked_at, taken_up`

func ends(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]End, error) {
	rows, err := tx.Query(ctx, `SELECT `+endColumns+` FROM ending `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read ends: %w", err)
	}
	es, err := pgx.CollectRows(rows, pgx.RowToStructByPos[End])
	if err != nil {
		return nil, fmt.Errorf("read ends: %w", err)
	}
	return es, nil
}

// lastEnd is the end that was proposed last of a case.
func lastEnd(ctx context.Context, tx pgx.Tx, id ID) (End, error) {
	es, err := ends(ctx, tx, `WHERE complaint_id = $1 ORDER BY id DESC LIMIT 1`, id)
	if err == nil && len(es) == 0 {
		err = fmt.Errorf("case %d has no end that anybody proposed", id)
	}
	if err != nil {
		return End{}, err
	}
	return es[0], nil
}

// LastEnd is the end that was proposed last of a case; false when none was.
func LastEnd(ctx context.Context, tx pgx.Tx, id ID) (End, bool, error) {
	es, err := ends(ctx, tx, `WHERE complaint_id = $1 ORDER BY id DESC LIMIT 1`, id)
	if err != nil || len(es) == 0 {
		return End{}, false, err
	}
	return es[0], true, nil
}

// AllEnds gives the ends of all cases, oldest first.
func AllEnds(ctx context.Context, tx pgx.Tx) ([]End, error) { return ends(ctx, tx, `ORDER BY id`) }

func insertEnd(ctx context.Context, tx pgx.Tx, e *End) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO ending (complaint_id, state, reason, year, source, agency, number, follow_up_on, proposed_by, proposed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		RETURNING id`,
		e.ComplaintID, e.State, e.Reason, e.Year, e.Source, e.Agency, e.Number, e.FollowUpOn, e.ProposedBy, e.ProposedAt).Scan(&e.ID)
	if err != nil {
		return fmt.Errorf("propose an end of case %d: %w", e.ComplaintID, err)
	}
	return nil
}

func saveEnd(ctx context.Context, tx pgx.Tx, e End) error {
	_, err := tx.Exec(ctx, `
		UPDATE ending
		SET decided_by = $2, decided_at = $3, sent_back = $4, objected_at = $5, upheld = $6, asked_at = $7, taken_up = $8
		WHERE id = $1`, e.ID, e.DecidedBy, e.DecidedAt, e.SentBack, e.ObjectedAt, e.Upheld, e.AskedAt, e.TakenUp)
	if err != nil {
		return fmt.Errorf("save the end of case %d: %w", e.ComplaintID, err)
	}
	return nil
}
