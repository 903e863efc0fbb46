package complaint

import (
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/locale"
	"tanggap/internal/roster"
)

// Beside is what is kept of a case beside its row.
type Beside struct {
	Suspect *Suspect  // whom it is about; nil for an ordinary case
	Asked   *Identity // what is asked of its reporter now; nil for nothing
	Way     Way       // to its reporter; zero when there is none (any more)
	Passing bool      // it is offered to somebody, or somebody decides who goes on with it
	Crowded bool      // others support it, or are parts of it: QueueCrowd counts them
}

// QueueBeside asks for all of it in one statement: of most cases there is
// little, and asking apart costs more than looking.
func QueueBeside(b *pgx.Batch, id ID, into *Beside) {
	b.Queue(besideSQL, id).QueryRow(func(row pgx.Row) error {
		var suspect *Suspect
		var about Suspect
		var i Identity
		var asked *int64
		var by *roster.NIP
		var at *time.Time
		var way wayRow
		var is bool
		if err := row.Scan(
			&is, &about.Unit, &about.NIP,
			&asked, &by, &at, &i.AgreedAt, &i.GivenAt, &i.TakenBy,
			&way.address, &way.lang, &way.lost, &way.sealedLang, &way.sealedLost,
			&into.Passing, &into.Crowded,
		); err != nil {
			return err
		}
		if is {
			suspect = &about
		}
		into.Suspect, into.Way = suspect, way.to(id)
		if asked != nil {
			i.ID, i.ComplaintID, i.NIP, i.AskedAt = *asked, id, *by, *at
			into.Asked = &i
		}
		return nil
	})
}

const besideSQL = `
	SELECT o.complaint_id IS NOT NULL, COALESCE(o.unit_code, ''), COALESCE(o.nip, ''),
		i.id, i.nip, i.asked_at, i.agreed_at, i.given_at, i.taken_by,
		` + wayColumns + `,
		EXISTS (SELECT FROM errand f WHERE f.complaint_id = c.id AND f.done_at IS NULL AND f.kind IN ('take', 'place')),
		EXISTS (SELECT FROM supporter p WHERE p.complaint_id = c.id) OR EXISTS (SELECT FROM merger m WHERE m.leading_id = c.id)
	FROM (SELECT $1::bigint AS id) c
	LEFT JOIN about_officer o ON o.complaint_id = c.id
	LEFT JOIN identity i ON i.complaint_id = c.id AND i.ended_at IS NULL
	` + wayJoins

// wayColumns and wayJoins are how wayRow is read of the case c.
const (
	wayColumns = `r.address, a.lang, COALESCE(a.unreachable_at IS NOT NULL, false), s.lang, s.lost`
	wayJoins   = `
	LEFT JOIN reporter r ON r.complaint_id = c.id
	LEFT JOIN account a ON a.address = r.address
	LEFT JOIN sealed_contact s ON s.complaint_id = c.id`
)

type wayRow struct {
	address, lang, sealedLang *string
	lost                      bool
	sealedLost                *bool
}

// to is the way to the reporter of a case; zero when there is none.
func (w wayRow) to(id ID) Way {
	switch {
	case w.address != nil && w.lang != nil:
		return Way{Address: *w.address, Lang: locale.Lang(*w.lang), Lost: w.lost}
	case w.address != nil:
		return Way{Address: *w.address, Lang: locale.ID}
	case w.sealedLang != nil:
		return Way{Address: SealedAddress(id), Lang: locale.Lang(*w.sealedLang), Lost: *w.sealedLost}
	}
	return Way{}
}
