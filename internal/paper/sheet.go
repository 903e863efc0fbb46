package paper

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Sheet writes one table as an XLSX file, row by row: only a part of it is in
// memory at a time. Texts are texts, whatever they begin with: none becomes a
// formula.
type Sheet struct {
	file   *excelize.File
	stream *excelize.StreamWriter
	bold   int
	rows   int
}

// NewSheet begins a file with one sheet of this name (at most 31 characters).
func NewSheet(name string) (*Sheet, error) {
	s := &Sheet{file: excelize.NewFile()}
	if err := s.file.SetSheetName("Sheet1", name); err != nil {
		return nil, fmt.Errorf("name the sheet: %w", err)
	}
	var err error
	if s.bold, err = s.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return nil, fmt.Errorf("make the sheet's style: %w", err)
	}
	if s.stream, err = s.file.NewStreamWriter(name); err != nil {
		return nil, fmt.Errorf("open the sheet: %w", err)
	}
	return s, nil
}

// Header writes the names of the columns, which stay in view.
func (s *Sheet) Header(names []string) error {
	if err := s.stream.SetColWidth(1, max(len(names), 1), 18); err != nil {
		return fmt.Errorf("set the columns: %w", err)
	}
	if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("keep the names in view: %w", err)
	}
	cells := make([]any, len(names))
	for i, name := range names {
		cells[i] = excelize.Cell{StyleID: s.bold, Value: name}
	}
	return s.Row(cells)
}

// Row writes one row: texts, numbers, booleans, or nil for an empty cell.
func (s *Sheet) Row(cells []any) error {
	s.rows++
	at, err := excelize.CoordinatesToCellName(1, s.rows)
	if err != nil {
		return fmt.Errorf("the sheet is full: %w", err)
	}
	if err := s.stream.SetRow(at, cells); err != nil {
		return fmt.Errorf("write row %d: %w", s.rows, err)
	}
	return nil
}

// Save ends the file and writes it.
func (s *Sheet) Save(w io.Writer) error {
	defer s.file.Close()
	if err := s.stream.Flush(); err != nil {
		return fmt.Errorf("end the sheet: %w", err)
	}
	if err := s.file.Write(w); err != nil {
		return fmt.Errorf("write the sheet: %w", err)
	}
	return nil
}
