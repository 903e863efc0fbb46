package notice

import (
	"crypto/sha256"
	"fmt"
	"sync"

	"tanggap/internal/routing"
)

// suggested remembers what was suggested for drafts last: one is looked at
// several times in a turn, and once more when it is sent. It holds no words,
// only their digest, and nothing longer than its size allows. The zero value is
// ready, and may be used by many at once.
type suggested struct {
	mu sync.Mutex
	of map[string]suggestion // by the draft's token
}

type suggestion struct {
	guide *routing.Edition
	of    [sha256.Size]byte
	routing.Suggestion
}

// mostSuggested is how many drafts are remembered before it begins anew.
const mostSuggested = 1000

func (m *suggested) suggest(guide *routing.Edition, draft Draft) routing.Suggestion {
	body, pin := draft.Body(), draft.Pin()
	of := sha256.Sum256(fmt.Appendf(nil, "%q %v", body, draft.Pins))
	m.mu.Lock()
	s := m.of[draft.Token]
	m.mu.Unlock()
	if s.guide == guide && s.of == of {
		return s.Suggestion
	}
	s = suggestion{guide, of, guide.Suggest(body, pin)}
	if draft.Token == "" {
		return s.Suggestion
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil || len(m.of) >= mostSuggested {
		m.of = map[string]suggestion{}
	}
	m.of[draft.Token] = s
	return s.Suggestion
}
