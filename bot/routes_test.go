package bot

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tanggap/internal/text"
)

func speaker(t *testing.T) *text.Speaker {
	t.Helper()
	s, err := text.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The buttons that texts show are exactly those that somebody handles.
func TestButtonsAreRoutes(t *testing.T) {
	r, err := NewRoutes()
	if err != nil {
		t.Fatal(err)
	}
	names := speaker(t).ButtonNames()
	slices.Sort(names)
	if diff := cmp.Diff(r.Buttons(), names); diff != "" {
		t.Errorf("routes (-) against labels (+):\n%s", diff)
	}
}

func TestCommandsOfTheMenuAreExplained(t *testing.T) {
	r, err := NewRoutes()
	if err != nil {
		t.Fatal(err)
	}
	s := speaker(t)
	for _, row := range r.shown {
		for _, lang := range text.Languages {
			if s.Help(lang, row.Command) == "" {
				t.Errorf("%s has no line of help in %s", row.Command, lang)
			}
		}
	}
	for _, command := range []string{"/start", "/lapor", "/status", "/laporan", "/cek", "/batal", "/bantuan", "/bahasa", "/tugas", "/kinerja", "/realisasi"} {
		if _, ok := r.commands[command]; !ok {
			t.Errorf("%s is promised and not there", command)
		}
	}
}
