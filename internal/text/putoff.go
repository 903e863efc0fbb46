package text

import (
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// PutOff is a case whose limit moved for its holder.
type PutOff struct {
	StaffCase
	Was, Is time.Time
}

// PutOffs is what a holder hears of at once.
type PutOffs struct {
	Total int
	Cases []PutOff // no more than ShownAtOnce
}

// Rest is how many cases are not listed.
func (p PutOffs) Rest() int { return p.Total - len(p.Cases) }

// StaffPutOff tells a holder which of their limits moved.
func (s *Speaker) StaffPutOff(lang locale.Lang, p PutOffs) (outbox.Message, error) {
	return s.say(lang, "officer-put-off", p)
}

// NewsPutOff tells the citizen that what they were promised moved.
func (s *Speaker) NewsPutOff(lang locale.Lang, n News, was, is time.Time) (outbox.Message, error) {
	return s.say(lang, "news-put-off", struct {
		News
		Was, Is time.Time
	}{n, was, is})
}
