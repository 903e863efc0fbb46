package books

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// updates looks at what came in: everything ends done, waiting with its
// content, or dead with a reason.
func updates(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "updates"}
	var dead, waiting, odd int
	err := tx.QueryRow(ctx, `
		SELECT count(*),
			count(*) FILTER (WHERE state = 'dead'),
			count(*) FILTER (WHERE state = 'waiting'),
			count(*) FILTER (WHERE state = 'waiting' AND content IS NULL
				OR state = 'done' AND content IS NOT NULL
				OR state = 'dead' AND reason IS NULL)
		FROM inbox`).Scan(&r.Checked, &dead, &waiting, &odd)
	if err != nil {
		return r, fmt.Errorf("count updates: %w", err)
	}
	r.note(dead, "updates were given up")
	r.note(waiting, "updates wait")
	r.fail(odd, "updates are in no state that makes sense")
	return r, nil
}

// messages looks at what goes out: everything ends sent, uncertain, or dead
// with a reason, and keeps no content then.
func messages(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "messages"}
	var queued, uncertain, dead, odd int
	err := tx.QueryRow(ctx, `
		SELECT count(*),
			count(*) FILTER (WHERE state IN ('queued', 'sending')),
			count(*) FILTER (WHERE state = 'uncertain'),
			count(*) FILTER (WHERE state = 'dead'),
			count(*) FILTER (WHERE state IN ('queued', 'sending') AND payload IS NULL
				OR state = 'sent' AND payload IS NOT NULL
				OR state IN ('dead', 'uncertain') AND reason IS NULL
				OR state NOT IN ('queued', 'sending', 'sent', 'uncertain', 'dead')
				OR lane NOT IN (1, 2, 3))
		FROM outbox`).Scan(&r.Checked, &queued, &uncertain, &dead, &odd)
	if err != nil {
		return r, fmt.Errorf("count messages: %w", err)
	}
	r.note(queued, "messages wait to be sent")
	r.note(uncertain, "messages may have arrived or not")
	r.note(dead, "messages could not be delivered")
	r.fail(odd, "messages are in no state that makes sense")
	ended, err := texts(ctx, tx, `
		SELECT concat_ws(' ', 'message', o.id, 'about ' || c.code, 'is', o.state || ':', o.reason)
		FROM outbox o
		LEFT JOIN complaint c ON o.about = 'case:' || c.id
		WHERE o.state IN ('uncertain', 'dead')
		ORDER BY o.id DESC
		LIMIT 100`)
	r.Notes = append(r.Notes, ended...)
	return r, err
}

// unheld lists the open cases that nobody holds: somebody has to be found.
func unheld(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "open cases"}
	if err := tx.QueryRow(ctx, `
		SELECT count(*)
		FROM complaint
		WHERE ended_at IS NULL`).Scan(&r.Checked); err != nil {
		return r, fmt.Errorf("count open cases: %w", err)
	}
	codes, err := texts(ctx, tx, `
		SELECT code
		FROM complaint
		WHERE ended_at IS NULL
		AND holder IS NULL
		ORDER BY id`)
	for _, code := range codes {
		r.Notes = append(r.Notes, code+" waits for somebody to handle it")
	}
	return r, err
}

// lines lists what the register names and does not know.
func lines(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "register"}
	if err := tx.QueryRow(ctx, `
		SELECT count(*)
		FROM employee
		WHERE ended_on IS NULL`).Scan(&r.Checked); err != nil {
		return r, fmt.Errorf("count employees: %w", err)
	}
	heads, err := texts(ctx, tx, `
		SELECT code
		FROM unit u
		WHERE head_nip IS NOT NULL
		AND NOT EXISTS (SELECT FROM employee e WHERE e.nip = u.head_nip AND e.ended_on IS NULL)
		ORDER BY code`)
	if err != nil {
		return r, err
	}
	for _, code := range heads {
		r.Notes = append(r.Notes, "the head of unit "+code+" is not in the register")
	}
	superiors, err := texts(ctx, tx, `
		SELECT DISTINCT unit_code
		FROM employee e
		WHERE superior_nip IS NOT NULL
		AND ended_on IS NULL
		AND NOT EXISTS (SELECT FROM employee s WHERE s.nip = e.superior_nip AND s.ended_on IS NULL)
		ORDER BY unit_code`)
	for _, code := range superiors {
		r.Notes = append(r.Notes, "a superior of somebody in unit "+code+" is not in the register")
	}
	return r, err
}

func (r *Row) note(n int, what string) {
	if n > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%d %s", n, what))
	}
}

func (r *Row) fail(n int, what string) {
	if n > 0 {
		r.Wrong = append(r.Wrong, fmt.Sprintf("%d %s", n, what))
	}
}

func texts(ctx context.Context, tx pgx.Tx, sql string) ([]string, error) {
	rows, err := tx.Query(ctx, sql)
	if err != nil {
		return nil, fmt.Errorf("check the register: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("check the register: %w", err)
	}
	return list, nil
}
