package text

import (
	"strconv"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/rating"
)

// End is an honest end of a case with the posts of who proposed it and who
// decided on it.
type End struct {
	complaint.End
	By      Who
	Decider Who // the zero Who while nobody has decided
	Now     time.Time
}

// Errand is an errand as its owner sees it.
type Errand struct {
	StaffCase
	Work    complaint.Errand
	To      string        // the owner's post
	End     End           // what it is about; zero of a low face
	Because rating.Reason // of a low face, by a tap
	Words   string        // of the citizen
	Likes   []Likeness    // pictures that look alike
	Help    Assist        // the part of a joint case
	Offers  []Handing     // to whom a case was offered, oldest first
	Decider Who           // who decides where nobody takes it; the zero Who for nobody yet
	Change  Amending      // what is to be signed second
	Name    string        // what it is, in a list

	Contested Contested // what an officer says against what counts for them
	Longer    Longer    // the later limit that a holder asks for
	Doubted   Said      // the first answer, which the citizen says is none
}

// Kind is what it is about.
func (e Errand) Kind() complaint.ErrandKind { return e.Work.Kind }

// Reminder says whether the errand was shown before.
func (e Errand) Reminder() bool { return e.Work.Step > complaint.NotYet }

// Quiet says that no citizen waits for it.
func (e Errand) Quiet() bool {
	return e.Work.Kind == complaint.ToCheck || e.Work.Kind == complaint.ToInspect || e.Work.Kind == complaint.ToContest
}

// Late says whether its limit has passed.
func (e Errand) Late() bool { return !e.Now.Before(e.Work.DueAt) }

// errandButtons are what the owner of an errand may do, line by line.
var errandButtons = map[complaint.ErrandKind][][]string{
	complaint.ToDecide:  {{"end.agree", "end.back"}},
	complaint.ToReview:  {{"review.uphold"}, {"review.answer"}},
	complaint.ToExcuse:  {{"excuse.answer"}},
	complaint.ToCheck:   {{"like.show"}, {"like.note"}},
	complaint.ToInspect: {{"like.show"}, {"like.note"}},
	complaint.ToContest: {{"dispute.grant", "dispute.deny"}},
	complaint.ToJudge:   {{"judge.stands", "judge.not"}},
	complaint.ToExtend:  {{"extend.agree", "extend.refuse"}},
	complaint.ToHelp:    {{"help.done", "help.not"}},
	complaint.ToTake:    {{"offer.take", "offer.decline"}},
	complaint.ToPlace:   {{"place.start"}, {"place.keep"}},
	complaint.ToSign:    {{"sign.agree", "sign.refuse"}},
}

// Errand shows an errand with what its owner may do.
func (s *Speaker) Errand(lang locale.Lang, e Errand) (outbox.Message, error) {
	var rows [][]outbox.Button
	if e.Work.Open() {
		for _, names := range errandButtons[e.Kind()] {
			var line []outbox.Button
			for _, name := range names {
				line = append(line, s.button(lang, name, e.Work.ID))
			}
			rows = append(rows, line)
		}
	}
	return s.say(lang, "errand-"+string(e.Kind()), e, rows...)
}

// Waiting is what waits for somebody's decision or answer; of Total, those that
// are shown.
type Waiting struct {
	Now   time.Time
	Total int
	Asked []Disclosure // whether who reported may be opened
	All   []Errand
}

// Waiting lists it; each code opens it.
func (s *Speaker) Waiting(lang locale.Lang, w Waiting) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, f := range w.Asked {
		rows = pair(rows, s.labelled("🔎 "+f.Code, "reporter.open", f.ID))
	}
	for i, e := range w.All {
		w.All[i].Name = s.words(lang, "errand-name-"+string(e.Kind()), nil)
		rows = pair(rows, s.labelled(e.Code, "errand.open", e.Work.ID))
	}
	return s.say(lang, "errands", w, rows...)
}

// ErrandLate tells the superior of an errand's owner that its limit has passed.
func (s *Speaker) ErrandLate(lang locale.Lang, e Errand, superior string) (outbox.Message, error) {
	e.Name = s.words(lang, "errand-late-"+string(e.Kind()), nil)
	return s.say(lang, "errand-late", struct {
		Errand
		Superior string
	}{e, superior}, row(s.button(lang, "errand.open", e.Work.ID)))
}

// Part is a part of an end that its holder is asked for.
type Part string

