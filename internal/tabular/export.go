package tabular

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/complaint"
	"tanggap/internal/letter"
	"tanggap/internal/problem"
	"tanggap/internal/visit"
)

// Selection says what to give out. From and To are days, both included, as
// they show in their own location; nil leaves an end open. Times are written in
// Location.
type Selection struct {
	From, To *time.Time
	Location *time.Location
	Format   string // csv, xlsx, jsonl; "" is csv
}

// column is one column of what is given out: its name and how a value of the
// query is written.
type column struct {
	name string
	cell func(v any, loc *time.Location) any
}

type export struct {
	columns []column
	query   string // $1 and $2 are the instants between which it lies, both may be NULL
	zone    bool   // $3 is the zone in which days are counted
}

// careful are the cases of which staff see later that they are there: their
// moments are told by the day, and they stand in no order of coming in.
const careful = `(c.contact <> 'chat' OR EXISTS (SELECT FROM about_officer a WHERE a.complaint_id = c.id))`

// Nothing here tells who reported. A citizen's words may, so they stay.
var exports = map[string]export{
	"complaints": {
		columns: []column{
			{"code", asIs}, {"category", asIs}, {"type", asIs}, {"unit", asIs}, {"area", asIs}, {"state", asIs},
			{"visibility", asIs}, {"channel", asIs}, {"filed_at", asTime}, {"answer_due_at", asTime}, {"answered_at", asTime},
			{"settle_due_at", asTime}, {"proposed_at", asTime}, {"ended_at", asTime}, {"reopenings", asIs}, {"holder", asIs}, {"face", asIs},
			{"supporters", asIs}, {"merged_into", asIs}, {"filed_by", asIs}, {"confirmed_by", asIs},
			{"undelivered", asIs}, {"lasting", asIs},
		},
		// Each supporter counts once, and its own reporter never, as on the cards.
		query: `
			WITH RECURSIVE part AS (
				SELECT complaint_id AS id, leading_id AS leading
				FROM merger
				UNION ALL
				SELECT p.id, m.leading_id
				FROM merger m
				JOIN part p ON m.complaint_id = p.leading),
			supports AS (
				SELECT s.complaint_id AS id, s.id AS supporter, s.address, false AS traceless
				FROM supporter s
				WHERE NOT s.filed
				UNION ALL
				SELECT p.leading, s.id, COALESCE(s.address, r.address), r.address IS NULL AND x.complaint_id IS NULL
				FROM part p
				JOIN supporter s ON s.complaint_id = p.id
				LEFT JOIN reporter r ON s.filed AND r.complaint_id = s.complaint_id
				LEFT JOIN sealed_contact x ON s.filed AND x.complaint_id = s.complaint_id),
			supported AS (
				SELECT s.id, count(DISTINCT COALESCE(s.address, s.supporter::text)) AS times
				FROM supports s
				LEFT JOIN reporter r ON r.complaint_id = s.id
				WHERE s.address IS DISTINCT FROM COALESCE(r.address, '')
				AND NOT EXISTS (
					SELECT FROM complaint h
					WHERE h.id = s.id AND h.heir = s.supporter
					AND (h.contact = 'sealed' OR h.contact = 'none' AND s.traceless))
				GROUP BY s.id)
			SELECT c.code, c.category_code, c.type, c.unit_code, c.area_code, c.state, c.visibility, c.channel,
				CASE WHEN ` + careful + ` THEN date_trunc('day', c.filed_at, $3) ELSE c.filed_at END,
				CASE WHEN ` + careful + ` THEN date_trunc('day', c.answer_due_at, $3) ELSE c.answer_due_at END, c.answered_at, c.settle_due_at, c.proposed_at, c.ended_at, c.reopenings,
				e.position,
				(SELECT r.face FROM case_rating r WHERE r.complaint_id = c.id ORDER BY r.closing DESC LIMIT 1),
				COALESCE(s.times, 0), l.code,
				CASE WHEN EXISTS (SELECT FROM helped h WHERE h.complaint_id = c.id) THEN 'helper' ELSE 'citizen' END,
				CASE WHEN c.state = 'confirmed' THEN
					CASE WHEN EXISTS (
						SELECT FROM phone_word w
						WHERE w.complaint_id = c.id AND w.round = c.reopenings AND w.done)
					THEN 'phone' ELSE 'citizen' END
				END,
				CASE WHEN c.state = 'unconfirmed' THEN EXISTS (
					SELECT FROM ledger_entry u
					WHERE u.subject = 'case:' || c.id AND u.kind = 'unconfirmed' AND u.at = c.ended_at
					AND convert_from(u.facts, 'UTF8')::jsonb -> 'unheard' = 'true')
				END,
				(SELECT d.good FROM durability d WHERE d.complaint_id = c.id ORDER BY d.closing DESC LIMIT 1)
			FROM complaint c
			LEFT JOIN employee e ON e.nip = c.holder
			LEFT JOIN supported s ON s.id = c.id
			LEFT JOIN merger m ON m.complaint_id = c.id
			LEFT JOIN complaint l ON l.id = m.leading_id
			WHERE ($1::timestamptz IS NULL OR c.filed_at >= $1) AND ($2::timestamptz IS NULL OR c.filed_at < $2)
			ORDER BY 9, c.code`,
		zone: true,
	},
	"ratings": {
		columns: []column{
			{"unit", asIs}, {"date", asDay}, {"door", asIs}, {"proved", asIs}, {"state", asIs}, {"reason", asIs}, {"face", asIs},
			{"asked", asIs}, {"answer", asIs}, {"full", asIs},
			{"persyaratan", asIs}, {"prosedur", asIs}, {"waktu", asIs}, {"biaya", asIs}, {"produk", asIs}, {"kompetensi", asIs},
			{"perilaku", asIs}, {"pengaduan", asIs}, {"sarana", asIs},
		},
		// Neither words, nor what respondents say of themselves: a row could
		// point at a person. The order tells nothing of when within a day.
		query: `
			SELECT r.unit_code, r.rated_on, r.door, r.proved, r.state, NULLIF(r.reason, ''), r.face, r.asked, r.answer, f.rating IS NOT NULL,
				f.persyaratan, f.prosedur, f.waktu, f.biaya, f.produk, f.kompetensi, f.perilaku, f.pengaduan, f.sarana
			FROM visit_rating r
			LEFT JOIN visit_form f ON f.rating = r.id
			WHERE ($1::timestamptz IS NULL OR r.rated_on >= ($1::timestamptz AT TIME ZONE $3)::date)
			AND ($2::timestamptz IS NULL OR r.rated_on < ($2::timestamptz AT TIME ZONE $3)::date)
			ORDER BY r.rated_on, r.unit_code, r.id COLLATE "C"`,
		zone: true,
	},
	"events": {
		columns: []column{
			{"code", asIs}, {"seq", asIs}, {"kind", asIs}, {"actor", asActor}, {"at", asTime}, {"digest", asHex},
			{"name", asIs}, {"reason", asIs}, {"subject", asIs},
		},
		// Of who decided by name, and why, only acts of power: the words of
		// everybody else may be the citizen's, or meant for them alone.
		query: `
			WITH event AS (
				SELECT c.code, l.id, l.seq, l.kind, l.actor,
					CASE WHEN (l.at = c.filed_at OR l.kind = 'reopened') AND ` + careful + ` THEN date_trunc('day', l.at, $3) ELSE l.at END AS shown, l.at, l.digest,
					l.kind IN (` + power + `) AS power, 0 AS side, NULL AS subject
				FROM complaint c
				JOIN ledger_entry l ON l.subject = 'case:' || c.id
				UNION ALL
				-- Who opened a reporter: always; but of whom, and why, not where that would
				-- tell that a citizen says that they are pressed.
				SELECT CASE WHEN f.pressure_id IS NULL THEN c.code END, l.id, l.seq, l.kind, l.actor, l.at, l.at, l.digest, true, 1, NULL
				FROM disclosure f
				JOIN complaint c ON c.id = f.complaint_id
				JOIN ledger_entry l ON l.subject = 'disclosure:' || f.id
				UNION ALL
				-- About no case: who agreed to leave or gave a role, what became of held
				-- ratings, when a problem is to end, what officers may answer with. A chat's address is no reason.
				SELECT NULL, l.id, l.seq, l.kind, l.actor, l.at, l.at, l.digest, true, 2, l.subject
				FROM ledger_entry l
				WHERE l.kind IN (` + listed(ActsElsewhere) + `) AND l.subject ~ '^(nip|unit|problem|template):')
			SELECT l.code, l.seq, l.kind, l.actor, l.shown, l.digest,
				e.name,
				CASE WHEN e.nip IS NOT NULL AND (l.code IS NOT NULL OR l.side = 2 AND l.kind <> 'disconnected') THEN convert_from(x.body, 'UTF8') END,
				l.subject
			FROM event l
			LEFT JOIN employee e ON l.power AND l.actor = 'nip:' || e.nip
			LEFT JOIN ledger_content x ON x.entry = l.id
			WHERE ($1::timestamptz IS NULL OR l.at >= $1) AND ($2::timestamptz IS NULL OR l.at < $2)
			ORDER BY l.code, l.side, l.subject, l.seq, l.id`,
		zone: true,
	},
}

