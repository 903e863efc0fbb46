package skm

import (
	"fmt"
	"math/big"
	"slices"
)

// Sum is what was said of one unsur by those who answered it.
type Sum struct{ Total, Answers int }

// Tally adds up full questionnaires; the order in which they come is
// irrelevant.
type Tally struct {
	Respondents int
	Of          map[Unsur]Sum
}

// Add counts one questionnaire. It refuses as Answers.Check does.
func (t *Tally) Add(a Answers) error {
	if err := a.Check(); err != nil {
		return err
	}
	if t.Of == nil {
		t.Of = map[Unsur]Sum{}
	}
	t.Respondents++
	for u, score := range a {
		s := t.Of[u]
		t.Of[u] = Sum{s.Total + score, s.Answers + 1}
	}
	return nil
}

// Missing are the unsur that nobody has answered, in their order.
func (t Tally) Missing() []Unsur {
	return slices.DeleteFunc(slices.Clone(All), func(u Unsur) bool { return t.Of[u].Answers > 0 })
}

// Index is the IKM in hundredths, from 2500 to 10000.
type Index int

// Index computes the IKM once from whole numbers, each unsur weighing exactly
// one ninth, and rounds half up to two decimals. False while any unsur has no
// answer.
func (t Tally) Index() (Index, bool) {
	sum := new(big.Rat)
	for _, u := range All {
		s := t.Of[u]
		if s.Answers == 0 {
			return 0, false
		}
		sum.Add(sum, big.NewRat(int64(s.Total), int64(s.Answers)))
	}
	sum.Mul(sum, big.NewRat(2500, 9))
	return Index(halfUp(sum)), true
}

// Index is the unsur's own mean on the scale of the IKM; it needs an answer.
func (s Sum) Index() Index { return Index(halfUp(big.NewRat(2500*int64(s.Total), int64(s.Answers)))) }

// NRR is the mean score of the unsur (nilai rata-rata) in ten thousandths; 0
// without an answer.
func (s Sum) NRR() int {
	if s.Answers == 0 {
		return 0
	}
	return halfUp(big.NewRat(10_000*int64(s.Total), int64(s.Answers)))
}

// Weighted is the NRR times one ninth, in ten thousandths. It is for reading:
// the IKM never comes of rounded parts.
func (s Sum) Weighted() int {
	if s.Answers == 0 {
		return 0
	}
	return halfUp(big.NewRat(10_000*int64(s.Total), 9*int64(s.Answers)))
}

func halfUp(r *big.Rat) int {
	n := new(big.Int).Lsh(r.Num(), 1)
	n.Add(n, r.Denom())
	n.Quo(n, new(big.Int).Lsh(r.Denom(), 1))
	return int(n.Int64())
}

// Float is for printing in a language.
func (i Index) Float() float64 { return float64(i) / 100 }

func (i Index) String() string { return fmt.Sprintf("%d.%02d", int(i)/100, int(i)%100) }

// Band is the mutu of an index.
type Band string

// The bands, from the best.
const (
	A Band = "A" // sangat baik
	B Band = "B" // baik
	C Band = "C" // kurang baik
	D Band = "D" // tidak baik
)

// Band is taken of the rounded index, so that between two bands lies nothing.
func (i Index) Band() Band {
	switch {
	case i >= 8831:
		return A
	case i >= 7661:
		return B
	case i >= 6500:
		return C
	}
	return D
}

// Weakest are up to n unsur with the lowest means, the lowest first; of equals
// the earlier in the regulation. Those without an answer are none.
func (t Tally) Weakest(n int) []Unsur {
	answered := slices.DeleteFunc(slices.Clone(All), func(u Unsur) bool { return t.Of[u].Answers == 0 })
	slices.SortStableFunc(answered, func(a, b Unsur) int {
		x, y := t.Of[a], t.Of[b]
		return x.Total*y.Answers - y.Total*x.Answers
	})
	return answered[:min(n, len(answered))]
}
