package tabular

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"tanggap/internal/paper"
)

// writer is a format.
type writer interface {
	header(names []string) error
	row(values []any) error // nil for an empty cell, otherwise text or a number
	end() error
}

func newWriter(format string, w io.Writer) (writer, error) {
	switch format {
	case "", "csv":
		return &csvWriter{w: csv.NewWriter(w)}, nil
	case "jsonl":
		return &jsonWriter{w: bufio.NewWriter(w)}, nil
	case "xlsx":
		s, err := paper.NewSheet("Tanggap")
		return &sheetWriter{w: w, sheet: s}, err
	}
	return nil, fmt.Errorf("%w: there is no format %q, only csv, xlsx, jsonl", ErrUsage, format)
}

// sheetWriter writes an XLSX file at the end.
type sheetWriter struct {
	w     io.Writer
	sheet *paper.Sheet
}

func (s *sheetWriter) header(names []string) error { return s.sheet.Header(names) }
func (s *sheetWriter) row(values []any) error      { return s.sheet.Row(values) }
func (s *sheetWriter) end() error                  { return s.sheet.Save(s.w) }

type csvWriter struct {
	w     *csv.Writer
	cells []string
}

func (c *csvWriter) header(names []string) error { return c.w.Write(names) }

func (c *csvWriter) row(values []any) error {
	c.cells = c.cells[:0]
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			c.cells = append(c.cells, "")
		case string:
			c.cells = append(c.cells, harmless(v))
		default:
			c.cells = append(c.cells, fmt.Sprint(v))
		}
	}
	return c.w.Write(c.cells)
}

func (c *csvWriter) end() error {
	c.w.Flush()
	return c.w.Error()
}

// harmless puts an apostrophe before a text that a spreadsheet would take for a
// formula, on its first line or a later one, however it is indented.
func harmless(s string) string {
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") {
		return "'" + s
	}
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool {
		return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f' || r == '\u0085'
	}) {
		start := strings.TrimLeftFunc(line, func(r rune) bool {
			return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
		})
		if start != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(start)[0]) {
			return "'" + s
		}
	}
	return s
}

// jsonWriter writes one object a line, its members in the order of the columns.
type jsonWriter struct {
	w     *bufio.Writer
	names [][]byte
	line  bytes.Buffer
}

func (j *jsonWriter) header(names []string) error {
	for _, name := range names {
		b, err := json.Marshal(name)
		if err != nil {
			return err
		}
		j.names = append(j.names, b)
	}
	return nil
}

func (j *jsonWriter) row(values []any) error {
	j.line.Reset()
	for i, v := range values {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		j.line.WriteByte("{,"[min(i, 1)])
		j.line.Write(j.names[i])
		j.line.WriteByte(':')
		j.line.Write(b)
	}
	j.line.WriteString("}\n")
	_, err := j.w.Write(j.line.Bytes())
	return err
}

func (j *jsonWriter) end() error { return j.w.Flush() }
