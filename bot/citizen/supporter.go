package citizen

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// supporterRoutes are for those who support somebody else's case, or whose own
// is told as a part of one.
var supporterRoutes = []turn.Route{
	{Button: "support.done", Do: sideDone},
	{Button: "support.not", Do: sideNot},
	{Button: "support.leave", Do: leaveSupport},
}

// supporting finds what somebody supports by the case that they know; false
// where it is their own, or no concern of theirs.
func supporting(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (c complaint.Complaint, s complaint.Supporter, is bool, err error) {
	c, s, err = t.Desk.FindSupported(ctx, tx, t.Owner, id)
	if isNot(err, complaint.ErrUnknown) {
		return c, s, false, nil
	}
	return c, s, err == nil, err
}

// showSupported shows a case to one of its supporters; false to anybody else.
func showSupported(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, bool, error) {
	c, s, is, err := supporting(ctx, tx, t, id)
	if err != nil || !is || s.Filed {
		return turn.Answer{}, false, err
	}
	v, err := supportedView(ctx, tx, t, c, s)
	if err != nil {
		return turn.Answer{}, false, err
	}
	events, err := complaint.Story(ctx, tx, c.ID)
	if err != nil {
		return turn.Answer{}, false, err
	}
	if v.Events, err = storyOf(ctx, tx, t, events, false); err != nil {
		return turn.Answer{}, false, err
	}
	if v.Spans, err = t.Notice.Spans(ctx, tx, t.Now, c, events); err != nil {
		return turn.Answer{}, false, err
	}
	m, err := t.Text.Status(t.Lang, v)
	a := aside(m)
	a.About = id.Subject()
	return a, true, err
}

// giveSupporting adds what a supporter says to the case that they support.
func giveSupporting(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, words string, files []attachment.File) (turn.Answer, error) {
	c, s, err := t.Desk.AddSupporting(ctx, tx, t.Now, t.Owner, id, words, files...)
	if err != nil {
		return turn.Answer{}, err
	}
	key := t.Update + ":tambah"
	if t.In.Album != "" { // one notice for all its parts
		key = "album:" + t.In.Album + ":" + s.Code
	}
	if err := t.Notice.SupporterAdded(ctx, tx, t.Now, key, c, words); err != nil {
		return turn.Answer{}, err
	}
	c.Code = s.Code
	return turn.Answer{About: s.Of.Subject(), Say: []outbox.Message{t.Text.SupportAdded(t.Lang, c)}}, nil
}

// replySupporting takes a reply to something about a case that its writer
// supports; false when it is none.
func replySupporting(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error) {
	id, about := complaint.ParseSubject(t.In.About)
	if !about {
		return turn.Answer{}, false, nil
	}
	c, _, is, err := supporting(ctx, tx, t, id)
	if err != nil || !is || !c.State.Open() {
		return turn.Answer{}, false, err
	}
	var words notice.Draft
	if err := add(&words, t.In); err != nil {
		return turn.Answer{}, true, err
	}
	a, err := giveSupporting(ctx, tx, t, id, words.WordsAndPins(), t.In.Files)
	if err != nil {
		return turn.Answer{}, true, err
	}
	a.Stay = t.Dialog.Step != "" && t.Dialog.Step != stepAlbum
	return intoAlbum(t, id, t.In.Album, a), true, nil
}

// giveWordsSupporting takes what a supporter was asked for.
func giveWordsSupporting(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	var words notice.Draft
	if err := add(&words, t.In); err != nil {
		return turn.Answer{}, err
	}
	a, err := giveSupporting(ctx, tx, t, id, words.WordsAndPins(), t.In.Files)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, err = end(ctx, tx, t, a); err != nil {
		return turn.Answer{}, err
	}
	return intoAlbum(t, id, t.In.Album, a), nil
}

// albumRestSupporting adds the other parts of an album without another word.
func albumRestSupporting(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	a, err := giveSupporting(ctx, tx, t, id, t.In.Text, t.In.Files)
	return turn.Answer{Stay: true, About: a.About}, err
}

// askMoreSupporting asks what a supporter wants to add; false when they support
// nothing by this case.
func askMoreSupporting(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, false, err
	}
	c, s, is, err := supporting(ctx, tx, t, id)
	switch {
	case err != nil || !is:
		return turn.Answer{}, false, err
	case !c.State.Open():
		return turn.Answer{}, true, complaint.ErrClosed
	}
	a, err := begin(t, stepMore, step{Case: id})
	a.About, a.Say = id.Subject(), []outbox.Message{t.Text.AskAddition(t.Lang, s.Code)}
	return a, true, err
}

