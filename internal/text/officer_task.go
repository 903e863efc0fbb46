package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// TaskLine is one case in a list for staff.
type TaskLine struct {
	complaint.Task
	Category string
	Area     string
	Age      time.Duration // since it was filed
	Word     string        // for the photo of a result today; "" where none is near
	FindBy   *time.Time    // until when an officer is to be found; nil where there is one
	FindLate bool          // that has passed
}

// JustPast says whether the limit passed within this working minute: often it was
// the end of the day before.
func (l TaskLine) JustPast() bool { return l.Left > -time.Minute }

// Scale is the unit in which the time left is told, as on the card.
func (l TaskLine) Scale() time.Duration {
	if l.Stretch == nil || l.Stretch.Duty == complaint.ToAnswer {
		return 0
	}
	return l.PerDay
}

// Page says which part of a list is shown, from 0.
type Page struct{ At, Of int }

// Number is the page as people count.
func (p Page) Number() int { return p.At + 1 }

// turnPages are the buttons to the pages beside, none where there is one page.
func (s *Speaker) turnPages(lang locale.Lang, p Page, name string, args ...any) [][]outbox.Button {
	var r []outbox.Button
	if p.At > 0 {
		r = append(r, s.labelled("◀️", name, append(args, p.At-1)...))
	}
	if p.At+1 < p.Of {
		r = append(r, s.labelled("▶️", name, append(args, p.At+1)...))
	}
	if r == nil {
		return nil
	}
	return [][]outbox.Button{r}
}

// TaskList is a page of what somebody holds.
type TaskList struct {
	Total   int
	Waiting int // how many of them wait for the citizen
	Page    Page
	Lines   []TaskLine
	Merges  bool // the reader may merge cases, and say that one is no report
}

// TaskGroup are the lines of one urgency.
type TaskGroup struct {
	Pressing bool // a verifier holds them for urgent
	Urgency  complaint.Urgency
	Lines    []TaskLine
}

// Groups parts the lines by urgency, in their order.
func (l TaskList) Groups() []TaskGroup {
	var groups []TaskGroup
	for _, line := range l.Lines {
		if n := len(groups); n == 0 || groups[n-1].Pressing != line.Pressing() || !line.Pressing() && groups[n-1].Urgency != line.Urgency {
			groups = append(groups, TaskGroup{Pressing: line.Pressing(), Urgency: line.Urgency})
		}
		g := &groups[len(groups)-1]
		g.Lines = append(g.Lines, line)
	}
	return groups
}

// Tasks lists what somebody holds; each code opens its case.
func (s *Speaker) Tasks(lang locale.Lang, l TaskList) (outbox.Message, error) {
	rows := append(s.codes(l.Lines, "case.open"), s.turnPages(lang, l.Page, "task.page")...)
	return s.say(lang, "tasks", l, append(rows, s.mergeRow(lang, l)...)...)
}

// NewCases tells somebody in one message of new cases that came all at once.
func (s *Speaker) NewCases(lang locale.Lang, lines []TaskLine) (outbox.Message, error) {
	return s.say(lang, "new-cases", lines, s.codes(lines, "case.open")...)
}

// Queue lists the cases without an officer; each code opens its case.
func (s *Speaker) Queue(lang locale.Lang, l TaskList) (outbox.Message, error) {
	rows := append(s.codes(l.Lines, "queue.open"), s.turnPages(lang, l.Page, "queue.page")...)
	return s.say(lang, "queue", l, append(rows, s.mergeRow(lang, l)...)...)
}

// QueueLate tells of cases whose officer is not found yet: late says that the limit
// has passed, post is that of who stands above those who find one, "" for them.
func (s *Speaker) QueueLate(lang locale.Lang, now time.Time, late bool, post string, lines []TaskLine) (outbox.Message, error) {
	shown := lines[:min(len(lines), queueShown)]
	return s.say(lang, "queue-late", struct {
		Now   time.Time
		Late  bool
		Post  string
		Total int
		Lines []TaskLine
		Rest  int
	}{now, late, post, len(lines), shown, len(lines) - len(shown)}, s.codes(shown, "queue.open")...)
}

// queueShown is how many cases such a message names.
const queueShown = 8

// mergeRow is for those who merge cases; none for others.
func (s *Speaker) mergeRow(lang locale.Lang, l TaskList) [][]outbox.Button {
	if !l.Merges {
		return nil
	}
	return [][]outbox.Button{row(s.button(lang, "merge.start", 0), s.button(lang, "merge.parts", 0))}
}

// codes are buttons with the codes of cases, two a row.
func (s *Speaker) codes(lines []TaskLine, name string) [][]outbox.Button {
	var rows [][]outbox.Button
	for _, l := range lines {
		rows = pair(rows, s.labelled(l.Code, name, int64(l.ID)))
	}
	return rows
}

// Choice is a case without an officer and who could take it in one unit.
type Choice struct {
	StaffCase
	From   roster.Unit
	People []roster.Employee // one page of those who can be reached, by name
	Page   Page
	Merges bool // the reader may merge cases
}

// QueueCase shows a case without an officer and offers people of a unit.
func (s *Speaker) QueueCase(lang locale.Lang, c Choice) (outbox.Message, error) {
	id := int64(c.ID)
	var rows [][]outbox.Button
	for _, e := range c.People {
		rows = append(rows, row(s.labelled(Shorten(e.Name+" · "+e.Position, 60), "queue.give", id, e.NIP, c.From.Code)))
	}
	rows = append(rows, s.turnPages(lang, c.Page, "queue.unit", id, c.From.Code)...)
	rows = append(rows, row(s.button(lang, "queue.units", id, 0)))
	if c.Merges {
		rows = append(rows, row(s.button(lang, "merge.start", id)),
			row(s.labelled(s.words(lang, "end-spam", nil), "end.pick", id, complaint.Spam)))
		rows = appendRow(rows, s.verifying(lang, c.StaffCase))
	}
	return s.say(lang, "queue-case", c, rows...)
}

// QueueUnits offers other units for a case.
func (s *Speaker) QueueUnits(lang locale.Lang, id complaint.ID, code string, units []roster.Unit, p Page) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, u := range units {
		rows = append(rows, row(s.labelled(Shorten(u.Name, 60), "queue.unit", int64(id), u.Code, 0)))
	}
	rows = append(rows, s.turnPages(lang, p, "queue.units", int64(id))...)
	rows = append(rows, row(s.labelled("↩️", "queue.open", int64(id))))
	return s.say(lang, "queue-units", struct {
		Code string
		None bool
	}{code, len(units) == 0}, rows...)
}

// QueueGiven says to whom a case was given.
func (s *Speaker) QueueGiven(lang locale.Lang, code string, to roster.Employee) (outbox.Message, error) {
	return s.say(lang, "queue-given", struct {
		roster.Employee
		Code string
	}{to, code})
}
