package tabular

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var ab = kind{required: []string{"a", "b"}, optional: []string{"c"}}

// read gives the rows as "LINE:a|b" and the faults.
func read(text string) (rows []string, faults []string) {
	s, err := readSheet("f.csv", strings.NewReader(text), ab)
	if err == nil {
		err = s.err()
	}
	var bad *BadFile
	if errors.As(err, &bad) {
		faults = bad.Faults
	}
	if s != nil {
		for _, r := range s.rows {
			rows = append(rows, fmt.Sprintf("%d:%s|%s", r.line, r.optional("a"), r.optional("b")))
		}
	}
	return rows, faults
}

func TestReadSheet(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"plain":                 {"a,b\n1,2\n3,4\n", []string{"2:1|2", "3:3|4"}},
		"any order, cased":      {" B ,\"A\"\n1,2", []string{"2:2|1"}},
		"semicolons":            {"a;b\n1,5;x;\n", []string{"2:1,5|x"}},
		"mark and CRLF":         {"\ufeffa;b\r\n1;2\r\n", []string{"2:1|2"}},
		"old line ends":         {"a,b\r1,2\r3,4", []string{"2:1|2", "3:3|4"}},
		"Excel's mark":          {"sep=;\r\na;b\r\n1;2\r\n", []string{"3:1|2"}},
		"blank lines and rows":  {"\n\na,b\n\n1,2\n,\n  ,\u00a0\n3,4\n", []string{"5:1|2", "8:3|4"}},
		"line breaks in cells":  {"a,b\n\"1\n\n2\",x\n3,\"y\"\"\r\nz\"\n5,6\n", []string{"2:1 2|x", "5:3|y\" z", "7:5|6"}},
		"quoted delimiters":     {"a,b\n\"1,5\", \"2;3\"\n", []string{"2:1,5|2;3"}},
		"more empty cells":      {"a,b,,\n1,2,,\n3,4,,,,\n", []string{"2:1|2", "3:3|4"}},
		"hidden marks, spaces":  {"a,b\n\u200b x \u00a0 y ,\u202ez\n", []string{"2:x y|z"}},
		"delimiter in a header": {"\"a\",b,\"c\"\n1,2,\"3;4;5\"", []string{"2:1|2"}},
		"decomposed letters":    {"a,b\ne\u0301,x\n", []string{"2:é|x"}},
		"header only":           {"a,b\n", nil},
	} {
		rows, faults := read(c.text)
		if !slices.Equal(rows, c.want) || faults != nil {
			t.Errorf("%s: %q %q, want %q", name, rows, faults, c.want)
		}
	}
}

