package rights

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Archive is a file outside the database with one erasure a line: the mark and
// the time. It holds no name and no address.
type Archive struct{ Path string }

// Append adds an erasure and waits until it is on the disk.
func (a Archive) Append(e Erasure) error {
	f, err := os.OpenFile(a.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the file of erasures: %w", err)
	}
	defer f.Close()
	if _, err := fmt.Fprintf(f, "%x %s\n", e.Mark, e.At.UTC().Format(time.RFC3339Nano)); err != nil {
		return fmt.Errorf("write the file of erasures: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write the file of erasures: %w", err)
	}
	return nil
}

// Read gives all erasures of the file; none where there is no file yet. A line
// that was cut off while it was written is no erasure: nothing was erased then.
func (a Archive) Read() ([]Erasure, error) {
	f, err := os.Open(a.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open the file of erasures: %w", err)
	}
	defer f.Close()
	var all []Erasure
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		mark, at, _ := strings.Cut(lines.Text(), " ")
		digest, err1 := hex.DecodeString(mark)
		when, err2 := time.Parse(time.RFC3339Nano, at)
		if err1 == nil && err2 == nil && len(digest) == 32 {
			all = append(all, Erasure{Mark: digest, At: when})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the file of erasures: %w", err)
	}
	return all, nil
}

// Reconcile brings database and archive to the same erasures: what only the
// archive knows is done again, since an older copy of the database came back;
// what only the database knows, another replica did. It says how many were done
// again.
func (d *Desk) Reconcile(ctx context.Context, tx pgx.Tx, now time.Time) (int, error) {
	if d.Archive == nil {
		return 0, nil
	}
	// Two replicas that start at once take turns.
	if _, err := tx.Exec(ctx, `LOCK TABLE erasure IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		return 0, fmt.Errorf("lock erasures: %w", err)
	}
	known, err := d.Archive.Read()
	if err != nil {
		return 0, err
	}
	n, missing, err := d.Replay(ctx, tx, now, known)
	if err != nil {
		return 0, err
	}
	for _, e := range missing {
		if err := d.Archive.Append(e); err != nil {
			return 0, err
		}
	}
	return n, nil
}
