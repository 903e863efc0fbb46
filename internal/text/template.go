package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/letter"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Templates are what the officers of a unit may answer with.
type Templates struct {
	All  []letter.Template
	Head bool // the reader leads a unit, and makes those of it
}

// Templates lists them; each opens with a tap.
func (s *Speaker) Templates(lang locale.Lang, v Templates) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, t := range v.All {
		rows = pair(rows, s.labelled(Shorten(t.Name, 40), "template.open", t.ID))
	}
	if v.Head {
		rows = append(rows, row(s.button(lang, "template.make")))
	}
	return s.say(lang, "templates", v, rows...)
}

// Template shows one, to who may change it with what they can do.
func (s *Speaker) Template(lang locale.Lang, t letter.Template, own bool) (outbox.Message, error) {
	var rows [][]outbox.Button
	if own {
		rows = append(rows, row(s.button(lang, "template.change", t.ID), s.button(lang, "template.drop", t.ID)))
	}
	return s.say(lang, "template", t, rows...)
}

// AskTemplateName asks for the name of a new one.
func (s *Speaker) AskTemplateName(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "template-name", nil)
}

// AskTemplateWords asks for its words; before are those that it has, "" for none.
func (s *Speaker) AskTemplateWords(lang locale.Lang, name, before string) (outbox.Message, error) {
	return s.say(lang, "template-words", struct {
		Name, Before string
		Placeholders []string
	}{name, before, letter.Placeholders})
}

// TemplateKept says that it can be used now.
func (s *Speaker) TemplateKept(lang locale.Lang, name string) (outbox.Message, error) {
	return s.say(lang, "template-kept", name)
}

// TemplateDropped says that it cannot be used any more.
func (s *Speaker) TemplateDropped(lang locale.Lang, name string) (outbox.Message, error) {
	return s.say(lang, "template-dropped", name)
}

// PickTemplate offers them for an answer in a case.
func (s *Speaker) PickTemplate(lang locale.Lang, id complaint.ID, code string, all []letter.Template) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, t := range all {
		rows = pair(rows, s.labelled(Shorten(t.Name, 40), "template.use", int64(id), t.ID))
	}
	return s.say(lang, "template-pick", code, rows...)
}

// SomePlace stands for a place of which no name is known.
func (s *Speaker) SomePlace(lang locale.Lang) string { return s.words(lang, "template-place", nil) }
