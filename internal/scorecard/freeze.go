package scorecard

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/performance"
	"tanggap/internal/roster"
)

// Draw makes the picture of a card, or nil when there is nothing to draw.
type Draw func(Content) ([]byte, error)

// Freeze writes the card of a week for a supervisor, once for ever: when there
// is one, it is that one that comes back. The days of the week are folded
// already. Without draw the card has no picture.
func Freeze(ctx context.Context, tx pgx.Tx, now time.Time, calendars *roster.Calendars, w Week, nip roster.NIP, draw Draw) (Card, error) {
	if card, found, err := find(ctx, tx, w, nip); err != nil || found {
		return card, err
	}
	content, err := compose(ctx, tx, calendars, w, nip)
	if err != nil {
		return Card{}, err
	}
	var chart []byte
	if draw != nil {
		picture, err := draw(content)
		if err != nil {
			return Card{}, err
		}
		if picture != nil {
			made := attachment.Made("image/png", w.String()+".png", 0, 0, picture)
			if err := attachment.Store(ctx, tx, now, made); err != nil {
				return Card{}, err
			}
			chart = made.Digest
		}
	}
	return insert(ctx, tx, now, w, nip, content, chart)
}

// compose reads the week as it was at its end.
func compose(ctx context.Context, tx pgx.Tx, calendars *roster.Calendars, w Week, nip roster.NIP) (Content, error) {
	c := Content{Monday: w.Monday}
	who, err := roster.Find(ctx, tx, nip)
	if err != nil {
		return Content{}, err
	}
	unit, err := roster.FindUnit(ctx, tx, who.UnitCode)
	if err != nil {
		return Content{}, err
	}
	cal, err := calendars.For(ctx, tx, who.UnitCode)
	if err != nil {
		return Content{}, err
	}
	seal, err := ledger.Last(ctx, tx)
	if err != nil {
		return Content{}, err
	}
	c.Post, c.Unit = who.Position, unit.Name
	if seal.Number > 0 {
		c.Seal = seal.String()
	}
	c.WorkDays = cal.WorkingDays(w.Monday, w.Sunday())

	span, err := roster.Span(ctx, tx, nip)
	if err != nil {
		return Content{}, err
	}
	book, err := calendars.Book(ctx, tx)
	if err != nil {
		return Content{}, err
	}
	all, err := reachOf(ctx, tx, book, nip, nips(span), true)
	if err != nil {
		return Content{}, err
	}
	if err := c.readSpan(ctx, tx, w, calendars.Location(), all); err != nil {
		return Content{}, err
	}
	if err := c.readHelp(ctx, tx, cal, w, nip); err != nil {
		return Content{}, err
	}
	direct, err := roster.Subordinates(ctx, tx, nip)
	if err != nil {
		return Content{}, err
	}
	return c, c.readPeople(ctx, tx, calendars, book, w, nip, direct)
}

func (c *Content) readSpan(ctx context.Context, tx pgx.Tx, w Week, loc *time.Location, span reach) error {
	from, to := w.Monday.Midnight(loc), w.Ends(loc)
	var err error
	if c.Confirmed, err = confirmed(ctx, tx, span, from, to, false); err != nil {
		return err
	}
	if c.Phone, err = confirmed(ctx, tx, span, from, to, true); err != nil {
		return err
	}
	counted, err := answered(ctx, tx, span, w)
	if err != nil {
		return err
	}
	for _, s := range counted {
		c.Counted = append(c.Counted, s.ComplaintID)
		if *s.OnTime {
			c.OnTime++
		}
	}
	c.Pause = performance.PauseOf(counted)
	if c.PastDue, c.Places, err = pastDue(ctx, tx, span, to); err != nil {
		return err
	}
	if c.Reopened, err = reopened(ctx, tx, span, from, to); err != nil {
		return err
	}
	if c.Undone, err = undone(ctx, tx, span, from, to, "impossible", "scheduled", "referred"); err != nil {
		return err
	}
	if c.Spam, err = undone(ctx, tx, span, from, to, "spam"); err != nil {
		return err
	}
	if c.Worn, err = worn(ctx, tx, span, from, to); err != nil {
		return err
	}
	var oldest time.Time
	if c.Open, oldest, err = open(ctx, tx, span, to); err != nil {
		return err
	}
	if len(c.Open) > 0 {
		c.Oldest = int64(to.Sub(oldest) / time.Second)
	}
	c.Weeks, err = weeks(ctx, tx, span, w)
	return err
}

// readPeople reads how each of a team answered first: by another post than their
// own on a line of its own, on the card of whoever stands above that post.
func (c *Content) readPeople(ctx context.Context, tx pgx.Tx, calendars *roster.Calendars, book *roster.Book, w Week, nip roster.NIP, direct []roster.Employee) error {
	team, err := reachOf(ctx, tx, book, nip, nips(direct), false)
	if err != nil {
		return err
	}
	counted, err := answered(ctx, tx, team, w)
	if err != nil {
		return err
	}
	by := map[post][]complaint.Stretch{} // without a unit: by their own
	for _, s := range counted {
		l := post{nip: s.Holder}
		if _, other := book.PostSuperior(s.Holder, s.UnitCode); other {
			l.unit = s.UnitCode
		}
		by[l] = append(by[l], s)
	}
	for _, e := range direct {
		p, err := person(ctx, tx, calendars, e, e.UnitCode, by[post{nip: e.NIP}])
		if err != nil {
			return err
		}
		c.People = append(c.People, p)
	}
	others := slices.SortedFunc(maps.Keys(by), func(a, b post) int { return cmp.Or(cmp.Compare(a.nip, b.nip), cmp.Compare(a.unit, b.unit)) })
	for _, l := range others {
		if l.unit == "" {
			continue
		}
		e, err := book.Employee(l.nip)
		if err != nil {
			return err
		}
		p, err := person(ctx, tx, calendars, e, l.unit, by[l])
		if err != nil {
			return err
		}
		if p.Post, err = book.Title(l.nip, l.unit); err != nil {
			return err
		}
		c.People = append(c.People, p)
	}
	slices.SortStableFunc(c.People, func(a, b Person) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return nil
}

// person is how one of the team answered first in a unit.
func person(ctx context.Context, tx pgx.Tx, calendars *roster.Calendars, e roster.Employee, unit string, counted []complaint.Stretch) (Person, error) {
	cal, err := calendars.For(ctx, tx, unit)
	if err != nil {
		return Person{}, err
	}
	p := Person{NIP: e.NIP, Name: e.Name, PerDay: int64(cal.Hours().PerDay() / time.Second)}
	mix := map[string]int{}
	for _, s := range counted {
		mix[s.CategoryCode]++
		p.Counted = append(p.Counted, s.ComplaintID)
		if *s.OnTime {
			p.OnTime++
		}
	}
	if median, ok := performance.Typical(counted); ok {
		seconds := int64(median / time.Second)
		p.Median, p.Pause = &seconds, performance.PauseOf(counted)
	}
	p.Mix, err = performance.Mix(ctx, tx, mix)
	return p, err
}

func nips(es []roster.Employee) []roster.NIP {
	list := make([]roster.NIP, len(es))
	for i, e := range es {
		list[i] = e.NIP
	}
	return list
}
