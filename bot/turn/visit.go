package turn

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/visit"
)

// VisitReport is how a unit stands with those who visit it, as the writer may
// read it: the head of the unit, or of one above it. It refuses with
// ErrNotAllowed or roster.ErrUnitUnknown.
func (t *Turn) VisitReport(ctx context.Context, tx pgx.Tx, unit string) (outbox.Message, error) {
	may, err := visit.MaySee(ctx, tx, t.Employee.NIP, unit)
	if err != nil {
		return outbox.Message{}, err
	}
	if !may {
		return outbox.Message{}, ErrNotAllowed
	}
	r, err := t.Visits.Report(ctx, tx, t.Now, unit)
	if err != nil {
		return outbox.Message{}, err
	}
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return outbox.Message{}, err
	}
	below := slices.DeleteFunc(units, func(u roster.Unit) bool { return u.ParentCode != unit })
	return t.Text.VisitReport(t.Lang, r, below, r.Unit.HeadNIP == t.Employee.NIP, t.Now)
}
