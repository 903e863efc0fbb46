package text

import (
	"fmt"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/visit"
)

// rollLine is one printing of slips in words.
type rollLine struct {
	ID, Count, Used  int
	Counter          string
	Printed, Through string
}

func (s *Speaker) roll(lang locale.Lang, r visit.Roll, now time.Time) rollLine {
	day := func(at time.Time) string { return locale.Day(lang, at, now.In(s.Location)) }
	return rollLine{r.ID, r.Count, r.Used, r.Counter, day(r.PrintedOn.Midnight(s.Location)), day(r.ExpiresOn.Midnight(s.Location))}
}

// Rolls lists the slips of a unit that are still good; its head can void them.
func (s *Speaker) Rolls(lang locale.Lang, unit roster.Unit, rolls []visit.Roll, head bool, now time.Time) (outbox.Message, error) {
	var lines []rollLine
	var rows [][]outbox.Button
	for _, r := range rolls {
		lines = append(lines, s.roll(lang, r, now))
		if head {
			void := s.button(lang, "unit.void", unit.Code, r.ID)
			void.Label += fmt.Sprintf(" %d", r.ID)
			rows = append(rows, row(void))
		}
	}
	return s.say(lang, "rolls", struct {
		Unit  string
		Lines []rollLine
		Head  bool
	}{unit.Name, lines, head}, rows...)
}

// AskVoid asks why the slips of a printing shall be good no more.
func (s *Speaker) AskVoid(lang locale.Lang, unit string, r visit.Roll) (outbox.Message, error) {
	return s.say(lang, "roll-ask", struct {
		Unit            string
		ID, Count, Used int
	}{unit, r.ID, r.Count, r.Used})
}

// VoidDone says that they are.
func (s *Speaker) VoidDone(lang locale.Lang, unit string, r visit.Roll) (outbox.Message, error) {
	return s.say(lang, "roll-done", struct {
		Unit string
		ID   int
	}{unit, r.ID})
}
