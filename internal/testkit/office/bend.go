package office

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Acts that bend a case's clocks, or go past its holder.
const (
	Same   Act = iota + Hands // one result for this case and a new one of the same place
	Retype                    // the verifier proposes another category, …
	Calm                      // or that it is urgent no more
	Sign                      // what is proposed, or not
	NotSign
	Urge
	Share // ask the next officer for a part, …
	Part1 // who does it,
	Alone // or the holder goes on without it
	Contest
	Granted
	Denied
	Sick    // the holder falls ill: the next officer stands in, …
	NotSick // and it was no sickness after all
	Ended   // the holder's account is not theirs any more
	Moved   // the holder goes to another unit, or comes back
	Told    // those above were told: their clock runs
	Aid     // whoever is asked to help answers the citizen, …
	Back    // backs the holder with a word,
	Date    // or names a day
	HandOn  // the superior gives it to somebody else
	Holiday // tomorrow is a holiday, which nobody knew
	Unask
	Bends // the end of them
)

// bend does what bends clocks.
func (o *Office) bend(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, by roster.NIP, act Act) error {
	vera, err := roster.Find(ctx, tx, "vera")
	if err != nil {
		return err
	}
	to, err := roster.Find(ctx, tx, next(by))
	if err != nil {
		return err
	}
	switch act {
	case Same:
		return o.same(ctx, tx, at, id, by)
	case Retype:
		c, err := complaint.Find(ctx, tx, id)
		if err != nil {
			return err
		}
		becomes := map[string]string{"jalan": "info", "info": "ktp", "ktp": "jalan"}[c.CategoryCode]
		_, _, err = o.Desk.ProposeCategory(ctx, tx, at, vera, id, becomes, "Bukan itu.")
		return err
	case Calm:
		_, _, err = o.Desk.ProposeCalm(ctx, tx, at, vera, id, "Sudah aman.")
	case Urge:
		_, err = o.Desk.Urge(ctx, tx, at, vera, id, "Ada anak sekolah.")
	case Share:
		_, _, _, err = o.Desk.AskHelp(ctx, tx, at, by, id, to, "Pinjam alat.", 0)
	case Alone:
		_, _, err = o.Desk.CloseHelp(ctx, tx, at, by, id, "Sudah dapat alat lain.")
	case Contest:
		return o.contest(ctx, tx, at, id)
	case Sick, NotSick:
		return o.sick(ctx, tx, at, id, by, to, act == Sick)
	case Ended:
		return o.follow(ctx, tx, at, id, to, complaint.HasEnded)
	case Moved:
		e, err := roster.Find(ctx, tx, by)
		if err != nil {
			return err
		}
		e.UnitCode = map[string]string{"BM": "PUPR", "PUPR": "BM"}[e.UnitCode]
		if _, err := roster.PutEmployees(ctx, tx, at, []roster.Employee{e}); err != nil {
			return err
		}
		return o.follow(ctx, tx, at, id, to, complaint.HasMoved)
	case Told, Aid, Back, Date:
		return o.ladder(ctx, tx, at, id, act)
	case HandOn:
		h, err := o.Desk.HandOn(ctx, tx, at, "kabid", id, to.NIP, "Bagi beban.")
		if err != nil {
			return err
		}
		return o.Desk.Begin(ctx, tx, at, h.Stretch.ID)
	case Holiday:
		return o.holiday(ctx, tx, at)
	case Unask:
		due, err := o.Desk.ToUnask(ctx, tx, at)
		if err != nil || !slices.Contains(due, id) {
			return err
		}
		_, err = o.Desk.Unask(ctx, tx, at, id)
		return err
	default:
		return o.signed(ctx, tx, at, id, act)
	}
	return err
}

// signed does what waits about a case, as whoever it waits for.
func (o *Office) signed(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, act Act) error {
	open, err := complaint.OpenErrands(ctx, tx)
	if err != nil {
		return err
	}
	for _, e := range open {
		switch {
		case e.ComplaintID != id || e.NIP == nil:
		case e.Kind == complaint.ToSign && act == Sign:
			s, err := o.Desk.Sign(ctx, tx, at, *e.NIP, e.ID)
			if err == nil && s.Moves {
				_, _, err = o.Desk.ReleaseFor(ctx, tx, at, complaint.System, id, complaint.OtherMatter)
			}
			return err
		case e.Kind == complaint.ToSign && act == NotSign:
			_, _, err = o.Desk.NotSign(ctx, tx, at, *e.NIP, e.ID, "Sudah benar.")
			return err
		case e.Kind == complaint.ToHelp && act == Part1:
			_, _, err = o.Desk.EndHelp(ctx, tx, at, *e.NIP, e.ID, true, "Alat diantar.")
			return err
		case e.Kind == complaint.ToContest && (act == Granted || act == Denied):
			_, _, err = o.Desk.DecideDispute(ctx, tx, at, *e.NIP, e.ID, act == Granted, "Dilihat dari ceritanya.")
			return err
		}
	}
	return nil
}

