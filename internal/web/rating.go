package web

import (
	"context"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/visit"
)

// ratings are what a unit's page shows of what its visitors said: proved
// visits and open ones apart, what does not count, the index or what is
// missing to it, and what the head says was improved.
type ratings struct {
	From, To     time.Time
	Total        figure
	Proved, Open figure
	Faces        []faceLine
	Mean         *float64 // nil below the least number
	Slips        *turnout // of the slips that were given out; nil where none were
	Visits       *turnout // of the visits that the office counted itself
	Quiet        bool
	Held         int
	Dropped      int
	Surveys      []survey
	Improved     string
	Month        time.Time // of Improved
}

// turnout is who rated of whom.
type turnout struct{ N, Of int }

// faceLine is one of the four faces.
type faceLine struct {
	Key          string // "1" to "4"
	Proved, Open figure
}

// survey is the IKM of a quarter, or what is missing to it.
type survey struct {
	Quarter string // "1" to "4"
	Year    int
	Index   *float64
	Band    string
	N       int
	Lacking int
}

// kept is how long a unit's ratings may be shown before they are read again.
const kept = 5 * time.Second

type keptRatings struct {
	ratings *ratings
	at      time.Time
}

// rating gives what a unit's visitors said, at most kept old.
func (v *server) rating(r *http.Request, unit string) (*ratings, error) {
	v.ratingMu.Lock()
	defer v.ratingMu.Unlock()
	if k, ok := v.ratings[unit]; ok && time.Since(k.at) < kept {
		return k.ratings, nil
	}
	// One reader's going away must not fail the others.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), patience)
	defer cancel()
	var report visit.Report
	err := pgx.BeginTxFunc(ctx, v.Pool, snapshot, func(tx pgx.Tx) (err error) {
		report, err = v.Visits.Report(ctx, tx, v.Now(), unit)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(v.ratings) > 1000 || v.ratings == nil {
		v.ratings = map[string]keptRatings{}
	}
	shown := v.ratingsOf(report)
	v.ratings[unit] = keptRatings{shown, time.Now()}
	return shown, nil
}

func (v *server) ratingsOf(r visit.Report) *ratings {
	out := &ratings{
		From: r.From.Midnight(v.loc), To: r.To.Midnight(v.loc), Quiet: r.Turnout.Quiet(),
		Held: r.Standing.HeldN(), Dropped: r.Standing.Dropped,
	}
	all := r.Standing.All()
	out.Total = figure{Key: "rated", N: all.N()}
	if all.N() < few {
		out.Total.Veil = tooFew
	}
	out.Proved, out.Open = figure{Key: "proved", N: r.Standing.Proved.N()}, figure{Key: "unproved", N: r.Standing.Open.N()}
	cover(out.Total.Veil, []part{{out.Proved.N, &out.Proved.Veil}, {out.Open.N, &out.Open.Veil}})
	proved, open := coveredFaces(r.Standing.Proved, out.Proved.Veil), coveredFaces(r.Standing.Open, out.Open.Veil)
	for i := range proved {
		out.Faces = append(out.Faces, faceLine{Key: string(rune('1' + i)), Proved: proved[i], Open: open[i]})
	}
	if mean, ok := all.Mean(); ok {
		out.Mean = &mean
	}
	if t := r.Turnout; t.Slips >= few {
		out.Slips = &turnout{min(t.Proved, t.Slips), t.Slips}
	}
	if t := r.Turnout; t.Registered >= few {
		out.Visits = &turnout{min(t.All, t.Registered), t.Registered}
	}
	for _, s := range r.Surveys {
		one := survey{Quarter: string(rune('0' + s.Quarter.N)), Year: s.Quarter.Year, N: s.All().Respondents, Lacking: s.Lacking()}
		if i, ok := s.IKM(); ok {
			index := i.Float()
			one.Index, one.Band = &index, string(i.Band())
		}
		out.Surveys = append(out.Surveys, one)
	}
	if r.Improved != nil {
		out.Improved, out.Month = r.Improved.Words, r.Improved.Month.Midnight(v.loc)
	}
	return out
}

// coveredFaces are the faces of one door, so covered that no small number can
// be worked out.
func coveredFaces(f visit.Faces, whole veil) [4]figure {
	var figures [4]figure
	var parts []part
	for i, n := range f {
		figures[i].N = n
		parts = append(parts, part{n, &figures[i].Veil})
	}
	cover(whole, parts)
	return figures
}
