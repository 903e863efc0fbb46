package web

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"tanggap/internal/roster"
)

func TestCover(t *testing.T) {
	for _, test := range []struct {
		name  string
		whole veil
		parts []int
		want  []veil
	}{
		{"all large", shown, []int{5, 12, 7}, []veil{shown, shown, shown}},
		{"none", shown, []int{0, 12, 7}, []veil{tooFew, shown, shown}}, // a remainder of nothing
		{"one small", shown, []int{2, 12, 7}, []veil{tooFew, shown, veiled}},
		{"two small, together large", shown, []int{4, 4, 12, 7}, []veil{tooFew, tooFew, shown, shown}},
		{"two small, together small", shown, []int{1, 3, 12, 7}, []veil{tooFew, tooFew, shown, shown}},
		{"one small, one none", shown, []int{0, 3, 12, 7}, []veil{tooFew, tooFew, shown, shown}},
		{"a small one beside a single large one", shown, []int{3, 20}, []veil{tooFew, veiled}},
		{"one part alone", shown, []int{0, 9}, []veil{tooFew, shown}},
		{"under a sum that is covered", veiled, []int{9, 2, 0}, []veil{veiled, tooFew, tooFew}},
		{"under a small sum", tooFew, []int{3, 1}, []veil{tooFew, tooFew}},
	} {
		got := make([]veil, len(test.parts))
		parts := make([]part, len(test.parts))
		for i, n := range test.parts {
			parts[i] = part{n, &got[i]}
		}
		cover(test.whole, parts)
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// Whatever the tree and the figures, what is shown never tells of a small
// figure by taking the shown parts from a shown sum.
func TestNothingSmallCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "units")
		units := make([]roster.Unit, n)
		found := map[string]tally{}
		for i := range units {
			units[i] = roster.Unit{Code: fmt.Sprint(i), Name: fmt.Sprint("Unit ", i)}
			if above := rapid.IntRange(-1, n-1).Draw(t, "above"); above >= 0 {
				units[i].ParentCode = fmt.Sprint(above) // circles too
			}
			var u tally
			for f := range u {
				u[f] = rapid.OneOf(rapid.IntRange(0, 6), rapid.IntRange(0, 40)).Draw(t, "figure")
			}
			found[units[i].Code] = u
		}
		whole, byCode := arrange(units, found)

		var sum tally
		for _, u := range found {
			sum.add(u)
		}
		if whole.all != sum {
			t.Fatalf("the whole is %v, the units are %v together", whole.all, sum)
		}
		for _, o := range byCode {
			if !o.within(whole) {
				t.Fatalf("unit %s is nowhere", o.Code)
			}
		}
		check(t, whole)
		for _, o := range byCode {
			check(t, o)
		}
	})
}

func check(t *rapid.T, o *office) {
	for f := range o.all {
		if o.allVeils[f] == shown && o.all[f] < few {
			t.Fatalf("%q shows %d", o.Code, o.all[f])
		}
		if len(o.below) == 0 {
			continue
		}
		var hidden, hiddenSum int
		count := func(n int, v veil) {
			if v != shown {
				hidden++
				hiddenSum += n
				return
			}
			if n < few {
				t.Fatalf("a part of %q shows %d", o.Code, n)
			}
			if o.allVeils[f] != shown {
				t.Fatalf("a part of %q is shown under a sum that is not", o.Code)
			}
		}
		if o.above != nil {
			count(o.own[f], o.ownVeils[f])
		}
		for _, b := range o.below {
			count(b.all[f], b.allVeils[f])
		}
		if o.allVeils[f] == shown && hidden == 1 && hiddenSum > 0 {
			t.Fatalf("under %q the only hidden part is worth %d, which can be worked out", o.Code, hiddenSum)
		}
	}
}