func TestReadSheetFaults(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":          {"", "f.csv: is empty: a header row with the columns a, b is needed"},
		"only a mark":      {"\ufeff\r\n", "f.csv: is empty"},
		"missing column":   {"a,c\n1,2\n", "f.csv:1: column b is missing from the header"},
		"unknown column":   {"a,b,d\n1,2,3\n", `f.csv:1: unknown column "d"; the columns are a, b, c`},
		"column twice":     {"a,b,A\n", "f.csv:1: column a stands twice in the header"},
		"nameless column":  {"a,,b\n", "f.csv:1: column 2 of the header has no name"},
		"too many cells":   {"a,b\n1,2,3\n", "f.csv:2: has 3 cells, the header has 2"},
		"too few cells":    {"a,b\n\n1\n", "f.csv:3: has 1 cells, the header has 2"},
		"spreadsheet":      {"PK\x03\x04\x00", "f.csv: is a spreadsheet"},
		"old spreadsheet":  {"\xd0\xcf\x11\xe0", "f.csv: is a spreadsheet"},
		"UTF-16":           {"\xff\xfea\x00,\x00", "f.csv: is no UTF-8 text"},
		"NUL":              {"a,b\n1,\x00\n", "f.csv: is no UTF-8 text"},
		"Windows letters":  {"a,b\n1,2\n1,\xe9\n", "f.csv: is not UTF-8 (line 3)"},
		"tabs":             {"a\tb\n1\t2\n", "f.csv: has tabs between its cells"},
		"bare quote":       {"a,b\n1,2\n1,x \"y\"\n", `f.csv:3: a cell holds a " but does not begin with one`},
		"open quote":       {"a,b\n1,2\n\"1,2\n3,4\n", `f.csv:3: a cell that begins with " does not end`},
		"after the quote":  {"a,b\n\"1\"2,3\n", `f.csv:2: a cell that begins with " does not end`},
		"SIASN":            {"NIP BARU,NAMA\n", "f.csv:1: has the headings of a SIASN export"},
		"Excel's mark too": {"sep=,\na,b\n1\n", "f.csv:3: has 1 cells"},
	} {
		_, faults := read(c.text)
		if len(faults) != 1 || !strings.HasPrefix(faults[0], c.want) {
			t.Errorf("%s: %q, want %q", name, faults, c.want)
		}
	}
	var huge endless
	if _, err := readSheet("f.csv", &huge, ab); err == nil || !strings.Contains(err.(*BadFile).Faults[0], "larger than 32 MB") {
		t.Error(err)
	}
	if _, err := readSheet("f.csv", broken{}, ab); !errors.Is(err, errBroken) {
		t.Error(err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func TestFaultsAreTold(t *testing.T) {
	text := "a,b\n" + strings.Repeat("1\n", MaxFaults+7)
	_, err := readSheet("f.csv", strings.NewReader(text), ab)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := readSheet("f.csv", strings.NewReader(text), ab)
	s.add(2, "a", "is told after the one before it")
	s.add(0, "", "is told first")
	bad := s.err().(*BadFile)
	if bad.Total != MaxFaults+9 || len(bad.Faults) != MaxFaults || !strings.HasSuffix(bad.Text(), "… and 9 more\n") {
		t.Errorf("%d of %d: %s", len(bad.Faults), bad.Total, bad.Text())
	}
	if bad.Faults[0] != "f.csv: is told first" || bad.Faults[2] != "f.csv:2: a: is told after the one before it" {
		t.Error(bad.Faults[:3])
	}
	if bad.Error() != "f.csv has 209 faults; nothing was imported" {
		t.Error(bad)
	}
}

// What is written as CSV is read back, with either delimiter, and each row knows
// the line on which it stands.
func TestReadSheetLaw(t *testing.T) {
	cell := rapid.StringOf(rapid.SampledFrom([]rune("ab1 ,;|\"'\n=é\u00a0")))
	rapid.Check(t, func(t *rapid.T) {
		delimiter := rapid.SampledFrom([]rune(",;")).Draw(t, "delimiter")
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma = delimiter
		w.UseCRLF = rapid.Bool().Draw(t, "CRLF")
		write := func(cells ...string) {
			if err := w.Write(cells); err != nil {
				t.Fatal(err)
			}
			w.Flush()
		}
		write("a", "b", "c")
		var want []string
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			line := 1 + strings.Count(b.String(), "\n")
			first, second := cell.Draw(t, "a"), cell.Draw(t, "b")
			write(first, second, "x")
			want = append(want, fmt.Sprintf("%d:%s|%s", line, tidy(first), tidy(second)))
		}
		rows, faults := read(b.String())
		if !slices.Equal(rows, want) || faults != nil {
			t.Fatalf("%q was read as %q %q, want %q", b.String(), rows, faults, want)
		}
	})
}

// Whatever the bytes: no panic, rows in the order of lines that exist, and each
// fault on such a line.
func FuzzReadSheet(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "sep=;\na;b\n\"x\n\",2", "\ufeffa,b\r\n\"", "a,b\r1,2", "PK\x03\x04", "a,b\n\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		last := 1 + strings.Count(string(data), "\n") + strings.Count(string(data), "\r")
		s, err := readSheet("f.csv", strings.NewReader(string(data)), ab)
		if err != nil {
			if _, ok := err.(*BadFile); !ok {
				t.Fatal(err)
			}
			return
		}
		line := 1
		for _, r := range s.rows {
			if r.line <= line || r.line > last || len(r.cells) != len(s.columns) {
				t.Fatalf("row on line %d after %d of %d", r.line, line, last)
			}
			line = r.line
			_, _, _ = r.list("a"), r.yes("b"), r.count("c", 9)
			_, _ = r.decimal("a"), r.optionalDate("b")
			_, _ = r.hours("a"), r.reference("b")
		}
		for _, one := range s.list {
			if one.line < 0 || one.line > last {
				t.Fatalf("%+v of %d lines", one, last)
			}
		}
	})
}
