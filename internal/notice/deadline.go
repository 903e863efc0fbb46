package notice

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/scorecard"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// few is how many cases somebody is told of one by one; more come in one
// message.
const few = 5

// Climbed tells of steps of lateness: the holder that a limit comes near and
// that it has passed; and where a case went on since its holder was silent, all
// who are concerned. Those who are asked to help are told by AskHelp.
func (d *Desk) Climbed(ctx context.Context, tx pgx.Tx, now time.Time, climbed []complaint.Climbed) error {
	if err := d.silentMoved(ctx, tx, now, climbed); err != nil {
		return err
	}
	for _, g := range toHolders(climbed) {
		if err := d.tell(ctx, tx, now, g); err != nil {
			return err
		}
	}
	return nil
}

// tellings are those of one step that one person hears of.
type tellings struct {
	step complaint.Step
	to   roster.NIP
	of   []complaint.Climbed
}

// toHolders groups what holders hear of by person and step.
func toHolders(climbed []complaint.Climbed) []tellings {
	type key struct {
		step complaint.Step
		to   roster.NIP
	}
	groups := map[key]*tellings{}
	for _, c := range climbed {
		if c.Step == complaint.NotYet || c.Step > complaint.Overdue {
			continue
		}
		k := key{c.Step, c.Stretch.Holder}
		if groups[k] == nil {
			groups[k] = &tellings{step: c.Step, to: c.Stretch.Holder}
		}
		groups[k].of = append(groups[k].of, c)
	}
	list := make([]tellings, 0, len(groups))
	for _, g := range groups {
		slices.SortFunc(g.of, func(a, b complaint.Climbed) int { return cmp.Compare(a.Stretch.ID, b.Stretch.ID) })
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b tellings) int {
		return cmp.Or(cmp.Compare(a.of[0].Stretch.ID, b.of[0].Stretch.ID), cmp.Compare(a.step, b.step), cmp.Compare(a.to, b.to))
	})
	return list
}

func (d *Desk) tell(ctx context.Context, tx pgx.Tx, now time.Time, g tellings) error {
	if len(g.of) > few {
		return d.tellAll(ctx, tx, now, g)
	}
	say := map[complaint.Step]func(locale.Lang, text.Passed) (outbox.Message, error){
		complaint.Halfway: d.Text.Reminder, complaint.Reminded: d.Text.Reminder, complaint.Overdue: d.Text.Overdue,
	}[g.step]
	for _, c := range g.of {
		v, err := d.passed(ctx, tx, now, c, "")
		if err != nil {
			return err
		}
		_, err = d.staff(ctx, tx, now, stepKey(c.Stretch.ID, g.step), g.to, outbox.Row{About: v.ID.Subject()},
			func(lang locale.Lang) (outbox.Message, error) { return say(lang, v) })
		if err != nil {
			return err
		}
	}
	return nil
}

// tellAll puts a storm into one message.
func (d *Desk) tellAll(ctx context.Context, tx pgx.Tx, now time.Time, g tellings) error {
	m := text.Storm{Step: g.step, Total: len(g.of)}
	for _, c := range g.of[:min(len(g.of), text.ShownAtOnce)] {
		v, err := d.passed(ctx, tx, now, c, "")
		if err != nil {
			return err
		}
		m.Cases = append(m.Cases, v)
	}
	_, err := d.staff(ctx, tx, now, stepKey(g.of[0].Stretch.ID, g.step)+":all", g.to, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.Many(lang, m) })
	return err
}

func stepKey(stretch int64, step complaint.Step) string {
	return fmt.Sprintf("sla:%d:%d", stretch, step)
}

// passed gathers what is said of a limit.
func (d *Desk) passed(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Climbed, superior string) (text.Passed, error) {
	v, err := d.Case(ctx, tx, now, c.Complaint)
	p := text.Passed{StaffCase: v, Superior: superior}
	if err != nil || superior == "" {
		return p, err
	}
	held, _, err := complaint.InHand(ctx, tx, []roster.NIP{c.Stretch.Holder})
	if err != nil {
		return p, err
	}
	p.Held = held[c.Stretch.Holder]
	leave, away, err := roster.Away(ctx, tx, now.In(d.Complaints.Calendars.Location()), c.Stretch.Holder)
	if away {
		p.AwayTo = leave.ToOn
	}
	return p, err
}

// Unasked tells the holder that their question waited too long, so that their
// clock goes on.
func (d *Desk) Unasked(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	return d.holder(ctx, tx, now, key, c, d.Text.TooLongAsked)
}

