package complaint

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/locale"
)

// Supporter is somebody who says the same as a case: they joined it, or their
// own case was merged into it. Only the program reads the way to them.
type Supporter struct {
	ID       int64
	Of       ID     // the case that they know: the one that they joined or filed
	Code     string // its code
	Filed    bool   // they filed it
	JoinedAt time.Time
	Way      Way // the zero Way when there is none
}

// Files is the role of what a supporter sends (see attachment.Want).
func (s Supporter) Files() string { return Supporting + ":" + strconv.FormatInt(s.ID, 10) }

// FromCitizen says whether files of this role were sent by a citizen, and by
// which supporter; 0 is the reporter.
func FromCitizen(role string) (supporter int64, is bool) {
	if role == Citizen {
		return 0, true
	}
	of, is := strings.CutPrefix(role, Supporting+":")
	if !is {
		return 0, false
	}
	supporter, err := strconv.ParseInt(of, 10, 64)
	return supporter, err == nil
}

// parts is a case and all that is told as a part of it, however deep.
const parts = `
	WITH RECURSIVE part AS (
		SELECT $1::bigint AS id
		UNION ALL
		SELECT m.complaint_id
		FROM merger m
		JOIN part p ON m.leading_id = p.id)`

// notHeir leaves out of the supporters of a case the part by which its reporter
// inherited it, where nothing but that tells that both are the same: they
// are sealed, or left no trace. When they give the case away they support it
// again; so does who was sealed and has cut the link of the whole alone.
const notHeir = `
		AND NOT EXISTS (
			SELECT FROM complaint h
			WHERE h.id = $1 AND h.heir = s.id
			AND (h.contact = 'sealed' OR h.contact = 'none'
				AND NOT EXISTS (SELECT FROM reporter n WHERE n.complaint_id = s.complaint_id)
				AND NOT EXISTS (SELECT FROM sealed_contact n WHERE n.complaint_id = s.complaint_id)))`

// Supporters lists those who support a case, each once, the oldest first: who
// filed a case that was merged into it has supported it since then. Its own
// reporter is none of them. Nothing sealed is opened for it.
func Supporters(ctx context.Context, tx pgx.Tx, leading ID) ([]Supporter, error) {
	all, err := everySupporter(ctx, tx, leading)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(s Supporter) bool {
		again := s.Way.Address != "" && seen[s.Way.Address]
		seen[s.Way.Address] = true
		return again
	}), nil
}