// sideDone is a supporter's word that it is done.
func sideDone(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return side(ctx, tx, t, true)
}

// sideNot is a supporter's word that it is not; more words are asked for.
func sideNot(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return side(ctx, tx, t, false)
}

func side(ctx context.Context, tx pgx.Tx, t *turn.Turn, done bool) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, _, is, err := supporting(ctx, tx, t, id)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case !is:
		return turn.Answer{}, complaint.ErrUnknown
	case c.State == complaint.Proposed && page(t.Arg(1)) != c.Reopenings: // the button of an earlier result
		return openCase(ctx, tx, t)
	}
	_, s, err := t.Desk.Side(ctx, tx, t.Now, t.Owner, id, done, "")
	if err != nil {
		return turn.Answer{}, err
	}
	ask := !done && (t.Dialog.Step == "" || ours[t.Dialog.Step])
	m := t.Text.Sided(t.Lang, s.Code, done, ask)
	a := aside(m)
	if ask {
		if a, err = begin(t, stepMore, step{Case: id}); err != nil {
			return turn.Answer{}, err
		}
		a.Say = []outbox.Message{m}
	}
	a.About = id.Subject()
	return a, nil
}

// leaveSupport ends somebody's support.
func leaveSupport(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	_, s, is, err := supporting(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if !is {
		return turn.Answer{}, complaint.ErrUnknown
	}
	if _, err := t.Desk.Leave(ctx, tx, t.Now, t.Owner, id); err != nil {
		return turn.Answer{}, err
	}
	return settle(ctx, tx, t, id, turn.Answer{About: id.Subject(), Say: []outbox.Message{t.Text.SupportLeft(t.Lang, s.Code)}})
}

// follow is a case that somebody filed, or joined.
type follow struct {
	complaint.Complaint
	joined bool
}

// followed lists what somebody filed and what they joined, the newest first.
func followed(ctx context.Context, tx pgx.Tx, t *turn.Turn, limit int) (all []follow, err error) {
	own, joined, err := complaint.Followed(ctx, tx, t.Address, limit)
	if err != nil {
		return nil, err
	}
	isOwn := map[complaint.ID]bool{}
	for _, c := range own {
		isOwn[c.ID] = true
		all = append(all, follow{c, false})
	}
	for _, c := range joined {
		if !isOwn[c.ID] {
			all = append(all, follow{c, true})
		}
	}
	slices.SortFunc(all, func(a, b follow) int { return cmp.Compare(b.ID, a.ID) })
	return all[:min(len(all), limit)], nil
}

// followedView is a line of that list.
func followedView(ctx context.Context, tx pgx.Tx, t *turn.Turn, c follow) (text.Case, error) {
	if !c.joined {
		v, _, err := caseOf(ctx, tx, t, c.Complaint, true)
		return v, err
	}
	lead, err := leading(ctx, tx, c.ID)
	if err != nil {
		return text.Case{}, err
	}
	return supportedView(ctx, tx, t, lead, complaint.Supporter{Of: c.ID, Code: c.Code})
}

func leading(ctx context.Context, tx pgx.Tx, id complaint.ID) (complaint.Complaint, error) {
	id, err := complaint.Leading(ctx, tx, id)
	if err != nil {
		return complaint.Complaint{}, err
	}
	return complaint.Find(ctx, tx, id)
}

// leadOf is what a merged case is told as a part of, as its reporter sees it;
// nil for any other case.
func leadOf(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (*text.Case, error) {
	if c.State != complaint.Merged {
		return nil, nil
	}
	lead, err := leading(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	v, _, err := caseOf(ctx, tx, t, lead, false)
	return &v, err
}

// leadStory is what happened to the case that another is told as a part of,
// after that.
func leadStory(ctx context.Context, tx pgx.Tx, t *turn.Turn, v text.Case) ([]text.Event, error) {
	if v.Lead == nil || v.EndedAt == nil {
		return nil, nil
	}
	events, err := complaint.Story(ctx, tx, v.Lead.ID)
	if err != nil {
		return nil, err
	}
	events = slices.DeleteFunc(events, func(e complaint.Event) bool {
		return !e.At.After(*v.EndedAt) || e.Kind == complaint.Gathered || e.Kind == complaint.Shed
	})
	return storyOf(ctx, tx, t, events, false)
}
