package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/rating"
	"tanggap/internal/screen"
)

// Who is somebody of the office as a citizen is told: by position and unit,
// never by name. The zero Who is nobody yet.
type Who struct{ Position, Unit string }

// Receipt is what a citizen keeps of a report.
type Receipt struct {
	Above     bool // it is about those who look into reports about officers
	ID        complaint.ID
	Code, PIN string
	Type      string // of the category: a complaint, a proposal, a question
	Contact   complaint.Contact
	Site      string // where /cek can be opened in a browser, "" when there is none
	Who       Who
	Due       time.Time
	Closed    string    // the holiday that makes it take longer, "" for none
	ClosedTo  time.Time // its last day
	Seal      string    // "" while there is none
	Now       time.Time
}

// Receipt says that a report was taken in.
func (s *Speaker) Receipt(lang locale.Lang, r Receipt) (outbox.Message, error) {
	return s.guarded(lang, "receipt", r, row(s.button(lang, "further.show", r.ID)))
}

// SentAlready answers a second tap on the button that sent a report.
func (s *Speaker) SentAlready(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "sent-already", code)
}

// Case is a case as somebody sees it who may.
type Case struct {
	complaint.Complaint
	Who      Who
	Until    time.Time // silence closes it, while a result waits
	Events   []Event
	Spans    []Span     // who held it how long
	Limit    *time.Time // of its holder, where what the receipt promised had passed before it was opened again
	Own      bool       // seen by the one who filed it
	Supports bool       // seen by somebody who says the same
	Lead     *Case      // what it is told as a part of, to its reporter
	Crowd    int        // how many others say the same
	Paper    bool       // seen by whoever came by the PIN on a helper's paper
	By       string     // code of the part by whose PIN it was opened, which decides on it; "" for its own
	PIN      string     // of whoever came by it and may follow the case from here; "" for anybody else
	Now      time.Time

	MayDoubt  bool                 // that the first answer is one
	MayObject bool                 // to the decision by which it ended
	Rating    rating.Standing      // of its last closing
	Unsaid    complaint.Unsaid     // for the word of whoever comes by code and PIN
	Longer    *complaint.Extension // a later limit that its holder was granted; nil for none
	Asked     *complaint.Identity  // the name that an officer asks for; nil for none
	Private   screen.Privacy       // why it is for nobody else to read, whatever its reporter says
}

// Event is one line of a case's story.
type Event struct {
	At    time.Time
	Kind  string // complaint.Event.Telling
	Who   Who    // the holder it is about
	Words string // "" where there are none, or they are not for this reader
	Face  int
	On    *time.Time // the day that was promised; nil where it is about none
}

// Duty says which limit runs: "answer" or "settle", "" for none.
func (c Case) Duty() string {
	switch {
	case !c.State.Open() || c.State == complaint.Proposed:
		return ""
	case c.AnsweredAt == nil:
		return "answer"
	}
	return "settle"
}

// Due is the limit that runs: what the receipt promised, unless that had passed
// before the case was opened again.
func (c Case) Due() time.Time {
	if c.Limit != nil {
		return *c.Limit
	}
	if c.AnsweredAt == nil {
		return c.AnswerDueAt
	}
	return c.SettleDueAt
}

// Late says whether it has passed.
func (c Case) Late() bool { return c.Now.After(c.Due()) }

// Over is when the citizen's clock stopped, nil while it runs. That of a case
// which is told as a part of another runs on with that one.
func (c Case) Over() *time.Time {
	if c.Lead != nil {
		return c.Lead.EndedAt
	}
	return c.EndedAt
}

// Lasted is the citizen's clock: from filing to the end, or to now.
func (c Case) Lasted() time.Duration {
	if over := c.Over(); over != nil {
		return over.Sub(c.FiledAt)
	}
	return c.Now.Sub(c.FiledAt)
}

// eventsShown is how much of a case's story a message tells: the newest.
const eventsShown = 12

// Told are the events that are told.
func (c Case) Told() []Event { return c.Events[max(0, len(c.Events)-eventsShown):] }

// Earlier is how many events are not told.
func (c Case) Earlier() int { return len(c.Events) - len(c.Told()) }

