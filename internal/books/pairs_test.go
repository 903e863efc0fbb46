package books_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// Two people tap in the same moment, each in a transaction of their own: what can
// happen once happens once, whoever comes first, and every clock stays right.
func TestPairsAtOnce(t *testing.T) {
	o := office.New(t)
	at := testkit.Time("2026-10-05 08:00")
	for name, c := range map[string]struct {
		before []office.Act
		pair   [2]office.Act
		once   []complaint.Kind // exactly one event of these
	}{
		"the officer answers, the superior gives the case away": {nil, [2]office.Act{office.Answer, office.HandOn}, []complaint.Kind{complaint.Handed}},
		"two superiors grant":                         {[]office.Act{office.Extend}, [2]office.Act{office.Longer, office.Longer}, []complaint.Kind{complaint.Extended}},
		"two superiors give it away":                  {nil, [2]office.Act{office.HandOn, office.HandOn}, nil},
		"the citizen confirms, a second result":       {[]office.Act{office.Propose}, [2]office.Act{office.Confirm, office.Propose}, []complaint.Kind{complaint.Done}},
		"the citizen confirms and opens again":        {[]office.Act{office.Propose}, [2]office.Act{office.Confirm, office.Reopen}, []complaint.Kind{complaint.Again}},
		"accepted while it lapses":                    {[]office.Act{office.Offer}, [2]office.Act{office.Take, office.Lapse}, []complaint.Kind{complaint.TakenOn, complaint.Lapsed}},
		"accepted while it is taken back":             {[]office.Act{office.Offer}, [2]office.Act{office.Take, office.Recall}, []complaint.Kind{complaint.TakenOn, complaint.Recalled}},
		"accepted while its holder answers":           {[]office.Act{office.Offer}, [2]office.Act{office.Take, office.Answer}, nil},
		"signed twice":                                {[]office.Act{office.Retype}, [2]office.Act{office.Sign, office.Sign}, []complaint.Kind{complaint.Recategorised}},
		"signed and not signed":                       {[]office.Act{office.Retype}, [2]office.Act{office.Sign, office.NotSign}, []complaint.Kind{complaint.Recategorised, complaint.AmendRefused}},
		"urgent twice":                                {nil, [2]office.Act{office.Urge, office.Urge}, []complaint.Kind{complaint.Urged}},
		"a part is done, and closed by the holder":    {[]office.Act{office.Share}, [2]office.Act{office.Part1, office.Alone}, []complaint.Kind{complaint.Helping, complaint.Unshared}},
		"withdrawn while the result leaves":           {nil, [2]office.Act{office.Withdraw, office.Propose}, nil},
		"the holder falls ill, the superior gives it": {nil, [2]office.Act{office.Sick, office.HandOn}, nil},
		"the holder moves, and answers":               {nil, [2]office.Act{office.Moved, office.Answer}, nil},
		"the holder moves, the receiver accepts":      {[]office.Act{office.Offer}, [2]office.Act{office.Moved, office.Take}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			for range 3 {
				o.Clear()
				id := o.File(at, "budi", "bayung")
				h := look(t, o, id)
				for _, act := range c.before {
					o.Act(at.Add(time.Hour), id, act)
				}
				later := at.Add(26 * time.Hour) // an offer is silent since long
				var both sync.WaitGroup
				for _, act := range c.pair {
					both.Go(func() { o.Act(later, id, act) })
				}
				both.Wait()
				_, _, story, _ := read(t, o, id)
				n := 0
				for _, e := range story {
					if slices.Contains(c.once, e.Kind) {
						n++
					}
				}
				if len(c.once) > 0 && n != 1 {
					t.Errorf("%d of %v", n, c.once)
				}
				if wrong := broken(t, o, h, later.Add(time.Hour)); wrong != "" {
					t.Error(wrong)
				}
				agreed(t, o)
			}
		})
	}
}
