package worktime

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Hours are the weekly working hours of one unit. The zero value stands for
// the office hours of Perpres 21/2023: 37½ hours a week from 07.30 on, an hour
// of break, an hour and a half on Friday.
type Hours struct {
	all  bool
	week *week
}

// A span is a stretch of work in a day, counted from midnight, without its end.
type span struct{ from, to time.Duration }

// A day is the working spans of one day in order; a closed day has none.
type day []span

// A week begins on Monday.
type week [7]day

var (
	office  = mustWeek("Sen-Kam 07.30-12.00 13.00-16.00|Jum 07.30-11.30 13.00-16.30")
	ramadan = mustWeek("Sen-Kam 08.00-12.00 12.30-15.00|Jum 08.00-11.30 12.30-15.30")
	always  = mustWeek("Sen-Min 00.00-24.00")
)

// ParseHours reads a unit's hours: "" for office hours, "24" for every hour of
// every day, otherwise groups parted by "|", each of days ("Sen", "Sen-Kam",
// "Sen, Rab") followed by spans ("07.30-12.00"; ":" may stand for "."). Days
// not named are closed. Hours equal to the office hours are the office hours.
// The error is one plain sentence part that names the offending words.
func ParseHours(s string) (Hours, error) {
	switch strings.TrimSpace(s) {
	case "":
		return Hours{}, nil
	case "24":
		return Hours{all: true}, nil
	}
	w, err := parseWeek(s)
	if err != nil {
		return Hours{}, err
	}
	if w.equal(office) {
		return Hours{}, nil
	}
	return Hours{week: w}, nil
}

// AllHours reports whether the unit works every hour of every day, so that no
// holiday closes it and no hour is quiet.
func (h Hours) AllHours() bool { return h.all }

// Office reports whether the unit keeps the office hours, which Ramadan shortens.
func (h Hours) Office() bool { return !h.all && h.week == nil }

// PerDay is the average length of a working day in an ordinary week, by which
// working time is told in days: 7½ hours for office hours.
func (h Hours) PerDay() time.Duration {
	var total time.Duration
	open := 0
	for _, d := range h.days() {
		total += d.length()
		open += d.count()
	}
	return total / time.Duration(open)
}

// String gives the hours in the form that ParseHours reads, always the same
// text for the same hours.
func (h Hours) String() string {
	if h.all {
		return "24"
	}
	w := h.days()
	var groups []string
	for first := 0; first < len(w); {
		last := first
		for last+1 < len(w) && slices.Equal(w[last+1], w[first]) {
			last++
		}
		if len(w[first]) > 0 {
			name := dayNames[first]
			if last > first {
				name += "-" + dayNames[last]
			}
			groups = append(groups, name+" "+w[first].String())
		}
		first = last + 1
	}
	return strings.Join(groups, "|")
}

func (h Hours) days() *week {
	switch {
	case h.all:
		return always
	case h.week != nil:
		return h.week
	}
	return office
}

func (w *week) equal(other *week) bool {
	return slices.EqualFunc(w[:], other[:], func(a, b day) bool { return slices.Equal(a, b) })
}

func (d day) length() time.Duration {
	var sum time.Duration
	for _, s := range d {
		sum += s.to - s.from
	}
	return sum
}

// count is 1 for a working day and 0 for a closed one.
func (d day) count() int { return min(len(d), 1) }

// before is how much of the day's working time lies before the given clock.
func (d day) before(clock time.Duration) time.Duration {
	var sum time.Duration
	for _, s := range d {
		if clock <= s.from {
			break
		}
		sum += min(clock, s.to) - s.from
	}
	return sum
}

func (d day) String() string {
	parts := make([]string, len(d))
	for i, s := range d {
		parts[i] = clockText(s.from) + "-" + clockText(s.to)
	}
	return strings.Join(parts, " ")
}

func clockText(c time.Duration) string {
	return fmt.Sprintf("%02d.%02d", c/time.Hour, c%time.Hour/time.Minute)
}

var dayNames = [7]string{"Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"}

var dayNumbers = map[string]int{
	"sen": 0, "senin": 0, "sel": 1, "selasa": 1, "rab": 2, "rabu": 2, "kam": 3, "kamis": 3,
	"jum": 4, "jumat": 4, "jum'at": 4, "sab": 5, "sabtu": 5, "min": 6, "minggu": 6, "ahad": 6,
}