// Status shows where a case stands, to its owner with what they can do.
func (s *Speaker) Status(lang locale.Lang, c Case) (outbox.Message, error) {
	var rows [][]outbox.Button
	if c.Own && c.Paper {
		return s.say(lang, "status", c, s.onPaper(lang, c)...)
	}
	if c.Own {
		rows = append(rows, s.asked(lang, c)...)
		switch {
		case c.State == complaint.Proposed:
			rows = append(rows, s.keys(lang, c.Complaint))
		case c.State == complaint.Asked:
			rows = append(rows, row(s.button(lang, "ask.answer", c.ID), s.button(lang, "ask.unknown", c.ID)))
		}
		if c.MayDoubt {
			rows = append(rows, row(s.button(lang, "answer.doubt", c.ID)))
		}
		switch {
		case c.State.Open():
			rows = append(rows, row(s.button(lang, "laporan.add", c.ID), s.button(lang, "laporan.withdraw", c.ID)))
		case c.Lead != nil:
			rows = append(rows, s.supporterRows(lang, c, *c.Lead)...)
		case c.MayReopen(c.Now) && c.MayObject:
			rows = append(rows, row(s.button(lang, "end.object", c.ID, c.Reopenings), s.again(lang, c.Complaint)))
		case c.MayObject && c.State == complaint.Spam:
			rows = append(rows, row(s.button(lang, "end.object", c.ID, c.Reopenings)))
		case c.MayReopen(c.Now):
			rows = append(rows, row(s.again(lang, c.Complaint)))
		}
		if c.Asked != nil && c.Asked.Given() {
			rows = append(rows, row(s.button(lang, "identity.erase", c.ID)))
		} else if c.Asked != nil {
			rows = append(rows, row(s.button(lang, "identity.open", c.ID)))
		}
		rows = append(rows, s.rate(lang, c)...)
		rows = append(rows, s.pressed(lang, c.Complaint, c.Now)...)
		rows = append(rows, append(row(s.button(lang, "further.show", c.ID)), s.flag(lang, c.Complaint, c.Private)...))
	}
	if c.Contact == complaint.Sealed && (c.Own || c.PIN != "") {
		rows = append(rows, row(s.button(lang, "link.ask", c.ID)))
	}
	if c.Supports {
		rows = append(rows, s.supporterRows(lang, c, c)...)
	}
	if c.PIN != "" {
		rows = s.press(rows, s.Label(lang, "recover.account"), "recover.account", c.Code, c.PIN)
	}
	return s.say(lang, "status", c, rows...)
}

// asked are the buttons of what a reporter was asked some time later: who comes
// by code and PIN was sent no question.
func (s *Speaker) asked(lang locale.Lang, c Case) (rows [][]outbox.Button) {
	if c.Unsaid.Still {
		rows = append(rows, row(s.button(lang, "still.yes", c.ID, c.Reopenings), s.button(lang, "still.no", c.ID, c.Reopenings)))
	}
	if c.Unsaid.TookUp {
		rows = append(rows, row(s.button(lang, "taken.yes", c.ID), s.button(lang, "taken.no", c.ID)))
	}
	if p := c.Unsaid.Promise; p != nil {
		rows = append(rows, row(s.button(lang, "promise.kept", c.ID, p.ID), s.button(lang, "promise.broken", c.ID, p.ID)))
	}
	return rows
}

// onPaper is what somebody can do who came by the PIN on a helper's paper.
func (s *Speaker) onPaper(lang locale.Lang, c Case) (rows [][]outbox.Button) {
	if c.State == complaint.Asked {
		rows = append(rows, row(s.button(lang, "ask.answer", c.ID), s.button(lang, "ask.unknown", c.ID)))
	}
	if c.State.Open() {
		rows = append(rows, row(s.button(lang, "laporan.add", c.ID)))
	}
	return append(rows, row(s.button(lang, "paper.pin", c.ID)), row(s.button(lang, "further.show", c.ID)))
}

// CaseList is what /laporan shows, newest first: whether something waits that was
// not sent, and from where on there are more, or 0.
type CaseList struct {
	Cases  []Case
	Unsent bool
	Older  int
}

// OwnCases lists a citizen's cases.
func (s *Speaker) OwnCases(lang locale.Lang, l CaseList) (outbox.Message, error) {
	var rows [][]outbox.Button
	var pair []outbox.Button
	for _, c := range l.Cases {
		if pair = append(pair, s.labelled(c.Code, "laporan.open", c.ID)); len(pair) == 2 {
			rows, pair = append(rows, pair), nil
		}
	}
	if len(pair) > 0 {
		rows = append(rows, pair)
	}
	if l.Older > 0 {
		rows = append(rows, row(s.button(lang, "laporan.page", l.Older)))
	}
	if l.Unsent {
		rows = append(rows, row(s.button(lang, "lapor.unsent")))
	}
	return s.say(lang, "own-cases", l, rows...)
}

// NoCases says that somebody has not filed anything; unsent, that they are about
// to.
func (s *Speaker) NoCases(lang locale.Lang, unsent bool) outbox.Message {
	begin := "lapor.start"
	if unsent {
		begin = "lapor.unsent"
	}
	return s.plain(lang, "no-cases", unsent, row(s.button(lang, begin)))
}

// AskCode asks which case is to be looked up.
func (s *Speaker) AskCode(lang locale.Lang) outbox.Message { return s.plain(lang, "ask-code", nil) }

// AskPIN asks for the PIN of a case.
func (s *Speaker) AskPIN(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "ask-pin", code, row(s.button(lang, "recover.pin", code)))
}

// Mistyped says that a code cannot be right, whatever it was meant to be.
func (s *Speaker) Mistyped(lang locale.Lang, prefix string) outbox.Message {
	return s.plain(lang, "mistyped", prefix)
}

// NoMatch answers a wrong PIN and an unknown code alike.
func (s *Speaker) NoMatch(lang locale.Lang) outbox.Message { return s.plain(lang, "no-match", nil) }

// Locked says that the PIN's door is shut for a while.
func (s *Speaker) Locked(lang locale.Lang) outbox.Message { return s.plain(lang, "locked", nil) }

// PINAlone answers a PIN without a code.
func (s *Speaker) PINAlone(lang locale.Lang) outbox.Message { return s.plain(lang, "pin-alone", nil) }

// Further is where a citizen can go with a case besides its holder.
type Further struct {
	Code      string
	Superior  Who // the zero Who for none
	Secretary Who
}

// Further says where else a citizen can go with a case.
func (s *Speaker) Further(lang locale.Lang, f Further) outbox.Message {
	return s.plain(lang, "further", f)
}
