package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/testkit"
)

// wish lets a line wait to be written.
func wish(t *testing.T, tx pgx.Tx, line string) {
	t.Helper()
	var b pgx.Batch
	b.Queue(`INSERT INTO line (words) VALUES ($1)`, line)
	if err := tx.SendBatch(t.Context(), &b).Close(); err != nil {
		t.Error(err)
	}
}

type lister interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func written(t *testing.T, db lister) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), `SELECT words FROM line ORDER BY n`)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestTransaction(t *testing.T) {
	boom := errors.New("boom")
	tests := map[string]struct {
		do   func(t *testing.T, tx *transaction) error
		fail func(error) bool
		want []string
	}{
		"nothing": {do: func(t *testing.T, tx *transaction) error { return nil }},
		"batches only": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				tx.save()
				wish(t, tx, "b")
				return nil
			},
			want: []string{"a", "b"},
		},
		"a query sees what waited": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				if got := written(t, tx); !slices.Equal(got, []string{"a"}) {
					t.Errorf("the query saw %q", got)
				}
				wish(t, tx, "b")
				var n int
				if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM line WHERE words = $1`, "b").Scan(&n); err != nil || n != 1 {
					t.Errorf("one row: %d, %v", n, err)
				}
				wish(t, tx, "c")
				err := tx.QueryRow(t.Context(), `SELECT 1 FROM line WHERE words = 'x'`).Scan(&n)
				if !errors.Is(err, pgx.ErrNoRows) {
					t.Errorf("no row: %v", err)
				}
				wish(t, tx, "d")
				tag, err := tx.Exec(t.Context(), `UPDATE line SET words = words || '!'`)
				if err != nil || tag.RowsAffected() != 4 {
					t.Errorf("exec: %v, %v", tag, err)
				}
				return nil
			},
			want: []string{"a!", "b!", "c!", "d!"},
		},
		"batches that are read": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				var n int
				var b pgx.Batch
				b.Queue(`SELECT count(*) FROM line`).QueryRow(func(row pgx.Row) error { return row.Scan(&n) })
				if err := tx.SendBatch(t.Context(), &b).Close(); err != nil || n != 1 {
					t.Errorf("with a function: %d, %v", n, err)
				}
				b = pgx.Batch{}
				b.Queue(`INSERT INTO line (words) VALUES ('b')`)
				b.Queue(`SELECT count(*) FROM line`)
				results := tx.SendBatch(t.Context(), &b)
				if tag, err := results.Exec(); err != nil || tag.RowsAffected() != 1 {
					t.Errorf("by hand: %v, %v", tag, err)
				}
				if err := results.QueryRow().Scan(&n); err != nil || n != 2 {
					t.Errorf("by hand: %d, %v", n, err)
				}
				if err := results.Close(); err != nil {
					return err
				}
				b = pgx.Batch{}
				b.Queue(`SELECT count(*) FROM line`).QueryRow(func(row pgx.Row) error { return row.Scan(&n) })
				return tx.SendBatch(t.Context(), &b).Close()
			},
			want: []string{"a", "b"},
		},
		"undone before it went out": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				tx.save()
				wish(t, tx, "b")
				return tx.undo(t.Context())
			},
			want: []string{"a"},
		},
		"undone after it went out": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				tx.save()
				wish(t, tx, "b")
				written(t, tx)
				wish(t, tx, "c")
				if err := tx.undo(t.Context()); err != nil {
					return err
				}
				wish(t, tx, "d")
				return nil
			},
			want: []string{"a", "d"},
		},
		"undone after a question": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				tx.save()
				written(t, tx)
				wish(t, tx, "b")
				return tx.undo(t.Context())
			},
			want: []string{"a"},
		},
		"undone after a statement failed": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				tx.save()
				written(t, tx)
				if _, err := tx.Exec(t.Context(), `UPDATE line SET words = 1/0`); err == nil {
					t.Error("no error")
				}
				return tx.undo(t.Context())
			},
			want: []string{"a"},
		},
		"lost by a question that failed": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				tx.save()
				if _, err := tx.Exec(t.Context(), `SELECT 1/0`); err == nil {
					t.Error("no error")
				}
				return tx.undo(t.Context())
			},
			fail: func(err error) bool { return errors.Is(err, errLost) },
		},
		"a savepoint of their own": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				err := pgx.BeginFunc(t.Context(), tx, func(sp pgx.Tx) error {
					wish(t, sp, "b")
					return boom
				})
				wish(t, tx, "c")
				if err != boom {
					return err
				}
				return nil
			},
			want: []string{"a", "c"},
		},
		"copied behind what waited": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				_, err := tx.CopyFrom(t.Context(), pgx.Identifier{"line"}, []string{"words"}, pgx.CopyFromRows([][]any{{"b"}}))
				return err
			},
			want: []string{"a", "b"},
		},
		"failed": {
			do:   func(t *testing.T, tx *transaction) error { wish(t, tx, "a"); written(t, tx); return boom },
			fail: func(err error) bool { return err == boom },
		},
		"failed while waiting": {
			do:   func(t *testing.T, tx *transaction) error { wish(t, tx, "a"); wish(t, tx, "a"); return nil },
			fail: func(err error) bool { pg := (*pgconn.PgError)(nil); return errors.As(err, &pg) && pg.Code == "23505" },
		},
		"failed with the next statement": {
			do: func(t *testing.T, tx *transaction) error {
				wish(t, tx, "a")
				wish(t, tx, "a")
				_, err := tx.Query(t.Context(), `SELECT 1`)
				if err == nil {
					t.Error("no error")
				}
				return nil // as somebody who looks away
			},
			fail: func(err error) bool { return errors.Is(err, pgx.ErrTxCommitRollback) },
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			pool := linePool(t)
			err := transact(t.Context(), pool, func(tx *transaction) error { return test.do(t, tx) })
			switch {
			case test.fail == nil && err != nil:
				t.Error(err)
			case test.fail != nil && (err == nil || !test.fail(err)):
				t.Errorf("failed with %v", err)
			}
			if got := written(t, pool); !slices.Equal(got, test.want) {
				t.Errorf("written %q, want %q", got, test.want)
			}
			if n := pool.Stat().AcquiredConns(); n != 0 {
				t.Errorf("%d connections were kept", n)
			}
		})
	}
	t.Run("panicked", func(t *testing.T) {
		pool := linePool(t)
		func() {
			defer func() { recover() }()
			_ = transact(t.Context(), pool, func(tx *transaction) error { wish(t, tx, "a"); written(t, tx); panic("boom") })
		}()
		if got := written(t, pool); len(got) > 0 {
			t.Errorf("written %q", got)
		}
	})
}

func linePool(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := testkit.DB(t)
	if _, err := pool.Exec(t.Context(), `CREATE TABLE line (n bigint GENERATED ALWAYS AS IDENTITY, words text UNIQUE)`); err != nil {
		t.Fatal(fmt.Errorf("make the table: %w", err))
	}
	return pool
}
