package text

import (
	"fmt"
	"strings"

	"tanggap/internal/locale"
	"tanggap/internal/performance"
)

// mixShown is how many categories are named.
const mixShown = 3

// mixed tells of what counted cases are, in percent where there are enough to say
// a share, "" for none.
func (s *Speaker) mixed(lang locale.Lang, mix []performance.Portion) string {
	all := 0
	for _, p := range mix {
		all += p.Counted
	}
	var told []string
	add := func(name string, n int) {
		said := locale.Number(lang, int64(n))
		if share, enough := performance.Share(n, all); enough {
			said = locale.Percent(lang, share, 0)
		}
		told = append(told, fmt.Sprintf("%s %s", name, said))
	}
	rest := 0
	for i, p := range mix {
		if i < mixShown {
			add(p.Name, p.Counted)
		} else {
			rest += p.Counted
		}
	}
	if rest > 0 {
		add(s.words(lang, "mix-rest", nil), rest)
	}
	return strings.Join(told, ", ")
}
