package regency

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"tanggap/internal/roster"
)

// matter is one case of the invented past, as data/history.txt tells it.
type matter struct {
	line     int
	ago      float64 // working days before now at which it was filed
	evening  bool    // filed in the evening before that day
	public   bool
	queued   bool   // nobody was found when it was filed
	officer  string // first name
	category string
	village  string
	place    string
	body     string
	acts     []act
}

// act is what somebody did: so many hours after the act before it.
type act struct {
	hours float64
	verb  string
	face  int
	words string
}

// script reads the past. Its form is explained at its top.
func script(text string) ([]matter, error) {
	var all []matter
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "" || line[0] == '#':
		case strings.Count(line, "|") == 4:
			var m matter
			m, err = header(line)
			m.line = i + 1
			all = append(all, m)
		case len(all) == 0:
			err = fmt.Errorf("%q belongs to no case", line)
		case all[len(all)-1].body == "":
			all[len(all)-1].body = line
		default:
			var a act
			a, err = readAct(line)
			all[len(all)-1].acts = append(all[len(all)-1].acts, a)
		}
		if err != nil {
			return nil, fmt.Errorf("history.txt:%d: %w", i+1, err)
		}
	}
	return all, nil
}

func header(line string) (matter, error) {
	cells := strings.Split(line, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	m := matter{officer: cells[1], category: cells[2], village: cells[3], place: cells[4]}
	words := strings.Fields(cells[0])
	if len(words) == 0 {
		return m, fmt.Errorf("%q does not say when", line)
	}
	var err error
	if m.ago, err = strconv.ParseFloat(words[0], 64); err != nil || m.ago <= 0 {
		return m, fmt.Errorf("%q is no number of working days ago", words[0])
	}
	for _, word := range words[1:] {
		switch word {
		case "malam":
			m.evening = true
		case "terbuka":
			m.public = true
		case "antre":
			m.queued = true
		default:
			return m, fmt.Errorf("%q says nothing about a case", word)
		}
	}
	return m, nil
}

func readAct(line string) (act, error) {
	head, words, _ := strings.Cut(line, ":")
	parts := strings.Fields(head)
	a := act{words: strings.TrimSpace(words)}
	if len(parts) < 2 || parts[0][0] != '+' {
		return a, fmt.Errorf("%q is no act like +2.5 jawab: …", line)
	}
	var err error
	if a.hours, err = strconv.ParseFloat(parts[0], 64); err != nil {
		return a, fmt.Errorf("%q is no number of hours", parts[0])
	}
	a.verb = parts[1]
	v, known := verbs[a.verb]
	switch {
	case !known:
		return a, fmt.Errorf("nobody can %q", a.verb)
	case v.needsWords && a.words == "":
		return a, fmt.Errorf("%q needs words", a.verb)
	case len(parts) > 3, len(parts) == 3 && a.verb != "sudah":
		return a, fmt.Errorf("%q is too much before the words", head)
	case len(parts) == 3:
		if a.face, err = strconv.Atoi(parts[2]); err != nil || a.face < 1 || a.face > 4 {
			return a, fmt.Errorf("%q is no face from 1 to 4", parts[2])
		}
	}
	return a, nil
}

// examiner hands on what nobody was found for.
const examiner roster.NIP = "199203082015032908"

// staffer is an employee as the script calls them.
type staffer struct {
	nip  roster.NIP
	unit string
}

// staff gives the employees of the example by their first names in small letters.
func staff() (map[string]staffer, error) {
	rows, err := csv.NewReader(strings.NewReader(read("employees.csv"))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read employees.csv: %w", err)
	}
	byName := map[string]staffer{}
	for _, row := range rows[1:] {
		first, _, _ := strings.Cut(strings.ToLower(row[1]), " ")
		if _, twice := byName[first]; twice {
			return nil, fmt.Errorf("read employees.csv: two are called %s", first)
		}
		byName[first] = staffer{nip: roster.NIP(row[0]), unit: row[2]}
	}
	return byName, nil
}
