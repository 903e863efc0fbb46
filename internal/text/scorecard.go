package text

import (
	"fmt"
	"strings"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/paper"
	"tanggap/internal/performance"
	"tanggap/internal/scorecard"
)

// Score is a scorecard as its supervisor reads it.
type Score struct {
	scorecard.Card
	Days    string // "16–22 November"
	Share   string // "75%"; "" when there are too few to say
	Persons []ScorePerson
	Few     bool // somewhere there are too few to say

	helpTime string
	lang     locale.Lang
}

// ScorePerson is one line of it.
type ScorePerson struct {
	Name            string
	Post            string // another than their own; "" for that
	Counted, OnTime int
	Share, Median   string // "" when there are too few to say
	Paused          string // beside the median: the share of the time that stood still
	Mix             string // of what they are; "" for none
}

// HelpTime is how long the supervisor took to help, "" when there are too few to
// say.
func (s Score) HelpTime() string { return s.helpTime }

// Few says whether there are too few to say more than the numbers.
func (p ScorePerson) Few() bool { return p.Counted > 0 && p.Share == "" }

// ShareFrom and MedianFrom are the fewest cases of which a share or a median
// is told.
func (Score) ShareFrom() int  { return performance.ShareFrom }
func (Score) MedianFrom() int { return performance.MedianFrom }

// Where names the places of what is past due, the fullest first.
func (s Score) Where() string {
	const most = 4
	var names []string
	for _, p := range s.Places {
		switch {
		case p.Name == "":
			continue
		case p.Count > 1:
			names = append(names, fmt.Sprintf("%s (%d)", p.Name, p.Count))
		default:
			names = append(names, p.Name)
		}
	}
	if len(names) > most {
		names = append(names[:most], "…")
	}
	return strings.Join(names, ", ")
}

// Scorecard is the week of a supervisor, with a button for each figure that
// lists its cases.
func (s *Speaker) Scorecard(lang locale.Lang, c scorecard.Card) (outbox.Message, error) {
	return s.say(lang, "scorecard", s.score(lang, c), s.figures(lang, c)...)
}

// ScorecardChart goes with the picture of a card.
func (s *Speaker) ScorecardChart(lang locale.Lang, c scorecard.Card) (outbox.Message, error) {
	m, err := s.say(lang, "scorecard-chart", s.score(lang, c))
	m.Photos, m.Protect = [][]byte{c.Chart}, true
	return m, err
}

func (s *Speaker) score(lang locale.Lang, c scorecard.Card) Score {
	v := Score{Card: c, lang: lang, Days: s.days(lang, c.Week(), c.FrozenAt), Share: share(lang, c.OnTime, len(c.Counted))}
	if took, ok := c.HelpTook(); ok {
		v.helpTime = locale.WorkDuration(lang, took, time.Duration(c.HelpPerDay)*time.Second)
	}
	v.Few = len(c.Counted) > 0 && v.Share == ""
	for _, p := range c.People {
		line := ScorePerson{Name: p.Name, Post: p.Post, Counted: len(p.Counted), OnTime: p.OnTime, Share: share(lang, p.OnTime, len(p.Counted)), Mix: s.mixed(lang, p.Mix)}
		if median, ok := p.Typical(); ok {
			line.Median, line.Paused = locale.WorkDuration(lang, median, p.Day()), paused(lang, p.Pause)
		}
		v.Few = v.Few || line.Few()
		v.Persons = append(v.Persons, line)
	}
	return v
}

// Paused is the share of the span's time that stood still, "" when there are too
// few to say.
func (s Score) Paused() string {
	if len(s.Counted) < performance.MedianFrom {
		return ""
	}
	return paused(s.lang, s.Pause)
}

// paused is the share of a time that stood still, in percent.
func paused(lang locale.Lang, p performance.Pause) string { return locale.Percent(lang, p.Share(), 0) }

// share is a part in percent, "" when there are too few to say.
func share(lang locale.Lang, onTime, counted int) string {
	if part, ok := performance.Share(onTime, counted); ok {
		return locale.Percent(lang, part, 0)
	}
	return ""
}

func (s *Speaker) days(lang locale.Lang, w scorecard.Week, ref time.Time) string {
	return locale.Range(lang, w.Monday.Midnight(s.Location), w.Sunday().Midnight(s.Location), ref.In(s.Location))
}

// figures are the buttons of a card: of the span two a row, then of persons. A
// figure without cases has none.
func (s *Speaker) figures(lang locale.Lang, c scorecard.Card) [][]outbox.Button {
	const perRow, mostPeople = 2, 40
	var rows [][]outbox.Button
	n := 0
	add := func(label string, args ...any) {
		b := s.labelled(label, "score.cases", append([]any{c.ID}, args...)...)
		if n%perRow == 0 {
			rows = append(rows, row(b))
		} else {
			rows[len(rows)-1] = append(rows[len(rows)-1], b)
		}
		n++
	}
	for _, f := range []struct {
		figure scorecard.Figure
		cases  int
	}{
		{scorecard.FigureConfirmed, len(c.Confirmed)}, {scorecard.FigurePhone, len(c.Phone)}, {scorecard.FigureCounted, len(c.Counted)}, {scorecard.FigurePastDue, len(c.PastDue)},
		{scorecard.FigureReopened, len(c.Reopened)}, {scorecard.FigureUndone, len(c.Undone)}, {scorecard.FigureSpam, len(c.Spam)},
		{scorecard.FigureWorn, len(c.Worn)}, {scorecard.FigureOpen, len(c.Open)},
		{scorecard.FigureHelp, len(c.AskedOf)},
	} {
		if f.cases > 0 {
			add(s.words(lang, "score-button-"+string(f.figure), f.cases), f.figure)
		}
	}
	n = 0
	for i, p := range c.People[:min(len(c.People), mostPeople)] {
		if len(p.Counted) > 0 {
			add(Shorten("👤 "+p.Name, 24)+fmt.Sprintf(" (%d)", len(p.Counted)), scorecard.FigurePerson, i)
		}
	}
	return rows
}

// ScorecardCases lists the cases behind a figure.
func (s *Speaker) ScorecardCases(lang locale.Lang, b scorecard.Behind) (outbox.Message, error) {
	return s.say(lang, "scorecard-cases", struct {
		scorecard.Behind
		Days string
	}{b, s.days(lang, b.Week(), b.FrozenAt)})
}

// DrawScorecard draws the weeks of a card; nil when there is nothing to draw.
func (s *Speaker) DrawScorecard(lang locale.Lang, c scorecard.Content) ([]byte, error) {
	if len(c.Weeks) == 0 {
		return nil, nil
	}
	ref := c.Week().Ends(s.Location)
	bars := make([]paper.WeekBar, len(c.Weeks))
	for i, w := range c.Weeks {
		bars[i] = paper.WeekBar{Label: s.days(lang, scorecard.Week{Monday: w.Monday}, ref), OnTime: w.OnTime, Late: w.Counted - w.OnTime}
	}
	return paper.WeeklyChart(s.words(lang, "chart-title", c.Unit), s.words(lang, "chart-subtitle", nil), bars, paper.ChartLabels{
		OnTime: s.words(lang, "chart-on-time", nil), Late: s.words(lang, "chart-late", nil), Empty: s.words(lang, "chart-empty", nil),
	})
}
