package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/text"
)

// free takes what no step asked for: a reply to a case goes to that case, a
// code shows its case, small talk is answered. Anything else belongs to an
// open case, which its writer is asked, or begins a report.
func (o Options) free(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if a, nothing := nothingToKeep(t); nothing {
		return a, nil
	}
	if o.Scanned != nil {
		if a, is, err := o.Scanned(ctx, tx, t); is || err != nil {
			return a, err
		}
	}
	if a, done, err := o.sameAlbum(ctx, tx, t); err != nil || done {
		return a, err
	}
	if _, talk := smallTalk(t.In.Text); t.Employee != nil && (t.In.About != "" || !talk) && o.Claim != nil {
		if a, mine, err := o.Claim(ctx, tx, t); err != nil || mine {
			return a, err
		}
	}
	own, isReply, err := repliedTo(ctx, tx, t)
	if err == nil && !isReply {
		own, isReply, err = named(ctx, tx, t)
	}
	if err != nil {
		return turn.Answer{}, err
	}
	if _, talk := smallTalk(t.In.Text); !talk && (!isReply || own.State == complaint.Merged) {
		if a, supports, err := replySupporting(ctx, tx, t); err != nil || supports {
			return a, err
		}
	}
	open, err := notice.OpenOf(ctx, tx, t.Address)
	if err != nil {
		return turn.Answer{}, err
	}
	if len(open) > 0 {
		if heard, err := complaint.Heard(ctx, tx, t.Address, t.In.ID); err != nil || heard {
			return turn.Answer{Stay: true}, err // its change came before it
		}
	}
	if a, done, err := typedFreely(ctx, tx, t, open, own.ID); err != nil || done {
		return a, err
	}
	if wordsOnly := len(t.In.Files) == 0 && t.In.Location == nil; wordsOnly {
		asked := isReply && own.State == complaint.Asked || !isReply && anyAsked(open)
		if a, done, err := thanks(ctx, tx, t, own, isReply); err != nil || done {
			return a, err
		}
		if a, done, err := shortWords(ctx, tx, t, asked); err != nil || done {
			return a, err
		}
		if a, done, err := nameHere(ctx, tx, t, own, isReply, open); err != nil || done {
			return a, err
		}
	}
	if isReply {
		return giveReply(ctx, tx, t, own)
	}
	draft, in, waits, err := held(t)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case waits && in == notice.StepChoice:
		return addToChoice(ctx, tx, t)
	case t.In.Orphan && !waits:
		return orphan(ctx, tx, t)
	case waits || len(open) == 0:
		return StartDraft(ctx, tx, t, t.In)
	}
	draft = newDraft(t)
	if err := add(&draft, t.In); err != nil {
		return turn.Answer{}, err
	}
	return askBelongs(ctx, tx, t, draft, turn.Answer{})
}

// sameAlbum keeps the parts of an album together, whatever they reply to.
func (o Options) sameAlbum(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error) {
	draft, in, waits, err := held(t)
	if err != nil || !waits || t.In.Album == "" || draft.Album != t.In.Album || t.Dialog.Step != in {
		return turn.Answer{}, false, err
	}
	do := o.addToDraft
	if in == notice.StepChoice {
		do = addToChoice
	}
	a, err := do(ctx, tx, t)
	return a, true, err
}

// shortWords answers small talk and bare codes. While a question waits, "ya"
// and a number may be its answer.
func shortWords(ctx context.Context, tx pgx.Tx, t *turn.Turn, asked bool) (turn.Answer, bool, error) {
	if talk, is := smallTalk(t.In.Text); is && !(asked && (talk == text.Okay || talk == text.Trial)) {
		return aside(t.Text.Reply(t.Lang, talk)), true, nil
	}
	l, is := bareLookup(t.Desk.Prefix, t.In.Text)
	switch {
	case !is:
		return turn.Answer{}, false, nil
	case l.Mistyped:
		return aside(t.Text.Mistyped(t.Lang, t.Desk.Prefix)), true, nil
	case l.Code == "" && asked:
		return turn.Answer{}, false, nil
	case l.Code == "":
		return aside(t.Text.PINAlone(t.Lang)), true, nil
	}
	a, err := showLookup(ctx, tx, t, l)
	return a, true, err
}

// repliedTo is the writer's own case that the message replies to.
func repliedTo(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, bool, error) {
	id, is := complaint.ParseSubject(t.In.About)
	if !is {
		return complaint.Complaint{}, false, nil
	}
	c, err := t.Desk.FindOwn(ctx, tx, t.Owner, id)
	if isNot(err, complaint.ErrUnknown) {
		return complaint.Complaint{}, false, nil
	}
	return c, err == nil, err
}

func anyAsked(cases []complaint.Complaint) bool {
	for _, c := range cases {
		if c.State == complaint.Asked {
			return true
		}
	}
	return false
}

