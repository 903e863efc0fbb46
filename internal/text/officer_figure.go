package text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/performance"
	"tanggap/internal/rating"
)

// Figures are an employee's own: what the program measured, month by month,
// beside what they enter themselves. The two are never blended.
type Figures struct {
	Now     time.Time
	Months  []MonthFigures // newest first
	Ratings rating.Mixed
	Targets []performance.Target
}

// MonthFigures is the ketanggapan of one month.
type MonthFigures struct {
	performance.Summary
	Month time.Time     // any moment of it
	Open  bool          // the month is not over
	Scale time.Duration // a working day, for telling the median

	Word      complaint.Word    // what became of promises for its days
	Lasting   complaint.Lasting // as citizens said in it, two weeks after they were done
	Contested int               // cases of it that are contested, and not decided on
	Passing   complaint.Passing // what was offered to others in it
	Finding   complaint.Finding // for how many cases they found an officer in it
	Posts     []PostFigures     // by post, where it was more than one
	Longer    []string          // codes of the cases whose limit was put off in it
}

// PostFigures is what somebody answered by one of their posts.
type PostFigures struct {
	Title, Unit     string
	Counted, OnTime int
}

// Figures of what citizens say: that what was done did not last, and what became
// of promises.
const (
	FigureWorn   performance.Figure = "worn"
	FigureKept   performance.Figure = "kept"
	FigureBroken performance.Figure = "broken"
	FigureMoved  performance.Figure = "moved"
)

// CitizensFigures are all of them.
var CitizensFigures = []performance.Figure{FigureWorn, FigureKept, FigureBroken, FigureMoved}

// Key names the month in a button: "2026-11".
func (m MonthFigures) Key() string { return m.Month.Format("2006-01") }

// Percent is the share on time; "" when there are too few to say.
func (m MonthFigures) Percent(lang locale.Lang) string {
	share, ok := m.Share()
	if !ok {
		return ""
	}
	return locale.Percent(lang, share, 0)
}

// Paused is the share of the time that stood still, while citizens were asked.
func (m MonthFigures) Paused(lang locale.Lang) string { return paused(lang, m.Pause) }

// Last is the last day that is counted.
func (m MonthFigures) Last(loc *time.Location) time.Time { return m.Through.Midnight(loc) }

// Gave says whether anything became of a promise.
func (f Figures) Gave() bool {
	return slices.ContainsFunc(f.Months, func(m MonthFigures) bool { return m.Word.Any() })
}

// Passed says whether anything was offered to others.
func (f Figures) Passed() bool {
	return slices.ContainsFunc(f.Months, func(m MonthFigures) bool { return m.Passing.Offers > 0 })
}

// Found says whether somebody found officers for cases.
func (f Figures) Found() bool {
	return slices.ContainsFunc(f.Months, func(m MonthFigures) bool { return m.Finding.All > 0 })
}

// Lasted says whether citizens said anything of what lasts.
func (f Figures) Lasted() bool {
	return slices.ContainsFunc(f.Months, func(m MonthFigures) bool { return m.Lasting.Good+len(m.Lasting.Worn) > 0 })
}

// Few says whether there is something, but too little to say a share of.
func (f Figures) Few() bool {
	for _, m := range f.Months {
		if m.Counted > 0 && m.Counted < performance.ShareFrom {
			return true
		}
	}
	return false
}

// Figures shows them, with the cases behind each number one tap away.
func (s *Speaker) Figures(lang locale.Lang, f Figures) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, m := range f.Months {
		month := locale.Month(lang, m.Month.Month())
		label := s.labels[lang]["kinerja.cases"]
		show := func(what string, n int, figure performance.Figure) outbox.Button {
			return s.labelled(fmt.Sprintf("%s: %d %s", month, n, what), "kinerja.cases", figure, m.Key())
		}
		said := map[performance.Figure][]complaint.ID{
			FigureWorn: m.Lasting.Worn, FigureKept: m.Word.Kept, FigureBroken: m.Word.Broken, FigureMoved: m.Word.Moved,
		}
		for _, f := range CitizensFigures {
			if n := len(said[f]); n > 0 {
				rows = append(rows, row(show(s.words(lang, "figure-"+string(f), nil), n, f)))
			}
		}
		if m.Counted == 0 {
			continue
		}
		if _, enough := m.Share(); !enough {
			rows = append(rows, row(show(label, m.Counted, performance.FigureCounted)))
			continue
		}
		rows = append(rows, row(show(label, m.Counted, performance.FigureCounted)), row(
			show(s.words(lang, "figure-on-time", nil), m.OnTime, performance.FigureOnTime),
			show(s.words(lang, "figure-late", nil), m.Counted-m.OnTime, performance.FigureLate)))
	}
	if len(f.Targets) > 0 {
		rows = append(rows, row(s.button(lang, "realisasi.open")))
	}
	mixes := map[string]string{} // by month
	for _, m := range f.Months {
		if said := s.mixed(lang, m.Mix); said != "" {
			mixes[m.Key()] = locale.Month(lang, m.Month.Month()) + ": " + said
		}
	}
	m, err := s.say(lang, "figures", struct {
		Figures
		Mixes     map[string]string
		Lang      locale.Lang
		Location  *time.Location
		ShareFrom int
		MedianOf  int
		MixFrom   int
	}{f, mixes, lang, s.Location, performance.ShareFrom, performance.MedianFrom, rating.MixFrom}, rows...)
	m.Protect = true
	return m, err
}

