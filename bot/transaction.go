package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// transaction is one transaction in as few round trips as its statements
// allow. A batch of which nobody reads a result waits, as BEGIN and the
// savepoint do, and goes out in front of the next statement that somebody
// waits for, or of COMMIT.
//
//   - Statements are done in the order in which they were given.
//   - What a waiting statement fails with comes back from the one that it went
//     out with; at the latest COMMIT fails, and nothing was done.
//   - It is for one goroutine, and nothing may be asked between the rows of a
//     query, as with any transaction of pgx.
type transaction struct {
	pgx.Tx // nil until something went out
	conn   *pgxpool.Conn

	waiting []*pgx.QueuedQuery
	saved   int // where the savepoint stands in waiting; none when it is not there
	done    bool
}

var errLost = errors.New("a question failed, and the transaction with it")

const (
	none      = -1
	savepoint = "turn"
	commit    = "commit" // prepared under this name, by which the stories' proxy knows it
)

// transact does something in one transaction, and commits unless it fails.
func transact(ctx context.Context, pool *pgxpool.Pool, do func(*transaction) error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Conn().Prepare(ctx, commit, `COMMIT`); err != nil { // once a connection
		return err
	}
	t := &transaction{conn: conn, saved: none}
	defer t.Rollback(ctx) // also when do panics
	if err := do(t); err != nil {
		return err
	}
	return t.Commit(ctx)
}

// send sends all that waits and what is asked, and gives the results of what
// is asked. A failure of what waited is the results' own.
func (t *transaction) send(ctx context.Context, asked ...*pgx.QueuedQuery) pgx.BatchResults {
	if t.saved != none && t.saved == len(t.waiting)-1 && onlyReads(asked) { // nothing yet to go back from
		t.waiting = t.waiting[:t.saved]
		defer t.save()
	}
	var b pgx.Batch
	if t.Tx == nil {
		b.BeginTx(pgx.TxOptions{})
	}
	b.QueuedQueries = append(b.QueuedQueries, t.waiting...)
	ahead := b.Len()
	b.QueuedQueries = append(b.QueuedQueries, asked...)
	t.waiting, t.saved = nil, none
	results := t.conn.SendBatch(ctx, &b)
	if t.Tx == nil {
		t.Tx = results.Tx()
	}
	for range ahead {
		results.Exec()
	}
	return results
}

func onlyReads(asked []*pgx.QueuedQuery) bool {
	return len(asked) > 0 && !slices.ContainsFunc(asked, func(q *pgx.QueuedQuery) bool {
		return !strings.HasPrefix(strings.TrimSpace(q.SQL), "SELECT ")
	})
}

// idle says that a statement may go out by itself.
func (t *transaction) idle() bool { return t.Tx != nil && len(t.waiting) == 0 }

func (t *transaction) flush(ctx context.Context) error {
	if t.idle() {
		return nil
	}
	return t.send(ctx).Close()
}

// save sets the savepoint. It goes out in front of the first statement that
// may write; a question that fails before takes the whole transaction with it.
func (t *transaction) save() {
	t.saved = len(t.waiting)
	t.waiting = append(t.waiting, &pgx.QueuedQuery{SQL: `SAVEPOINT ` + savepoint})
}

// undo takes back all that came after the savepoint.
func (t *transaction) undo(ctx context.Context) error {
	if t.saved != none {
		t.waiting, t.saved = t.waiting[:t.saved], none
		if t.conn.Conn().PgConn().TxStatus() == 'E' {
			return errLost
		}
		return nil
	}
	t.waiting = nil
	_, err := t.Tx.Exec(ctx, `ROLLBACK TO SAVEPOINT `+savepoint)
	return err
}

