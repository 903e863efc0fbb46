package text

import (
	"strings"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// partsRow opens the cases that are told as parts of a case; none where there
// are none.
func (s *Speaker) partsRow(lang locale.Lang, c StaffCase) [][]outbox.Button {
	if c.Crowd.Parts == 0 {
		return nil
	}
	return [][]outbox.Button{row(s.button(lang, "parts.open", int64(c.ID), 0))}
}

// StaffSupported tells the holder that somebody else says the same.
func (s *Speaker) StaffSupported(lang locale.Lang, c StaffCase, words string) (outbox.Message, error) {
	return s.aboutCase(lang, "officer-supported", c, words, s.acts(lang, c)...)
}

// StaffSupporterAdded tells the holder what a supporter added.
func (s *Speaker) StaffSupporterAdded(lang locale.Lang, c StaffCase, words string) (outbox.Message, error) {
	return s.aboutCase(lang, "officer-supporter-added", c, words, s.acts(lang, c)...)
}

// Gathered is a case and what was merged into it.
type Gathered struct {
	StaffCase
	Parts []complaint.Complaint
	Own   bool // the reader held some of them
}

// partsShown is how many merged cases one message tells.
const partsShown = 5

// Shown are the first of them.
func (g Gathered) Shown() []complaint.Complaint { return g.Parts[:min(len(g.Parts), partsShown)] }

// Rest is how many more there are.
func (g Gathered) Rest() int { return len(g.Parts) - len(g.Shown()) }

// StaffGathered tells the holder of a leading case what was merged into it.
func (s *Speaker) StaffGathered(lang locale.Lang, g Gathered) (outbox.Message, error) {
	return s.say(lang, "officer-gathered", g, s.acts(lang, g.StaffCase)...)
}

// StaffMergedAway tells whoever held a case that it goes on as a part of
// another, held by somebody.
func (s *Speaker) StaffMergedAway(lang locale.Lang, code, into string, by Who) (outbox.Message, error) {
	var holder *Who
	if by.Unit != "" {
		holder = &by
	}
	return s.say(lang, "officer-merged-away", struct {
		Code, Into string
		By         *Who
	}{code, into, holder})
}

// StaffShed tells the holder of a leading case that a part is one of its own
// again.
func (s *Speaker) StaffShed(lang locale.Lang, code, part string) (outbox.Message, error) {
	return s.say(lang, "officer-shed", struct{ Code, Part string }{code, part})
}

// StaffDoubted tells the holder that the superior looks at the result first.
func (s *Speaker) StaffDoubted(lang locale.Lang, d Doubt) (outbox.Message, error) {
	return s.say(lang, "officer-doubted", d)
}

// MergeLine is a case that may be merged.
type MergeLine struct {
	TaskLine
	Near, Chosen bool
}

// MergeList is a page of cases to choose from.
type MergeList struct {
	Lines  []MergeLine
	Page   Page
	Total  int    // how many are chosen
	Chosen string // their codes
}

// Codes are the codes of those chosen, as far as they fit a line.
func (l MergeList) Codes() string { return Shorten(l.Chosen, 120) }

// MergeList offers cases to merge; each code chooses, or takes it back.
func (s *Speaker) MergeList(lang locale.Lang, l MergeList) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, line := range l.Lines {
		label := line.Code
		if line.Chosen {
			label = "☑️ " + label
		}
		rows = pair(rows, s.labelled(label, "merge.pick", int64(line.ID), l.Page.At))
	}
	rows = append(rows, s.turnPages(lang, l.Page, "merge.page")...)
	last := row(s.button(lang, "merge.drop"))
	if l.Total > 1 {
		last = row(s.button(lang, "merge.next"), s.button(lang, "merge.drop"))
	}
	return s.say(lang, "merge-list", l, append(rows, last)...)
}

// MergeLead asks which of the chosen cases leads.
func (s *Speaker) MergeLead(lang locale.Lang, lines []MergeLine) (outbox.Message, error) {
	plain := make([]TaskLine, len(lines))
	for i, l := range lines {
		plain[i] = l.TaskLine
	}
	rows := append(s.codes(plain, "merge.lead"), row(s.button(lang, "merge.back"), s.button(lang, "merge.drop")))
	return s.say(lang, "merge-lead", MergeList{Lines: lines}, rows...)
}

// MergeSure asks once more whether cases are to be merged into another.
func (s *Speaker) MergeSure(lang locale.Lang, lead complaint.Complaint, parts []string) (outbox.Message, error) {
	return s.say(lang, "merge-sure", struct{ Code, Codes string }{lead.Code, strings.Join(parts, ", ")},
		row(s.button(lang, "merge.into", int64(lead.ID))), row(s.button(lang, "merge.back"), s.button(lang, "merge.drop")))
}

// Merged says that cases were merged.
func (s *Speaker) Merged(lang locale.Lang, lead complaint.Complaint, n int) (outbox.Message, error) {
	return s.say(lang, "merged", struct {
		Code string
		N    int
	}{lead.Code, n}, row(s.button(lang, "parts.open", int64(lead.ID), 0)))
}

// MergeDropped says that nothing was merged.
func (s *Speaker) MergeDropped(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "merge-dropped", nil)
}

// Parts is a page of the cases that are told as parts of another.
type Parts struct {
	StaffCase
	Parts []complaint.Complaint
	Total int
	Page  Page
	May   bool // the reader may part them
}

// Parts shows them.
func (s *Speaker) Parts(lang locale.Lang, p Parts) (outbox.Message, error) {
	var rows [][]outbox.Button
	if p.May {
		for _, c := range p.Parts {
			rows = append(rows, row(s.labelled(s.Label(lang, "parts.part")+" "+c.Code, "parts.part", int64(c.ID))))
		}
	}
	rows = append(rows, s.turnPages(lang, p.Page, "parts.open", int64(p.ID))...)
	return s.say(lang, "parts", p, rows...)
}

// Leads lists the cases that others were merged into; each code opens these.
func (s *Speaker) Leads(lang locale.Lang, l TaskList) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, line := range l.Lines {
		rows = pair(rows, s.labelled(line.Code, "parts.open", int64(line.ID), 0))
	}
	return s.say(lang, "leads", l, append(rows, s.turnPages(lang, l.Page, "merge.parts")...)...)
}

// PartSure asks once more whether a case is to be parted from another.
func (s *Speaker) PartSure(lang locale.Lang, part complaint.Complaint, lead string) (outbox.Message, error) {
	return s.say(lang, "part-sure", struct{ Code, Part string }{lead, part.Code}, row(s.button(lang, "parts.sure", int64(part.ID))))
}

// PartDone says that a case is one of its own again, and with whom.
func (s *Speaker) PartDone(lang locale.Lang, code string, with Who) (outbox.Message, error) {
	return s.say(lang, "part-done", struct {
		Part string
		Who  Who
	}{code, with})
}