// Nudged asks the reporter once more whether it is done, tells both sides that
// silence has closed the case, asks what became of a referral, or whether what
// was done lasts.
func (d *Desk) Nudged(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) error {
	switch {
	case c.State == complaint.Referred:
		return d.FollowUp(ctx, tx, now, c)
	case c.State == complaint.Confirmed:
		key := fmt.Sprintf("still:%d:%d", c.ID, c.Reopenings)
		return d.news(ctx, tx, now, key, c, "", d.Text.AskStill)
	case c.State == complaint.Proposed && c.NudgeAt == nil:
		return d.Doubted(ctx, tx, now, c, true)
	case c.State == complaint.Unconfirmed:
		key := fmt.Sprintf("nudge:%d:%d:end", c.ID, c.Reopenings)
		if err := d.SupportersEnded(ctx, tx, now, key, c, ""); err != nil {
			return err
		}
		result, unheard, err := resultOf(ctx, tx, c)
		switch {
		case err != nil:
			return err
		case !unheard: // whom no message reaches hears of it once they are back
			if err := d.news(ctx, tx, now, key, c, result, d.Text.ClosedBySilence); err != nil {
				return err
			}
		}
		return d.holder(ctx, tx, now, key, c, d.Text.StaffClosedBySilence)
	}
	result, _, err := resultOf(ctx, tx, c)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("nudge:%d:%d:%d", c.ID, c.Reopenings, c.NudgeStep)
	return d.news(ctx, tx, now, key, c, result, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.Nudge(lang, text.Nudge{News: n, Last: c.NudgeStep > 1})
	})
}

// Digest tells an employee what they hold, those who find officers how many
// cases wait for one, and those who write recordings out how many of them wait;
// nothing when there is none of it. It says whether a message was put.
func (d *Desk) Digest(ctx context.Context, tx pgx.Tx, now time.Time, key string, nip roster.NIP) (bool, error) {
	tasks, err := d.Complaints.Tasks(ctx, tx, now, nip)
	if err != nil {
		return false, err
	}
	queue, err := queueOf(ctx, tx, now, nip)
	if err != nil {
		return false, err
	}
	recordings, _, err := ToWriteOut(ctx, tx, now)
	if err != nil {
		return false, err
	}
	queue.Recordings = recordings[nip]
	beside, err := waits(ctx, tx, now, nip)
	if err != nil || len(tasks)+queue.Total+queue.Recordings == 0 && !beside.Any() {
		return false, err
	}
	lines, err := d.Lines(ctx, tx, now, tasks)
	if err != nil {
		return false, err
	}
	for i, l := range lines {
		if l.Urgency <= complaint.DueToday {
			lines[i].Word = d.Complaints.Word(l.ID, worktime.DateOf(now.In(d.Text.Location)))
		}
	}
	return d.staff(ctx, tx, now, key, nip, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.Digest(lang, now, lines, queue, beside) })
}

// queueOf is how many cases wait for an officer, to whom finds them; zero to
// everybody else.
func queueOf(ctx context.Context, tx pgx.Tx, now time.Time, nip roster.NIP) (text.DigestQueue, error) {
	to, err := Dispatchers(ctx, tx)
	if err != nil || !slices.ContainsFunc(to, func(e roster.Employee) bool { return e.NIP == nip }) {
		return text.DigestQueue{}, err
	}
	waiting, err := Unheld(ctx, tx, now, nip)
	if err != nil || len(waiting) == 0 {
		return text.DigestQueue{}, err
	}
	turned, err := complaint.TurnedUp(ctx, tx, waiting[0].ID)
	return text.DigestQueue{Total: len(waiting), Oldest: now.Sub(seenFrom(turned, waiting[0]))}, err
}

// Scorecard gives a supervisor their week, and the picture of it.
func (d *Desk) Scorecard(ctx context.Context, tx pgx.Tx, now time.Time, c scorecard.Card) error {
	key := "card:" + c.Period
	_, err := d.staff(ctx, tx, now, key, c.NIP, outbox.Row{Lane: outbox.Broadcasts},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.Scorecard(lang, c) })
	if err != nil || c.Chart == nil {
		return err
	}
	_, err = d.staff(ctx, tx, now, key+":bagan", c.NIP, outbox.Row{Lane: outbox.Broadcasts, After: key + ":" + string(c.NIP)},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.ScorecardChart(lang, c) })
	return err
}
