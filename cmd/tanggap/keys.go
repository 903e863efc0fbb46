package main

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/installation"
)

// keys are derived from one master key that stands in a file outside the
// database.
type keys struct{ master []byte }

// derive gives the key of one purpose.
func (k keys) derive(purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, k.master, nil, "tanggap/"+purpose, 32)
}

// openKeys reads the keys of this database; a new database gets new ones, in a
// file that only its owner reads. Keys of another database are refused.
func openKeys(ctx context.Context, pool *pgxpool.Pool, file string, now time.Time) (keys, error) {
	var k keys
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE installation IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		i, err := installation.Read(ctx, tx)
		if fresh := errors.Is(err, installation.ErrNone); fresh {
			if k, err = readOrMakeKeys(file); err != nil {
				return err
			}
			_, err = installation.Install(ctx, tx, now, rand.Reader, k.master)
			return err
		}
		if err != nil {
			return err
		}
		if k, err = readKeys(file); errors.Is(err, fs.ErrNotExist) {
			return usage{fmt.Errorf("TANGGAP_KEYS_FILE: %s is missing; this database was installed with keys, bring that file", file)}
		}
		if err != nil {
			return err
		}
		if i.Owns(k.master) != nil {
			return usage{fmt.Errorf("TANGGAP_KEYS_FILE: %s holds the keys of another database", file)}
		}
		return nil
	})
	return k, err
}

func readOrMakeKeys(file string) (keys, error) {
	k, err := readKeys(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	k.master = make([]byte, 32)
	if _, err := rand.Read(k.master); err != nil {
		return keys{}, err
	}
	return k, writeKeys(file, k)
}

// writeKeys makes the file, whole or not at all: half of it after a kill would
// keep the next start from going on. It never takes the place of another.
func writeKeys(file string, k keys) error {
	draft, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*") // read by its owner only
	if err != nil {
		return fmt.Errorf("make the keys file: %w", err)
	}
	defer os.Remove(draft.Name())
	defer draft.Close()
	if _, err := fmt.Fprintln(draft, base64.StdEncoding.EncodeToString(k.master)); err != nil {
		return fmt.Errorf("write the keys file: %w", err)
	}
	if err := draft.Sync(); err != nil {
		return fmt.Errorf("write the keys file: %w", err)
	}
	if err := os.Link(draft.Name(), file); err != nil {
		return fmt.Errorf("write the keys file: %w", err)
	}
	return nil
}

func readKeys(file string) (keys, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return keys{}, err
	}
	master, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(master) != 32 {
		return keys{}, usage{fmt.Errorf("TANGGAP_KEYS_FILE: %s is not a keys file", file)}
	}
	return keys{master}, nil
}
