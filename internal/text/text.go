// Package text holds every sentence that a person reads in Telegram.
//
// A message is a template named after what it says, one folder a language;
// html/template escapes whatever people typed, by construction. Buttons are
// built here too: their labels stand in buttons.txt of each language under the
// name of the route that they press. Refusals stand in refusals.txt under
// their code, what a command does in commands.txt. Tests hold that both
// languages have the same messages, labels and refusals, and that every
// message renders.
package text

import (
	"bufio"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/screen"
)

//go:embed id en
var files embed.FS

// Speaker renders messages; Location is the time zone of every time they say.
type Speaker struct {
	Location  *time.Location
	templates map[locale.Lang]*template.Template
	labels    map[locale.Lang]map[string]string
	refusals  map[locale.Lang]map[string]string
	commands  map[locale.Lang]map[string]string
}

// Languages are those that every sentence exists in; Indonesian comes first.
var Languages = []locale.Lang{locale.ID, locale.EN}

// New reads the embedded sentences.
func New(loc *time.Location) (*Speaker, error) {
	s := &Speaker{
		Location:  loc,
		templates: map[locale.Lang]*template.Template{},
		labels:    map[locale.Lang]map[string]string{},
		refusals:  map[locale.Lang]map[string]string{},
		commands:  map[locale.Lang]map[string]string{},
	}
	for _, lang := range Languages {
		t, err := template.New("").Option("missingkey=error").Funcs(s.functions(lang)).ParseFS(files, string(lang)+"/*.html")
		if err != nil {
			return nil, fmt.Errorf("read sentences %s: %w", lang, err)
		}
		s.templates[lang] = t
		if s.labels[lang], err = table(string(lang), "buttons.txt"); err != nil {
			return nil, err
		}
		if s.refusals[lang], err = table(string(lang), "refusals.txt"); err != nil {
			return nil, err
		}
		if s.commands[lang], err = table(string(lang), "commands.txt"); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// table reads lines "key = words"; blank lines and those that begin with # do
// not count.
func table(lang, name string) (map[string]string, error) {
	b, err := fs.ReadFile(files, path.Join(lang, name))
	if err != nil {
		return nil, fmt.Errorf("read %s/%s: %w", lang, name, err)
	}
	m := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(string(b)))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		key, words, ok := strings.Cut(line, "=")
		key, words = strings.TrimSpace(key), strings.TrimSpace(words)
		if !ok || key == "" || words == "" || m[key] != "" {
			return nil, fmt.Errorf("%s/%s:%d: want one new key and its words", lang, name, n)
		}
		m[key] = words
	}
	return m, nil
}

// say renders the message called name. A template that fails is a defect that
// tests find; the error is passed up like any fault.
func (s *Speaker) say(lang locale.Lang, name string, data any, buttons ...[]outbox.Button) (outbox.Message, error) {
	var b strings.Builder
	if err := s.templates[lang].ExecuteTemplate(&b, name, data); err != nil {
		return outbox.Message{}, fmt.Errorf("render %s/%s: %w", lang, name, err)
	}
	return outbox.Message{HTML: strings.TrimSpace(b.String()), Buttons: buttons}, nil
}

// guarded is say for what must not leave its reader's chat.
func (s *Speaker) guarded(lang locale.Lang, name string, data any, buttons ...[]outbox.Button) (outbox.Message, error) {
	m, err := s.say(lang, name, data, buttons...)
	m.Protect = true
	return m, err
}

// button is a press of the route name, under its own label.
func (s *Speaker) button(lang locale.Lang, name string, args ...any) outbox.Button {
	return s.labelled(s.labels[lang][name], name, args...)
}

// labelled is a press of the route name under a label of its own, as a choice
// among units.
func (s *Speaker) labelled(label, name string, args ...any) outbox.Button {
	b := outbox.Button{Label: label, Name: name}
	for _, a := range args {
		b.Args = append(b.Args, fmt.Sprint(a))
	}
	return b
}

