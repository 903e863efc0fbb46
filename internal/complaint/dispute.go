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

// An officer may contest a stretch that counts for them: once, within
// DisputeDays of the day that it counts for. Whoever stands above their superior
// decides; until then the figure says that it is contested.

// Refusals of contests.
const (
	ErrNotCounted  refusal.Code = "complaint.not_counted"  // it counts for nobody, or for somebody else
	ErrDisputed    refusal.Code = "complaint.disputed"     // it was contested already, or another of this case waits
	ErrDisputeLate refusal.Code = "complaint.dispute_late" // it counted too long ago
)

// DisputeDays is how many days after its own a stretch can be contested.
const DisputeDays = 30

// DisputableOn says whether what counts for one day can be contested on another.
func DisputableOn(counted, today worktime.Date) bool { return today <= counted.AddDays(DisputeDays) }

// Kinds of events of contests.
const (
	Disputed       Kind = "disputed"
	DisputeGranted Kind = "dispute_granted"
	DisputeDenied  Kind = "dispute_denied"
)

// Dispute is a contest of one stretch, as it stands.
type Dispute struct {
	ID          int64
	ComplaintID ID
	StretchID   int64
	NIP         roster.NIP
	Reason      string `json:"-"` // its words stand in the chain as such
	SaidAt      time.Time
	DecidedBy   *roster.NIP `json:",omitempty"`
	DecidedAt   *time.Time  `json:",omitempty"`
	Granted     bool
}

// Waits says whether nobody has decided on it.
func (d Dispute) Waits() bool { return d.DecidedAt == nil }

// Dispute contests a stretch that counts for somebody. It refuses with
// ErrNotCounted, ErrDisputed, ErrDisputeLate, ErrEmpty or ErrTooLong.
func (d *Desk) Dispute(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, stretch int64, reason string) (Complaint, Errand, error) {
	if err := wrote(reason); err != nil {
		return Complaint{}, Errand{}, err
	}
	c, s, err := d.disputable(ctx, tx, now, by, stretch)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	dis := Dispute{ComplaintID: c.ID, StretchID: s.ID, NIP: by, Reason: reason, SaidAt: now}
	err = tx.QueryRow(ctx, `
		INSERT INTO dispute (complaint_id, stretch_id, nip, reason, said_at)
		VALUES ($1, $2, $3, $4, $5)
		RETURNING id`, c.ID, s.ID, by, reason, now).Scan(&dis.ID)
	if err != nil {
		return Complaint{}, Errand{}, fmt.Errorf("contest stretch %d: %w", s.ID, err)
	}
	to, found, err := d.errandOwner(ctx, tx, now, c, ToContest)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	var owner *roster.Employee
	if found {
		owner = &to
	}
	work, err := d.errand(ctx, tx, now, c, ToContest, owner)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	return c, *work, recordMore(ctx, tx, &c, Disputed, ByEmployee(by), now, reason, func(f *Facts) {
		f.Errands, f.Disputes = []Errand{*work}, []Dispute{dis}
	})
}

// Disputable gives the case of a stretch that somebody may contest. It refuses
// as Dispute does.
func (d *Desk) Disputable(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, stretch int64) (Complaint, error) {
	c, _, err := d.disputable(ctx, tx, now, by, stretch)
	return c, err
}

func (d *Desk) disputable(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, stretch int64) (Complaint, Stretch, error) {
	of, err := stretches(ctx, tx, `WHERE id = $1 AND holder = $2`, stretch, by)
	if err != nil || len(of) == 0 {
		return Complaint{}, Stretch{}, cmp.Or(err, error(ErrNotCounted))
	}
	c, err := lock(ctx, tx, of[0].ComplaintID)
	if err != nil {
		return Complaint{}, Stretch{}, err
	}
	of, err = stretches(ctx, tx, `WHERE id = $1`, stretch) // as it stands under the lock
	if err != nil {
		return Complaint{}, Stretch{}, err
	}
	had, err := disputes(ctx, tx, `WHERE stretch_id = $1 OR complaint_id = $2 AND decided_at IS NULL`, stretch, c.ID)
	switch {
	case err != nil:
		return Complaint{}, Stretch{}, err
	case !of[0].Counts():
		return Complaint{}, Stretch{}, ErrNotCounted
	case len(had) > 0:
		return Complaint{}, Stretch{}, ErrDisputed
	case !DisputableOn(worktime.DateOf(*of[0].CountedOn), worktime.DateOf(now.In(d.Calendars.Location()))):
		return Complaint{}, Stretch{}, ErrDisputeLate
	}
	return c, of[0], nil
}

