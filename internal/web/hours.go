package web

import (
	"strings"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/worktime"
)

// shift is one line of a unit's hours: "Senin–Kamis", "07.30–12.00, 13.00–16.00".
type shift struct{ Days, Times string }

var weekdays = map[string]time.Weekday{
	"Min": time.Sunday, "Sen": time.Monday, "Sel": time.Tuesday, "Rab": time.Wednesday,
	"Kam": time.Thursday, "Jum": time.Friday, "Sab": time.Saturday,
}

// shifts writes hours in words; nil when the unit never closes.
func shifts(lang locale.Lang, h worktime.Hours) []shift {
	if h.AllHours() {
		return nil
	}
	var lines []shift
	for group := range strings.SplitSeq(h.String(), "|") {
		days, times, _ := strings.Cut(group, " ")
		if lang == locale.EN {
			times = strings.ReplaceAll(times, ".", ":")
		}
		first, last, several := strings.Cut(days, "-")
		name := locale.Weekday(lang, weekdays[first])
		if several {
			name += "–" + locale.Weekday(lang, weekdays[last])
		}
		lines = append(lines, shift{Days: name, Times: strings.ReplaceAll(strings.ReplaceAll(times, "-", "–"), " ", ", ")})
	}
	return lines
}
