package text

import (
	"strings"
	"testing"

	"tanggap/internal/locale"
	"tanggap/internal/routing"
)

// Whose installation it is stands in greeting and notice.
func TestGovernment(t *testing.T) {
	s := speaker(t)
	for _, c := range []struct {
		of     routing.Regency
		id, en string
	}{
		{routing.Regency{Name: "Kepahiang"}, "Pemerintah Kabupaten Kepahiang", "the government of Kepahiang Regency"},
		{routing.Regency{Name: "Bengkulu", City: true}, "Pemerintah Kota Bengkulu", "the government of Bengkulu City"},
		{routing.Regency{}, "pemerintah daerah", "the local government"},
	} {
		for lang, want := range map[locale.Lang]string{locale.ID: c.id, locale.EN: c.en} {
			if got := s.Greeting(lang, c.of).HTML; strings.Count(got, want) != 2 {
				t.Errorf("%q does not say %q twice", got, want)
			}
			if got := s.Notice(lang, c.of).HTML; !strings.Contains(got, want) {
				t.Errorf("%q does not say %q", got, want)
			}
		}
	}
}
