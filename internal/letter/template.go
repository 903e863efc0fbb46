package letter

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/substance"
)

// Refusals of templates.
const (
	ErrTemplateGone  refusal.Code = "letter.template_gone"  // there is none (any more)
	ErrTemplateHead  refusal.Code = "letter.template_head"  // the head of the unit makes them
	ErrTemplateName  refusal.Code = "letter.template_name"  // no name, or one that is too long
	ErrTemplateTwice refusal.Code = "letter.template_twice" // the unit has one by this name
	ErrTemplateMany  refusal.Code = "letter.template_many"  // the unit has as many as it may
	ErrTemplateLong  refusal.Code = "letter.template_long"  // more than templateWords
	ErrTemplateThin  refusal.Code = "letter.template_thin"  // it says nothing that an answer has to say
	ErrPlaceholder   refusal.Code = "letter.placeholder"    // something in braces that nobody can fill in
)

const (
	templateName  = 40    // characters of a name
	templateWords = 1_500 // characters of a text
	templateMany  = 20    // in a unit
)

// Template is a text that the head of a unit lets its officers answer with. What
// stands in braces is filled in by the case.
type Template struct {
	ID     int64
	Unit   string
	Name   string
	Words  string
	MadeBy roster.NIP
	MadeAt time.Time
}

// Facts are what a case fills in. None of them is about who reported it.
type Facts struct {
	Code     string
	Category string
	Place    string // an area by its name, never the reporter's words
	Officer  string // the position of whoever answers
	Limit    string // by when it is to be settled, in words
}

// Placeholders are all that can be filled in.
var Placeholders = []string{"{kode}", "{bidang}", "{tempat}", "{petugas}", "{batas}"}

var braced = regexp.MustCompile(`\{[^{}]*\}|[{}]`)

// Fill fills a template in.
func (t Template) Fill(f Facts) string {
	return strings.NewReplacer("{kode}", f.Code, "{bidang}", f.Category, "{tempat}", f.Place, "{petugas}", f.Officer, "{batas}", f.Limit).Replace(t.Words)
}

// CheckName refuses with ErrTemplateName.
func CheckName(name string) error {
	if n := utf8.RuneCountInString(name); n == 0 || n > templateName || strings.ContainsRune(name, '\n') {
		return ErrTemplateName
	}
	return nil
}

// CheckWords refuses with ErrTemplateLong, ErrPlaceholder or ErrTemplateThin.
func CheckWords(words string) error {
	if utf8.RuneCountInString(words) > templateWords {
		return ErrTemplateLong
	}
	for _, b := range braced.FindAllString(words, -1) {
		if !slices.Contains(Placeholders, b) {
			return ErrPlaceholder
		}
	}
	if !substance.Answers(braced.ReplaceAllString(words, " ")) {
		return ErrTemplateThin
	}
	return nil
}
