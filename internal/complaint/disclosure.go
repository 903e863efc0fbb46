package complaint

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Who reported a case is opened by need only: to the inspectorate, for a case
// about an officer that it holds or a matter of pressure that it looks into, with
// a reason, once a second person has agreed; never of somebody without a name.
//
//	AskReporter ─▶ AgreeReporter ─▶ SeeReporter, again and again until it lapses
//	           └▶ DenyReporter
//
// All that is kept of a reporter is the address of their chat. It is shown on a
// page, never in a chat. The reporter is told of the first time, and sees each;
// the chain "disclosure:<id>" tells who asked and why, and who agreed.

// Refusals of disclosures.
const (
	ErrNoReporter     refusal.Code = "complaint.no_reporter"     // nobody can open who that is
	ErrReporterAsked  refusal.Code = "complaint.reporter_asked"  // it waits for the second person, or is agreed to
	ErrNoSecond       refusal.Code = "complaint.no_second"       // there is nobody who could agree
	ErrReporterClosed refusal.Code = "complaint.reporter_closed" // it was not agreed to, or that has lapsed
)

// DisclosureDays are the working days that the second person has, and
// DisclosureFor is how long what they agreed to is good.
const (
	DisclosureDays = 3
	DisclosureFor  = 72 * time.Hour
)

// Disclosure is such an asking.
type Disclosure struct {
	ID          int64
	ComplaintID ID
	Pressure    *int64     // the matter for which; nil for a case about an officer
	NIP         roster.NIP // who asks, and alone may see
	Second      roster.NIP // who agrees, or not
	AskedAt     time.Time
	Until       time.Time
	AgreedAt    *time.Time
	DeniedAt    *time.Time
	OpenedAt    *time.Time // for the first time
	Step        Step       // of the second person's clock
	NextAt      *time.Time // of their reminder, or of the lapse
}

// Waits says whether the second person can still answer.
func (f Disclosure) Waits(now time.Time) bool {
	return f.AgreedAt == nil && f.DeniedAt == nil && now.Before(f.Until)
}

// Good says whether whoever asked may see the reporter.
func (f Disclosure) Good(now time.Time) bool { return f.AgreedAt != nil && now.Before(f.Until) }

// DisclosurePrefix begins the names of their chains.
const DisclosurePrefix = "disclosure:"

func (f Disclosure) subject() string { return DisclosurePrefix + strconv.FormatInt(f.ID, 10) }

// Kinds of its events.
const (
	ReporterAsked  Kind = "reporter_asked"
	ReporterAgreed Kind = "reporter_agreed"
	ReporterDenied Kind = "reporter_denied"
	ReporterOpened Kind = "reporter_opened"
)

// DisclosureFacts is what its chain says of it, as it stands after an event.
type DisclosureFacts struct {
	Case     ID         `json:"case"`
	Pressure *int64     `json:"pressure,omitempty"`
	By       roster.NIP `json:"by"`
	Second   roster.NIP `json:"second"`
	Until    time.Time  `json:"until"`
	Agreed   bool       `json:"agreed,omitempty"`
	Denied   bool       `json:"denied,omitempty"`
	Opened   bool       `json:"opened,omitempty"`
}

// Facts is what its chain says of it.
func (f Disclosure) Facts() DisclosureFacts {
	return DisclosureFacts{
		Case: f.ComplaintID, Pressure: f.Pressure, By: f.NIP, Second: f.Second, Until: f.Until.UTC(),
		Agreed: f.AgreedAt != nil, Denied: f.DeniedAt != nil, Opened: f.OpenedAt != nil,
	}
}

// DisclosureOf reads the subject of an event of one.
func DisclosureOf(e ledger.Entry) (id int64, f DisclosureFacts, err error) {
	if id, err = strconv.ParseInt(e.Subject[len(DisclosurePrefix):], 10, 64); err == nil {
		err = json.Unmarshal(e.Facts, &f)
	}
	if err != nil {
		err = fmt.Errorf("read entry %d of %s: %w", e.Seq, e.Subject, err)
	}
	return id, f, err
}

// record writes it and its event.
func (f Disclosure) record(ctx context.Context, tx pgx.Tx, k Kind, by roster.NIP, at time.Time, words string) error {
	if err := saveDisclosure(ctx, tx, f); err != nil {
		return err
	}
	facts, err := json.Marshal(f.Facts())
	if err != nil {
		return fmt.Errorf("encode an event of disclosure %d: %w", f.ID, err)
	}
	e := ledger.New{Subject: f.subject(), Kind: string(k), Actor: ByEmployee(by), At: at, Facts: facts}
	if words != "" {
		e.Content = []byte(words)
	}
	return ledger.Append(ctx, tx, e)
}

