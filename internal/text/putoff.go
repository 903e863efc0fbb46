package text

import (
	"time"

	"tanggap/internal/complaint"
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

// DutyPutOff is something that waits for somebody, with a limit that moved.
type DutyPutOff struct {
	Code    string
	Kind    complaint.ErrandKind // "" of a late case for which they are asked to help
	Name    string               // what it is
	Was, Is time.Time
}

// DutiesPutOff is what somebody hears of at once.
type DutiesPutOff struct {
	Total  int
	Duties []DutyPutOff // no more than ShownAtOnce
}

// Rest is how many are not listed.
func (p DutiesPutOff) Rest() int { return p.Total - len(p.Duties) }

// StaffDutiesPutOff tells somebody which limits moved of what waits for them.
func (s *Speaker) StaffDutiesPutOff(lang locale.Lang, p DutiesPutOff) (outbox.Message, error) {
	for i, d := range p.Duties {
		name := "duty-name-help"
		if d.Kind != "" {
			name = "errand-name-" + string(d.Kind)
		}
		p.Duties[i].Name = s.words(lang, name, nil)
	}
	return s.say(lang, "officer-duties-put-off", p)
}

// NewsLonger tells the citizen that their word on a result is waited for longer.
func (s *Speaker) NewsLonger(lang locale.Lang, n News, was, is time.Time) (outbox.Message, error) {
	return s.say(lang, "news-longer", struct {
		News
		Was, Is time.Time
	}{n, was, is})
}

// NewsPutOff tells the citizen that what they were promised moved.
func (s *Speaker) NewsPutOff(lang locale.Lang, n News, was, is time.Time) (outbox.Message, error) {
	return s.say(lang, "news-put-off", struct {
		News
		Was, Is time.Time
	}{n, was, is})
}
