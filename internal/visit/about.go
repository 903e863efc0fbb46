package visit

import (
	"slices"
	"strings"

	"tanggap/internal/refusal"
)

// ErrAbout says that a choice is none of those on the form.
const ErrAbout refusal.Code = "visit.about"

// About is what respondents may say of themselves, as on the usual forms; each
// of it may stay empty.
type About struct {
	Age, Sex, Education, Work string // one of Choices
	Service                   string // in their own words
}

// The choices of the form, by the names of its fields and in their order.
var (
	Fields  = []string{"age", "sex", "education", "work"}
	Choices = map[string][]string{
		"age":       {"17-25", "26-35", "36-45", "46-55", "56"},
		"sex":       {"l", "p"},
		"education": {"sd", "smp", "sma", "d3", "s1", "s2"},
		"work":      {"asn", "tni", "polri", "swasta", "usaha", "tani", "pelajar", "lain"},
	}
)

// maxService is how long the name of a service may be, in characters.
const maxService = 100

// Set puts a choice into a field. It refuses with ErrAbout.
func (a *About) Set(field, choice string) error {
	if !slices.Contains(Choices[field], choice) {
		return ErrAbout
	}
	switch field {
	case "age":
		a.Age = choice
	case "sex":
		a.Sex = choice
	case "education":
		a.Education = choice
	case "work":
		a.Work = choice
	}
	return nil
}

func (a About) check() error {
	for i, v := range []string{a.Age, a.Sex, a.Education, a.Work} {
		if v != "" && !slices.Contains(Choices[Fields[i]], v) {
			return ErrAbout
		}
	}
	if len([]rune(strings.TrimSpace(a.Service))) > maxService {
		return ErrTooLong
	}
	return nil
}