// The parts.
const (
	Whole        Part = ""
	PartYear     Part = "year"
	PartSource   Part = "source"
	PartAgency   Part = "agency"
	PartNumber   Part = "number"
	PartFollowUp Part = "on"
	PartReason   Part = "reason"
)

// Outcome is what came of an errand.
type Outcome string

// The outcomes.
const (
	Agreed    Outcome = "agreed"
	SentBack  Outcome = "sent-back"
	Upheld    Outcome = "upheld"
	Overruled Outcome = "overruled"
	Excused   Outcome = "excused"
	Examined  Outcome = "examined"
	Contest   Outcome = "contest"
	NotTaken  Outcome = "declined"
	Stays     Outcome = "kept"
	Signed    Outcome = "signed"
	NotSigned Outcome = "not-signed"

	AnswerWeighed Outcome = "answer-judged"
	IsExtended    Outcome = "extended"
	Unextended    Outcome = "unextended"
)

// Proposal is an end as its holder is putting it together.
type Proposal struct {
	StaffCase
	complaint.End
	Ask     Part   // what is asked for next; Whole for nothing
	No      int    // of the preview
	Decider string // who decides, once whole
}

// Proposal asks for the next part of a proposal, or shows it whole.
func (s *Speaker) Proposal(lang locale.Lang, p Proposal) (outbox.Message, error) {
	id := int64(p.StaffCase.ID)
	set := func(label string, value any) outbox.Button { return s.labelled(label, "end.set", id, p.Ask, value) }
	var rows [][]outbox.Button
	switch p.Ask {
	case Whole:
		rows = append(rows, row(s.button(lang, "end.send", id, p.No), s.button(lang, "end.drop", id)))
		return s.say(lang, "proposal-whole", p, rows...)
	case PartYear:
		var years []outbox.Button
		for y := p.Now.Year(); y < p.Now.Year()+3; y++ {
			years = append(years, set(strconv.Itoa(y), y))
		}
		rows = append(rows, years)
	case PartSource:
		for _, source := range []string{"apbd", "provinsi", "apbn", "desa"} {
			rows = append(rows, row(set(s.words(lang, "money-"+source, nil), source)))
		}
	case PartFollowUp:
		for _, weeks := range []int{2, 4, 8} {
			on := p.Now.AddDate(0, 0, 7*weeks)
			rows = append(rows, row(set(locale.Date(lang, on.In(s.Location), p.Now), on.In(s.Location).Format(time.DateOnly))))
		}
	}
	return s.say(lang, "proposal-"+string(p.Ask), p, rows...)
}

// Money is a source of money in words, by the name that a button gives it.
func (s *Speaker) Money(lang locale.Lang, source string) string {
	switch source {
	case "apbd", "provinsi", "apbn", "desa":
		return s.words(lang, "money-"+source, nil)
	}
	return source
}

// EndChoices are the buttons to other ends than a result; what was answered is
// a report.
func (s *Speaker) EndChoices(lang locale.Lang, c complaint.Complaint) [][]outbox.Button {
	states := []complaint.State{complaint.Impossible, complaint.Scheduled, complaint.Referred}
	if c.AnsweredAt == nil {
		states = append(states, complaint.Spam)
	}
	var rows [][]outbox.Button
	for _, state := range states {
		rows = append(rows, row(s.labelled(s.words(lang, "end-"+string(state), nil), "end.pick", int64(c.ID), state)))
	}
	return rows
}

// ProposalSent says that somebody decides now.
func (s *Speaker) ProposalSent(lang locale.Lang, p Proposal) (outbox.Message, error) {
	return s.say(lang, "proposal-sent", p)
}

// ProposalDropped says that nothing was proposed.
func (s *Speaker) ProposalDropped(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "proposal-dropped", code)
}

// ProposalWords says that only words are taken here.
func (s *Speaker) ProposalWords(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "proposal-words", nil)
}

// ErrandAsk asks for the words that an errand needs: why an end is not agreed
// to, why one stays, or the answer to whoever gave the lowest face.
func (s *Speaker) ErrandAsk(lang locale.Lang, k complaint.ErrandKind, code string) (outbox.Message, error) {
	return s.say(lang, "errand-ask-"+string(k), code)
}

// ErrandDone says what came of an errand.
func (s *Speaker) ErrandDone(lang locale.Lang, what Outcome, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "errand-done-"+string(what), c)
}

// Decided is a decision as staff are told.
type Decided struct {
	StaffCase
	End End
	Why string // sent back: the reason
}

