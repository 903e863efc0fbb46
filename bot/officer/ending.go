package officer

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// endRoutes are for ends of a case that are no result.
func (d desk) endRoutes() []turn.Route {
	return []turn.Route{
		{Button: "end.pick", Who: turn.Staff, Do: endPick},
		{Button: "end.set", Who: turn.Staff, Do: endSet},
		{Step: stepEnd, Who: turn.Staff, Do: d.endAdd},
		{Button: "end.send", Who: turn.Staff, Do: endSend},
		{Button: "end.drop", Who: turn.Staff, Do: endDrop},
	}
}

// stepEnd is the step in which an end is put together.
const stepEnd = "case.end"

// proposal is an end as it grows, part by part.
type proposal struct {
	Case   complaint.ID    `json:"case"`
	At     time.Time       `json:"at"`
	State  complaint.State `json:"state"`
	Year   int             `json:"year,omitempty"`
	Source string          `json:"source,omitempty"`
	Agency string          `json:"agency,omitempty"`
	Number string          `json:"number,omitempty"`
	On     string          `json:"on,omitempty"` // a date
	Reason string          `json:"reason,omitempty"`
	No     int             `json:"no,omitempty"` // of the preview
}

// parts are what each end needs, in the order in which it is asked for.
var parts = map[complaint.State][]text.Part{
	complaint.Impossible: {text.PartReason},
	complaint.Scheduled:  {text.PartYear, text.PartSource, text.PartReason},
	complaint.Spam:       {text.PartReason},
	complaint.Referred:   {text.PartAgency, text.PartNumber, text.PartFollowUp, text.PartReason},
}

// missing is the next part to ask for.
func (p proposal) missing() text.Part {
	have := map[text.Part]bool{
		text.PartYear: p.Year > 0, text.PartSource: p.Source != "", text.PartAgency: p.Agency != "", text.PartNumber: p.Number != "",
		text.PartFollowUp: p.On != "", text.PartReason: p.Reason != "",
	}
	for _, part := range parts[p.State] {
		if !have[part] {
			return part
		}
	}
	return text.Whole
}

// take fills in a part as it was typed or pressed. It refuses as
// complaint.End.Check does.
func (p *proposal) take(t *turn.Turn, part text.Part, words string) error {
	now := t.Now.In(t.Desk.Calendars.Location())
	words = strings.TrimSpace(words)
	if words == "" {
		return complaint.ErrEmpty
	}
	switch part {
	case text.PartYear:
		year, err := strconv.Atoi(strings.TrimFunc(words, func(r rune) bool { return r < '0' || r > '9' }))
		if err != nil {
			return complaint.ErrYear
		}
		p.Year = year
		return complaint.CheckYear(now, year)
	case text.PartFollowUp:
		day, found := locale.FindDay(words, now)
		if !found {
			return complaint.ErrFollowUp
		}
		on := worktime.DateOf(day)
		p.On = on.String()
		return complaint.CheckFollowUp(now, on.Midnight(time.UTC))
	case text.PartSource:
		p.Source = t.Text.Money(locale.ID, words) // the citizen reads it as the office calls it
		return complaint.CheckName(p.Source)
	case text.PartAgency:
		p.Agency = words
		return complaint.CheckName(words)
	case text.PartNumber:
		p.Number = words
		return complaint.CheckName(words)
	}
	if p.Reason != "" {
		p.Reason += "\n"
	}
	p.Reason += words
	return nil
}

// end is the proposal as the domain knows it.
func (p proposal) end() (complaint.End, error) {
	e := complaint.End{State: p.State, Year: p.Year, Source: p.Source, Agency: p.Agency, Number: p.Number, Reason: p.Reason}
	if p.On == "" {
		return e, nil
	}
	on, err := worktime.ParseDate(p.On)
	at := on.Midnight(time.UTC)
	e.FollowUpOn = &at
	return e, err
}

// endPick begins a proposal. What was written as a result of the same case is
// its reason.
func endPick(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	p := proposal{Case: id, At: t.Now, State: complaint.State(t.Arg(1))}
	if parts[p.State] == nil {
		return turn.Answer{}, ErrStale
	}
	if t.Dialog.DraftAt != nil {
		return turn.Aside(t.Text.DraftFirst(t.Lang))
	}
	var r result
	if t.Dialog.Step == stepResult && t.Read(&r) == nil && r.Case == id && len(r.Files) == 0 {
		p.Reason = r.Words
	} else if err := nothingUnsent(t); err != nil {
		return turn.Answer{}, err
	}
	return askPart(ctx, tx, t, p)
}

// askPart asks for what is missing, or shows the proposal whole.
func askPart(ctx context.Context, tx pgx.Tx, t *turn.Turn, p proposal) (turn.Answer, error) {
	c, err := endReady(ctx, tx, t, p)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := proposalOf(ctx, tx, t, p, c)
	if err != nil {
		return turn.Answer{}, err
	}
	if v.Ask == text.Whole {
		p.No++
		v.No = p.No
	}
	a, err := say(t.Text.Proposal(t.Lang, v))
	a.Step, a.Data = stepEnd, p
	return turn.About(p.Case, a, err)
}

