package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"sort"
	"time"
)

// keptCalls bounds the journal; older calls fall out of it.
const keptCalls = 50_000

// Call is one call of the Bot API as it arrived, and what became of it.
type Call struct {
	N           int // counts the calls, from 1
	At          time.Time
	Method      string
	Chat        int64             // chat_id, where it is a number
	Params      map[string]string // as texts; nested ones as JSON
	Files       []string          // names of the parameters that carried a file
	Status      int               // what was answered: 200, 400, … ; 0 while under way or cut off
	Description string            // Telegram's words, where it refused
	MessageID   int64             // of a message that was sent or edited
	Violations  []string
}

// Calls is the journal of every call, oldest first.
func (s *Sandbox) Calls() []Call {
	s.lock()
	defer s.unlock()
	return slices.Clone(s.calls)
}

// Called is how many calls came so far.
func (s *Sandbox) Called() int {
	s.lock()
	defer s.unlock()
	return s.callCount
}

// CallsAfter is the journal of those that came after the first n.
func (s *Sandbox) CallsAfter(n int) []Call {
	s.lock()
	defer s.unlock()
	later := sort.Search(len(s.calls), func(i int) bool { return s.calls[i].N > n })
	return slices.Clone(s.calls[later:])
}

// Violations lists every departure from the rules of the Bot API so far, each
// with the method before it. It is empty for a bot that does everything right.
func (s *Sandbox) Violations() []string {
	s.lock()
	defer s.unlock()
	return slices.Clone(s.violations)
}

// begin enters a call into the journal.
func (s *Sandbox) begin(q *request) Call {
	at := time.Now()
	s.lock()
	defer s.unlock()
	s.callCount++
	c := Call{N: s.callCount, At: at, Method: q.method, Chat: q.int("chat_id"), Params: q.values, Files: slices.Sorted(maps.Keys(q.files))}
	if len(s.calls) >= keptCalls {
		s.calls = slices.Delete(s.calls, 0, keptCalls/2)
	}
	s.calls = append(s.calls, c)
	return c
}

// end notes what became of a call.
func (s *Sandbox) end(c Call, q *request, result any, err error) {
	c.Status, c.Violations = 200, q.bad
	if no, ok := err.(*refused); ok {
		c.Status, c.Description = no.Status, no.Description
	} else if err != nil {
		c.Status, c.Description = 500, err.Error()
	}
	if b, ok := result.([]byte); ok {
		var m struct {
			ID int64 `json:"message_id"`
		}
		if json.Unmarshal(b, &m) == nil {
			c.MessageID = m.ID
		}
	}
	s.lock()
	defer s.unlock()
	for _, v := range q.bad {
		if len(s.violations) < 1000 {
			s.violations = append(s.violations, c.Method+": "+v)
		}
	}
	i, ok := slices.BinarySearchFunc(s.calls, c.N, func(have Call, n int) int { return have.N - n })
	if ok {
		s.calls[i] = c
	}
	s.wake()
}
