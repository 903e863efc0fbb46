package text

import (
	"strings"
	"testing"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
)

func TestExact(t *testing.T) {
	for decimal, want := range map[string][2]string{
		"0": {"0", "0"}, "8.25": {"8,25", "8.25"}, "1200.5": {"1.200,5", "1,200.5"}, "-0.5": {"-0,5", "-0.5"},
		"-1234567": {"-1.234.567", "-1,234,567"}, "123456789012345.678901": {"123.456.789.012.345,678901", "123,456,789,012,345.678901"},
	} {
		if id, en := exact(locale.ID, decimal), exact(locale.EN, decimal); id != want[0] || en != want[1] {
			t.Errorf("%s: %s, %s", decimal, id, en)
		}
	}
}

func TestPeriod(t *testing.T) {
	for p, want := range map[string][2]string{
		"2026": {"2026", "2026"}, "2026-Q4": {"triwulan IV 2026", "quarter IV 2026"}, "2026-11": {"November 2026", "November 2026"},
		"2026-08": {"Agustus 2026", "August 2026"}, "2026-13": {"2026-13", "2026-13"},
	} {
		if id, en := period(locale.ID, p), period(locale.EN, p); id != want[0] || en != want[1] {
			t.Errorf("%s: %s, %s", p, id, en)
		}
	}
}

// The card quotes to the letter, offers only what applies, and above some
// length the rest on request.
func TestStaffCard(t *testing.T) {
	s := speaker(t)
	due := start.Add(30 * time.Hour)
	c := StaffCase{Now: start, Category: "Jalan", Stretch: &complaint.Stretch{Duty: complaint.ToAnswer, DueAt: &due}, Left: 15 * time.Hour}
	c.ID, c.Code, c.Body = 7, "KPH-7M3Q-X8D", "Jalan <b>berlubang</b> & rusak"
	for state, want := range map[complaint.State]string{
		complaint.Assigned:  "case.accept case.answer case.ask case.propose offer.start case.more",
		complaint.Reopened:  "case.accept case.answer case.ask case.propose offer.start case.more",
		complaint.Accepted:  "case.answer case.ask case.propose offer.start case.more",
		complaint.Answered:  "case.answer case.ask case.propose offer.start case.more",
		complaint.Asked:     "case.answer case.propose case.more",
		complaint.Proposed:  "",
		complaint.Confirmed: "",
	} {
		c.State = state
		m, err := s.StaffCard(locale.ID, c)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, row := range m.Buttons {
			for _, b := range row {
				names = append(names, b.Name)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s offers %q", state, got)
		}
		if !strings.Contains(m.HTML, "“Jalan &lt;b&gt;berlubang&lt;/b&gt; &amp; rusak”") || !strings.Contains(m.HTML, "sisa 15 jam kerja") {
			t.Errorf("%s:\n%s", state, m.HTML)
		}
	}
	c.State, c.Body = complaint.Assigned, strings.Repeat("Jalan rusak. ", 300)
	m, err := s.StaffCard(locale.ID, c)
	if err != nil {
		t.Fatal(err)
	}
	if last := m.Buttons[len(m.Buttons)-1][0]; last.Name != "case.read" || len(m.HTML) > 3000 {
		t.Errorf("a long report ends with %s, %d bytes", last.Name, len(m.HTML))
	}
	if m, err = s.StaffWords(locale.ID, c, true); err != nil || !strings.Contains(m.HTML, strings.TrimSpace(c.Body)) {
		t.Errorf("the whole is not whole: %v", err)
	}
}

func TestTasksAreGrouped(t *testing.T) {
	line := func(u complaint.Urgency) TaskLine { return TaskLine{Task: complaint.Task{Urgency: u}} }
	l := TaskList{Lines: []TaskLine{line(complaint.PastDue), line(complaint.PastDue), line(complaint.DueWeek), line(complaint.WithCitizen)}}
	var got []int
	for _, g := range l.Groups() {
		got = append(got, int(g.Urgency), len(g.Lines))
	}
	want := []int{0, 2, 2, 1, 4, 1}
	if len(got) != len(want) {
		t.Fatal(got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatal(got)
		}
	}
}