// giveReply takes a reply to something about an own case. Where it would have
// to be told apart first, or holds a personal number, its writer is asked, unless
// a draft waits already.
func giveReply(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (turn.Answer, error) {
	_, _, waits, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !waits && (c.State == complaint.Proposed || !c.State.Open() || tells(t.In.Text)) {
		return askAbout(ctx, tx, t, c)
	}
	words := notice.Draft{}
	if err := add(&words, t.In); err != nil {
		return turn.Answer{}, err
	}
	a, err := give(ctx, tx, t, c, words)
	if err != nil {
		return turn.Answer{}, err
	}
	a.Stay = t.Dialog.Step != "" && t.Dialog.Step != stepAlbum
	return intoAlbum(t, c.ID, t.In.Album, a), nil
}

// askAbout keeps a message about a case that waits for a word, or has ended,
// and asks what it means.
func askAbout(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (turn.Answer, error) {
	draft := newDraft(t)
	if err := add(&draft, t.In); err != nil {
		return turn.Answer{}, err
	}
	if draft.About = int64(c.ID); !c.State.Open() {
		draft.Closed = c.Code
	}
	return askBelongs(ctx, tx, t, draft, turn.Answer{})
}

// give hands words and files to an own case: as the answer when a question
// waits, else as an addition.
func give(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, draft notice.Draft) (turn.Answer, error) {
	words, files := draft.WordsAndPins(), draft.Attached()
	key := t.Update + ":tambah"
	if t.In.Album != "" && !c.Contact.Anonymous() { // one notice for all its parts; no name of Telegram's beside a nameless case
		key = "album:" + t.In.Album + ":" + c.Code
	}
	a := turn.Answer{About: c.ID.Subject()}
	if err := complaint.Said(ctx, tx, c.ID, draft.Said()...); err != nil {
		return turn.Answer{}, err
	}
	before := c
	if c.State == complaint.Asked {
		c, err := t.Desk.Reply(ctx, tx, t.Now, t.Owner, c.ID, words, files...)
		if err != nil {
			return turn.Answer{}, err
		}
		a.Say = append(a.Say, t.Text.Replied(t.Lang, c.Code))
		hid(t, before, c, words, &a)
		if err := alarmCase(ctx, tx, t, c, words, &a); err != nil {
			return turn.Answer{}, err
		}
		return a, t.Notice.Replied(ctx, tx, t.Now, key, c, words)
	}
	c, err := t.Desk.Add(ctx, tx, t.Now, t.Owner, c.ID, words, files...)
	if err != nil {
		return turn.Answer{}, err
	}
	a.Say = append(a.Say, t.Text.Added(t.Lang, c))
	hid(t, before, c, words, &a)
	if c.State == complaint.Proposed {
		a.Say = append(a.Say, t.Text.StillToDecide(t.Lang, c))
	}
	if err := alarmCase(ctx, tx, t, c, words, &a); err != nil {
		return turn.Answer{}, err
	}
	return a, t.Notice.Added(ctx, tx, t.Now, key, c, words)
}

// askBelongs asks what a kept message belongs to, in a new message behind what
// a says. Where there is nothing left to ask it is a report.
func askBelongs(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft, a turn.Answer) (turn.Answer, error) {
	m, open, err := t.Notice.Belongs(ctx, tx, t.Now, t.Lang, t.Address, draft)
	if err != nil {
		return turn.Answer{}, err
	}
	if !open {
		return freshCard(ctx, tx, t, draft, a)
	}
	rows, err := replace(ctx, tx, t, draft, t.Text.BelongsMoved(t.Lang))
	if err != nil {
		return turn.Answer{}, err
	}
	if err := alarm(ctx, tx, t, &draft, &a); err != nil {
		return turn.Answer{}, err
	}
	a.Rows = append(a.Rows, rows...)
	a.Say = append(a.Say, m)
	draft.Card = t.Key(len(a.Say) - 1)
	a.Step, a.Data, a.Draft = notice.StepChoice, draft, true
	return a, nil
}

// addToChoice keeps what comes while the question is open.
func addToChoice(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, _, _, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, nothing := nothingToKeep(t); nothing {
		return a, nil
	}
	if heard, err := complaint.Heard(ctx, tx, t.Address, t.In.ID); err != nil || heard {
		return turn.Answer{Stay: true}, err // its change came before it
	}
	if a, done, err := typedAtChoice(ctx, tx, t, draft); err != nil || done {
		return a, err
	}
	album := draft.Album
	if err := add(&draft, t.In); err != nil {
		return turn.Answer{}, err
	}
	if album != "" && album == t.In.Album {
		return choiceRedrawn(ctx, tx, t, draft)
	}
	return askBelongs(ctx, tx, t, draft, turn.Answer{})
}

func choiceRedrawn(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft) (turn.Answer, error) {
	m, open, err := t.Notice.Belongs(ctx, tx, t.Now, t.Lang, t.Address, draft)
	if err != nil {
		return turn.Answer{}, err
	}
	if !open {
		return freshCard(ctx, tx, t, draft, turn.Answer{})
	}
	rows, err := replace(ctx, tx, t, draft, m)
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Step: notice.StepChoice, Draft: true, Rows: rows}
	if err := alarm(ctx, tx, t, &draft, &a); err != nil {
		return turn.Answer{}, err
	}
	draft.Card, err = newestCard(ctx, tx, t, draft)
	a.Data = draft
	return a, err
}

// giveKept hands the kept message to the case that was chosen.
func giveKept(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := give(ctx, tx, t, c, draft)
	if err != nil {
		return turn.Answer{}, err
	}
	return gaveKept(ctx, tx, t, draft, c.ID, a)
}

// gaveKept gives up a kept message that has found its case.
func gaveKept(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft, id complaint.ID, a turn.Answer) (turn.Answer, error) {
	rows, err := replace(ctx, tx, t, draft, t.Text.BelongsMoved(t.Lang))
	if err != nil {
		return turn.Answer{}, err
	}
	if err := complaint.Said(ctx, tx, id, draft.Said()...); err != nil {
		return turn.Answer{}, err
	}
	a.Rows = append(a.Rows, rows...)
	return intoAlbum(t, id, draft.Album, without(t, a)), nil
}

// keptIsNew makes the kept message a report of its own.
func keptIsNew(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	draft.About, draft.Closed = 0, ""
	return chosen(ctx, tx, t, draft)
}