func mustWeek(s string) *week {
	w, err := parseWeek(s)
	if err != nil {
		panic(err)
	}
	return w
}

// Spreadsheets turn a hyphen into a dash and an apostrophe into a curly one.
var plainSigns = strings.NewReplacer("–", "-", "—", "-", "’", "'", "\u00a0", " ", ",", " ", ":", ".")

func parseWeek(s string) (*week, error) {
	var w week
	for group := range strings.SplitSeq(plainSigns.Replace(s), "|") {
		if err := w.addGroup(strings.Fields(joinHyphens(group))); err != nil {
			return nil, err
		}
	}
	return &w, nil
}

// joinHyphens lets "Sen - Kam 07.30 - 12.00" be read like "Sen-Kam 07.30-12.00".
func joinHyphens(s string) string {
	parts := strings.Split(s, "-")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Join(parts, "-")
}

func (w *week) addGroup(words []string) error {
	if len(words) == 0 {
		return errors.New(`a group between "|" is empty`)
	}
	var days []int
	var spans day
	for _, word := range words {
		if word[0] >= '0' && word[0] <= '9' {
			s, err := parseSpan(word)
			if err != nil {
				return err
			}
			if len(spans) > 0 && s.from < spans[len(spans)-1].to {
				return fmt.Errorf("%q begins before the span ahead of it ends", word)
			}
			spans = append(spans, s)
			continue
		}
		if len(spans) > 0 {
			return fmt.Errorf(`%q comes after hours: part groups of days with "|"`, word)
		}
		more, err := parseDays(word)
		if err != nil {
			return err
		}
		days = append(days, more...)
	}
	switch {
	case len(days) == 0:
		return fmt.Errorf("%q names no day (write for example Sen-Kam 07.30-16.00)", strings.Join(words, " "))
	case len(spans) == 0:
		return fmt.Errorf("%q has no hours (leave out days on which the unit is closed)", strings.Join(words, " "))
	}
	spans = spans.joined()
	for _, d := range days {
		if w[d] != nil {
			return fmt.Errorf("%s is named twice", dayNames[d])
		}
		w[d] = spans
	}
	return nil
}

// joined merges spans that touch, so that equal hours are written equally.
func (d day) joined() day {
	out := d[:1]
	for _, s := range d[1:] {
		if last := &out[len(out)-1]; last.to == s.from {
			last.to = s.to
			continue
		}
		out = append(out, s)
	}
	return out
}

func parseDays(word string) ([]int, error) {
	first, last, isRange := strings.Cut(word, "-")
	from, ok := dayNumbers[strings.ToLower(first)]
	if !ok {
		return nil, unknownDay(first)
	}
	if !isRange {
		return []int{from}, nil
	}
	to, ok := dayNumbers[strings.ToLower(last)]
	if !ok {
		return nil, unknownDay(last)
	}
	days := []int{from}
	for d := from; d != to; {
		d = (d + 1) % 7
		days = append(days, d)
	}
	return days, nil
}

func unknownDay(word string) error {
	return fmt.Errorf("%q is no day (use Min Sen Sel Rab Kam Jum Sab)", word)
}

func parseSpan(word string) (span, error) {
	first, last, ok := strings.Cut(word, "-")
	if !ok {
		return span{}, fmt.Errorf("%q is no span of hours like 07.30-12.00", word)
	}
	from, err := parseClock(first)
	if err != nil {
		return span{}, err
	}
	to, err := parseClock(last)
	if err != nil {
		return span{}, err
	}
	if to <= from {
		return span{}, fmt.Errorf("%q ends before it begins (a night shift is two spans: until 24.00, and from 00.00 on the next day)", word)
	}
	return span{from, to}, nil
}

func parseClock(s string) (time.Duration, error) {
	hour, minute, ok := strings.Cut(s, ".")
	if !ok {
		minute = "00"
	}
	h, errHour := strconv.ParseUint(hour, 10, 8)
	m, errMinute := strconv.ParseUint(minute, 10, 8)
	if errHour != nil || errMinute != nil || len(hour) > 2 || len(minute) != 2 || m > 59 || h > 24 || h == 24 && m > 0 {
		return 0, fmt.Errorf("%q is no time like 07.30", s)
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, nil
}
