package notice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/screen"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// What a draft is, as its writer says; "" is what its words suggest.
const (
	AsThanks = "thanks"
	AsReport = "report"
)

// Thanks says whether a draft is praise of an office or somebody there, and
// nothing to be dealt with.
func (d Draft) Thanks() bool {
	if d.As != "" {
		return d.As == AsThanks
	}
	return !d.Officer && screen.Praise(d.Body()) == screen.Surely && len(screen.Dangers(d.Body())) == 0
}

// MayThank says whether a draft, which is a report, may be meant as thanks.
func (d Draft) MayThank() bool {
	return d.As == "" && !d.Officer && screen.Praise(d.Body()) == screen.Perhaps
}

// Praised is to whom thanks went; zero where nobody was told.
type Praised struct{ Officer, Superior text.Who }

// Praise passes thanks on to the one who is meant, and to their superior, on
// the same day: by name if the words name one person of the office, else to
// whoever answers there. Whoever wrote them is told of nothing. It refuses with
// complaint.ErrOwnPraise, or with complaint.ErrPraiseUnheard when nobody is
// reached.
func (d *Desk) Praise(ctx context.Context, tx pgx.Tx, now time.Time, plan Plan, draft Draft, writer *roster.Employee) (told Praised, err error) {
	meant, err := d.meant(ctx, tx, plan, draft)
	if err != nil {
		return told, err
	}
	if writer != nil && meant.NIP == writer.NIP {
		return told, complaint.ErrOwnPraise
	}
	p := complaint.Praise{Unit: plan.Unit.Code, Category: plan.Category.Code, Area: plan.Area, Body: draft.WordsAndPins()}
	v := text.Praise{Unit: plan.Unit.Name, Place: plan.Place, Body: p.Body}
	if meant.NIP != "" {
		if v.Who, err = d.Who(ctx, tx, meant.NIP); err != nil {
			return told, err
		}
		if _, reachable, err := roster.ChatOf(ctx, tx, meant.NIP); err != nil {
			return told, err
		} else if reachable {
			p.Officer, told.Officer = meant.NIP, v.Who
		}
	}
	superior, found, err := d.aboveOf(ctx, tx, plan.Unit.Code, meant.NIP, writer)
	if err != nil {
		return told, err
	}
	if found {
		p.Superior, v.Superior = superior.NIP, superior.Position
		if told.Superior, err = d.Who(ctx, tx, superior.NIP); err != nil {
			return told, err
		}
	}
	if p.Officer == "" && p.Superior == "" {
		return told, complaint.ErrPraiseUnheard
	}
	v.Alone = p.Officer == ""
	if p, err = complaint.KeepPraise(ctx, tx, now, p, draft.Attached()...); err != nil {
		return told, err
	}
	if err := d.sameDay(ctx, tx, now, p.Subject(), p.Officer, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffPraise(lang, v) }); err != nil {
		return told, err
	}
	return told, d.sameDay(ctx, tx, now, p.Subject(), p.Superior, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffPraiseAbove(lang, v) })
}

// meant is whom thanks are for: the one person of the office whose name stands
// in them behind a title, else whoever answers there; the zero Employee where
// that is for the office to find out.
func (d *Desk) meant(ctx context.Context, tx pgx.Tx, plan Plan, draft Draft) (roster.Employee, error) {
	if names := named(draft.Body()); len(names) > 0 {
		all, err := roster.Named(ctx, tx, plan.Unit.Code, names)
		if err != nil || len(all) != 1 {
			return roster.Employee{}, err
		}
		return all[0], nil
	}
	if plan.Officer == nil {
		return roster.Employee{}, nil
	}
	return *plan.Officer, nil
}

// titled are the words behind which a name stands.
var titled = []string{"pak", "bapak", "bu", "ibu", "mas", "mbak", "bang", "kak", "dokter", "dr", "bidan", "suster", "mr", "mrs", "ms"}

// named are the words of a text that may be somebody's name, in small letters.
func named(words string) []string {
	var names []string
	all := strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) })
	for i := 1; i < len(all); i++ {
		if capital := unicode.IsUpper([]rune(all[i])[0]); capital && len(all[i]) > 2 && slices.Contains(titled, strings.ToLower(all[i-1])) {
			names = append(names, strings.ToLower(all[i]))
		}
	}
	return names
}

// aboveOf is the nearest person above somebody, or above an office where
// nobody is meant, whom a message reaches; never the writer.
func (d *Desk) aboveOf(ctx context.Context, tx pgx.Tx, unit string, of roster.NIP, writer *roster.Employee) (roster.Employee, bool, error) {
	above, err := roster.Heads(ctx, tx, unit)
	if err != nil {
		return roster.Employee{}, false, err
	}
	if of != "" {
		first, found, err := roster.Superior(ctx, tx, of)
		if err != nil {
			return roster.Employee{}, false, err
		}
		if found {
			above = slices.Insert(above, 0, first)
		}
	}
	for _, e := range above {
		if e.NIP == of || writer != nil && e.NIP == writer.NIP {
			continue
		}
		if _, reachable, err := roster.ChatOf(ctx, tx, e.NIP); err != nil || reachable {
			return e, reachable, err
		}
	}
	return roster.Employee{}, false, nil
}

// sameDay tells an employee of thanks on this very day.
func (d *Desk) sameDay(ctx context.Context, tx pgx.Tx, now time.Time, key string, to roster.NIP, row outbox.Row, say words) error {
	if to == "" {
		return nil
	}
	anyHour, silent, err := d.today(ctx, tx, now, to)
	if err != nil {
		return err
	}
	_, err = d.employee(ctx, tx, now, key, to, row, anyHour, func(lang locale.Lang) (outbox.Message, error) {
		m, err := say(lang)
		m.Silent = silent
		return m, err
	})
	return err
}

// today is how an employee is told of something good on this very day: at the
// opening of their office if that is still to come, else at any hour, and
// without a sound.
func (d *Desk) today(ctx context.Context, tx pgx.Tx, now time.Time, to roster.NIP) (anyHour, silent bool, err error) {
	until, quiet, err := d.quiet(ctx, tx, now, to)
	here := d.Complaints.Calendars.Location()
	late := quiet && worktime.DateOf(until.In(here)) != worktime.DateOf(now.In(here))
	return late, late, err
}

// praisePicture passes on what was sent with thanks, once it is here.
func (d *Desk) praisePicture(ctx context.Context, tx pgx.Tx, now time.Time, id int64, w attachment.Wanted) error {
	p, found, err := complaint.FindPraise(ctx, tx, id)
	if err != nil || !found || w.Digest == nil {
		return err // nobody knows whom to tell that it is lost
	}
	for _, to := range []roster.NIP{p.Officer, p.Superior} {
		if to == "" {
			continue
		}
		row := outbox.Row{After: fmt.Sprintf("%s:%s", p.Subject(), to), Reply: true}
		err := d.sameDay(ctx, tx, now, fmt.Sprintf("%s:%d", p.Subject(), w.ID), to, row, func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.StaffPraisePicture(lang, w.Digest)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