// Matter is for what a reporter is opened: a matter of pressure, or where that is
// 0 a case about an officer.
type Matter struct {
	Pressure int64
	Case     ID
}

// CheckReporter refuses as AskReporter does, before the reason is written.
func (d *Desk) CheckReporter(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, m Matter) (Complaint, error) {
	_, c, err := d.ask(ctx, tx, now, by, m)
	return c, err
}

// ask gives what somebody may ask, with the second person, and locks its case.
func (d *Desk) ask(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, m Matter) (f Disclosure, c Complaint, err error) {
	if f, c, err = d.asking(ctx, tx, by, m); err != nil {
		return f, c, err
	}
	last, any, err := lastDisclosure(ctx, tx, f.ComplaintID, by)
	switch {
	case err != nil:
		return f, c, err
	case any && (last.Waits(now) || last.Good(now)) && last.matter() == f.matter():
		return f, c, ErrReporterAsked
	}
	to, err := d.second(ctx, tx, now, c, f)
	f.Second = to.NIP
	return f, c, err
}

// asking gives and locks what somebody asks about: a matter that is theirs, whose
// reporter is kept.
func (d *Desk) asking(ctx context.Context, tx pgx.Tx, by roster.NIP, m Matter) (f Disclosure, c Complaint, err error) {
	f.NIP = by
	if m.Pressure != 0 {
		p, c, err := d.Pressed(ctx, tx, by, m.Pressure)
		f.Pressure, f.ComplaintID = &m.Pressure, c.ID
		switch {
		case err != nil:
			return f, c, err
		case !p.Open():
			return f, c, ErrErrandOver
		case c.InheritedAt != nil && p.SaidAt.Before(*c.InheritedAt):
			return f, c, ErrNoReporter // another one said so
		}
		return f, c, d.keeps(ctx, tx, c)
	}
	if c, err = lock(ctx, tx, m.Case); err != nil {
		return f, c, err
	}
	f.ComplaintID = c.ID
	if err := d.inspects(ctx, tx, by, c); err != nil {
		return f, c, err
	}
	return f, c, d.keeps(ctx, tx, c)
}

