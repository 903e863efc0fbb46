package tabular

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/routing"
)

// Two lists that a file replaces as a whole: who helps beside the offices, and
// who is on call.

func takeHelplines(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	var rows []routing.Helpline
	for _, r := range s.rows {
		rows = append(rows, routing.Helpline{
			Topic: r.oneOf("topic", routing.Topics()...), Name: r.text("name"), Contact: r.text("contact"),
		})
	}
	unique(s, "name", func(r *row) string {
		if tidy(r.raw("name")) == "" {
			return ""
		}
		return tidy(r.raw("topic")) + "\x00" + tidy(r.raw("name"))
	})
	err := s.err()
	if err != nil {
		return err
	}
	report.Changes, err = routing.PutHelplines(ctx, tx, now, rows)
	return err
}

func takeOnCall(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	nips, err := knownNIPs(ctx, tx)
	if err != nil {
		return err
	}
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return err
	}
	unitCodes := keys(units, func(u roster.Unit) string { return u.Code })
	var rows []roster.OnCall
	for _, r := range s.rows {
		o := roster.OnCall{NIP: r.someone("nip", nips), UnitCode: r.optional("unit_code")}
		if o.UnitCode != "" && !unitCodes[o.UnitCode] {
			r.fault("unit_code", "there is no unit %s; import units first", quote(o.UnitCode))
		}
		rows = append(rows, o)
	}
	unique(s, "nip", func(r *row) string {
		if nip := r.nipAsWritten("nip"); nip != "" {
			return string(nip) + "\x00" + tidy(r.raw("unit_code"))
		}
		return ""
	})
	if err := s.err(); err != nil {
		return err
	}
	report.Changes, err = roster.PutOnCall(ctx, tx, now, rows)
	return err
}
