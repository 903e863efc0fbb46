package complaint

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/refusal"
)

// Who reported an officer, or said that they are pressed, is asked after some
// days whether anybody treats them badly for it. Silence is silence. A yes is
// for the inspectorate, as what was said of pressure. No event of the case tells
// of it: its chain is "checkin:<id>".

// ErrNotChecked says that nobody asked that.
const ErrNotChecked refusal.Code = "complaint.not_checked"

// checkinLate is how many days later it can still be asked, as after an outage.
// Within checkinApart days the same reporter is not asked about two matters of one
// case.
const (
	checkinLate  = 7
	checkinApart = 3
)

// CheckIn is a question that is due.
type CheckIn struct {
	Case     ID
	Pressure *int64 // the matter that it is about; nil for a report about an officer
	Day      int    // how many days after
}

// Kinds of events of a check-in.
const (
	CheckAsked Kind = "asked"
	CheckWell  Kind = "well"
	CheckBadly Kind = "badly"
)

// ToCheckIn lists the questions that are due.
func ToCheckIn(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]CheckIn, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.complaint_id, m.pressure_id, d.day
		FROM (
			SELECT a.complaint_id, NULL::bigint AS pressure_id, c.filed_at AS since
			FROM about_officer a
			JOIN complaint c ON c.id = a.complaint_id
			UNION ALL
			SELECT complaint_id, id, said_at
			FROM pressure) m
		CROSS JOIN (VALUES (7), (30)) AS d (day)
		WHERE m.since + make_interval(days => d.day) <= $1
		AND m.since + make_interval(days => d.day + $2) > $1
		AND NOT EXISTS (
			SELECT FROM checkin k
			WHERE k.complaint_id = m.complaint_id AND k.pressure_id IS NOT DISTINCT FROM m.pressure_id AND k.day = d.day)
		ORDER BY m.since, m.complaint_id, d.day
		LIMIT $3`, now, checkinLate, limit)
	if err != nil {
		return nil, fmt.Errorf("list check-ins: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[CheckIn])
	if err != nil {
		return nil, fmt.Errorf("list check-ins: %w", err)
	}
	return all, nil
}

// AskCheckIn asks, once; false where nobody is known whom to ask, or they were just
// asked about another matter of the case. It gives the number under which the answer
// comes.
func (d *Desk) AskCheckIn(ctx context.Context, tx pgx.Tx, now time.Time, k CheckIn) (c Complaint, id int64, ask bool, err error) {
	if c, err = Find(ctx, tx, k.Case); err != nil {
		return c, 0, false, err
	}
	_, known, err := WayTo(ctx, tx, c.ID)
	if err != nil {
		return c, 0, false, err
	}
	err = tx.QueryRow(ctx, `
		INSERT INTO checkin (complaint_id, pressure_id, day, due_at, asked_at)
		SELECT $1, $2, $3, $4, CASE WHEN $5 AND NOT EXISTS (
			SELECT FROM checkin
			WHERE complaint_id = $1
			AND asked_at > $4::timestamptz - make_interval(days => $6)) THEN $4::timestamptz END
		ON CONFLICT (complaint_id, pressure_id, day) DO NOTHING
		RETURNING id, asked_at IS NOT NULL`, k.Case, k.Pressure, k.Day, now, known, checkinApart).Scan(&id, &ask)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, 0, false, nil
	}
	if err != nil {
		return c, 0, false, fmt.Errorf("check in about case %d: %w", k.Case, err)
	}
	if !ask {
		return c, id, false, nil
	}
	return c, id, true, checked(ctx, tx, id, CheckAsked, System, now)
}

// Checked takes the answer to a check-in; a yes to bad treatment is a matter for
// the inspectorate. fresh says that none was being looked into. It refuses with
// ErrUnknown, ErrPaperPIN or ErrNotChecked.
func (d *Desk) Checked(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, checkin int64, badly bool) (c Complaint, p Pressure, fresh bool, err error) {
	if c, err = d.FindToDecide(ctx, tx, reporter, id); err != nil {
		return Complaint{}, Pressure{}, false, err
	}
	tag, err := tx.Exec(ctx, `
		UPDATE checkin
		SET badly = $3, answered_at = $4
		WHERE id = $1 AND complaint_id = $2 AND asked_at IS NOT NULL AND badly IS DISTINCT FROM $3`, checkin, id, badly, now)
	if err != nil {
		return Complaint{}, Pressure{}, false, fmt.Errorf("note the answer to check-in %d: %w", checkin, err)
	}
	if tag.RowsAffected() == 0 {
		return Complaint{}, Pressure{}, false, ErrNotChecked
	}
	if !badly {
		return c, Pressure{}, false, checked(ctx, tx, checkin, CheckWell, Citizen, now)
	}
	if err := checked(ctx, tx, checkin, CheckBadly, Citizen, now); err != nil {
		return Complaint{}, Pressure{}, false, err
	}
	open, err := pressures(ctx, tx, `WHERE complaint_id = $1 AND done_at IS NULL`, id)
	if err != nil {
		return Complaint{}, Pressure{}, false, err
	}
	if len(open) > 0 {
		p = open[0]
		return c, p, false, p.record(ctx, tx, PressSaid, Citizen, now, "")
	}
	p = Pressure{ComplaintID: id, SaidAt: now}
	if err := d.givePressure(ctx, tx, now, c, &p); err != nil {
		return Complaint{}, Pressure{}, false, err
	}
	if err := insertPressure(ctx, tx, &p); err != nil {
		return Complaint{}, Pressure{}, false, err
	}
	return c, p, true, p.record(ctx, tx, PressSaid, Citizen, now, "")
}

func checked(ctx context.Context, tx pgx.Tx, id int64, k Kind, actor string, at time.Time) error {
	return ledger.Append(ctx, tx, ledger.New{Subject: checkinSubject(id), Kind: string(k), Actor: actor, At: at})
}

// CheckedStory gives when the reporter of a case was asked how they fare, and
// what they said; an heir was not asked what was asked before.
func CheckedStory(ctx context.Context, tx pgx.Tx, c Complaint) (all []Event, err error) {
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM checkin
		WHERE complaint_id = $1 AND asked_at IS NOT NULL AND ($2::timestamptz IS NULL OR asked_at >= $2)
		ORDER BY id`, c.ID, c.InheritedAt)
	if err != nil {
		return nil, fmt.Errorf("list the check-ins of case %d: %w", c.ID, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("list the check-ins of case %d: %w", c.ID, err)
	}
	for _, id := range ids {
		entries, err := ledger.Read(ctx, tx, checkinSubject(id))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			all = append(all, Event{Seq: e.Seq, Kind: Kind(e.Kind), Actor: e.Actor, At: e.At})
		}
	}
	return all, nil
}

func checkinSubject(id int64) string { return "checkin:" + strconv.FormatInt(id, 10) }
