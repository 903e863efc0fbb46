package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/routing"
	"tanggap/internal/text"
)

// Outline is where a draft goes: what its writer chose, else what its words
// and its pin suggest.
type Outline struct {
	Category routing.Category // zero while there are no categories at all
	Sure     bool
	Others   []routing.Category // the next in likelihood
	Area     string             // code, "" for unknown
	Place    string             // its name
	Maybe    []text.Place       // where the words may mean one of several
	Outside  bool
	Beyond   string // the regency that it lies in, if that is known
}

// Plan is what becomes of a draft if it is sent now.
type Plan struct {
	Outline
	routing.Responsible
	About *complaint.Suspect // whom it is about; nil for an ordinary report
	Above bool               // it is about those who look into such reports: the secretary has it
}

// Plan finds where a draft goes and who answers there.
func (d *Desk) Plan(ctx context.Context, tx pgx.Tx, now time.Time, draft Draft, reporter string) (p Plan, err error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return p, err
	}
	if p.Outline = d.outline(guide, draft); p.Category.Code == "" {
		return p, nil
	}
	loc := d.Complaints.Calendars.Location()
	if draft.Unit != "" {
		p.Responsible, err = guide.ResolveUnit(ctx, tx, now, loc, draft.Unit)
	} else {
		p.Responsible, err = guide.Resolve(ctx, tx, now, loc, p.Category.Code, p.Area)
	}
	if err != nil || !p.aboutOfficer(draft) {
		return p, err
	}
	return d.neutral(ctx, tx, now, draft, p, reporter)
}

// Others are the categories that come next in likelihood for a draft, each
// with the unit that it would go to.
func (d *Desk) Others(ctx context.Context, tx pgx.Tx, draft Draft, most int) ([]text.Office, error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return nil, err
	}
	o := d.outline(guide, draft)
	var offices []text.Office
	for _, c := range o.Others[:min(most, len(o.Others))] {
		offices = append(offices, text.Office{Code: c.Code, Name: c.Name, Unit: guide.UnitOf(c.Code, o.Area)})
	}
	return offices, nil
}

func (d *Desk) outline(guide *routing.Edition, draft Draft) Outline {
	s := d.suggested.suggest(guide, draft)
	o := Outline{Category: s.Category, Sure: s.Sure || draft.Unit != "", Others: s.Others, Outside: s.Outside, Beyond: s.Beyond}
	// A category that is gone meanwhile gives way to the suggestion.
	if c, err := guide.Category(draft.Category); err == nil {
		o.choose(c, s)
	}
	o.locate(guide, draft.Area, s)
	if o.Category.Neutral && draft.Thanks() && draft.Unit == "" {
		o.Sure = false // the neutral desk is not whom anybody thanks
	}
	return o
}

// choose takes the writer's category.
func (o *Outline) choose(c routing.Category, s routing.Suggestion) {
	o.Category, o.Sure, o.Others = c, true, nil
	for _, other := range append([]routing.Category{s.Category}, s.Others...) {
		if other.Code != c.Code {
			o.Others = append(o.Others, other)
		}
	}
}

// locate settles the area: chosen, suggested, or of several that the text may
// mean the one that holds the others.
func (o *Outline) locate(guide *routing.Edition, chosen string, s routing.Suggestion) {
	switch {
	case chosen != "":
		o.Area, o.Outside = chosen, false
	case s.Area != nil:
		o.Area = s.Area.Code
	default:
		o.Area = around(s.Ambiguous)
		for _, a := range s.Ambiguous {
			o.Maybe = append(o.Maybe, text.Place{Code: a.Code, Name: placeName(guide.Path(a.Code), true)})
		}
		return
	}
	o.Place = placeName(guide.Path(o.Area), false)
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

// AreaName is an area with its title: "Kecamatan Merigi".
func AreaName(a routing.Area) string { return titles[a.Type] + a.Name }

// placeName names an area and what it lies in. The smallest has its title when
// it is a kecamatan or bears the name of what it lies in, or always with titled.
func placeName(path []routing.Area, titled bool) string {
	if len(path) == 0 {
		return ""
	}
	name, within := path[0].Name, ""
	if len(path) > 1 && path[1].Type != routing.TypeKabupaten {
		within = path[1].Name
	}
	if titled || path[0].Type == routing.TypeKecamatan || name == within {
		name = AreaName(path[0])
	}
	if within != "" {
		name += ", " + within
	}
	return name
}

// Card shows a draft before it is sent.
func (d *Desk) Card(ctx context.Context, tx pgx.Tx, now time.Time, lang locale.Lang, draft Draft) (outbox.Message, error) {
	return d.card(ctx, tx, now, lang, draft, false)
}

func (d *Desk) card(ctx context.Context, tx pgx.Tx, now time.Time, lang locale.Lang, draft Draft, reminder bool) (outbox.Message, error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return outbox.Message{}, err
	}
	o := d.outline(guide, draft)
	unit, err := unitName(guide, draft.Unit, o)
	if err != nil {
		return outbox.Message{}, err
	}
	near, err := d.twins(ctx, tx, now, draft)
	if err != nil {
		return outbox.Message{}, err
	}
	card := text.Card{
		Near: near, AskSafe: len(near) > 0 && o.Category.Danger && !draft.Safe,
		Token: draft.Token, Body: draft.Words(), Category: o.Category.Name, Type: o.Category.Type, Unit: unit, Sure: o.Sure, MayThank: draft.MayThank(),
		Place: o.Place, Maybe: o.Maybe, Outside: o.Outside, Pin: draft.Pin() != nil,
		Files: text.CountFiles(draft.Attached()), Public: draft.Public, Contact: draft.Contact, Another: draft.Agreed != nil,
		Officer: o.aboutOfficer(draft), Said: draft.Officer, Forwards: draft.Forwarded, Reminder: reminder,
		Warnings: warnings(guide, draft, o),
	}
	if draft.Thanks() {
		return d.Text.CardThanks(lang, card)
	}
	return d.Text.Card(lang, card)
}

func unitName(guide *routing.Edition, chosen string, o Outline) (string, error) {
	switch {
	case chosen != "":
		u, err := guide.Unit(chosen)
		return u.Name, err
	case o.Category.Code == "":
		return "", nil
	}
	return guide.UnitOf(o.Category.Code, o.Area), nil
}

// mayBelong is how many of a writer's open cases a message is offered to.
const mayBelong = 3

// Belongs asks what a message belongs to; false when its writer has no case
// that it could belong to.
func (d *Desk) Belongs(ctx context.Context, tx pgx.Tx, now time.Time, lang locale.Lang, address string, draft Draft) (outbox.Message, bool, error) {
	return d.belongs(ctx, tx, now, lang, address, draft, false)
}

func (d *Desk) belongs(ctx context.Context, tx pgx.Tx, now time.Time, lang locale.Lang, address string, draft Draft, reminder bool) (outbox.Message, bool, error) {
	k := text.Kept{
		Words: draft.Body(), Files: text.CountFiles(draft.Attached()), Pins: len(draft.Pins), Closed: draft.Closed, Reminder: reminder,
		Numbers: numberKinds(draft),
	}
	if k.Closed != "" {
		c, err := complaint.Find(ctx, tx, complaint.ID(draft.About))
		if err != nil {
			return outbox.Message{}, false, err
		}
		if c.MayReopen(now) {
			k.Again = &c
		}
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
