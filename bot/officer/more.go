package officer

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/letter"
	"tanggap/internal/refusal"
	"tanggap/internal/text"
)

// caseMore shows the holder what else may be done with a case.
func caseMore(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := see(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if !v.mine {
		return turn.Answer{}, complaint.ErrNotYours
	}
	_, err = t.Desk.Extendable(ctx, tx, t.Now, t.Employee.NIP, id)
	if _, refused := refusal.Of(err); err != nil && !refused {
		return turn.Answer{}, err
	}
	may := text.May{Extend: err == nil}
	templates, err := letter.TemplatesFor(ctx, tx, t.Employee.UnitCode)
	if err != nil {
		return turn.Answer{}, err
	}
	may.Templates = len(templates) > 0
	a, err := turn.Aside(t.Text.More(t.Lang, v.StaffCase, may))
	return turn.About(id, a, err)
}
