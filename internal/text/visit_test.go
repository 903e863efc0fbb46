package text

import (
	"reflect"
	"testing"

	"tanggap/internal/skm"
	"tanggap/internal/visit"
)

func init() {
	choices[reflect.TypeFor[skm.Unsur]()] = []any{skm.Persyaratan, skm.Pengaduan, skm.Sarana}
	choices[reflect.TypeFor[visit.Reason]()] = []any{visit.Reason(""), visit.Staff, visit.Slips, visit.Cluster, visit.Burst}
}

// Each unsur has a name, a question and four answers of its own, and each
// choice of the form its words.
func TestEachUnsurIsAskedAbout(t *testing.T) {
	s := speaker(t)
	for _, lang := range Languages {
		asked := map[string]bool{}
		for _, u := range skm.All {
			if s.UnsurName(lang, u) == "" || asked[s.UnsurQuestion(lang, u)] {
				t.Errorf("%s: %s", lang, u)
			}
			asked[s.UnsurQuestion(lang, u)] = true
			answers := map[string]bool{}
			for score := skm.Lowest; score <= skm.Highest; score++ {
				answer := s.UnsurAnswer(lang, u, score)
				if answer == "" || answers[answer] || len([]rune(answer)) > 22 {
					t.Errorf("%s: answer %d of %s is %q", lang, score, u, answer)
				}
				answers[answer] = true
			}
		}
		for _, field := range visit.Fields {
			said := map[string]bool{}
			for _, choice := range visit.Choices[field] {
				if words := s.Choice(lang, field, choice); words == "" || said[words] {
					t.Errorf("%s: %s of %s is %q", lang, choice, field, words)
				} else {
					said[words] = true
				}
			}
		}
	}
}