func row(buttons ...outbox.Button) []outbox.Button { return buttons }

// appendRow adds a row unless it is empty.
func appendRow(rows [][]outbox.Button, r []outbox.Button) [][]outbox.Button {
	if len(r) == 0 {
		return rows
	}
	return append(rows, r)
}

// pair adds a button to rows of two.
func pair(rows [][]outbox.Button, b outbox.Button) [][]outbox.Button {
	if n := len(rows); n > 0 && len(rows[n-1]) == 1 {
		rows[n-1] = append(rows[n-1], b)
		return rows
	}
	return append(rows, row(b))
}

// Refusal says no in words, and what the person can do next.
func (s *Speaker) Refusal(lang locale.Lang, code refusal.Code) outbox.Message {
	return outbox.Message{HTML: s.refusals[lang][string(code)]}
}

// Label is a button's words; for tests and for what people type instead of
// pressing.
func (s *Speaker) Label(lang locale.Lang, name string) string { return s.labels[lang][name] }

// ButtonNames lists the routes that buttons press.
func (s *Speaker) ButtonNames() []string {
	var names []string
	for name := range s.labels[locale.ID] {
		names = append(names, name)
	}
	return names
}

// functions are what templates may call besides the built-in ones.
func (s *Speaker) functions(lang locale.Lang) template.FuncMap {
	in := func(t time.Time) time.Time { return t.In(s.Location) }
	return template.FuncMap{
		"when":     func(t, now time.Time) string { return locale.DateTime(lang, in(t), in(now)) },
		"deadline": func(t, now time.Time) string { return locale.Deadline(lang, in(t), in(now)) },
		"day":      func(t, now time.Time) string { return locale.Day(lang, in(t), in(now)) },
		"date":     func(t, now time.Time) string { return locale.Date(lang, in(t), in(now)) },
		"brief":    func(t time.Time) string { return locale.ShortDeadline(lang, in(t)) },
		"short":    func(t time.Time) string { return locale.Short(lang, in(t)) },
		"work":     func(d, perDay time.Duration) string { return locale.WorkDuration(lang, d, perDay) },
		"age":      func(d time.Duration) string { return locale.Age(lang, d) },
		"exact":    func(decimal string) string { return exact(lang, decimal) },
		"period":   func(p string) string { return period(lang, p) },
		"month":    func(t time.Time) string { return locale.MonthYear(lang, t) },
		"number":   func(n int) string { return locale.Number(lang, n) },
		"state":    func(state any) string { return locale.State(lang, fmt.Sprint(state)) },
		"post":     locale.Post,
		"harsh":    screen.Rude,
		"shorten":  Shorten,
		"clip":     Clip,
		"files":    func(f Files) string { return f.in(lang) },
	}
}

// words renders a template that is a few words rather than a message, as for
// labels; what it says is plain text.
func (s *Speaker) words(lang locale.Lang, name string, data any) string {
	return outbox.Plain(s.plain(lang, name, data).HTML)
}

// Shorten cuts words after at most n characters, at a space where there is
// one near, and says so by an ellipsis.
func Shorten(words string, n int) string {
	r := []rune(strings.Join(strings.Fields(words), " "))
	return cut(r, n)
}

// Clip cuts like Shorten but keeps the lines that the writer made.
func Clip(words string, n int) string {
	return cut([]rune(blankLines.ReplaceAllString(strings.TrimSpace(words), "\n\n")), n)
}

var blankLines = regexp.MustCompile(`\n[ \t]*(\n[ \t]*)+`)

func cut(r []rune, n int) string {
	if len(r) <= n {
		return string(r)
	}
	at := n - 1
	for i := at; i > at-20 && i > 0; i-- {
		if unicode.IsSpace(r[i]) {
			at = i
			break
		}
	}
	return strings.TrimRight(string(r[:at]), " ,.;:\n\t") + "…"
}
