package complaint

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Refusals of recovering a case.
const (
	ErrStaffAsks    refusal.Code = "complaint.staff_asks"    // an employee, who may read by PIN but never take over
	ErrOwnAlready   refusal.Code = "complaint.own_already"   // it is theirs
	ErrNobodys      refusal.Code = "complaint.nobodys"       // filed without a trace: there is no account to move
	ErrAskedAlready refusal.Code = "complaint.asked_already" // the same request waits
	ErrNoRequest    refusal.Code = "complaint.no_request"    // it was decided, or never made
)

// Wait is how long the old account can object before a case is followed from
// another one, or a new PIN is given.
const Wait = 24 * time.Hour

// Unanswerable is how long a request for a code that was never given out
// waits for its "no", so that it cannot be told from one that somebody judges.
const Unanswerable = 30 * time.Hour

// Want is what somebody wants of a case that they cannot show to be theirs.
type Want string

// To follow it from another account, with its PIN; or a new PIN.
const (
	Account Want = "account"
	NewPIN  Want = "pin"
)

// Recovery is one request. Asker is an address: only the program reads it.
type Recovery struct {
	ID      int64
	Case    ID // 0 where no case has the code, or none that can be recovered
	Code    string
	Want    Want
	Asker   string
	Answers []string
	AskedAt time.Time
	DueAt   *time.Time // nil until somebody has judged the answers
}

// AskAccount asks to follow a case from another account. The caller has checked
// its PIN. It refuses with ErrStaffAsks, ErrOwnAlready, ErrNobodys, ErrPaperPIN
// or ErrAskedAlready.
func (d *Desk) AskAccount(ctx context.Context, tx pgx.Tx, now time.Time, asker string, id ID) (Recovery, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Recovery{}, err
	}
	switch {
	case c.Contact == Untraced:
		return Recovery{}, ErrNobodys
	case c.OnPaper():
		return Recovery{}, ErrPaperPIN
	}
	if err := d.mayAsk(ctx, tx, asker, c.ID); err != nil {
		return Recovery{}, err
	}
	due := now.Add(Wait)
	r := Recovery{Case: c.ID, Code: c.Code, Want: Account, Asker: asker, AskedAt: now, DueAt: &due}
	if r.ID, err = d.keepRecovery(ctx, tx, r); err != nil {
		return Recovery{}, err
	}
	return r, record(ctx, tx, &c, AccountAsked, Citizen, now, "")
}

// AskPIN asks for a new PIN with answers to questions about the case. A code
// that was never given out, or whose case is nobody's, is asked for like any
// other: the request then has no case, and nobody judges it. It refuses with
// ErrStaffAsks, ErrOwnAlready or ErrAskedAlready.
func (d *Desk) AskPIN(ctx context.Context, tx pgx.Tx, now time.Time, asker, code string, answers []string) (Recovery, Complaint, error) {
	r := Recovery{Code: code, Want: NewPIN, Asker: asker, Answers: answers, AskedAt: now}
	c, err := FindByCode(ctx, tx, code)
	known := err == nil && c.Contact != Untraced
	if err != nil && err != ErrUnknown {
		return Recovery{}, Complaint{}, err
	}
	if known {
		if c, err = lock(ctx, tx, c.ID); err != nil {
			return Recovery{}, Complaint{}, err
		}
		r.Case = c.ID
	} else {
		due := now.Add(Unanswerable)
		r.DueAt = &due
	}
	if err := d.mayAsk(ctx, tx, asker, r.Case); err != nil {
		return Recovery{}, Complaint{}, err
	}
	if r.ID, err = d.keepRecovery(ctx, tx, r); err != nil || !known {
		return r, Complaint{}, err
	}
	return r, c, record(ctx, tx, &c, PINAsked, Citizen, now, "")
}

// mayAsk refuses employees, and whose case it is.
func (d *Desk) mayAsk(ctx context.Context, tx pgx.Tx, asker string, id ID) error {
	if _, staff, err := roster.ByAddress(ctx, tx, asker); err != nil {
		return err
	} else if staff {
		return ErrStaffAsks
	}
	owner, known, err := d.Reporter(ctx, tx, id)
	if err == nil && known && owner == asker {
		return ErrOwnAlready
	}
	return err
}

// MayJudge says whether somebody may say that answers fit a case. Of one that a
// helper filed nobody may who knows or gains: they would give themselves the key.
func (d *Desk) MayJudge(ctx context.Context, tx pgx.Tx, by roster.NIP, c Complaint) (bool, error) {
	if c.Contact != Helped {
		return true, nil
	}
	return d.MayCall(ctx, tx, by, c, c)
}

// Judge says whether the answers fit the case. Fitting ones are given a new
// PIN after Wait; others end the request. It refuses with ErrNoRequest or
// ErrOwnHands.
func (d *Desk) Judge(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, request int64, fits bool) (Recovery, Complaint, error) {
	r, c, err := d.request(ctx, tx, request)
	if err != nil {
		return Recovery{}, Complaint{}, err
	}
	if r.Case == 0 || r.Want != NewPIN || r.DueAt != nil {
		return Recovery{}, Complaint{}, ErrNoRequest
	}
	if may, err := d.MayJudge(ctx, tx, by, c); err != nil || !may {
		return Recovery{}, Complaint{}, cmp.Or(err, error(ErrOwnHands))
	}
	if !fits {
		if err := dropRecovery(ctx, tx, r.ID); err != nil {
			return Recovery{}, Complaint{}, err
		}
		return r, c, record(ctx, tx, &c, PINDenied, ByEmployee(by), now, "")
	}
	due := now.Add(Wait)
	r.DueAt = &due
	if err := grantRecovery(ctx, tx, r.ID, due); err != nil {
		return Recovery{}, Complaint{}, err
	}
	return r, c, record(ctx, tx, &c, PINGranted, ByEmployee(by), now, "")
}

