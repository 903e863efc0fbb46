package officer

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/letter"
	"tanggap/internal/locale"
	"tanggap/internal/text"
)

// templateRoutes are for officers who answer with a template, and for the heads of
// units who make them.
func (d desk) templateRoutes() []turn.Route {
	return []turn.Route{
		{Command: "/templat", Who: turn.Staff, Menu: true, Do: templat},
		{Button: "template.open", Who: turn.Staff, Do: templateOpen},
		{Button: "template.make", Who: turn.Staff, Do: templateMake},
		{Button: "template.change", Who: turn.Staff, Do: templateChange},
		{Button: "template.drop", Who: turn.Staff, Do: templateDrop},
		{Step: stepTemplateName, Who: turn.Staff, Do: d.worded(templateName)},
		{Step: stepTemplateWords, Who: turn.Staff, Do: d.worded(templateWords)},
		{Button: "template.pick", Who: turn.Staff, Do: templatePick},
		{Button: "template.use", Who: turn.Staff, Do: onCase(templateUse)},
	}
}

// The steps in which a template is named, and written.
const (
	stepTemplateName  = "template.name"
	stepTemplateWords = "template.words"
)

// templating is what those steps keep.
type templating struct {
	ID   int64     `json:"id,omitempty"` // of the one that is changed
	Name string    `json:"name,omitempty"`
	At   time.Time `json:"at"`
}

// templat lists the templates that somebody may use, and of those who lead a unit
// lets them make more.
func templat(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	unit := t.Employee.UnitCode
	headed, err := letter.Heads(ctx, tx, *t.Employee)
	if err != nil && !errors.Is(err, letter.ErrTemplateHead) {
		return turn.Answer{}, err
	}
	all, err := letter.TemplatesFor(ctx, tx, cmp.Or(headed, unit))
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.Templates(t.Lang, text.Templates{All: all, Head: headed != ""}))
}

// pressedTemplate is the template that a press names, and whether it is for the
// presser to change.
func pressedTemplate(ctx context.Context, tx pgx.Tx, t *turn.Turn) (letter.Template, bool, error) {
	id, err := t.Int(0)
	if err != nil {
		return letter.Template{}, false, err
	}
	headed, err := letter.Heads(ctx, tx, *t.Employee)
	if err != nil && !errors.Is(err, letter.ErrTemplateHead) {
		return letter.Template{}, false, err
	}
	tpl, err := letter.FindTemplate(ctx, tx, cmp.Or(headed, t.Employee.UnitCode), id)
	return tpl, tpl.Unit == headed, err
}

func templateOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	tpl, own, err := pressedTemplate(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.Template(t.Lang, tpl, own))
}

// templateMake asks for the name of a new template.
func templateMake(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if a, busy, err := busy(t); busy {
		return a, err
	}
	if _, err := letter.Heads(ctx, tx, *t.Employee); err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.AskTemplateName(t.Lang))
	a.Step, a.Data = stepTemplateName, templating{At: t.Now}
	return a, err
}

func templateName(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	name := strings.TrimSpace(t.In.Text)
	if err := letter.CheckName(name); err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.AskTemplateWords(t.Lang, name, ""))
	a.Step, a.Data = stepTemplateWords, templating{Name: name, At: t.Now}
	return a, err
}

// templateChange asks for the new words of one.
func templateChange(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	tpl, own, err := pressedTemplate(ctx, tx, t)
	if err == nil && !own {
		err = letter.ErrTemplateHead
	}
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	a, err := say(t.Text.AskTemplateWords(t.Lang, tpl.Name, tpl.Words))
	a.Step, a.Data = stepTemplateWords, templating{tpl.ID, tpl.Name, t.Now}
	return a, err
}

// templateWords keeps what was written.
func templateWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q templating
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	var tpl letter.Template
	var err error
	if q.ID == 0 {
		tpl, err = letter.MakeTemplate(ctx, tx, t.Now, *t.Employee, q.Name, t.In.Text)
	} else {
		tpl, err = letter.ChangeTemplate(ctx, tx, t.Now, *t.Employee, q.ID, t.In.Text)
	}
	if err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.TemplateKept(t.Lang, tpl.Name))
}

func templateDrop(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	tpl, err := letter.DropTemplate(ctx, tx, t.Now, *t.Employee, id)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Change(t.Text.TemplateDropped(t.Lang, tpl.Name))
}

// templatePick offers the templates for an answer in a case.
func templatePick(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, id, complaint.FirstAnswer)
	if err != nil {
		return turn.Answer{}, err
	}
	all, err := letter.TemplatesFor(ctx, tx, t.Employee.UnitCode)
	if err == nil && len(all) == 0 {
		err = letter.ErrTemplateGone
	}
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Aside(t.Text.PickTemplate(t.Lang, id, c.Code, all))
	return turn.About(id, a, err)
}

// templateUse puts a template, filled in by the case, into the answer that is being
// written in it.
func templateUse(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	which, err := t.Int(1)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, id, complaint.FirstAnswer)
	if err != nil {
		return turn.Answer{}, err
	}
	tpl, err := letter.FindTemplate(ctx, tx, t.Employee.UnitCode, which)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	l, err := begun(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	here := t.Desk.Calendars.Location()
	l.Add(tpl.Fill(letter.Facts{
		Code: c.Code, Category: v.Category, Place: cmp.Or(v.Area, t.Text.SomePlace(t.Lang)), Officer: t.Employee.Position,
		Limit: locale.Deadline(t.Lang, c.SettleDueAt.In(here), t.Now.In(here)),
	}))
	return weigh(ctx, tx, t, l)
}
