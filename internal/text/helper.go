package text

import (
	"strings"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/paper"
	"tanggap/internal/routing"
)

// AnotherMark begins whatever a helper reads while they write for somebody
// else.
const AnotherMark = "🤝"

// Another says above a message that it is about somebody else's report, unless
// it says so already.
func (s *Speaker) Another(lang locale.Lang, html string) string {
	if strings.HasPrefix(html, AnotherMark) {
		return html
	}
	return s.plain(lang, "another", nil).HTML + "\n" + html
}

// HelperIntro tells a helper what to read aloud before they write; list says
// that they have filed something before.
func (s *Speaker) HelperIntro(lang locale.Lang, of routing.Regency, list bool) outbox.Message {
	rows := [][]outbox.Button{row(s.button(lang, "bantu.start"))}
	if list {
		rows = append(rows, row(s.button(lang, "bantu.list")))
	}
	return s.plain(lang, "helper-intro", of, rows...)
}

// HelperTell asks for what the other one wants to report.
func (s *Speaker) HelperTell(lang locale.Lang) outbox.Message {
	return s.plain(lang, "helper-tell", nil)
}

// HelperReceipt is what a helper hears of a report that they filed: the code,
// never the PIN.
func (s *Speaker) HelperReceipt(lang locale.Lang, r Receipt) (outbox.Message, error) {
	return s.say(lang, "helper-receipt", r, row(s.button(lang, "bantu.list")))
}

// HelperPaper is the message that brings the paper to print.
func (s *Speaker) HelperPaper(lang locale.Lang, code string, pdf []byte) outbox.Message {
	m := s.plain(lang, "helper-paper", code, row(s.button(lang, "bantu.gone")))
	m.File = &outbox.File{Name: s.words(lang, "helper-file", code), Media: "application/pdf", Bytes: pdf}
	return m
}

// Paper is a receipt in words, as it is printed. bot is the bot's own name.
func (s *Speaker) Paper(lang locale.Lang, r Receipt, of routing.Regency, bot string, filed time.Time) paper.Receipt {
	view := struct {
		Receipt
		Bot    string
		Spoken int
		Filed  time.Time
	}{r, bot, complaint.SpokenDigits, filed}
	words := func(name string) string { return s.words(lang, name, view) }
	p := paper.Receipt{
		Regency: of.String(), Title: words("paper-title"), Code: r.Code, PIN: r.PIN, CodeIs: words("paper-code"), PINIs: "PIN",
		Filed: words("paper-filed"), Answers: words("paper-answers"), Due: words("paper-due"),
		How: words("paper-how"), Key: words("paper-key"), Keep: words("paper-keep"),
	}
	for _, step := range []string{"paper-web", "paper-bot", "paper-counter"} {
		if w := words(step); w != "" {
			p.Steps = append(p.Steps, w)
		}
	}
	if r.Site != "" {
		p.Link = strings.TrimSuffix(r.Site, "/") + "/cek"
	}
	if r.Seal != "" {
		p.Foot = words("paper-seal")
	}
	return p
}

// PaperGone says that the paper's message was taken out of the chat, or asks to
// do so by hand.
func (s *Speaker) PaperGone(lang locale.Lang) string { return s.words(lang, "paper-gone", nil) }

// HelperList lists what a helper filed: codes and states, and no more.
func (s *Speaker) HelperList(lang locale.Lang, now time.Time, cases []complaint.Complaint) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, c := range cases {
		if c.Printable(now) {
			rows = append(rows, row(s.labelled(s.labels[lang]["bantu.paper"]+" "+c.Code, "bantu.paper", c.ID)))
		}
	}
	return s.say(lang, "helper-list", struct {
		Now   time.Time
		Cases []complaint.Complaint
	}{now, cases}, rows...)
}

// HelperNews tells a helper that the owner of a case is waited for: not what
// the office said.
func (s *Speaker) HelperNews(lang locale.Lang, c complaint.Complaint) (outbox.Message, error) {
	return s.say(lang, "helper-news", c)
}

// OwnPIN shows the new PIN to whoever has come by a paper.
func (s *Speaker) OwnPIN(lang locale.Lang, code, pin string) outbox.Message {
	m := s.plain(lang, "own-pin", struct{ Code, PIN string }{code, pin})
	m.Protect = true
	return m
}

// PaperUsed tells a helper that the PIN that they printed opens nothing any more.
func (s *Speaker) PaperUsed(lang locale.Lang, c complaint.Complaint) (outbox.Message, error) {
	return s.say(lang, "paper-used", c)
}

// Call is a case whose owner somebody may call.
type Call struct {
	StaffCase
	Result string // what the officer says was done
	Shown  Shown  // what is shown for it
	Helper Who    // by whose office they can be reached
	Spoken int    // how many digits are asked for
	Paper  string // the code on their paper, where it is that of a part
}

// ToCall tells the verifiers that somebody without a chat is to be asked.
func (s *Speaker) ToCall(lang locale.Lang, c Call) (outbox.Message, error) {
	return s.say(lang, "to-call", c, row(s.button(lang, "phone.open", int64(c.ID))))
}

// CallList lists the cases whose owner can be called.
func (s *Speaker) CallList(lang locale.Lang, l TaskList) (outbox.Message, error) {
	return s.say(lang, "call-list", l, s.codes(l.Lines, "phone.open")...)
}

// CallDigits says whom to call, and asks for the last digits.
func (s *Speaker) CallDigits(lang locale.Lang, c Call) (outbox.Message, error) {
	return s.say(lang, "call-digits", c)
}

// CallAgain says that the digits do not fit; locked, that no more are tried.
func (s *Speaker) CallAgain(lang locale.Lang, code string, locked bool) outbox.Message {
	return s.plain(lang, "call-again", struct {
		Code   string
		Locked bool
		Spoken int
	}{code, locked, complaint.SpokenDigits})
}

// CallWord shows what is to be read aloud to whoever knew the digits, and asks
// what they say.
func (s *Speaker) CallWord(lang locale.Lang, c Call) (outbox.Message, error) {
	return s.say(lang, "call-word", c, row(s.button(lang, "phone.done", int64(c.ID))), row(s.button(lang, "phone.not", int64(c.ID))))
}

// CallWhy asks for what is not done yet.
func (s *Speaker) CallWhy(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "call-why", code)
}

// CallDone says what was recorded.
func (s *Speaker) CallDone(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "call-done", c)
}
