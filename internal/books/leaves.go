package books

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
)

// leaves proves by the employees' chains what was asked for as leave, and what
// became of it; and that leave counts exactly while its request does.
func leaves(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "leave"}
	told := map[int64]roster.LeaveFacts{}
	if err := ledger.Each(ctx, tx, "nip:", func(e ledger.Entry) error {
		if !strings.HasPrefix(e.Kind, "leave_") {
			return nil
		}
		var f roster.LeaveFacts
		err := json.Unmarshal(e.Facts, &f)
		told[f.ID] = f
		return err
	}); err != nil {
		return r, err
	}
	held, err := roster.AllLeaveRequests(ctx, tx)
	if err != nil {
		return r, err
	}
	granted, err := roster.GrantedLeaves(ctx, tx)
	if err != nil {
		return r, err
	}
	name := func(id int64) string { return fmt.Sprintf("the request for leave %d", id) }
	for _, l := range held {
		agree(&r, told, l.ID, name, func(f roster.LeaveFacts) bool { return f == l.Facts() })
		if granted[l.ID] && !l.Counts() {
			r.Wrong = append(r.Wrong, fmt.Sprintf("leave %d counts, and its request does not", l.ID))
		}
	}
	missing(&r, told, name)
	return r, nil
}
