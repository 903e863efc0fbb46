package citizen

import (
	"context"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/rating"
	"tanggap/internal/text"
)

// status shows one case: the one named, or the only one there is.
func status(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if t.In.Rest != "" {
		l := parseLookup(t.Desk.Prefix, t.In.Rest)
		if l.Code == "" {
			return aside(t.Text.Mistyped(t.Lang, t.Desk.Prefix)), nil
		}
		return showLookup(ctx, tx, t, l)
	}
	cs, joined, err := complaint.Followed(ctx, tx, t.Address, 2)
	if err != nil {
		return turn.Answer{}, err
	}
	if len(cs) != 1 || len(joined) > 0 {
		return ownCases(ctx, tx, t)
	}
	return showCase(ctx, tx, t, cs[0], true)
}

// listed is how many cases one message lists, and listedMost how far back a
// person can turn.
const (
	listed     = 8
	listedMost = 400
)

// ownCases lists what somebody filed and what they support, newest first.
func ownCases(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	from := 0
	if t.In.Button != "" {
		from = min(page(t.Arg(0)), listedMost)
	}
	cs, err := followed(ctx, tx, t, from+listed+1)
	if err != nil {
		return turn.Answer{}, err
	}
	cs = cs[min(from, len(cs)):]
	_, _, unsent, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if len(cs) == 0 {
		return aside(t.Text.NoCases(t.Lang, unsent)), nil
	}
	older := 0
	if len(cs) > listed {
		cs, older = cs[:listed], from+listed
	}
	views := make([]text.Case, len(cs))
	for i, c := range cs {
		if views[i], err = followedView(ctx, tx, t, c); err != nil {
			return turn.Answer{}, err
		}
	}
	m, err := t.Text.OwnCases(t.Lang, text.CaseList{Cases: views, Unsent: unsent, Older: older})
	return aside(m), err
}

func openCase(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.FindOwn(ctx, tx, t.Owner, id)
	if isNot(err, complaint.ErrUnknown) {
		if a, is, err := showSupported(ctx, tx, t, id); err != nil || is {
			return a, err
		}
	}
	if err != nil {
		return turn.Answer{}, err
	}
	return showCase(ctx, tx, t, c, true)
}

// showCase shows where a case stands, with its story.
func showCase(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, own bool) (turn.Answer, error) {
	m, err := caseMessage(ctx, tx, t, c, own)
	a := aside(m)
	if own {
		a.About, a.Contact = c.ID.Subject(), c.Contact
	}
	return a, err
}

func caseMessage(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, own bool) (outbox.Message, error) {
	v, events, err := caseOf(ctx, tx, t, c, own)
	if err != nil {
		return outbox.Message{}, err
	}
	return storyMessage(ctx, tx, t, v, events)
}

func storyMessage(ctx context.Context, tx pgx.Tx, t *turn.Turn, v text.Case, events []complaint.Event) (m outbox.Message, err error) {
	c := v.Complaint
	if v.Events, err = storyOf(ctx, tx, t, events, v.Own); err != nil {
		return outbox.Message{}, err
	}
	since, err := leadStory(ctx, tx, t, v)
	if err != nil {
		return outbox.Message{}, err
	}
	v.Events = append(v.Events, since...)
	if v.Spans, err = t.Notice.Spans(ctx, tx, t.Now, c, events); err != nil {
		return outbox.Message{}, err
	}
	return t.Text.Status(t.Lang, v)
}

// caseOf is a case as its reporter sees it, or with own false somebody else, and
// what its story is told from.
func caseOf(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, own bool) (v text.Case, events []complaint.Event, err error) {
	v = text.Case{Complaint: c, Own: own, Now: t.Now}
	if v.Who, err = t.Notice.Holder(ctx, tx, c); err != nil {
		return v, events, err
	}
	if v.Limit, err = complaint.NewLimit(ctx, tx, c); err != nil {
		return v, events, err
	}
	if v.MayObject, err = mayObject(ctx, tx, t, c); err != nil {
		return v, events, err
	}
	if events, err = complaint.Story(ctx, tx, c.ID); err != nil {
		return v, events, err
	}
	told := func(k complaint.Kind) bool {
		return slices.ContainsFunc(events, func(e complaint.Event) bool { return e.Kind == k })
	}
	if told(complaint.Extended) {
		if v.Longer, err = complaint.ExtensionNow(ctx, tx, c.ID); err != nil {
			return v, events, err
		}
	}
	if v.Private, err = t.Desk.Private(ctx, tx, c, events); err != nil {
		return v, events, err
	}
	if own {
		if v.MayDoubt, err = complaint.MayDoubt(ctx, tx, c); err != nil {
			return v, events, err
		}
		if v.Lead, err = leadOf(ctx, tx, t, c); err != nil {
			return v, events, err
		}
		if c.Contact.ByCode() {
			if v.Unsaid, err = complaint.UnsaidOf(ctx, tx, c); err != nil {
				return v, events, err
			}
		}
		if told(complaint.NameAsked) {
			i, asks, err := complaint.RunningIdentity(ctx, tx, c.ID)
			if err != nil {
				return v, events, err
			}
			if asks {
				v.Asked = &i
			}
		}
		if v.Rating, err = rating.Stands(ctx, tx, t.Now, t.Owner, c); err != nil {
			return v, events, err
		}
	}
	v.Until, err = t.Notice.Silence(ctx, tx, c)
	return v, events, err
}

