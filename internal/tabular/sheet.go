package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxBytes is far beyond the register of a province.
const maxBytes = 32 << 20

// sheet is a file taken apart: rows of cells under the columns of its kind.
type sheet struct {
	faults
	columns []string // in the order of the file; "" for one without a name or content
	rows    []*row
}

// row is one record. Its cells know the lines on which they begin, for cells
// may hold line breaks.
type row struct {
	s     *sheet
	line  int
	cells []string
	lines []int
}

// readSheet reads a CSV file with "," or ";" between cells, with or without a
// byte order mark, whatever its line ends. Faults of the file as a whole end it;
// faults of single rows are gathered in the sheet for the kind to add to.
func readSheet(filename string, r io.Reader, k kind) (*sheet, error) {
	s := &sheet{faults: faults{file: filename}}
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filename, err)
	}
	text, skipped, delimiter, wrong := plain(data)
	if wrong != "" {
		s.add(0, "", "%s", wrong)
		return nil, s.err()
	}
	c := csv.NewReader(strings.NewReader(text))
	c.Comma = delimiter
	c.FieldsPerRecord = -1
	c.TrimLeadingSpace = true
	header := true
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s.addSyntax(err, skipped)
			break
		}
		record := &row{s: s, cells: cells, lines: make([]int, len(cells))}
		for i := range cells {
			line, _ := c.FieldPos(i)
			record.lines[i] = line + skipped
		}
		record.line = record.lines[0]
		switch {
		case header:
			header = false
			if s.readHeader(record, k); s.err() != nil {
				return nil, s.err()
			}
		case !record.empty():
			s.addRow(record)
		}
	}
	if header {
		if s.err() == nil {
			s.add(0, "", "is empty: a header row with the columns %s is needed", strings.Join(k.required, ", "))
		}
		return nil, s.err()
	}
	return s, nil
}

// plain gives the text of a file, how many lines before the header it left out,
// and what stands between its cells; wrong says why it is no CSV.
func plain(data []byte) (text string, skipped int, delimiter rune, wrong string) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch {
	case len(data) > maxBytes:
		return "", 0, 0, fmt.Sprintf("is larger than %d MB", maxBytes>>20)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return "", 0, 0, `is a spreadsheet; save it as "CSV UTF-8" and import that`
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.IndexByte(data, 0) >= 0:
		return "", 0, 0, `is no UTF-8 text (it may be "Unicode text"); save it as "CSV UTF-8"`
	case !utf8.Valid(data):
		return "", 0, 0, fmt.Sprintf(`is not UTF-8 (line %d); save it as "CSV UTF-8"`, 1+bytes.Count(data[:invalidAt(data)], []byte("\n")))
	}
	text = string(data)
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	// Excel's own mark of the delimiter.
	first, rest, _ := strings.Cut(text, "\n")
	if mark, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(first)), "sep="); ok && (mark == ";" || mark == ",") {
		return rest, 1, rune(mark[0]), ""
	}
	for lines := 0; strings.TrimSpace(first) == "" && rest != ""; lines++ {
		first, rest, _ = strings.Cut(rest, "\n")
	}
	if tabs := strings.Count(first, "\t"); tabs > 0 && !strings.ContainsAny(first, ",;") {
		return "", 0, 0, `has tabs between its cells; save it as "CSV UTF-8", with , or ; between them`
	}
	return text, 0, between(first), ""
}

// between counts what stands between the cells of a header, outside quotes.
func between(header string) rune {
	commas, semicolons, quoted := 0, 0, false
	for _, r := range header {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ',' && !quoted:
			commas++
		case r == ';' && !quoted:
			semicolons++
		}
	}
	if semicolons > commas {
		return ';'
	}
	return ','
}

func invalidAt(data []byte) int {
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	return at
}

func (s *sheet) addSyntax(err error, skipped int) {
	var syntax *csv.ParseError
	if !errors.As(err, &syntax) {
		s.add(0, "", "cannot be read: %v", err)
		return
	}
	what := "cannot be read as CSV: " + syntax.Err.Error()
	switch syntax.Err {
	case csv.ErrQuote:
		what = `a cell that begins with " does not end with one before the next cell; what follows was not read`
	case csv.ErrBareQuote:
		what = `a cell holds a " but does not begin with one: put the whole cell in quotes and write "" for each within; what follows was not read`
	}
	s.add(syntax.StartLine+skipped, "", "%s", what)
}

func (s *sheet) readHeader(h *row, k kind) {
	allowed := slices.Concat(k.required, k.optional)
	for i := range h.cells {
		name := strings.ToLower(tidy(h.cells[i]))
		if siasn[name] {
			s.add(h.line, "", "has the headings of a SIASN export; a later version takes them, this one needs the columns %s", strings.Join(k.required, ", "))
			return
		}
		switch {
		case name == "":
		case !slices.Contains(allowed, name):
			s.add(h.lines[i], "", "unknown column %s; the columns are %s", quote(name), strings.Join(allowed, ", "))
		case slices.Contains(s.columns, name):
			s.add(h.lines[i], "", "column %s stands twice in the header", name)
		}
		s.columns = append(s.columns, name)
	}
	for _, name := range k.required {
		if !slices.Contains(s.columns, name) {
			s.add(h.line, "", "column %s is missing from the header", name)
		}
	}
	for len(s.columns) > 0 && s.columns[len(s.columns)-1] == "" {
		s.columns = s.columns[:len(s.columns)-1]
	}
	if i := slices.Index(s.columns, ""); i >= 0 {
		s.add(h.line, "", "column %d of the header has no name", i+1)
	}
}

var siasn = map[string]bool{"nip baru": true, "jabatan nama": true, "unor id": true, "unor nama": true, "kedudukan hukum nama": true}

// exponent is the second half of a number like 1,98609E+17.
var exponent = regexp.MustCompile(`^[0-9]+[eE]\+?[0-9]+$`)

// joinSpoiled puts together again what a spreadsheet made of a NIP, where the
// comma in it parts cells as well, so that it can be explained.
func (s *sheet) joinSpoiled(r *row) {
	for i := 0; i+1 < len(r.cells) && len(r.cells) > len(s.columns); i++ {
		if digit := tidy(r.cells[i]); len(digit) == 1 && digit >= "0" && digit <= "9" && exponent.MatchString(tidy(r.cells[i+1])) {
			r.cells[i] = digit + "," + tidy(r.cells[i+1])
			r.cells = slices.Delete(r.cells, i+1, i+2)
			r.lines = slices.Delete(r.lines, i+1, i+2)
		}
	}
}

func (s *sheet) addRow(r *row) {
	s.joinSpoiled(r)
	for len(r.cells) > len(s.columns) && tidy(r.cells[len(r.cells)-1]) == "" {
		r.cells = r.cells[:len(r.cells)-1]
	}
	if len(r.cells) != len(s.columns) {
		s.add(r.line, "", "has %d cells, the header has %d (a cell with a delimiter in it must be in quotes)", len(r.cells), len(s.columns))
		return
	}
	s.rows = append(s.rows, r)
}

func (r *row) empty() bool {
	return !slices.ContainsFunc(r.cells, func(c string) bool { return tidy(c) != "" })
}