// inspects refuses unless somebody of the inspectorate, or the secretary, holds a
// case about an officer.
func (d *Desk) inspects(ctx context.Context, tx pgx.Tx, by roster.NIP, c Complaint) error {
	_, about, err := AboutOfficer(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	e, err := roster.Find(ctx, tx, by)
	switch {
	case err != nil:
		return err
	case !c.HeldBy(by), !e.Has(roster.RoleInspektorat) && !e.Has(roster.RoleSekda):
		return ErrNotYours
	case !about:
		return ErrNotAboutOfficer
	case !c.State.Open():
		return ErrClosed
	}
	return nil
}

// keeps refuses with ErrNoReporter unless the address of whoever filed a case is
// kept, and not sealed.
func (d *Desk) keeps(ctx context.Context, tx pgx.Tx, c Complaint) error {
	_, kept, err := openAddress(ctx, tx, c.ID)
	if err == nil && (!kept || c.Contact.Anonymous()) {
		err = ErrNoReporter
	}
	return err
}

// second finds who is to agree: another one of the inspectorate, else the
// secretary, else the regent; nobody whom the case concerns, and of pressure
// nobody near those who held it.
func (d *Desk) second(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, f Disclosure) (roster.Employee, error) {
	fit, err := d.fit(ctx, tx, now, c, f.NIP)
	if err != nil {
		return roster.Employee{}, err
	}
	var held []roster.Employee
	if f.Pressure != nil {
		if held, err = holders(ctx, tx, c.ID); err != nil {
			return roster.Employee{}, err
		}
	}
	for _, role := range []roster.Role{roster.RoleInspektorat, roster.RoleSekda, roster.RoleBupati} {
		all, err := roster.Connected(ctx, tx, role)
		if err != nil {
			return roster.Employee{}, err
		}
		for _, e := range all {
			if near, err := near(ctx, tx, e, held, role == roster.RoleInspektorat); err != nil {
				return roster.Employee{}, err
			} else if near {
				continue
			}
			if may, err := fit.is(ctx, tx, e.NIP); err != nil || may {
				return e, err
			}
		}
	}
	return roster.Employee{}, ErrNoSecond
}

// AskReporter asks a second person whether who reported may be opened, and says
// why. It refuses as Pressed does, with ErrNotYours, ErrNotAboutOfficer or
// ErrClosed where it is no matter of theirs, and with ErrNoReporter,
// ErrReporterAsked, ErrNoSecond, ErrErrandOver, ErrEmpty, ErrTooLong or ErrThin.
func (d *Desk) AskReporter(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, m Matter, why string) (Complaint, Disclosure, error) {
	if err := reasoned(why); err != nil {
		return Complaint{}, Disclosure{}, err
	}
	f, c, err := d.ask(ctx, tx, now, by, m)
	if err != nil {
		return Complaint{}, Disclosure{}, err
	}
	if err := d.wait(ctx, tx, now, &f); err != nil {
		return Complaint{}, Disclosure{}, err
	}
	if err := insertDisclosure(ctx, tx, &f); err != nil {
		return Complaint{}, Disclosure{}, err
	}
	return c, f, f.record(ctx, tx, ReporterAsked, by, now, why)
}

// ToAgree gives and locks what the second person is asked. To everybody else it
// refuses with ErrNotErrand, as if it were not there; with ErrErrandOver once it
// is answered, or has lapsed.
func ToAgree(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64) (Complaint, Disclosure, error) {
	all, err := disclosures(ctx, tx, `WHERE id = $1 FOR UPDATE`, id)
	switch {
	case err != nil:
		return Complaint{}, Disclosure{}, err
	case len(all) == 0 || all[0].Second != by:
		return Complaint{}, Disclosure{}, ErrNotErrand
	case !all[0].Waits(now):
		return Complaint{}, Disclosure{}, ErrErrandOver
	}
	c, err := Find(ctx, tx, all[0].ComplaintID)
	return c, all[0], err
}

// AgreeReporter agrees: whoever asked may see the reporter from now on, for a
// time. It refuses as ToAgree does, and with ErrErrandOver once the matter is.
func (d *Desk) AgreeReporter(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64) (Complaint, Disclosure, error) {
	c, f, err := ToAgree(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, Disclosure{}, err
	}
	if _, _, err := d.asking(ctx, tx, f.NIP, f.matter()); err != nil {
		if _, refused := refusal.Of(err); refused {
			err = ErrErrandOver
		}
		return Complaint{}, Disclosure{}, err
	}
	f.AgreedAt, f.Until, f.NextAt = &now, now.Add(DisclosureFor), nil
	return c, f, f.record(ctx, tx, ReporterAgreed, by, now, "")
}

// DenyReporter does not agree, and says why. It refuses as ToAgree does, and with
// ErrEmpty, ErrTooLong or ErrThin.
func (d *Desk) DenyReporter(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64, why string) (Complaint, Disclosure, error) {
	if err := reasoned(why); err != nil {
		return Complaint{}, Disclosure{}, err
	}
	c, f, err := ToAgree(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, Disclosure{}, err
	}
	f.DeniedAt, f.NextAt = &now, nil
	return c, f, f.record(ctx, tx, ReporterDenied, by, now, why)
}

func (f Disclosure) matter() Matter {
	if f.Pressure != nil {
		return Matter{Pressure: *f.Pressure}
	}
	return Matter{Case: f.ComplaintID}
}

// CheckSee refuses as SeeReporter does, and opens nothing.
func (d *Desk) CheckSee(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64) (Complaint, error) {
	all, err := disclosures(ctx, tx, `WHERE id = $1`, id)
	switch {
	case err != nil:
		return Complaint{}, err
	case len(all) == 0 || all[0].NIP != by:
		return Complaint{}, ErrNotErrand
	case !all[0].Good(now):
		return Complaint{}, ErrReporterClosed
	}
	_, c, err := d.asking(ctx, tx, by, all[0].matter())
	return c, err
}

// SeeReporter shows the address of whoever reported a case to who may see it;
// first says that it is the first time, of which the reporter is to be told. It
// refuses with ErrReporterClosed, or as asking about it would.
func (d *Desk) SeeReporter(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (address string, f Disclosure, first bool, err error) {
	f, any, err := lastDisclosure(ctx, tx, id, by)
	switch {
	case err != nil:
		return "", f, false, err
	case !any || !f.Good(now):
		return "", f, false, ErrReporterClosed
	}
	_, c, err := d.asking(ctx, tx, by, f.matter())
	if err != nil {
		return "", f, false, err
	}
	if address, _, err = openAddress(ctx, tx, c.ID); err != nil {
		return "", f, false, err
	}
	if first = f.OpenedAt == nil; first {
		f.OpenedAt = &now
	}
	if err := f.record(ctx, tx, ReporterOpened, by, now, ""); err != nil {
		return "", f, false, err
	}
	return address, f, first, KeepOpening(ctx, tx, now, Opening{Case: c.ID, By: by, What: OpenedReporter})
}