// Object ends a request against the case of whoever objects, and gives the case
// a new PIN, since somebody else may know the old one. It refuses with
// ErrNoRequest, also where the case is not theirs.
func (d *Desk) Object(ctx context.Context, tx pgx.Tx, now time.Time, owner string, request int64) (Recovery, Complaint, string, error) {
	r, c, err := d.requestAgainst(ctx, tx, owner, request)
	if err != nil {
		return Recovery{}, Complaint{}, "", err
	}
	if err := dropRecovery(ctx, tx, r.ID); err != nil {
		return Recovery{}, Complaint{}, "", err
	}
	if err := renewPIN(ctx, tx, &c); err != nil {
		return Recovery{}, Complaint{}, "", err
	}
	return r, c, d.pin(c.ID, c.PINNo), record(ctx, tx, &c, Objected, Citizen, now, "")
}

// Recovered is what a request brought.
type Recovered struct {
	Recovery
	Complaint Complaint // the zero Complaint where nothing was recovered
	PIN       string    // the new one, where that was wanted
	Old       string    // the account that the case was followed from before; "" when there was none
}

// Agree lets an account of one's own have the case at once. It refuses like
// Object.
func (d *Desk) Agree(ctx context.Context, tx pgx.Tx, now time.Time, owner string, request int64) (Recovered, error) {
	r, c, err := d.requestAgainst(ctx, tx, owner, request)
	if err != nil {
		return Recovered{}, err
	}
	return d.recovered(ctx, tx, now, r, c)
}

// Recover does what a request asked for once nobody has objected for long
// enough; false when it is not due (any more).
func (d *Desk) Recover(ctx context.Context, tx pgx.Tx, now time.Time, request int64) (Recovered, bool, error) {
	r, c, err := d.request(ctx, tx, request)
	if err == ErrNoRequest {
		return Recovered{}, false, nil
	}
	if err != nil || r.DueAt == nil || now.Before(*r.DueAt) {
		return Recovered{}, false, err
	}
	done, err := d.recovered(ctx, tx, now, r, c)
	return done, err == nil, err
}

func (d *Desk) recovered(ctx context.Context, tx pgx.Tx, now time.Time, r Recovery, c Complaint) (Recovered, error) {
	done := Recovered{Recovery: r}
	if err := dropRecovery(ctx, tx, r.ID); err != nil {
		return Recovered{}, err
	}
	// Somebody may have become an employee, or the case nobody's, meanwhile.
	if err := d.mayAsk(ctx, tx, r.Asker, r.Case); err == ErrStaffAsks || r.Case == 0 {
		return done, nil
	} else if err != nil && err != ErrOwnAlready {
		return Recovered{}, err
	}
	var err error
	if done.Old, _, err = d.Reporter(ctx, tx, c.ID); err != nil {
		return Recovered{}, err
	}
	kind := Reconnected
	switch r.Want {
	case NewPIN:
		kind = PINRenewed
		if err := renewPIN(ctx, tx, &c); err != nil {
			return Recovered{}, err
		}
		done.PIN = d.pin(c.ID, c.PINNo)
	case Account:
		if done.Old == "" && c.Contact != Helped {
			return done, nil // cut by its owner, or erased: it stays nobody's
		}
		if err := Unlink(ctx, tx, c.ID); err != nil {
			return Recovered{}, err
		}
		from, err := account.Of(ctx, tx, r.Asker)
		if err != nil {
			return Recovered{}, err
		}
		if err := d.keepReporter(ctx, tx, c, r.Asker, from.Lang); err != nil {
			return Recovered{}, err
		}
	}
	done.Complaint = c
	return done, record(ctx, tx, &c, kind, System, now, "")
}

// request gives a request with its case locked; ErrNoRequest when there is
// none.
func (d *Desk) request(ctx context.Context, tx pgx.Tx, request int64) (Recovery, Complaint, error) {
	id, err := recoveryCase(ctx, tx, request)
	if err != nil {
		return Recovery{}, Complaint{}, err
	}
	var c Complaint
	if id != 0 {
		if c, err = lock(ctx, tx, id); err != nil {
			return Recovery{}, Complaint{}, err
		}
	}
	r, err := d.readRecovery(ctx, tx, request)
	return r, c, err
}

func (d *Desk) requestAgainst(ctx context.Context, tx pgx.Tx, owner string, request int64) (Recovery, Complaint, error) {
	r, c, err := d.request(ctx, tx, request)
	if err != nil {
		return Recovery{}, Complaint{}, err
	}
	if _, err := d.FindOwn(ctx, tx, owner, r.Case); err == ErrUnknown {
		return Recovery{}, Complaint{}, ErrNoRequest
	} else if err != nil {
		return Recovery{}, Complaint{}, err
	}
	return r, c, nil
}

func renewPIN(ctx context.Context, tx pgx.Tx, c *Complaint) error {
	c.PINNo++
	if _, err := tx.Exec(ctx, `
		UPDATE complaint
		SET pin_no = $2
		WHERE id = $1`, c.ID, c.PINNo); err != nil {
		return fmt.Errorf("renew the PIN of case %d: %w", c.ID, err)
	}
	return nil
}
