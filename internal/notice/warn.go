package notice

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/routing"
	"tanggap/internal/screen"
	"tanggap/internal/text"
)

// mattersShown is how many matters of others a card tells of.
const mattersShown = 2

// warnings are what the writer of a draft should know before it is sent.
func warnings(guide *routing.Edition, draft Draft, o Outline) text.Warnings {
	w := text.Warnings{
		Numbers: numberKinds(draft), Private: o.private(draft), Regency: guide.Regency(),
	}
	w.Vantage = slices.ContainsFunc(draft.Files, shows) && (draft.Contact.Anonymous() || o.aboutOfficer(draft) || aboutPeople[w.Private])
	danger := len(screen.Dangers(draft.Body())) > 0 // what to do then was said already
	for _, m := range screen.Matters(draft.Body()) {
		if len(w.Matters) < mattersShown && !danger {
			w.Matters = append(w.Matters, help(guide, string(m)))
		}
	}
	if o.Outside {
		w.Beyond, w.There = o.Beyond, help(guide, routing.TopicElsewhere)
	}
	return w
}

// aboutPeople are the reasons for privacy in which somebody may look for who
// wrote.
var aboutPeople = map[screen.Privacy]bool{screen.Children: true, screen.Money: true, screen.Someone: true}

// shows says whether a file may show from where it was taken.
func shows(s Sent) bool { return s.Pictured() || s.Kind == attachment.Video }

func help(guide *routing.Edition, topic string) text.Help {
	return text.Help{Topic: topic, Lines: guide.Helplines(topic)}
}

// numberKinds are the kinds of personal numbers in a draft, each once.
func numberKinds(draft Draft) []screen.Kind {
	var kinds []screen.Kind
	for _, n := range screen.Numbers(draft.Body()) {
		if !slices.Contains(kinds, n.Kind) {
			kinds = append(kinds, n.Kind)
		}
	}
	return kinds
}

// Mask blots the personal numbers of a draft out.
func (d *Draft) Mask() {
	d.Pieces = slices.Clone(d.Pieces)
	for i := range d.Pieces {
		d.Pieces[i].Text = screen.Mask(d.Pieces[i].Text)
	}
}

// Private is why a draft is read by those only who deal with it; screen.Open
// when its writer may choose.
func (d *Desk) Private(ctx context.Context, tx pgx.Tx, draft Draft) (screen.Privacy, error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return screen.Open, err
	}
	return d.outline(guide, draft).private(draft), nil
}

// private is Private of an outline: what is about an officer always is.
func (o Outline) private(draft Draft) screen.Privacy {
	if why := complaint.Private(o.Category, draft.Body()); why != screen.Open || !draft.Officer {
		return why
	}
	return screen.Someone
}
