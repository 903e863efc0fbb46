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
	for _, l := range held {
		r.Checked++
		if f, known := told[l.ID]; !known || f != l.Facts() {
			r.Wrong = append(r.Wrong, fmt.Sprintf("the request for leave %d is not what its events tell", l.ID))
		}
		if granted[l.ID] && !l.Counts() {
			r.Wrong = append(r.Wrong, fmt.Sprintf("leave %d counts, and its request does not", l.ID))
		}
		delete(told, l.ID)
	}
	for id := range told {
		r.Wrong = append(r.Wrong, fmt.Sprintf("the request for leave %d is missing", id))
	}
	return r, nil
}
