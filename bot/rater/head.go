package rater

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/attachment"
	"tanggap/internal/outbox"
	"tanggap/internal/paper"
	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/text"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

// stepSpeak takes what a unit's head writes: the sentence of the month, the
// number of visits, a plan, why slips are void.
const stepSpeak = "unit.speak"

// headRoutes are for those who head units; who may see and say what is for the
// domain to decide.
func headRoutes(o Options) []turn.Route {
	button := func(name string, do turn.Handler) turn.Route {
		return turn.Route{Button: name, Who: turn.Superior, Do: do}
	}
	return []turn.Route{
		button("unit.open", unitOpen),
		button("unit.said", unitSaid),
		button("unit.skm", unitSurvey),
		button("unit.poster", unitPoster),
		button("unit.plan", unitPlans),
		button("unit.improve", askImprovement),
		button("unit.count", askVisits),
		button("unit.planned", askPlan),
		button("unit.slips", unitRolls),
		button("unit.void", askVoid),
		{Step: stepSpeak, Who: turn.Superior, Do: o.speak},
	}
}

// speaking is what the step keeps.
type speaking struct {
	Unit    string        `json:"unit"`
	Month   worktime.Date `json:"month,omitempty"`   // of a number of visits
	Quarter string        `json:"quarter,omitempty"` // of a plan
	Unsur   skm.Unsur     `json:"unsur,omitempty"`
	Batch   int           `json:"batch,omitempty"` // of slips to be good no more
	At      time.Time     `json:"at"`
}

func say(ms ...outbox.Message) turn.Answer { return turn.Answer{Stay: true, Say: ms} }

func unitOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := t.VisitReport(ctx, tx, t.Arg(0))
	return say(m), err
}

// seen lets through who may read a unit's ratings.
func seen(ctx context.Context, tx pgx.Tx, t *turn.Turn) error {
	may, err := visit.MaySee(ctx, tx, t.Employee.NIP, t.Arg(0))
	if err == nil && !may {
		err = turn.ErrNotAllowed
	}
	return err
}

func unitSaid(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if err := seen(ctx, tx, t); err != nil {
		return turn.Answer{}, err
	}
	h, err := t.Visits.Hear(ctx, tx, t.Now, t.Arg(0))
	if err != nil {
		return turn.Answer{}, err
	}
	ms, err := t.Text.VisitHeard(t.Lang, h, t.Now)
	return say(ms...), err
}

// unitSurvey asks for the quarter, and then sends its SKM report.
func unitSurvey(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if err := seen(ctx, tx, t); err != nil {
		return turn.Answer{}, err
	}
	if t.Arg(1) == "" {
		u, err := roster.FindUnit(ctx, tx, t.Arg(0))
		if err != nil {
			return turn.Answer{}, err
		}
		this := visit.QuarterOf(t.Visits.Today(t.Now))
		m, err := t.Text.ChooseQuarter(t.Lang, u, []visit.Quarter{this, this.Before(), this.Before().Before()})
		return say(m), err
	}
	q, ok := visit.ParseQuarter(t.Arg(1))
	if !ok {
		return turn.Answer{}, ErrStale
	}
	quarterly, err := t.Visits.Quarterly(ctx, tx, t.Arg(0), q)
	if err != nil {
		return turn.Answer{}, err
	}
	digests, err := t.Notice.SurveyFiles(ctx, tx, t.Now, t.Lang, quarterly)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.SurveyFiles(t.Lang, quarterly.Unit.Name, q, digests...)
	return say(m), err
}