// everySupporter is Supporters with those twice who joined, or filed, two cases
// that were merged since.
func everySupporter(ctx context.Context, tx pgx.Tx, leading ID) ([]Supporter, error) {
	rows, err := tx.Query(ctx, parts+`
		SELECT s.id, s.complaint_id, c.code, s.filed, s.joined_at, COALESCE(s.address, r.address, ''),
			COALESCE(x.lang, a.lang, $2), COALESCE(x.lost, a.unreachable_at IS NOT NULL, false), x.complaint_id IS NOT NULL
		FROM part p
		JOIN supporter s ON s.complaint_id = p.id
		JOIN complaint c ON c.id = s.complaint_id
		LEFT JOIN reporter own ON own.complaint_id = $1
		LEFT JOIN reporter r ON s.filed AND r.complaint_id = s.complaint_id
		LEFT JOIN account a ON a.address = COALESCE(s.address, r.address)
		LEFT JOIN sealed_contact x ON s.filed AND x.complaint_id = s.complaint_id
		WHERE COALESCE(s.address, r.address, '') IS DISTINCT FROM own.address
		AND NOT (s.filed AND s.complaint_id = $1)`+notHeir+`
		ORDER BY s.joined_at, s.id`, leading, locale.ID)
	if err != nil {
		return nil, fmt.Errorf("list supporters of case %d: %w", leading, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Supporter, err error) {
		var sealed bool
		err = row.Scan(&s.ID, &s.Of, &s.Code, &s.Filed, &s.JoinedAt, &s.Way.Address, &s.Way.Lang, &s.Way.Lost, &sealed)
		if sealed {
			s.Way.Address = SealedAddress(s.Of)
		}
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("list supporters of case %d: %w", leading, err)
	}
	return all, nil
}

// Crowd is how many support a case, and how many cases are told as parts of it.
type Crowd struct{ Supporters, Parts int }

// QueueCrowd counts in a batch those whom Supporters lists and the cases that
// PartsOf does.
func QueueCrowd(b *pgx.Batch, id ID, into *Crowd) {
	b.Queue(parts+`
		SELECT
			(SELECT count(DISTINCT COALESCE(s.address, r.address, s.id::text))
			FROM part p
			JOIN supporter s ON s.complaint_id = p.id
			LEFT JOIN reporter own ON own.complaint_id = $1
			LEFT JOIN reporter r ON s.filed AND r.complaint_id = s.complaint_id
			WHERE COALESCE(s.address, r.address, '') IS DISTINCT FROM own.address
			AND NOT (s.filed AND s.complaint_id = $1)`+notHeir+`),
			(SELECT count(*) - 1 FROM part)`, id).
		QueryRow(func(row pgx.Row) error { return row.Scan(&into.Supporters, &into.Parts) })
}

// is says whether a supporter writes from this address.
func (d *Desk) is(ctx context.Context, tx pgx.Tx, s Supporter, address string) (bool, error) {
	switch {
	case address == "":
		return false, nil
	case s.Way.Sealed():
		opened, known, err := d.Reporter(ctx, tx, s.Of)
		return known && opened == address, err
	case s.Way.Address == "":
		return s.Filed && address == Bearer(s.Of), nil
	}
	return s.Way.Address == address, nil
}

// supporting is the supporter who writes from an address; false when it is
// none of these.
func (d *Desk) supporting(ctx context.Context, tx pgx.Tx, all []Supporter, address string) (Supporter, bool, error) {
	for _, s := range all {
		if is, err := d.is(ctx, tx, s, address); err != nil || is {
			return s, is, err
		}
	}
	return Supporter{}, false, nil
}

// Leading is the case that a case is told as a part of; itself while it is one
// of its own.
func Leading(ctx context.Context, tx pgx.Tx, id ID) (ID, error) {
	var leading ID
	err := tx.QueryRow(ctx, `
		WITH RECURSIVE whole AS (
			SELECT $1::bigint AS id, 0 AS depth
			UNION ALL
			SELECT m.leading_id, w.depth + 1
			FROM merger m
			JOIN whole w ON m.complaint_id = w.id)
		SELECT id
		FROM whole
		ORDER BY depth DESC
		LIMIT 1`, id).Scan(&leading)
	if err != nil {
		return 0, fmt.Errorf("find what case %d is a part of: %w", id, err)
	}
	return leading, nil
}

// lockLeading locks the case that a case is told as a part of. Merging and
// parting lock it as well, so that it still leads once it is locked.
func lockLeading(ctx context.Context, tx pgx.Tx, id ID) (Complaint, error) {
	for {
		leading, err := Leading(ctx, tx, id)
		if err != nil {
			return Complaint{}, err
		}
		c, err := lock(ctx, tx, leading)
		if err != nil {
			return Complaint{}, err
		}
		if still, err := Leading(ctx, tx, id); err != nil || still == leading {
			return c, err
		}
	}
}

// FindSupported gives and locks the case that somebody supports, by the case
// that they know; ErrUnknown for anybody else, as if it were not there.
func (d *Desk) FindSupported(ctx context.Context, tx pgx.Tx, address string, id ID) (Complaint, Supporter, error) {
	c, err := lockLeading(ctx, tx, id)
	if err != nil {
		return Complaint{}, Supporter{}, err
	}
	all, err := Supporters(ctx, tx, c.ID)
	if err != nil {
		return Complaint{}, Supporter{}, err
	}
	s, is, err := d.supporting(ctx, tx, all, address)
	if err == nil && !is {
		err = ErrUnknown
	}
	return c, s, err
}

// UnlinkSupporter drops who supported which cases from an address: they count
// on, and nobody hears of them any more.
func UnlinkSupporter(ctx context.Context, tx pgx.Tx, address string) error {
	if _, err := tx.Exec(ctx, `
		UPDATE supporter
		SET address = NULL
		WHERE address = $1`, address); err != nil {
		return fmt.Errorf("unlink a supporter: %w", err)
	}
	return nil
}

// SupportedBy lists the cases that an address joined, newest first, at most
// limit, each as it stands itself.
func SupportedBy(ctx context.Context, tx pgx.Tx, address string, limit int) ([]Complaint, error) {
	return many(ctx, tx, supportedBy, address, limit)
}

const supportedBy = `
	WHERE id IN (SELECT complaint_id FROM supporter WHERE address = $1)
	ORDER BY id DESC
	LIMIT $2`

// Followed is OfReporter and SupportedBy in one round trip.
func Followed(ctx context.Context, tx pgx.Tx, address string, limit int) (filed, supported []Complaint, err error) {
	var batch pgx.Batch
	for _, list := range []struct {
		sql  string
		into *[]Complaint
	}{{ofReporter, &filed}, {`SELECT ` + columns + ` FROM complaint ` + supportedBy, &supported}} {
		batch.Queue(list.sql, address, limit).Query(func(rows pgx.Rows) (err error) {
			*list.into, err = collect(rows, nil)
			return err
		})
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, nil, fmt.Errorf("list what somebody follows: %w", err)
	}
	return filed, supported, nil
}