// storyOf tells a case's story. Whoever came by the PIN reads what the office
// said, not what the reporter did: that could tell who they are. Nobody reads
// what supporters wrote.
func storyOf(ctx context.Context, tx pgx.Tx, t *turn.Turn, events []complaint.Event, own bool) (story []text.Event, err error) {
	ownFrom, units := ownWords(events, own), complaint.UnitsHeld(events)
	for _, e := range events {
		if e.Kind.Technical() || e.Kind.Office() || !own && e.Kind.OfRating() {
			continue
		}
		told := text.Event{At: e.At, Kind: e.Telling(), Face: e.Facts.Face}
		if e.Kind != complaint.Filed && !e.Kind.Internal() && (e.Seq > ownFrom || e.Actor != complaint.Citizen) && e.Actor != complaint.Supporting {
			told.Words = e.Words
		}
		if day, named := e.Day(); named {
			told.On = &day
		}
		nip := e.Facts.Holder
		if by, is := complaint.EmployeeOf(e.Actor); is && e.Kind.Decision() {
			nip = &by
		}
		if nip != nil {
			if told.Who, err = t.Notice.WhoIn(ctx, tx, *nip, units[*nip]); err != nil {
				return nil, err
			}
		}
		story = append(story, told)
	}
	return story, nil
}

// ownWords is the number of the event behind which the reporter's words are the
// reader's own: an heir has not written what was written before.
func ownWords(events []complaint.Event, own bool) int {
	if !own {
		return math.MaxInt
	}
	from := 0
	for _, e := range events {
		if e.Kind == complaint.Inherited {
			from = e.Seq
		}
	}
	return from
}

// askMore asks what is to be added to a case.
func askMore(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := ownOpen(ctx, tx, t)
	if isNot(err, complaint.ErrUnknown) || c.State == complaint.Merged {
		if a, supports, err := askMoreSupporting(ctx, tx, t); err != nil || supports {
			return a, err
		}
	}
	if err != nil {
		return ended(t, c, err)
	}
	a, err := begin(t, stepMore, step{Case: c.ID})
	a.About, a.Say = c.ID.Subject(), []outbox.Message{t.Text.AskAddition(t.Lang, c.Code)}
	return a, err
}

// askReply asks for the answer to the question that waits.
func askReply(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := ownOpen(ctx, tx, t)
	if err == nil && c.State != complaint.Asked {
		err = complaint.ErrNoQuestion
	}
	if err != nil {
		return ended(t, c, err)
	}
	events, err := complaint.Story(ctx, tx, c.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	question := ""
	for _, e := range events {
		if e.Kind == complaint.Question {
			question = e.Words
		}
	}
	a, err := begin(t, stepReply, step{Case: c.ID})
	a.About, a.Say = c.ID.Subject(), []outbox.Message{t.Text.AskReply(t.Lang, c.Code, question)}
	return a, err
}

// own is the writer's own case that a press names. It refuses with turn.ErrStale or
// complaint.ErrUnknown.
func own(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, error) {
	id, err := t.Case(0)
	if err != nil {
		return complaint.Complaint{}, err
	}
	return t.Desk.FindOwn(ctx, tx, t.Owner, id)
}

// pressedEnd says whether a press is about how the case stands ended now, not
// about an end before it was opened again.
func pressedEnd(t *turn.Turn, c complaint.Complaint) bool {
	return !c.State.Open() && page(t.Arg(1)) == c.Reopenings
}

// ownOpen is the open case that a press names. It refuses with turn.ErrStale,
// complaint.ErrUnknown or complaint.ErrClosed.
func ownOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, error) {
	c, err := own(ctx, tx, t)
	if err == nil && !c.State.Open() {
		err = complaint.ErrClosed
	}
	return c, err
}

// giveWords takes what was asked for by askMore or askReply.
func giveWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	c, err := t.Desk.FindOwn(ctx, tx, t.Owner, s.Case)
	if isNot(err, complaint.ErrUnknown) || c.State == complaint.Merged {
		if _, _, supports, err := supporting(ctx, tx, t, s.Case); err != nil || supports {
			return giveWordsSupporting(ctx, tx, t, s.Case)
		}
	}
	if err != nil {
		return turn.Answer{}, err
	}
	if _, _, waits, err := held(t); err == nil && !waits && (!c.State.Open() || tells(t.In.Text)) { // it ended meanwhile, or a number may be hidden first
		return askAbout(ctx, tx, t, c)
	}
	var words notice.Draft
	if err := add(&words, t.In); err != nil {
		return turn.Answer{}, err
	}
	a, err := give(ctx, tx, t, c, words)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, err = end(ctx, tx, t, a); err != nil {
		return turn.Answer{}, err
	}
	return intoAlbum(t, c.ID, t.In.Album, a), nil
}

// replyUnknown answers a question by saying that one cannot.
func replyUnknown(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	words := t.Text.DontKnow(officeLang)
	c, err := t.Desk.Reply(ctx, tx, t.Now, t.Owner, id, words)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Replied(ctx, tx, t.Now, t.Update+":tambah", c, words); err != nil {
		return turn.Answer{}, err
	}
	return settle(ctx, tx, t, id, turn.Answer{About: id.Subject(), Say: []outbox.Message{t.Text.Replied(t.Lang, c.Code)}})
}
