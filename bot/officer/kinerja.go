package officer

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/performance"
	"tanggap/internal/rating"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// kinerja shows somebody's own ketanggapan of this month and the last, and the
// mixed ratings of their work, beside what they entered of their targets.
func kinerja(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	now := t.Now.In(t.Desk.Calendars.Location())
	f := text.Figures{Now: t.Now}
	cal, err := t.Desk.Calendars.For(ctx, tx, t.Employee.UnitCode)
	if err != nil {
		return turn.Answer{}, err
	}
	for back := range 2 {
		month := time.Date(now.Year(), now.Month()-time.Month(back), 1, 0, 0, 0, 0, now.Location())
		m := text.MonthFigures{Month: month, Open: back == 0, Scale: cal.Hours().PerDay()}
		from, to := days(month)
		if m.Summary, err = performance.Summarise(ctx, tx, t.Employee.NIP, from, to); err != nil {
			return turn.Answer{}, err
		}
		if m.Posts, err = byPosts(ctx, tx, t, from, m.Through); err != nil {
			return turn.Answer{}, err
		}
		if m.Lasting, err = t.Desk.LastingOf(ctx, tx, t.Employee.NIP, from, to); err != nil {
			return turn.Answer{}, err
		}
		if m.Word, err = complaint.WordOf(ctx, tx, t.Employee.NIP, from, to); err != nil {
			return turn.Answer{}, err
		}
		if m.Contested, err = contested(ctx, tx, t, from, to); err != nil {
			return turn.Answer{}, err
		}
		if m.Passing, err = complaint.PassingOf(ctx, tx, t.Employee.NIP, month, month.AddDate(0, 1, 0)); err != nil {
			return turn.Answer{}, err
		}
		if m.Longer, err = complaint.LongerOf(ctx, tx, t.Employee.NIP, month, month.AddDate(0, 1, 0)); err != nil {
			return turn.Answer{}, err
		}
		if m.Finding, err = t.Desk.FindingOf(ctx, tx, t.Employee.NIP, month, month.AddDate(0, 1, 0)); err != nil {
			return turn.Answer{}, err
		}
		f.Months = append(f.Months, m)
	}
	if f.Ratings, err = rating.Mix(ctx, tx, now, t.Employee.NIP); err != nil {
		return turn.Answer{}, err
	}
	if f.Targets, err = performance.Indicators(ctx, tx, t.Employee.NIP, worktime.DateOf(now)); err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.Figures(t.Lang, f))
}

// byPosts parts what counts for somebody by the posts by which they answered;
// nothing where that is one alone.
func byPosts(ctx context.Context, tx pgx.Tx, t *turn.Turn, from, to worktime.Date) ([]text.PostFigures, error) {
	counted, err := complaint.Counted(ctx, tx, t.Employee.NIP, complaint.ToAnswer, from, to)
	if err != nil {
		return nil, err
	}
	book, err := t.Desk.Calendars.Book(ctx, tx)
	if err != nil {
		return nil, err
	}
	by := map[string]*text.PostFigures{}
	for _, s := range counted {
		unit := book.UnitOf(*t.Employee, s.UnitCode)
		f, seen := by[unit]
		if !seen {
			u, err := book.Unit(unit)
			if err != nil {
				return nil, err
			}
			f = &text.PostFigures{Unit: u.Name}
			if f.Title, err = book.Title(t.Employee.NIP, unit); err != nil {
				return nil, err
			}
			by[unit] = f
		}
		if f.Counted++; *s.OnTime {
			f.OnTime++
		}
	}
	if len(by) < 2 {
		return nil, nil
	}
	var all []text.PostFigures
	for _, unit := range slices.Sorted(maps.Keys(by)) {
		all = append(all, *by[unit])
	}
	return all, nil
}

// days are the first and the last day of a month.
func days(month time.Time) (from, to worktime.Date) {
	return worktime.On(month.Year(), month.Month(), 1), worktime.On(month.Year(), month.Month()+1, 1) - 1
}

// kinerjaCases lists what stands behind one's own figure of a month.
func kinerjaCases(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	month, err := time.Parse("2006-01", t.Arg(1))
	if err != nil {
		return turn.Answer{}, ErrStale
	}
	figure := performance.Figure(t.Arg(0))
	from, to := days(month)
	if slices.Contains(text.CitizensFigures, figure) {
		return figureCodes(ctx, tx, t, figure, month, from, to)
	}
	behind, err := performance.Cases(ctx, tx, t.Employee.NIP, figure, from, to)
	if err != nil {
		return turn.Answer{}, err
	}
	had, err := complaint.DisputesOf(ctx, tx, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	cases := make([]text.FigureCase, len(behind))
	for i, c := range behind {
		cases[i].Case = c
		if d, disputed := had[c.Stretch]; disputed {
			cases[i].Contest = &d
		} else {
			cases[i].May = complaint.DisputableOn(c.On, officeDay(t))
		}
		if cases[i].Area, err = t.Notice.Area(ctx, tx, c.Place); err != nil {
			return turn.Answer{}, err
		}
	}
	return turn.Aside(t.Text.FigureCases(t.Lang, figure, month, cases))
}

// figureCodes lists the cases behind a figure that is of what citizens say.
func figureCodes(ctx context.Context, tx pgx.Tx, t *turn.Turn, figure performance.Figure, month time.Time, from, to worktime.Date) (turn.Answer, error) {
	lasting, err := t.Desk.LastingOf(ctx, tx, t.Employee.NIP, from, to)
	if err != nil {
		return turn.Answer{}, err
	}
	word, err := complaint.WordOf(ctx, tx, t.Employee.NIP, from, to)
	if err != nil {
		return turn.Answer{}, err
	}
	behind := map[performance.Figure][]complaint.ID{
		text.FigureWorn: lasting.Worn, text.FigureKept: word.Kept, text.FigureBroken: word.Broken, text.FigureMoved: word.Moved,
	}
	all, err := complaint.FindAll(ctx, tx, behind[figure])
	if err != nil {
		return turn.Answer{}, err
	}
	cases := make([]text.FigureCase, len(all))
	for i, c := range all {
		cases[i].Code = c.Code
		if cases[i].Area, err = t.Notice.Area(ctx, tx, c.Area()); err != nil {
			return turn.Answer{}, err
		}
	}
	return turn.Aside(t.Text.FigureCodes(t.Lang, figure, month, cases))
}

// target lists one's own targets.
func target(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	targets, err := performance.Indicators(ctx, tx, t.Employee.NIP, officeDay(t))
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.Targets(t.Lang, t.Now, targets))
}

// officeDay is the day at the office.
func officeDay(t *turn.Turn) worktime.Date {
	return worktime.DateOf(t.Now.In(t.Desk.Calendars.Location()))
}

// contested is how many cases of some days somebody contests that nobody has
// decided on.
func contested(ctx context.Context, tx pgx.Tx, t *turn.Turn, from, to worktime.Date) (n int, err error) {
	had, err := complaint.DisputesOf(ctx, tx, t.Employee.NIP)
	if err != nil || len(had) == 0 {
		return 0, err
	}
	behind, err := performance.Cases(ctx, tx, t.Employee.NIP, performance.FigureCounted, from, to)
	for _, c := range behind {
		if d, disputed := had[c.Stretch]; disputed && d.Waits() {
			n++
		}
	}
	return n, err
}