// Commit sends what waits and ends the transaction, in one round trip.
func (t *transaction) Commit(ctx context.Context) error {
	if t.saved != none { // nothing can go back to it any more
		t.waiting = append(t.waiting[:t.saved:t.saved], t.waiting[t.saved+1:]...)
	}
	results := t.send(ctx, &pgx.QueuedQuery{SQL: commit})
	tag, err := results.Exec()
	if err = cmp.Or(err, results.Close()); err != nil {
		return err
	}
	t.done = true
	if tag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

// Rollback ends a transaction that was not committed. A connection on which
// that fails is closed.
func (t *transaction) Rollback(ctx context.Context) error {
	if t.done || t.Tx == nil {
		return nil
	}
	t.done = true
	return t.Tx.Rollback(ctx)
}

func (t *transaction) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if t.idle() {
		return t.Tx.Exec(ctx, sql, args...)
	}
	results := t.send(ctx, &pgx.QueuedQuery{SQL: sql, Arguments: args})
	tag, err := results.Exec()
	return tag, cmp.Or(err, results.Close())
}

func (t *transaction) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if t.idle() {
		return t.Tx.Query(ctx, sql, args...)
	}
	results := t.send(ctx, &pgx.QueuedQuery{SQL: sql, Arguments: args})
	rows, err := results.Query()
	if err != nil {
		results.Close()
		return rows, err
	}
	return &lastRows{Rows: rows, results: results}, nil
}

func (t *transaction) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if t.idle() {
		return t.Tx.QueryRow(ctx, sql, args...)
	}
	rows, _ := t.Query(ctx, sql, args...) // its error is that of the rows
	return onlyRow{rows}
}

// SendBatch lets a batch wait that is closed unread.
func (t *transaction) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	for _, q := range b.QueuedQueries {
		if q.Fn != nil {
			return t.send(ctx, b.QueuedQueries...)
		}
	}
	return &unread{ctx: ctx, t: t, batch: b}
}

func (t *transaction) Begin(ctx context.Context) (pgx.Tx, error) {
	if err := t.flush(ctx); err != nil {
		return nil, fmt.Errorf("begin within a transaction: %w", err)
	}
	return t.Tx.Begin(ctx)
}

func (t *transaction) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, from pgx.CopyFromSource) (int64, error) {
	if err := t.flush(ctx); err != nil {
		return 0, fmt.Errorf("copy into %s: %w", table.Sanitize(), err)
	}
	return t.Tx.CopyFrom(ctx, table, columns, from)
}

// unread are the results of a batch that has not been sent: closing it lets it
// wait, and reading anything sends it.
type unread struct {
	pgx.BatchResults // nil until something is read
	ctx              context.Context
	t                *transaction
	batch            *pgx.Batch
}

func (u *unread) read() pgx.BatchResults {
	if u.BatchResults == nil {
		u.BatchResults = u.t.send(u.ctx, u.batch.QueuedQueries...)
	}
	return u.BatchResults
}

func (u *unread) Exec() (pgconn.CommandTag, error) { return u.read().Exec() }
func (u *unread) Query() (pgx.Rows, error)         { return u.read().Query() }
func (u *unread) QueryRow() pgx.Row                { return u.read().QueryRow() }
func (u *unread) Tx() pgx.Tx                       { return nil }

func (u *unread) Close() error {
	if u.BatchResults != nil {
		return u.BatchResults.Close()
	}
	u.t.waiting = append(u.t.waiting, u.batch.QueuedQueries...)
	u.batch = &pgx.Batch{} // closing twice adds nothing
	return nil
}

// lastRows are the rows of the last statement of a batch, which ends with
// them.
type lastRows struct {
	pgx.Rows
	results pgx.BatchResults
	err     error
}

func (r *lastRows) Next() bool {
	if r.Rows.Next() {
		return true
	}
	r.Close()
	return false
}

func (r *lastRows) Close() {
	r.Rows.Close()
	r.err = cmp.Or(r.err, r.results.Close())
}

func (r *lastRows) Err() error { return cmp.Or(r.Rows.Err(), r.err) }

type onlyRow struct{ rows pgx.Rows }

func (r onlyRow) Scan(into ...any) error {
	defer r.rows.Close()
	if !r.rows.Next() {
		return cmp.Or(r.rows.Err(), error(pgx.ErrNoRows))
	}
	err := r.rows.Scan(into...)
	r.rows.Close()
	return errors.Join(err, r.rows.Err())
}