// StaffDecided tells who proposed an end how it was decided; one that was sent
// back is theirs again.
func (s *Speaker) StaffDecided(lang locale.Lang, d Decided) (outbox.Message, error) {
	if d.End.State == complaint.Spam && d.End.SentBack {
		return s.say(lang, "officer-no-spam", d)
	}
	if d.End.SentBack {
		return s.say(lang, "officer-sent-back", d, s.acts(lang, d.StaffCase)...)
	}
	return s.say(lang, "officer-agreed", d)
}

// Ended is an honest end as the citizen is told.
type Ended struct {
	complaint.Complaint
	End End
	Now time.Time
}

// Ended tells the citizen how a case ended, who decided so, and what they can
// do.
func (s *Speaker) Ended(lang locale.Lang, e Ended) (outbox.Message, error) {
	return s.say(lang, "ended", e, s.afterEnd(lang, e.Complaint)...)
}

// afterEnd are the ways of a citizen who does not accept an honest end.
func (s *Speaker) afterEnd(lang locale.Lang, c complaint.Complaint) [][]outbox.Button {
	return [][]outbox.Button{row(s.button(lang, "end.object", c.ID, c.Reopenings)), row(s.button(lang, "further.show", c.ID))}
}

// Objected says who looks at an objection, and by when, and asks for words.
func (s *Speaker) Objected(lang locale.Lang, c complaint.Complaint, who Who, due, now time.Time) outbox.Message {
	return s.plain(lang, "objected", struct {
		complaint.Complaint
		Who Who
		Due time.Time
		Now time.Time
	}{c, who, due, now})
}

// ObjectionWords says that an objection takes words only.
func (s *Speaker) ObjectionWords(lang locale.Lang) outbox.Message {
	return s.plain(lang, "objection-words", nil)
}

// StaffObjectionWords passes on what the citizen adds to an objection.
func (s *Speaker) StaffObjectionWords(lang locale.Lang, e Errand) (outbox.Message, error) {
	id := e.Work.ID
	return s.say(lang, "officer-objection-words", e, row(s.button(lang, "review.uphold", id)), row(s.button(lang, "review.answer", id)))
}

// ObjectionAdded says that words went along with an objection.
func (s *Speaker) ObjectionAdded(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "objection-added", code)
}

// ObjectionUpheld says that a case is open again.
func (s *Speaker) ObjectionUpheld(lang locale.Lang, n News, by Who) (outbox.Message, error) {
	return s.say(lang, "objection-upheld", struct {
		News
		By Who
	}{n, by})
}

// ObjectionOverruled passes on why an end stays.
func (s *Speaker) ObjectionOverruled(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "objection-overruled", n, row(s.button(lang, "further.show", n.ID)))
}

// StaffUpheld is the card of a case whose end the citizen objected to with
// success.
func (s *Speaker) StaffUpheld(lang locale.Lang, b Back) (outbox.Message, error) {
	return s.say(lang, "officer-upheld", b, s.acts(lang, b.StaffCase)...)
}

// StaffUpheldAbove tells who decided on an end that it does not stand.
func (s *Speaker) StaffUpheldAbove(lang locale.Lang, b Back) (outbox.Message, error) {
	return s.say(lang, "officer-upheld-above", b)
}

// FollowUp asks the citizen whether another agency took a case up.
func (s *Speaker) FollowUp(lang locale.Lang, e Ended) (outbox.Message, error) {
	return s.say(lang, "follow-up", e, row(s.button(lang, "taken.yes", e.Complaint.ID), s.button(lang, "taken.no", e.Complaint.ID)))
}

// TakenUp thanks for the citizen's word; a no offers to open the case again.
func (s *Speaker) TakenUp(lang locale.Lang, c complaint.Complaint, yes bool) outbox.Message {
	if yes {
		return s.plain(lang, "taken-up", c)
	}
	return s.plain(lang, "not-taken-up", c, row(s.again(lang, c)), row(s.button(lang, "further.show", c.ID)))
}

// StaffFollowUp reminds who sent a case on.
func (s *Speaker) StaffFollowUp(lang locale.Lang, d Decided) (outbox.Message, error) {
	return s.say(lang, "officer-follow-up", d)
}

// StaffNotTakenUp tells who sent a case on that it was not taken up.
func (s *Speaker) StaffNotTakenUp(lang locale.Lang, d Decided) (outbox.Message, error) {
	return s.say(lang, "officer-not-taken-up", d)
}
