package tabular

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// MaxFaults is how many faults of a file are told; a spoiled column has as many
// as the file has rows.
const MaxFaults = 200

// BadFile says what is wrong with a file, of which nothing was taken in.
type BadFile struct {
	File   string
	Faults []string // "FILE:LINE: column: what is wrong", the first MaxFaults by line
	Total  int
}

func (e *BadFile) Error() string {
	if e.Total == 1 {
		return e.File + " has a fault; nothing was imported"
	}
	return fmt.Sprintf("%s has %d faults; nothing was imported", e.File, e.Total)
}

// Text gives the faults one a line, and how many more there are.
func (e *BadFile) Text() string {
	text := strings.Join(e.Faults, "\n") + "\n"
	if more := e.Total - len(e.Faults); more > 0 {
		text += fmt.Sprintf("… and %d more\n", more)
	}
	return text
}

// faults gathers what is wrong with one file.
type faults struct {
	file string
	list []fault
}

type fault struct {
	line int // 0: the file as a whole
	what string
}

func (f *faults) add(line int, column, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if column != "" {
		what = column + ": " + what
	}
	f.list = append(f.list, fault{line, what})
}

// err is nil as long as nothing is wrong.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b fault) int { return cmp.Compare(a.line, b.line) })
	bad := &BadFile{File: f.file, Total: len(f.list)}
	for _, one := range f.list[:min(len(f.list), MaxFaults)] {
		if one.line == 0 {
			bad.Faults = append(bad.Faults, f.file+": "+one.what)
			continue
		}
		bad.Faults = append(bad.Faults, fmt.Sprintf("%s:%d: %s", f.file, one.line, one.what))
	}
	return bad
}
