package tabular

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tanggap/internal/roster"
)

// maxCell is more than any name, address or list of keywords takes.
const maxCell = 4000

// tidy gives a cell on one line: spaces of every kind are one space, marks that
// nobody sees are gone.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// quote shows what somebody wrote, shortened.
func quote(s string) string {
	if rs := []rune(s); len(rs) > 40 {
		s = string(rs[:40]) + "…"
	}
	return strconv.Quote(s)
}

func (r *row) fault(column, format string, args ...any) {
	line := r.line
	if i := slices.Index(r.s.columns, column); i >= 0 {
		line = r.lines[i]
	}
	r.s.add(line, column, format, args...)
}

// raw is a cell as it stands; "" when the file has no such column.
func (r *row) raw(column string) string {
	if i := slices.Index(r.s.columns, column); i >= 0 {
		return r.cells[i]
	}
	return ""
}

// optional reads a text that may be empty.
func (r *row) optional(column string) string {
	s := tidy(r.raw(column))
	switch {
	case utf8.RuneCountInString(s) > maxCell:
		r.fault(column, "is longer than %d characters", maxCell)
	case strings.IndexFunc(s, unicode.IsControl) >= 0:
		r.fault(column, "has a control character in it")
	}
	return s
}

// text reads a text that may not be empty.
func (r *row) text(column string) string {
	s := r.optional(column)
	if s == "" {
		r.fault(column, "is empty")
	}
	return s
}

// oneOf reads one of some words, however they are cased.
func (r *row) oneOf(column string, words ...string) string {
	s := r.text(column)
	for _, w := range words {
		if strings.EqualFold(s, w) {
			return w
		}
	}
	if s != "" {
		r.fault(column, "%s is not one of %s", quote(s), strings.Join(words, ", "))
	}
	return ""
}

// yes reads "ya" or nothing.
func (r *row) yes(column string) bool {
	s := r.optional(column)
	if s != "" && !strings.EqualFold(s, "ya") {
		r.fault(column, "%s is neither ya nor empty", quote(s))
	}
	return s != ""
}

