package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/paper"
	"tanggap/internal/skm"
	"tanggap/internal/visit"
)

// Survey is the SKM report of a unit and quarter in words, as it is printed.
func (s *Speaker) Survey(lang locale.Lang, regency string, q visit.Quarterly, now time.Time) paper.Survey {
	say := func(name string, data any) string { return s.words(lang, name, data) }
	all := q.All()
	ikm := s.IKM(lang, q.Survey)
	out := paper.Survey{
		Regency: regency, Title: say("skm-title", nil), Unit: q.Unit.Name, Period: capital(s.Quarter(lang, q.Quarter)),
		Label: say("skm-label", nil), Index: ikm.Index, ChartTitle: say("skm-chart", nil),
		SaidTitle: say("skm-said", nil), AboutTitle: say("skm-about", nil), WeakTitle: say("skm-weak", nil),
	}
	if ikm.Index == "" {
		out.Index = say("skm-none", ikm)
	} else {
		out.Grade = say("skm-grade", ikm.Band)
	}
	for i := range out.Columns {
		out.Columns[i] = say(fmt.Sprintf("skm-col-%d", i+1), nil)
	}
	out.Facts = s.surveyFacts(lang, q)
	weighted := 0.0
	for _, u := range skm.All {
		sum := all.Of[u]
		r := paper.SurveyRow{Name: s.UnsurName(lang, u), Total: sum.Total, Answers: sum.Answers, NRR: "–", Weighted: "–", Grade: "–"}
		if sum.Answers > 0 {
			r.Mean = float64(sum.Total) / float64(sum.Answers)
			weighted += r.Mean / float64(len(skm.All))
			r.NRR, r.Weighted = fourth(lang, sum.NRR()), fourth(lang, sum.Weighted())
			r.Index, r.Grade = locale.Decimal(lang, sum.Index().Float(), 2), string(sum.Index().Band())
		}
		out.Rows = append(out.Rows, r)
	}
	out.Sum = [2]string{say("skm-sum", nil), "–"}
	if ikm.Index != "" {
		out.Sum[1] = locale.Decimal(lang, weighted, 4)
	}
	for _, m := range []struct {
		at   float64
		band skm.Band
	}{{2.6, skm.C}, {3.0644, skm.B}, {3.5324, skm.A}} {
		out.Marks = append(out.Marks, paper.SurveyMark{At: m.at, Name: fmt.Sprintf("%s ≥ %s", m.band, locale.Decimal(lang, m.at, 2))})
	}
	for _, u := range all.Weakest(visit.MostPlans) {
		plan := say("skm-no-plan", nil)
		if q.Plans[u] != "" {
			plan = say("skm-plan", q.Plans[u])
		}
		out.Weak = append(out.Weak, paper.SurveyWeak{Name: s.UnsurName(lang, u), Plan: plan})
	}
	out.About = s.surveyAbout(lang, q)
	for _, w := range q.Said {
		out.Said = append(out.Said, w.Words)
	}
	out.Notes = []string{say("skm-note-1", nil), say("skm-note-2", nil), say("skm-note-3", skm.Least)}
	out.Services = s.surveyServices(lang, q.About["service"])
	out.Signed = [4]string{say("skm-place", locale.Day(lang, now.In(s.Location), time.Time{})), say("skm-post", q.Unit.Name), say("skm-name-line", nil)}
	if q.Head != nil {
		out.Signed[1], out.Signed[2], out.Signed[3] = q.Head.Position, q.Head.Name, say("skm-nip", q.Head.NIP)
	}
	return out
}

func (s *Speaker) surveyFacts(lang locale.Lang, q visit.Quarterly) [][2]string {
	number := func(n int) string { return locale.Number(lang, n) }
	fact := func(name, value string) [2]string { return [2]string{s.words(lang, "skm-fact-"+name, nil), value} }
	facts := [][2]string{
		fact("respondents", number(q.All().Respondents)), fact("proved", number(q.Proved.Respondents)), fact("open", number(q.Open.Respondents)),
	}
	if t := q.Turnout; t.Slips > 0 {
		facts = append(facts, fact("slips", s.share(lang, "skm-of-slips", t.Proved, t.Slips)))
	}
	if t := q.Turnout; t.Registered > 0 {
		facts = append(facts, fact("visits", s.share(lang, "skm-of-visits", t.All, t.Registered)))
	}
	if _, of, known := q.Turnout.Part(); known {
		facts = append(facts, fact("sample", number(skm.Sample(of))))
	}
	return append(facts, fact("held", number(q.Standing.HeldN())+" / "+number(q.Standing.Dropped)))
}

// surveyAbout is how the respondents are made up. Too few to be shown apart
// are among those who did not say: a group of one would point at a person.
func (s *Speaker) surveyAbout(lang locale.Lang, q visit.Quarterly) (about []paper.SurveyAbout) {
	for _, field := range visit.Fields {
		a := paper.SurveyAbout{Title: s.words(lang, "skm-about-"+field, nil)}
		rest := q.About[field][""]
		for _, choice := range visit.Choices[field] {
			n := q.About[field][choice]
			if n < fewRespondents {
				rest += n
				continue
			}
			a.Lines = append(a.Lines, [2]string{s.Choice(lang, field, choice), locale.Number(lang, n)})
		}
		if rest > 0 {
			a.Lines = append(a.Lines, [2]string{s.words(lang, "skm-about-none", nil), locale.Number(lang, rest)})
		}
		if len(a.Lines) > 0 {
			about = append(about, a)
		}
	}
	return about
}

// surveyServices says what respondents came for, most of them first, in the
// words of those who wrote the same.
func (s *Speaker) surveyServices(lang locale.Lang, wrote map[string]int) string {
	type service struct {
		name string
		n    int
	}
	same := map[string]service{}
	rest := 0
	for words, n := range wrote {
		key := strings.ToLower(strings.Join(strings.Fields(words), " "))
		same[key] = service{capital(key), same[key].n + n}
	}
	var all []service
	for key, v := range same {
		if key == "" || v.n < fewRespondents {
			rest += v.n
			continue
		}
		all = append(all, v)
	}
	if len(all) == 0 {
		return ""
	}
	slices.SortFunc(all, func(a, b service) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.name, b.name)) })
	var said []string
	for _, v := range all {
		said = append(said, v.name+" "+locale.Number(lang, v.n))
	}
	if rest > 0 {
		said = append(said, s.words(lang, "skm-about-none", nil)+" "+locale.Number(lang, rest))
	}
	return s.words(lang, "skm-services", strings.Join(said, " · "))
}

// fewRespondents is the smallest group that is shown.
const fewRespondents = 5

// fourth prints ten thousandths.
func fourth(lang locale.Lang, n int) string { return locale.Decimal(lang, float64(n)/10_000, 4) }

func capital(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
