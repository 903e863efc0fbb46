package text

import (
	"slices"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Shown is what an officer shows for a result, as people are told of it.
type Shown []complaint.Evidence

// Pictures is how many pictures there are.
func (s Shown) Pictures() (n int) {
	for _, e := range s {
		if e.Pictured() {
			n++
		}
	}
	return n
}

// AnyOf are the words of which the pictures are to show one; none without any.
func (s Shown) AnyOf() []string {
	for _, e := range slices.Backward(s) {
		if e.Pictured() {
			return e.AnyOf()
		}
	}
	return nil
}

// Exhibit is one thing that was shown, as the citizen is told.
type Exhibit struct {
	News
	complaint.Evidence
	Metres int  // from the pin of the case
	Near   bool // Metres is known
}

// EvidencePicture goes with a picture that was shown for a result: it says what
// is to be read in it, and how fresh it came.
func (s *Speaker) EvidencePicture(lang locale.Lang, e Exhibit) (outbox.Message, error) {
	return s.say(lang, "evidence-picture", e)
}

// EvidencePlace says that the officer shared where they stood.
func (s *Speaker) EvidencePlace(lang locale.Lang, e Exhibit) (outbox.Message, error) {
	return s.say(lang, "evidence-place", e)
}

// EvidenceFollowed says that what followed a result goes to the citizens; left
// that words which came with it do not.
func (s *Speaker) EvidenceFollowed(lang locale.Lang, codes []string, shown Shown, left bool) (outbox.Message, error) {
	return s.say(lang, "evidence-followed", struct {
		Codes []string
		Shown Shown
		Left  bool
	}{codes, shown, left})
}

// Likeness is a picture beside an earlier one of another case that looks alike.
type Likeness struct {
	Code     string
	Category string
	Area     string
	At       time.Time
	Same     bool // the same officer sent both
}

// LikePictures goes with both pictures.
func (s *Speaker) LikePictures(lang locale.Lang, code string, l Likeness, pictures ...[]byte) (outbox.Message, error) {
	m, err := s.say(lang, "like-pictures", struct {
		Likeness
		Own string
	}{l, code})
	m.Photos = pictures
	return m, err
}
