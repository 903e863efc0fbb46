package rights

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/ledger"
	"tanggap/internal/outbox"
	"tanggap/internal/rating"
	"tanggap/internal/roster"
)

// Erasure is what is left of one: a digest of the address under the
// installation's key, and when.
type Erasure struct {
	Mark []byte
	At   time.Time
}

// Desk is how an installation erases: its settings, by value.
type Desk struct {
	Complaints *complaint.Desk
	Key        []byte   // of the marks of erasures
	Archive    *Archive // where erasures stand outside the database; nil for nowhere
}

func (d *Desk) mark(address string) []byte {
	mac := hmac.New(sha256.New, d.Key)
	mac.Write([]byte("tanggap/erasure"))
	mac.Write([]byte(address))
	return mac.Sum(nil)
}

// Erase erases whoever asked for it, once their own data have arrived as a
// file. It refuses with ErrOver, also where the request is not theirs, or
// ErrNotDelivered.
func (d *Desk) Erase(ctx context.Context, tx pgx.Tx, now time.Time, address string, id int64) (complaint.Erased, error) {
	r, err := Arrived(ctx, tx, now, address, id)
	if err != nil {
		return complaint.Erased{}, err
	}
	if err := end(ctx, tx, now, &r, Done, complaint.Citizen, ""); err != nil {
		return complaint.Erased{}, err
	}
	e := Erasure{Mark: d.mark(address), At: now.UTC().Truncate(time.Microsecond)}
	if _, err := keepMark(ctx, tx, e); err != nil {
		return complaint.Erased{}, err
	}
	done, err := d.erase(ctx, tx, now, address, now)
	if err != nil {
		return complaint.Erased{}, err
	}
	if d.Archive != nil {
		// Last, and before the commit: should that fail, the person has said
		// twice that they want it, and it is done at the next reconciling.
		err = d.Archive.Append(e)
	}
	return done, err
}

// erase takes an address out of everything that came until a time. Whoever is
// an employee stays one: their work is the office's record.
func (d *Desk) erase(ctx context.Context, tx pgx.Tx, now time.Time, address string, until time.Time) (complaint.Erased, error) {
	filed, err := complaint.OfReporter(ctx, tx, address, everything)
	if err != nil {
		return complaint.Erased{}, err
	}
	supported, err := complaint.SupportedBy(ctx, tx, address, everything)
	if err != nil {
		return complaint.Erased{}, err
	}
	done, err := d.Complaints.EraseReporter(ctx, tx, now, address, until)
	if err != nil {
		return complaint.Erased{}, err
	}
	for _, c := range done.Ended {
		if err := rating.EraseWords(ctx, tx, c.ID); err != nil {
			return complaint.Erased{}, err
		}
	}
	if err := complaint.EraseSupporter(ctx, tx, address, until); err != nil {
		return complaint.Erased{}, err
	}
	if err := eraseRequests(ctx, tx, now, address, until); err != nil {
		return complaint.Erased{}, err
	}
	_, staff, err := roster.ByAddress(ctx, tx, address)
	if err != nil {
		return complaint.Erased{}, err
	}
	moved := map[string]string{}
	for _, c := range done.Open {
		moved[c.ID.Subject()] = complaint.SealedAddress(c.ID)
	}
	var subjects []string
	for _, c := range slices.Concat(filed, supported) {
		subjects = append(subjects, c.ID.Subject())
	}
	return done, outbox.EraseChat(ctx, tx, address, subjects, !staff, moved)
}

// everything is more cases than anybody files.
const everything = 100_000

// eraseRequests takes an address, and what was written, out of what it asked.
// What still waited for the desk falls away.
func eraseRequests(ctx context.Context, tx pgx.Tx, now time.Time, address string, until time.Time) error {
	rs, err := requests(ctx, tx, `WHERE address = $1 AND asked_at <= $2 ORDER BY id FOR UPDATE`, address, until)
	if err != nil {
		return err
	}
	for _, r := range rs {
		files := r.Files
		r.Address, r.Words, r.Answer, r.Files = "", "", "", nil
		if err := save(ctx, tx, r); err != nil {
			return err
		}
		if err := attachment.Drop(ctx, tx, files); err != nil {
			return err
		}
		if !r.State.Ended() {
			if err := end(ctx, tx, now, &r, Lapsed, complaint.Citizen, ""); err != nil {
				return err
			}
		}
		entries, err := ledger.Read(ctx, tx, r.Subject())
		if err != nil {
			return err
		}
		var said []int64
		for _, e := range entries {
			if e.Content != nil {
				said = append(said, e.ID)
			}
		}
		if err := ledger.Erase(ctx, tx, said); err != nil {
			return err
		}
	}
	return nil
}

// Replay does again the erasures of known that this database has not seen,
// since an older copy of it came back, and says how many. Those that it has
// seen and known lacks are given as missing.
func (d *Desk) Replay(ctx context.Context, tx pgx.Tx, now time.Time, known []Erasure) (n int, missing []Erasure, err error) {
	here, err := Erasures(ctx, tx)
	if err != nil {
		return 0, nil, err
	}
	key := func(e Erasure) string { return string(e.Mark) + e.At.UTC().Format(time.RFC3339Nano) }
	listed := map[string]bool{}
	for _, e := range known {
		listed[key(e)] = true
	}
	seen := map[string]bool{}
	for _, e := range here {
		seen[key(e)] = true
		if !listed[key(e)] {
			missing = append(missing, e)
		}
	}
	again := map[string]time.Time{}
	for _, e := range known {
		if seen[key(e)] {
			continue
		}
		seen[key(e)] = true
		if _, err := keepMark(ctx, tx, e); err != nil {
			return 0, nil, err
		}
		if e.At.After(again[string(e.Mark)]) {
			again[string(e.Mark)] = e.At
		}
		n++
	}
	if n == 0 {
		return 0, missing, nil
	}
	return n, missing, d.again(ctx, tx, now, again)
}

// again erases whoever a mark stands for, of all whom this database knows.
func (d *Desk) again(ctx context.Context, tx pgx.Tx, now time.Time, until map[string]time.Time) error {
	var all []string
	for _, list := range []func(context.Context, pgx.Tx) ([]string, error){complaint.Addresses, account.Addresses, dialog.Addresses, askers} {
		some, err := list(ctx, tx)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	slices.Sort(all)
	for _, address := range slices.Compact(all) {
		at, marked := until[string(d.mark(address))]
		if !marked {
			continue
		}
		if _, err := d.erase(ctx, tx, now, address, at); err != nil {
			return err
		}
		if err := d.leave(ctx, tx, address); err != nil {
			return err
		}
	}
	return nil
}

// leave forgets a chat: what was being written there, and that there is one,
// unless somebody came back after the erasure or speaks for an employee.
func (d *Desk) leave(ctx context.Context, tx pgx.Tx, address string) error {
	if _, staff, err := roster.ByAddress(ctx, tx, address); err != nil || staff {
		return err
	}
	filed, err := complaint.OfReporter(ctx, tx, address, 1)
	if err != nil || len(filed) > 0 {
		return err
	}
	if err := dialog.Save(ctx, tx, dialog.Dialog{Address: address}); err != nil {
		return err
	}
	return account.Drop(ctx, tx, address)
}