// endReady gives the case if such a proposal can be made of it now.
func endReady(ctx context.Context, tx pgx.Tx, t *turn.Turn, p proposal) (complaint.Complaint, error) {
	if p.State == complaint.Spam {
		return t.Desk.SpamReady(ctx, tx, t.Employee.NIP, p.Case)
	}
	return t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, p.Case, complaint.EndProposed)
}

// propose makes it.
func propose(ctx context.Context, tx pgx.Tx, t *turn.Turn, p proposal, e complaint.End) (complaint.Complaint, complaint.Errand, error) {
	if p.State == complaint.Spam {
		return t.Desk.ProposeSpam(ctx, tx, t.Now, t.Employee.NIP, p.Case, e.Reason)
	}
	return t.Desk.ProposeEnd(ctx, tx, t.Now, t.Employee.NIP, p.Case, e)
}

func proposalOf(ctx context.Context, tx pgx.Tx, t *turn.Turn, p proposal, c complaint.Complaint) (v text.Proposal, err error) {
	v = text.Proposal{Ask: p.missing()}
	if v.StaffCase, err = t.Notice.Case(ctx, tx, t.Now, c); err != nil {
		return v, err
	}
	if v.End, err = p.end(); err != nil {
		return v, err
	}
	to, err := t.Desk.WhoDecides(ctx, tx, t.Now, t.Employee.NIP, c, p.State)
	v.Decider = to.Position
	return v, err
}

// growing gives the proposal that a press belongs to; ErrStale when another
// one, or none, is being put together.
func growing(t *turn.Turn) (p proposal, err error) {
	id, err := t.Case(0)
	if err != nil {
		return p, err
	}
	if t.Dialog.Step != stepEnd {
		return p, ErrStale
	}
	if err := t.Read(&p); err != nil {
		return p, err
	}
	if p.Case != id {
		return p, ErrStale
	}
	return p, nil
}

func endSet(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	p, err := growing(t)
	if err != nil {
		return turn.Answer{}, err
	}
	part := text.Part(t.Arg(1))
	if part != p.missing() || part == text.PartReason || part == text.Whole {
		return turn.Answer{}, ErrStale
	}
	if err := p.take(t, part, t.Arg(2)); err != nil {
		return turn.Answer{}, err
	}
	return askPart(ctx, tx, t, p)
}

// endAdd takes what is typed: the part that was asked for, and once the
// proposal is whole more of its reason.
func (d desk) endAdd(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var p proposal
	if err := t.Read(&p); err != nil {
		return turn.Answer{}, err
	}
	part := p.missing()
	if p.Reason == "" && t.Late(p.At) {
		return d.elsewhere(ctx, tx, t)
	}
	if part == text.Whole {
		switch {
		case t.Typed("end.send"):
			return sendProposal(ctx, tx, t, p)
		case t.Typed("end.drop"):
			return dropProposal(ctx, tx, t, p)
		}
		part = text.PartReason
	}
	if strings.TrimSpace(t.In.Text) == "" {
		return turn.Aside(t.Text.ProposalWords(t.Lang))
	}
	if err := p.take(t, part, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	return askPart(ctx, tx, t, p)
}

func endSend(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	p, err := growing(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if no, err := t.Int(1); err != nil || int(no) != p.No {
		return turn.Answer{}, ErrStale
	}
	return sendProposal(ctx, tx, t, p)
}

func sendProposal(ctx context.Context, tx pgx.Tx, t *turn.Turn, p proposal) (turn.Answer, error) {
	e, err := p.end()
	if err != nil {
		return turn.Answer{}, err
	}
	c, errand, err := propose(ctx, tx, t, p, e)
	if err != nil {
		return turn.Answer{}, err
	}
	if _, err := t.Notice.Errand(ctx, tx, t.Now, errand, c); err != nil {
		return turn.Answer{}, err
	}
	v := text.Proposal{}
	v.End.State = p.State
	if v.StaffCase, err = t.Notice.Case(ctx, tx, t.Now, c); err != nil {
		return turn.Answer{}, err
	}
	if v.Decider, err = t.Notice.Post(ctx, tx, *errand.NIP); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.ProposalSent(t.Lang, v)
	return turn.About(p.Case, here(t, m), err)
}

func endDrop(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	p, err := growing(t)
	if err != nil {
		return turn.Answer{}, err
	}
	return dropProposal(ctx, tx, t, p)
}

func dropProposal(ctx context.Context, tx pgx.Tx, t *turn.Turn, p proposal) (turn.Answer, error) {
	c, err := complaint.Find(ctx, tx, p.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.ProposalDropped(t.Lang, c.Code)
	return here(t, m), err
}
