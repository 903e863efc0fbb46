package notice

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// CountedAgain tells each holder which of their figures an administrator had
// counted again, and why.
func (d *Desk) CountedAgain(ctx context.Context, tx pgx.Tx, now time.Time, key string, list []complaint.Recount, reason string) error {
	of := map[roster.NIP][]complaint.Recount{}
	for _, r := range list {
		of[r.Was.Holder] = append(of[r.Was.Holder], r)
	}
	for _, nip := range slices.Sorted(maps.Keys(of)) {
		var ids []complaint.ID
		for _, r := range of[nip] {
			ids = append(ids, r.Was.ComplaintID)
		}
		slices.Sort(ids)
		cases, err := complaint.FindAll(ctx, tx, slices.Compact(ids))
		if err != nil {
			return err
		}
		var codes []string
		for _, c := range cases[:min(len(cases), text.ShownAtOnce)] {
			codes = append(codes, c.Code)
		}
		r := text.WeighRecounts(text.Window{}, of[nip], now)
		if _, err := d.staff(ctx, tx, now, key+":hitung", nip, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.CountedHolder(lang, r, codes, reason)
		}); err != nil {
			return err
		}
	}
	return nil
}