// power are the kinds of acts of power, as SQL lists them.
var power = listed(complaint.ActsOfPower)

// ActsElsewhere are the acts of those with power that are about no case.
var ActsElsewhere = []string{
	"roles", "ended", "disconnected", "leave_agreed", "leave_refused", "leave_shortened",
	visit.PileFreed, visit.PileGone, visit.SlipsVoided, visit.Improved, visit.Planned, visit.Visits,
	problem.Dated, problem.Ended, problem.Reopened, letter.TemplateMade, letter.TemplateEnded,
}

// listed are some kinds as SQL lists them.
func listed[K ~string](kinds []K) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = "'" + string(k) + "'"
	}
	return strings.Join(names, ", ")
}

// Export writes complaints, events or ratings of visits, row by row as the database gives them.
// It fails with ErrUsage for another kind or format.
func Export(ctx context.Context, pool *pgxpool.Pool, kindName string, sel Selection, w io.Writer) error {
	x, known := exports[kindName]
	switch {
	case kindName == "performance" || kindName == "training":
		return fmt.Errorf("%w: exporting %s comes with a later version", ErrUsage, kindName)
	case !known:
		return fmt.Errorf("%w: there is no kind %q to export, only complaints, events, ratings", ErrUsage, kindName)
	case sel.From != nil && sel.To != nil && sel.To.Before(*sel.From):
		return fmt.Errorf("%w: the last day lies before the first", ErrUsage)
	}
	out, err := newWriter(sel.Format, w)
	if err != nil {
		return err
	}
	from, until := instants(sel)
	// One snapshot, however long the reading takes.
	err = pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		return x.write(ctx, tx, from, until, sel.Location, out)
	})
	if err != nil {
		return fmt.Errorf("export %s: %w", kindName, err)
	}
	return nil
}