// list reads words joined by ";" or "|".
func (r *row) list(column string) []string {
	var items []string
	for item := range strings.FieldsFuncSeq(r.optional(column), func(c rune) bool { return c == ';' || c == '|' }) {
		if item = strings.TrimSpace(item); item != "" && !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// count reads a whole number from 1 to most.
func (r *row) count(column string, most int) int {
	s := r.text(column)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		r.fault(column, "%s is no whole number from 1 to %d", quote(s), most)
	}
	return n
}

// place reads latitude and longitude, both or none.
func (r *row) place() (latitude, longitude *float64) {
	latitude, longitude = r.degrees("latitude", 90), r.degrees("longitude", 180)
	switch {
	case r.optional("latitude") == "" && r.optional("longitude") != "":
		r.fault("latitude", "is empty, but longitude is not")
	case r.optional("latitude") != "" && r.optional("longitude") == "":
		r.fault("longitude", "is empty, but latitude is not")
	}
	return latitude, longitude
}

func (r *row) degrees(column string, most float64) *float64 {
	s := r.optional(column)
	if s == "" {
		return nil
	}
	if !decimal.MatchString(s) {
		r.fault(column, "%s is no number like -3,62893", quote(s))
		return nil
	}
	f, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || f < -most || f > most {
		r.fault(column, "%s does not lie between -%v and %v degrees", quote(s), most, most)
		return nil
	}
	return &f
}

// decimal reads an exact number: "87.5" for "87,5".
func (r *row) decimal(column string) string {
	s := r.text(column)
	if s == "" {
		return ""
	}
	d, err := parseDecimal(s)
	if err != nil {
		r.fault(column, "%v", err)
	}
	return d
}

var (
	decimal   = regexp.MustCompile(`^[+-]?[0-9]{1,15}([.,][0-9]{1,12})?$`)
	thousands = regexp.MustCompile(`^[+-]?[0-9]{1,3}((\.[0-9]{3}){2,4}(,[0-9]{1,12})?|(\.[0-9]{3})+,[0-9]{1,12}|(,[0-9]{3}){2,4}(\.[0-9]{1,12})?|(,[0-9]{3})+\.[0-9]{1,12})$`)
	doubtful  = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$`)
)

// parseDecimal reads a number with comma or point. With both the last parts the
// decimals, the other thousands; "1.500" alone could mean either and is refused.
func parseDecimal(s string) (string, error) {
	switch {
	case doubtful.MatchString(s):
		return "", fmt.Errorf("%s could be thousands or decimals: write 1500 or 1,50", quote(s))
	case decimal.MatchString(s):
		return strings.TrimPrefix(strings.Replace(s, ",", ".", 1), "+"), nil
	case thousands.MatchString(s):
		last := s[strings.LastIndexAny(s, ".,")]
		whole, fraction := s, ""
		if strings.Contains(s, ".") && strings.Contains(s, ",") {
			whole, fraction, _ = strings.Cut(s, string(last))
			fraction = "." + fraction
		}
		whole = strings.NewReplacer(".", "", ",", "", "+", "").Replace(whole)
		return whole + fraction, nil
	}
	return "", fmt.Errorf("%s is no number like 1500 or 87,5", quote(s))
}

// date reads a day as 2026-11-30 or 30/11/2026, as midnight in Greenwich.
func (r *row) date(column string) time.Time {
	s := r.text(column)
	if s == "" {
		return time.Time{}
	}
	day, err := parseDate(s)
	if err != nil {
		r.fault(column, "%v", err)
	}
	return day
}

func (r *row) optionalDate(column string) *time.Time {
	if r.optional(column) == "" {
		return nil
	}
	day := r.date(column)
	return &day
}

var serial = regexp.MustCompile(`^[34][0-9]{4}$`)

func parseDate(s string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, "2/1/2006", "2-1-2006", "2.1.2006"} {
		day, err := time.Parse(layout, s)
		if err == nil && day.Year() >= 1900 && day.Year() < 2200 {
			return day, nil
		}
	}
	if serial.MatchString(s) {
		return time.Time{}, fmt.Errorf("%s is the number that a spreadsheet keeps for a date; format the column as a date like 2026-11-30", quote(s))
	}
	return time.Time{}, fmt.Errorf("%s is no date like 2026-11-30 or 30/11/2026", quote(s))
}

// reference reads a NIP or free identifier that may be missing: "" for none.
func (r *row) reference(column string) roster.NIP {
	if tidy(r.raw(column)) == "" {
		return ""
	}
	n, err := roster.ParseReference(r.raw(column))
	if err != nil {
		r.fault(column, "%v", err)
	}
	return n
}

// someone reads the NIP or free identifier of an employee who is known.
func (r *row) someone(column string, known map[roster.NIP]bool) roster.NIP {
	n := r.reference(column)
	switch {
	case n == "" && tidy(r.raw(column)) == "":
		r.fault(column, "is empty")
	case n != "" && !known[n]:
		r.fault(column, "no employee has this NIP; import employees first")
	}
	return n
}

// ownNIP reads the NIP of an employee of the given status.
func (r *row) ownNIP(column, status string) roster.NIP {
	parse := roster.ParseNIP
	switch status {
	case roster.StatusNONASN:
		parse = roster.ParseIdentifier
	case "":
		parse = roster.ParseReference
	}
	n, err := parse(r.raw(column))
	if err == nil && status != "" && status != roster.StatusNONASN && n.Status() != status {
		err = errors.New("is the NIP of a " + n.Status() + ", but status says " + status)
	}
	if err != nil {
		r.fault(column, "%v", err)
	}
	return n
}

// unique finds rows that name the same thing twice. key is what they name,
// column where the fault is told; "" as a key is told elsewhere.
func unique(s *sheet, column string, key func(r *row) string) {
	first := map[string]int{}
	for _, r := range s.rows {
		k := key(r)
		if k == "" {
			continue
		}
		if line, twice := first[k]; twice {
			r.fault(column, "names the same as line %d", line)
			continue
		}
		first[k] = r.line
	}
}
