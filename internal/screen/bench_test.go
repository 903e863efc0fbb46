package screen

import (
	"strings"
	"testing"
)

// The longest text that a report takes is looked through while its writer
// waits for the card.
func BenchmarkLongest(b *testing.B) {
	for name, words := range map[string]string{
		"words":   "kabel listrik putus di jalan pasar ujung tolong segera diperbaiki ",
		"digits":  "12345678901 ",
		"single":  "1 ",
		"spelled": "nol satu ",
		"kk":      "kk 1 ",
	} {
		text := strings.Repeat(words, 20_000/len(words))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Numbers(text)
				Dangers(text)
				Matters(text)
				Private(text, "", false)
				Rude(text)
				Praise(text)
			}
		})
	}
}
