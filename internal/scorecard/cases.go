package scorecard

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
)

// Line is one case behind a figure.
type Line struct {
	ID       complaint.ID
	Code     string
	Category string
	Place    string        // "" when it is not known
	Post     string        // who holds it now; "" when nobody does
	State    string        // as it is now
	Age      time.Duration // from the filing to its end, or to the end of the card's week
}

// Behind is what stands behind one figure of a card.
type Behind struct {
	Card
	Figure Figure
	Person string // whose figure it is, "" for the whole span
	Total  int
	Lines  []Line // the first MostLines
}

// MostLines is how many cases are listed behind a figure.
const MostLines = 40

// Rest is how many cases are not listed.
func (b Behind) Rest() int { return b.Total - len(b.Lines) }

// Cases lists what stands behind a figure of somebody's own card; for
// FigurePerson person is the line, from 0. It refuses with ErrUnknown.
func Cases(ctx context.Context, tx pgx.Tx, loc *time.Location, by roster.NIP, id int64, f Figure, person int) (Behind, error) {
	card, err := Find(ctx, tx, by, id)
	if err != nil {
		return Behind{}, err
	}
	b := Behind{Card: card, Figure: f}
	var list []complaint.ID
	switch f {
	case FigureConfirmed:
		list = card.Confirmed
	case FigurePhone:
		list = card.Phone
	case FigureCounted:
		list = card.Counted
	case FigurePastDue:
		list = card.PastDue
	case FigureReopened:
		list = card.Reopened
	case FigureSpam:
		list = card.Spam
	case FigureUndone:
		list = card.Undone
	case FigureWorn:
		list = card.Worn
	case FigureHelp:
		list = card.AskedOf
	case FigureOpen:
		list = card.Open
	case FigurePerson:
		if person < 0 || person >= len(card.People) {
			return Behind{}, ErrUnknown
		}
		list, b.Person = card.People[person].Counted, card.People[person].Name
	default:
		return Behind{}, ErrUnknown
	}
	b.Total = len(list)
	b.Lines, err = lines(ctx, tx, list[:min(len(list), MostLines)], card.Week().Ends(loc))
	return b, err
}

func lines(ctx context.Context, tx pgx.Tx, list []complaint.ID, at time.Time) ([]Line, error) {
	cases, err := complaint.FindAll(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	posts := map[post]string{}
	all := make([]Line, 0, len(cases))
	for _, c := range cases {
		l := Line{ID: c.ID, Code: c.Code, State: string(c.State)}
		end := at
		if c.EndedAt != nil && c.EndedAt.Before(at) {
			end = *c.EndedAt
		}
		l.Age = end.Sub(c.FiledAt)
		category, err := routing.FindCategory(ctx, tx, c.CategoryCode)
		if err != nil {
			return nil, err
		}
		l.Category = category.Name
		if c.AreaCode != nil {
			a, err := routing.FindArea(ctx, tx, *c.AreaCode)
			if err != nil {
				return nil, err
			}
			l.Place = a.Name
		}
		if c.Holder != nil {
			by := post{*c.Holder, c.UnitCode}
			title, known := posts[by]
			if !known {
				e, err := roster.InPost(ctx, tx, at.Add(-time.Second), by.nip, by.unit)
				if err != nil {
					return nil, err
				}
				title = e.Position
				posts[by] = title
			}
			l.Post = title
		}
		all = append(all, l)
	}
	return all, nil
}