// same tells one result for a case and a new one of its place.
func (o *Office) same(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, by roster.NIP) error {
	r, err := o.Desk.File(ctx, tx, at, complaint.Filing{
		Reporter: "tg:tono", Channel: "telegram", Body: "Jalan berlubang", Category: "jalan", Unit: "BM", Area: "bayung",
		Visibility: complaint.Secret, Officer: by,
	})
	if err != nil {
		return err
	}
	if err := o.Desk.Begin(ctx, tx, at, r.Stretch.ID); err != nil {
		return err
	}
	_, err = o.Desk.ProposeAll(ctx, tx, at, by, []complaint.ID{id, r.ID}, "Sudah ditutup semua.")
	return err
}

// contest contests what counts last for somebody in a case.
func (o *Office) contest(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID) error {
	ss, err := complaint.Stretches(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, s := range slices.Backward(ss) {
		if s.Counts() {
			_, _, err := o.Desk.Dispute(ctx, tx, at, s.Holder, s.ID, "Alat tidak ada.")
			return err
		}
	}
	return nil
}

// follow gives a case to somebody else, as its holder is the right one no more.
func (o *Office) follow(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, to roster.Employee, why complaint.Because) error {
	_, left, err := o.Desk.ReleaseFor(ctx, tx, at, complaint.System, id, why)
	if err != nil {
		return err
	}
	return o.standIn(ctx, tx, at, id, to, left)
}

func (o *Office) standIn(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, to roster.Employee, left time.Duration) error {
	c, err := complaint.Find(ctx, tx, id)
	if err != nil || c.Holder != nil || !c.State.Open() {
		return err
	}
	_, s, err := o.Desk.StandIn(ctx, tx, at, id, to, left)
	if err != nil {
		return err
	}
	return o.Desk.Begin(ctx, tx, at, s.ID)
}

// sick lets a holder fall ill for the day, and whoever is next stand in; or the
// superior says that it was no sickness, and the minutes come back.
func (o *Office) sick(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, by roster.NIP, to roster.Employee, is bool) error {
	local := at.In(o.Loc)
	if !is {
		waiting, err := roster.LeavesWaiting(ctx, tx)
		if err != nil || len(waiting) == 0 {
			return err
		}
		last := waiting[len(waiting)-1]
		if _, err := roster.DecideLeave(ctx, tx, local, "kabid", last.ID, false, "Terlihat bekerja."); err != nil {
			return err
		}
		_, err = o.Desk.ReturnMinutes(ctx, tx, at, complaint.ByEmployee("kabid"), last.ID)
		return err
	}
	c, err := complaint.Find(ctx, tx, id)
	if err != nil || c.Holder == nil {
		return err
	}
	cal, err := o.Desk.Calendars.For(ctx, tx, "BM")
	if err != nil {
		return err
	}
	day := worktime.DateOf(local)
	r, err := roster.AskLeave(ctx, tx, local, cal, roster.LeaveAsking{NIP: by, By: by, Kind: roster.Sickness, From: day, To: day})
	if err != nil {
		return err
	}
	_, left, err := o.Desk.StepAside(ctx, tx, at, id, complaint.Absence{From: day.Midnight(o.Loc), Request: &r.ID})
	if err != nil {
		return err
	}
	return o.standIn(ctx, tx, at, id, to, left)
}

// ladder does what those above a late case do.
func (o *Office) ladder(ctx context.Context, tx pgx.Tx, at time.Time, id complaint.ID, act Act) error {
	all, err := complaint.AllRungs(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.ComplaintID != id || !r.Open() {
			continue
		}
		switch {
		case act == Told && r.FromAt == nil:
			number, err := complaint.TellWith(ctx, tx, []complaint.Rung{r})
			if err != nil {
				return err
			}
			if err := o.Desk.Begin(ctx, tx, at, number); err != nil {
				return err
			}
			_, err = o.Desk.BeginRung(ctx, tx, r.ID)
			return err
		case act == Aid:
			_, err = o.Desk.AidAnswer(ctx, tx, at, r.NIP, id, "Saya kirim alat besok pagi.")
			return err
		case act == Back:
			_, err = o.Desk.AidWord(ctx, tx, at, r.NIP, id, "Pakai alat UPTD.")
			return err
		case act == Date:
			_, _, _, err = o.Desk.AidDate(ctx, tx, at, r.NIP, id, worktime.DateOf(at.In(o.Loc))+2)
			return err
		}
	}
	return nil
}

// holiday makes the next day a holiday, and puts off what lies behind it.
func (o *Office) holiday(ctx context.Context, tx pgx.Tx, at time.Time) error {
	before, err := o.Desk.Calendars.Book(ctx, tx)
	if err != nil {
		return err
	}
	on := worktime.DateOf(at.In(o.Loc)) + 1
	if _, err := roster.PutHolidays(ctx, tx, at, []worktime.Holiday{{On: on, Name: fmt.Sprint("Libur ", on), Kind: "libur_nasional"}}); err != nil {
		return err
	}
	after, err := o.Desk.Calendars.Book(ctx, tx)
	if err != nil {
		return err
	}
	_, err = complaint.MoveLimits(ctx, tx, at, before, after)
	return err
}