// FigureCase is one case behind a figure.
type FigureCase struct {
	performance.Case
	Area    string
	Contest *complaint.Dispute // nil where nobody contested it
	May     bool               // it can be contested
}

// contestable is how many cases of a list have a button to contest them.
const contestable = 12

// FigureCases lists the cases behind a figure of a month.
func (s *Speaker) FigureCases(lang locale.Lang, f performance.Figure, month time.Time, cases []FigureCase) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, c := range cases {
		if c.May && len(rows) < contestable {
			rows = append(rows, row(s.labelled(s.labels[lang]["dispute.ask"]+" "+c.Code, "dispute.ask", c.Stretch)))
		}
	}
	m, err := s.say(lang, "figure-cases", struct {
		Figure      performance.Figure
		Month       string
		Cases       []FigureCase
		Contestable bool
	}{f, locale.MonthYear(lang, month), cases, len(rows) > 0}, rows...)
	m.Protect = true
	return m, err
}

// FigureCodes lists the cases behind a figure that is not of a clock.
func (s *Speaker) FigureCodes(lang locale.Lang, f performance.Figure, month time.Time, cases []FigureCase) (outbox.Message, error) {
	m, err := s.say(lang, "figure-codes", struct {
		What, Month string
		Cases       []FigureCase
	}{s.words(lang, "figure-"+string(f), nil), locale.MonthYear(lang, month), cases})
	m.Protect = true
	return m, err
}

// Targets lists what somebody wants to reach.
func (s *Speaker) Targets(lang locale.Lang, now time.Time, targets []performance.Target) (outbox.Message, error) {
	var rows [][]outbox.Button
	if len(targets) > 0 {
		rows = append(rows, row(s.button(lang, "realisasi.open")))
	}
	return s.guarded(lang, "targets", targetList{now, targets}, rows...)
}

type targetList struct {
	Now     time.Time
	Targets []performance.Target
}

// RealiseChoose asks of which target somebody reports.
func (s *Speaker) RealiseChoose(lang locale.Lang, targets []performance.Target) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, t := range targets {
		rows = append(rows, row(s.labelled(Shorten(t.Name, 40)+" · "+period(lang, t.Period), "realisasi.pick", t.ID)))
	}
	return s.say(lang, "realise-choose", targets, rows...)
}

// RealiseValue asks for the number.
func (s *Speaker) RealiseValue(lang locale.Lang, now time.Time, t performance.Target) (outbox.Message, error) {
	return s.say(lang, "realise-value", targetWith{t, now, ""})
}

// RealiseNote asks for a note to the number.
func (s *Speaker) RealiseNote(lang locale.Lang, t performance.Target, value string) (outbox.Message, error) {
	return s.say(lang, "realise-note", targetWith{Target: t, Value: value}, row(s.button(lang, "realisasi.skip", t.ID)))
}

// Realised says what was recorded.
func (s *Speaker) Realised(lang locale.Lang, now time.Time, t performance.Target) (outbox.Message, error) {
	return s.say(lang, "realised", targetWith{t, now, t.Latest.Value})
}

// NoScorecard says that there is no card yet.
func (s *Speaker) NoScorecard(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "no-scorecard", nil)
}

type targetWith struct {
	performance.Target
	Now   time.Time
	Value string
}

// exact writes a decimal as a person reads it, digit by digit.
func exact(lang locale.Lang, decimal string) string {
	unsigned, negative := strings.CutPrefix(decimal, "-")
	whole, fraction, _ := strings.Cut(unsigned, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return decimal
	}
	written := locale.Number(lang, n)
	if fraction != "" {
		// Between a number and its fraction stands what Decimal puts there.
		written += strings.Trim(locale.Decimal(lang, 0.1, 1), "01") + fraction
	}
	if negative {
		written = "-" + written
	}
	return written
}

// period names "2026", "2026-Q4" or "2026-11".
func period(lang locale.Lang, p string) string {
	year, rest, parted := strings.Cut(p, "-")
	quarters := map[string]string{"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}
	switch month, err := time.Parse("2006-01", p); {
	case !parted:
		return p
	case quarters[rest] != "" && lang == locale.EN:
		return "quarter " + quarters[rest] + " " + year
	case quarters[rest] != "":
		return "triwulan " + quarters[rest] + " " + year
	case err == nil:
		return locale.MonthYear(lang, month)
	}
	return p
}
