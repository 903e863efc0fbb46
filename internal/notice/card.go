package notice

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/routing"
	"tanggap/internal/text"
)

// Plan is what becomes of a draft if it is sent now.
type Plan struct {
	routing.Responsible
	Category routing.Category // zero while there are no categories at all
	Sure     bool
	Others   []routing.Category // the next in likelihood
	Area     string             // code, "" for unknown
	Place    string             // its name
	Maybe    []text.Place       // where the words may mean one of several
	Outside  bool
}

// Plan finds where a draft goes: what its writer chose, else what its words
// and its pin suggest.
func (d *Desk) Plan(ctx context.Context, tx pgx.Tx, now time.Time, draft Draft) (Plan, error) {
	s, err := routing.Suggest(ctx, tx, draft.Body(), draft.Pin())
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Category: s.Category, Sure: s.Sure, Others: s.Others, Outside: s.Outside}
	if draft.Category != "" {
		if err := p.choose(ctx, tx, draft.Category, s); err != nil {
			return Plan{}, err
		}
	}
	if err := p.locate(ctx, tx, draft.Area, s); err != nil {
		return Plan{}, err
	}
	if p.Category.Code == "" {
		return p, nil
	}
	loc := d.Complaints.Calendars.Location()
	if draft.Unit != "" {
		p.Responsible, err = routing.ResolveUnit(ctx, tx, now, loc, draft.Unit)
		p.Sure = true
	} else {
		p.Responsible, err = routing.Resolve(ctx, tx, now, loc, p.Category.Code, p.Area)
	}
	return p, err
}

// choose takes the writer's category; one that is gone meanwhile gives way to
// the suggestion.
func (p *Plan) choose(ctx context.Context, tx pgx.Tx, code string, s routing.Suggestion) error {
	c, err := routing.FindCategory(ctx, tx, code)
	if errors.Is(err, routing.ErrCategoryUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	p.Category, p.Sure, p.Others = c, true, nil
	for _, o := range append([]routing.Category{s.Category}, s.Others...) {
		if o.Code != code {
			p.Others = append(p.Others, o)
		}
	}
	return nil
}

// locate settles the area: chosen, suggested, or of several that the text may
// mean the one that holds the others.
func (p *Plan) locate(ctx context.Context, tx pgx.Tx, chosen string, s routing.Suggestion) error {
	switch {
	case chosen != "":
		p.Area, p.Outside = chosen, false
	case s.Area != nil:
		p.Area = s.Area.Code
	default:
		p.Area = around(s.Ambiguous)
		for _, a := range s.Ambiguous {
			name, err := placeName(ctx, tx, a.Code, true)
			if err != nil {
				return err
			}
			p.Maybe = append(p.Maybe, text.Place{Code: a.Code, Name: name})
		}
		return nil
	}
	var err error
	p.Place, err = placeName(ctx, tx, p.Area, false)
	return err
}

// around is the area among several that all others lie in, or "".
func around(areas []routing.Area) string {
	for _, a := range areas {
		holds := true
		for _, b := range areas {
			holds = holds && (b.Code == a.Code || b.ParentCode == a.Code)
		}
		if holds {
			return a.Code
		}
	}
	return ""
}

// titles are what stands before the name of an area of a type.
var titles = map[string]string{
	routing.TypeKecamatan: "Kecamatan ", routing.TypeKelurahan: "Kelurahan ", routing.TypeDesa: "Desa ",
}

// placeName names an area and what it lies in. The smallest has its title when
// it is a kecamatan, or always with titled.
func placeName(ctx context.Context, tx pgx.Tx, code string, titled bool) (string, error) {
	path, err := routing.Path(ctx, tx, code)
	if err != nil || len(path) == 0 {
		return "", err
	}
	name := path[0].Name
	if titled || path[0].Type == routing.TypeKecamatan {
		name = titles[path[0].Type] + name
	}
	if len(path) > 1 && path[1].Type != routing.TypeKabupaten {
		name += ", " + path[1].Name
	}
	return name, nil
}

// Card shows a draft before it is sent.
func (d *Desk) Card(ctx context.Context, tx pgx.Tx, now time.Time, lang locale.Lang, draft Draft) (outbox.Message, error) {
	return d.card(ctx, tx, now, lang, draft, false)
}

func (d *Desk) card(ctx context.Context, tx pgx.Tx, now time.Time, lang locale.Lang, draft Draft, reminder bool) (outbox.Message, error) {
	p, err := d.Plan(ctx, tx, now, draft)
	if err != nil {
		return outbox.Message{}, err
	}
	return d.Text.Card(lang, text.Card{
		Token: draft.Token, Body: draft.Words(), Category: p.Category.Name, Unit: p.Unit.Name, Sure: p.Sure,
		Place: p.Place, Maybe: p.Maybe, Outside: p.Outside, Pin: draft.Pin() != nil,
		Files: text.CountFiles(draft.Files), Public: draft.Public, Reminder: reminder,
	})
}

// mayBelong is how many of a writer's open cases a message is offered to.
const mayBelong = 3

// Belongs asks what a message belongs to; false when its writer has no case
// that it could belong to.
func (d *Desk) Belongs(ctx context.Context, tx pgx.Tx, lang locale.Lang, address string, draft Draft) (outbox.Message, bool, error) {
	return d.belongs(ctx, tx, lang, address, draft, false)
}

func (d *Desk) belongs(ctx context.Context, tx pgx.Tx, lang locale.Lang, address string, draft Draft, reminder bool) (outbox.Message, bool, error) {
	k := text.Kept{
		Words: draft.Body(), Files: text.CountFiles(draft.Files), Pins: len(draft.Pins), Closed: draft.Closed, Reminder: reminder,
	}
	open, err := OpenOf(ctx, tx, address)
	if err != nil {
		return outbox.Message{}, false, err
	}
	for _, c := range open {
		if draft.About != 0 && draft.About != int64(c.ID) || k.Closed != "" {
			continue
		}
		switch {
		case c.State == complaint.Asked:
			k.Asked = append(k.Asked, c)
		case len(k.Open) == mayBelong:
			continue
		default:
			k.Open = append(k.Open, c)
			if c.State == complaint.Proposed {
				k.Proposed = append(k.Proposed, c)
			}
		}
	}
	if k.Closed == "" && len(k.Asked)+len(k.Open) == 0 {
		return outbox.Message{}, false, nil
	}
	m, err := d.Text.Belongs(lang, k)
	return m, true, err
}

// ownCases is how far back a writer's cases are looked through.
const ownCases = 100

// OpenOf lists the open cases that an address filed, newest first.
func OpenOf(ctx context.Context, tx pgx.Tx, address string) ([]complaint.Complaint, error) {
	all, err := complaint.OfReporter(ctx, tx, address, ownCases)
	if err != nil {
		return nil, err
	}
	var open []complaint.Complaint
	for _, c := range all {
		if c.State.Open() {
			open = append(open, c)
		}
	}
	return open, nil
}