func (x export) write(ctx context.Context, tx pgx.Tx, from, until *time.Time, loc *time.Location, out writer) error {
	names := make([]string, len(x.columns))
	for i, c := range x.columns {
		names[i] = c.name
	}
	if err := out.header(names); err != nil {
		return err
	}
	args := []any{from, until}
	if x.zone {
		args = append(args, loc.String())
	}
	rows, err := tx.Query(ctx, x.query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return err
		}
		for i, c := range x.columns {
			if values[i] != nil {
				values[i] = c.cell(values[i], loc)
			}
		}
		if err := out.row(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return out.end()
}

// instants turns days into the time from the first's beginning to the last's end.
func instants(sel Selection) (from, until *time.Time) {
	midnight := func(day time.Time, later int) *time.Time {
		t := time.Date(day.Year(), day.Month(), day.Day()+later, 0, 0, 0, 0, sel.Location)
		return &t
	}
	if sel.From != nil {
		from = midnight(*sel.From, 0)
	}
	if sel.To != nil {
		until = midnight(*sel.To, 1)
	}
	return from, until
}

func asIs(v any, _ *time.Location) any { return v }

func asTime(v any, loc *time.Location) any { return v.(time.Time).In(loc).Format(time.RFC3339Nano) }

func asDay(v any, _ *time.Location) any { return v.(time.Time).Format(time.DateOnly) }

func asHex(v any, _ *time.Location) any { return hex.EncodeToString(v.([]byte)) }

// asActor lets nothing through but what the chains are agreed to say: who wrote
// is never more than "warga".
func asActor(v any, _ *time.Location) any {
	actor := v.(string)
	switch {
	case actor == "sistem", actor == "operator", strings.HasPrefix(actor, "nip:"):
		return actor
	}
	return "warga"
}
