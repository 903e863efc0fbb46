package paper

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func TestSheetIsReadAsItWasWritten(t *testing.T) {
	s, err := NewSheet("Tanggap")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Header([]string{"code", "n", "words"}); err != nil {
		t.Fatal(err)
	}
	for _, row := range [][]any{{"KPH-2222-222", 7, `=HYPERLINK("http://x")`}, {nil, 1.5, "<b>&\n+1"}} {
		if err := s.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Tanggap")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"code", "n", "words"}, {"KPH-2222-222", "7", `=HYPERLINK("http://x")`}, {"", "1.5", "<b>&\n+1"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if formula, err := f.GetCellFormula("Tanggap", "C2"); err != nil || formula != "" {
		t.Errorf("a text became the formula %q (%v)", formula, err)
	}
}