// unitPoster prints the unit's poster anew.
func unitPoster(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if err := seen(ctx, tx, t); err != nil {
		return turn.Answer{}, err
	}
	u, err := roster.FindUnit(ctx, tx, t.Arg(0))
	if err != nil {
		return turn.Answer{}, err
	}
	of, err := t.Notice.Regency(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	_, token, err := t.Visits.PrintPoster(ctx, tx, t.Now, u.Code, "")
	if err != nil {
		return turn.Answer{}, err
	}
	poster := t.Text.Poster(t.Lang, text.Printed{Regency: of.String(), Unit: u.Name, Bot: t.Username()}, token)
	pdf, err := paper.PosterPDF(poster, t.Now)
	if err != nil {
		return turn.Answer{}, err
	}
	c := attachment.Made("application/pdf", t.Text.PosterName(t.Lang, u.Name), 0, 0, pdf)
	if err := attachment.Store(ctx, tx, t.Now, c); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.PosterFile(t.Lang, u.Name, poster.Link, c.Digest)
	return say(m), err
}

// planned is the quarter that is planned for: the newest that has
// questionnaires, this one or the one before.
func planned(ctx context.Context, tx pgx.Tx, t *turn.Turn, unit string) (visit.Survey, error) {
	q := visit.QuarterOf(t.Visits.Today(t.Now))
	this, err := visit.SurveyOf(ctx, tx, unit, q)
	if err != nil || this.All().Respondents > 0 {
		return this, err
	}
	if last, err := visit.SurveyOf(ctx, tx, unit, q.Before()); err != nil || last.All().Respondents > 0 {
		return last, err
	}
	return this, nil
}

func unitPlans(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if err := seen(ctx, tx, t); err != nil {
		return turn.Answer{}, err
	}
	u, err := roster.FindUnit(ctx, tx, t.Arg(0))
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := planned(ctx, tx, t, u.Code)
	if err != nil {
		return turn.Answer{}, err
	}
	plans, err := visit.PlansOf(ctx, tx, u.Code, v.Quarter)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.Plans(t.Lang, u, v, plans)
	return say(m), err
}

// ask opens the step in which a head writes about their unit.
func ask(ctx context.Context, tx pgx.Tx, t *turn.Turn, s speaking, words func(unit roster.Unit) (outbox.Message, error)) (turn.Answer, error) {
	u, err := roster.FindUnit(ctx, tx, t.Arg(0))
	switch {
	case err != nil:
		return turn.Answer{}, err
	case u.HeadNIP != t.Employee.NIP:
		return turn.Answer{}, visit.ErrNotHead
	case !free(t):
		return turn.Answer{}, ErrBusy
	}
	m, err := words(u)
	s.Unit, s.At = u.Code, t.Now
	return turn.Answer{Step: stepSpeak, Data: s, Say: []outbox.Message{m}}, err
}

func askImprovement(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return ask(ctx, tx, t, speaking{}, func(u roster.Unit) (outbox.Message, error) {
		now, _, err := t.Visits.LastImprovement(ctx, tx, t.Now, u.Code)
		if err != nil {
			return outbox.Message{}, err
		}
		return t.Text.AskImprovement(t.Lang, u.Name, now.Words)
	})
}

// askVisits asks about this month, and in its first days about the one before.
func askVisits(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	const firstDays = 7
	today := t.Visits.Today(t.Now)
	month := visit.Month(today)
	if today < month.AddDays(firstDays) {
		month = visit.Month(month - 1)
	}
	return ask(ctx, tx, t, speaking{Month: month}, func(u roster.Unit) (outbox.Message, error) {
		return t.Text.AskVisits(t.Lang, u.Name, month.Midnight(t.Visits.Loc))
	})
}

func askPlan(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	_, ok := visit.ParseQuarter(t.Arg(1))
	unsur, err := skm.Parse(t.Arg(2))
	if !ok || err != nil {
		return turn.Answer{}, ErrStale
	}
	return ask(ctx, tx, t, speaking{Quarter: t.Arg(1), Unsur: unsur}, func(u roster.Unit) (outbox.Message, error) {
		return t.Text.AskPlan(t.Lang, u.Name, unsur)
	})
}

// speak takes what the head wrote.
func (o Options) speak(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var s speaking
	if t.Read(&s) != nil || t.Now.Sub(s.At) > hour || t.In.Text == "" {
		return o.Elsewhere(ctx, tx, t)
	}
	u, err := roster.FindUnit(ctx, tx, s.Unit)
	if err != nil {
		return turn.Answer{}, err
	}
	var m outbox.Message
	switch {
	case s.Batch != 0:
		m, err = void(ctx, tx, t, u, s.Batch)
	case s.Month != 0:
		m, err = visitsCounted(ctx, tx, t, u, s.Month)
	case s.Unsur != "":
		q, _ := visit.ParseQuarter(s.Quarter)
		if err = t.Visits.Plan(ctx, tx, t.Now, t.Employee.NIP, u.Code, q, s.Unsur, t.In.Text); err == nil {
			m, err = t.Text.PlanDone(t.Lang, u.Name, s.Unsur, t.In.Text)
		}
	default:
		var i visit.Improvement
		if i, err = t.Visits.Improve(ctx, tx, t.Now, t.Employee.NIP, u.Code, t.In.Text); err == nil {
			m, err = t.Text.ImprovementDone(t.Lang, u.Name, i.Words)
		}
	}
	return turn.Answer{Say: []outbox.Message{m}}, err
}

func visitsCounted(ctx context.Context, tx pgx.Tx, t *turn.Turn, u roster.Unit, month worktime.Date) (outbox.Message, error) {
	visits, err := strconv.Atoi(strings.NewReplacer(".", "", ",", "", " ", "").Replace(t.In.Text))
	if err != nil {
		return outbox.Message{}, visit.ErrVisits
	}
	if err := t.Visits.CountVisits(ctx, tx, t.Now, t.Employee.NIP, u.Code, month, visits); err != nil {
		return outbox.Message{}, err
	}
	return t.Text.VisitsDone(t.Lang, u.Name, month.Midnight(t.Visits.Loc), visits)
}
