// Package locale writes numbers, dates, durations, lists and the names of
// states as a person reads them, in Indonesian and in English. Every time is
// shown in the location that it carries: turn it with In before handing it over.
package locale

import "strings"

// Lang is a language that the bot speaks.
type Lang string

const (
	ID Lang = "id"
	EN Lang = "en"
)

// Parse gives the language for a code such as Telegram's language_code: English
// for "en" in any form, Indonesian for everything else.
func Parse(code string) Lang {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(code, "_", "-")), "-")
	if base == "en" {
		return EN
	}
	return ID
}

// List joins items into a phrase: "A", "A dan B", "A, B, dan C".
func List(lang Lang, items []string) string {
	and := pick(lang, "dan", "and")
	switch n := len(items); n {
	case 0:
		return ""
	case 1:
		return items[0]
	case 2:
		return items[0] + " " + and + " " + items[1]
	default:
		return strings.Join(items[:n-1], ", ") + ", " + and + " " + items[n-1]
	}
}

func pick(lang Lang, id, en string) string {
	if lang == EN {
		return en
	}
	return id
}