// DecideDispute decides on a contest. One that is granted lets the stretch count
// no more; the day that it counted for is added up again. It refuses as owned
// does, and with ErrEmpty or ErrTooLong.
func (d *Desk) DecideDispute(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, grant bool, why string) (Complaint, Dispute, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, Dispute{}, err
	}
	work, c, err := d.owned(ctx, tx, now, by, errand, ToContest)
	if err != nil {
		return Complaint{}, Dispute{}, err
	}
	dis, found, err := LastDispute(ctx, tx, c.ID)
	if err != nil || !found || !dis.Waits() {
		return Complaint{}, Dispute{}, cmp.Or(err, error(ErrErrandOver))
	}
	of, err := stretches(ctx, tx, `WHERE id = $1`, dis.StretchID)
	if err != nil {
		return Complaint{}, Dispute{}, err
	}
	work.finish(now, false)
	if err := saveErrand(ctx, tx, work); err != nil {
		return Complaint{}, Dispute{}, err
	}
	dis.DecidedBy, dis.DecidedAt, dis.Granted = &by, &now, grant
	if _, err := tx.Exec(ctx, `
		UPDATE dispute
		SET decided_by = $2, decided_at = $3, granted = $4
		WHERE id = $1`, dis.ID, by, now, grant); err != nil {
		return Complaint{}, Dispute{}, fmt.Errorf("decide on contest %d: %w", dis.ID, err)
	}
	kind, changed := DisputeDenied, (*Stretch)(nil)
	if grant {
		of[0].Voided = true
		kind, changed = DisputeGranted, &of[0]
	}
	return c, dis, recordMore(ctx, tx, &c, kind, ByEmployee(by), now, why, func(f *Facts) {
		f.Errands, f.Disputes = []Errand{work}, []Dispute{dis}
	}, changed)
}

// disputeJudges are those who cannot decide on a contest: who made it, and their
// superior, whose team it counts for.
func disputeJudges(ctx context.Context, tx pgx.Tx, id ID) (not []roster.NIP, above roster.NIP, err error) {
	dis, found, err := LastDispute(ctx, tx, id)
	if err != nil || !found {
		return nil, "", err
	}
	not, above = []roster.NIP{dis.NIP}, dis.NIP
	superior, found, err := roster.Superior(ctx, tx, dis.NIP)
	if err == nil && found {
		not, above = append(not, superior.NIP), superior.NIP
	}
	return not, above, err
}

const disputeColumns = `id, complaint_id, stretch_id, nip, reason, said_at, decided_by, decided_at, granted`

func disputes(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Dispute, error) {
	rows, err := tx.Query(ctx, `SELECT `+disputeColumns+` FROM dispute `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read contests: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Dispute])
	if err != nil {
		return nil, fmt.Errorf("read contests: %w", err)
	}
	return all, nil
}

// LastDispute is the newest contest about a case; false for none.
func LastDispute(ctx context.Context, tx pgx.Tx, id ID) (Dispute, bool, error) {
	all, err := disputes(ctx, tx, `WHERE complaint_id = $1 ORDER BY id DESC LIMIT 1`, id)
	if err != nil || len(all) == 0 {
		return Dispute{}, false, err
	}
	return all[0], true, nil
}

// DisputesOf gives what somebody contested, by stretch.
func DisputesOf(ctx context.Context, tx pgx.Tx, nip roster.NIP) (map[int64]Dispute, error) {
	all, err := disputes(ctx, tx, `WHERE nip = $1 ORDER BY id`, nip)
	of := make(map[int64]Dispute, len(all))
	for _, d := range all {
		of[d.StretchID] = d
	}
	return of, err
}

// AllDisputes gives all contests, oldest first.
func AllDisputes(ctx context.Context, tx pgx.Tx) ([]Dispute, error) {
	return disputes(ctx, tx, `ORDER BY id`)
}

// FindStretch gives a stretch by its number; false for none.
func FindStretch(ctx context.Context, tx pgx.Tx, id int64) (Stretch, bool, error) {
	of, err := stretches(ctx, tx, `WHERE id = $1`, id)
	if err != nil || len(of) == 0 {
		return Stretch{}, false, err
	}
	return of[0], true, nil
}
