package main

import (
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tanggap/internal/testkit"
)

// The schema is brought up to date by a program that is killed at any moment,
// and then by several at once; keys and schema are whole in the end.
func TestKilledAmidMigrating(t *testing.T) {
	t.Parallel()
	url := testkit.EmptyDatabaseURL(t)
	dir := t.TempDir()
	env := []string{"DATABASE_URL=" + url, "REDIS_URL=" + testkit.RedisURL(t), "TANGGAP_KEYS_FILE=" + filepath.Join(dir, "tanggap.keys")}
	migrate := func() *exec.Cmd {
		c := exec.CommandContext(t.Context(), binary, "migrate")
		c.Env, c.Dir = env, dir
		return c
	}
	kills, late := 0, 5*time.Millisecond
	for ; ; late += max(4*time.Millisecond, late/8) {
		c := migrate()
		must(t, c.Start())
		timer := time.AfterFunc(late, func() { _ = c.Process.Kill() })
		err := c.Wait()
		timer.Stop()
		if err == nil {
			break
		}
		if kills++; kills > 200 {
			t.Fatal("it never comes to an end")
		}
	}
	t.Logf("killed %d times", kills)
	if kills < 5 {
		t.Errorf("killed only %d times", kills)
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if out, err := migrate().CombinedOutput(); err != nil || !strings.Contains(string(out), "; 0 steps") {
				t.Errorf("once more: %v\n%s", err, out)
			}
		})
	}
	all.Wait()
	m := &machine{t: t, dir: dir, env: env, logs: &logs{}}
	if out, errs, code := m.run("check"); code != 0 {
		t.Errorf("check: exit %d\n%s%s", code, out, errs)
	}

	env[0] = "DATABASE_URL=" + testkit.EmptyDatabaseURL(t)
	env[2] = "TANGGAP_KEYS_FILE=" + filepath.Join(dir, "other.keys")
	var steps atomic.Int64
	for range 3 {
		all.Go(func() {
			out, err := migrate().CombinedOutput()
			if err != nil {
				t.Errorf("several at once: %v\n%s", err, out)
			}
			steps.Add(int64(strings.Count(string(out), ".sql")))
		})
	}
	all.Wait()
	files, err := filepath.Glob("../../migrations/*.sql")
	must(t, err)
	if n := steps.Load(); n != int64(len(files)) {
		t.Errorf("%d steps were taken, there are %d", n, len(files))
	}
}

// A newer program has brought the schema further while this one serves, as when
// replicas are replaced one by one: columns in every table, tables and steps
// that this one does not know. It goes on, and starts once more if it must. That
// steps do no more than that is held by the tests of the migrations.
func TestServesOnANewerSchema(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	p := m.serve()
	m.reports(person+1, "Jalan berlubang di depan pasar")
	m.exec(`
		DO $$
		DECLARE t text;
		BEGIN
			FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
				EXECUTE format('ALTER TABLE %I ADD COLUMN newer_filled text NOT NULL DEFAULT ''new'', ADD COLUMN newer_empty integer', t);
			END LOOP;
		END $$`)
	m.exec(`CREATE TABLE newer (id bigint PRIMARY KEY)`)
	m.exec(`INSERT INTO goose_db_version (version_id, is_applied) SELECT max(version_id) + 1, true FROM goose_db_version`)
	m.reports(person+2, "Lampu jalan mati di depan pasar")
	if got := p.status("/readyz"); got != http.StatusOK {
		t.Errorf("/readyz on a newer schema: %d", got)
	}
	p.kill()
	m.serve()
	m.reports(person+3, "Sampah menumpuk di depan pasar")
	for _, command := range []string{"export complaints", "export events", "job list", "job run fold"} {
		if _, errs, code := m.run(strings.Fields(command)...); code != 0 {
			t.Errorf("%s: exit %d, %s", command, code, errs)
		}
	}
	m.restful(1)
}
