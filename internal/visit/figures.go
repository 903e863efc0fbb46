package visit

import (
	"tanggap/internal/skm"
	"tanggap/internal/worktime"
)

// Faces counts ratings by their face, tidak baik first.
type Faces [4]int

// N is how many there are.
func (f Faces) N() int { return f[0] + f[1] + f[2] + f[3] }

// Plus adds two counts up.
func (f Faces) Plus(g Faces) Faces {
	for i := range f {
		f[i] += g[i]
	}
	return f
}

// MeanFrom is from how many ratings on a mean is told: with fewer a single one
// changes it too much.
const MeanFrom = 5

// Mean is the mean face; false when there are too few.
func (f Faces) Mean() (float64, bool) {
	n := f.N()
	if n < MeanFrom {
		return 0, false
	}
	return float64(f[0]+2*f[1]+3*f[2]+4*f[3]) / float64(n), true
}

// Standing is how a unit was rated in some days: proved visits and open ones
// apart, and what does not count by its reason.
type Standing struct {
	Proved, Open Faces
	Held         map[Reason]int // nobody has decided yet
	Dropped      int
}

// All are the ratings that count.
func (s Standing) All() Faces { return s.Proved.Plus(s.Open) }

// HeldN is how many are held.
func (s Standing) HeldN() (n int) {
	for _, k := range s.Held {
		n += k
	}
	return n
}

// Week is one ISO week of a unit's ratings.
type Week struct {
	Monday       worktime.Date
	Proved, Open Faces
}

// All are the ratings of the week that count.
func (w Week) All() Faces { return w.Proved.Plus(w.Open) }

// Watched is what the single questions gave of one unsur. It is no SKM.
type Watched struct {
	skm.Sum
	Asked, Unknown int
}

// Mean is its mean score; false when there are too few answers.
func (w Watched) Mean() (float64, bool) {
	if w.Answers < MeanFrom {
		return 0, false
	}
	return float64(w.Total) / float64(w.Answers), true
}

// Turnout is how many of those who came have rated.
type Turnout struct {
	Slips      int // printed in these days
	Registered int // visits that the head counted
	Proved     int // ratings that count
	All        int
}

// Part is who rated of whom: of the visits that the head counted, or else by
// slip of the slips that were printed. False when nobody knows how many came.
func (t Turnout) Part() (part, of int, known bool) {
	switch {
	case t.Registered > 0:
		return min(t.All, t.Registered), t.Registered, true
	case t.Slips > 0:
		return min(t.Proved, t.Slips), t.Slips, true
	}
	return 0, 0, false
}

// A unit with visits enough of whom fewer than one in ten has rated is quiet.
const (
	quietFrom  = 30
	quietShare = 10
)

// Quiet says that there are fewer ratings than the visits would suggest: to be
// checked, not praised.
func (t Turnout) Quiet() bool {
	part, of, known := t.Part()
	return known && of >= quietFrom && part*quietShare < of
}

// Survey is a quarter of full questionnaires, the SKM of a unit.
type Survey struct {
	Unit         string
	Quarter      Quarter
	Proved, Open skm.Tally
	Turnout      Turnout
}

// All are the questionnaires that count.
func (s Survey) All() skm.Tally {
	all := skm.Tally{Respondents: s.Proved.Respondents + s.Open.Respondents, Of: map[skm.Unsur]skm.Sum{}}
	for _, u := range skm.All {
		a, b := s.Proved.Of[u], s.Open.Of[u]
		all.Of[u] = skm.Sum{Total: a.Total + b.Total, Answers: a.Answers + b.Answers}
	}
	return all
}

// Lacking is how many questionnaires the index still lacks.
func (s Survey) Lacking() int { return max(0, skm.Least-s.All().Respondents) }

// IKM is the index of the quarter; false below the least number of
// questionnaires, or while an unsur has no answer.
func (s Survey) IKM() (skm.Index, bool) {
	if s.Lacking() > 0 {
		return 0, false
	}
	return s.All().Index()
}
