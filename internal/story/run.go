package story

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tanggap/internal/books"
)

var update = flag.Bool("update", false, "rewrite what people read in stories")

// Run runs every *.chat of a folder as a test of its own.
func Run(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.chat"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories in %s (%v)", folder, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".chat"), func(t *testing.T) {
			t.Parallel()
			tell(t, file)
		})
	}
}

// tell runs one story and compares, or rewrites, what people read in it.
func tell(t *testing.T, file string) {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := parse(string(b))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, steps...)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("log:\n%s", w.log)
		}
	})
	var told strings.Builder
	for _, s := range steps {
		told.WriteString(s.line + "\n")
		out, err := w.do(s.line)
		if err != nil {
			t.Fatalf("%s:%d: %s: %v; so far:\n%s", file, s.number, s.line, err, &told)
		}
		told.WriteString(out)
		if !w.away {
			w.listen()
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(told.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(strings.Split(string(b), "\n"), strings.Split(told.String(), "\n")); diff != "" {
		t.Errorf("%s: what stands there (-) against what people read (+); rewrite it with -update and review it:\n%s", file, diff)
	}
	for _, v := range w.sandbox.Violations() {
		t.Errorf("against the Bot API: %s", v)
	}
	w.discreet()
	rows, err := books.Check(w.ctx, w.pool, w.clocks, w.office.Text.Location)
	if err != nil {
		t.Fatal(err)
	}
	var report strings.Builder
	if !books.Print(&report, rows) {
		t.Errorf("the books are not in order:\n%s", &report)
	}
}
