package text

import (
	"fmt"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/rating"
)

// keys are the two buttons by which a citizen decides on a result; they belong
// to this result, not to one before or after it.
func (s *Speaker) keys(lang locale.Lang, c complaint.Complaint) []outbox.Button {
	return row(s.button(lang, "key.done", c.ID, c.Reopenings), s.button(lang, "key.not", c.ID, c.Reopenings))
}

// Done thanks for the citizen's word, and with rate asks for one of four faces.
func (s *Speaker) Done(lang locale.Lang, c complaint.Complaint, rate bool) outbox.Message {
	var rows [][]outbox.Button
	if rate {
		rows = s.faceRows(lang, c)
	}
	return s.plain(lang, "done", struct {
		Code string
		Rate bool
	}{c.Code, rate}, rows...)
}

// faceRows are the four faces of a case.
func (s *Speaker) faceRows(lang locale.Lang, c complaint.Complaint) [][]outbox.Button {
	face := func(n int) outbox.Button { return s.labelled(s.Face(lang, n), "face.pick", c.ID, n) }
	return [][]outbox.Button{row(face(1), face(2)), row(face(3), face(4))}
}

// Face is one of the four faces with its words.
func (s *Speaker) Face(lang locale.Lang, n int) string {
	return s.words(lang, fmt.Sprintf("face-%d", n), nil)
}

// Rating is what somebody said of a closing, as they are answered.
type Rating struct {
	rating.Given
	Who Who           // who answers the lowest face; the zero Who while nobody is found
	Why rating.Reason // tapped just now
	Ask bool          // words are taken here
	Now time.Time
}

// Due is by when the lowest face is answered.
func (r Rating) Due() time.Time { return r.Errand.DueAt }

type rated struct {
	Rating
	Picture string // of the face, and its words
	Because string // in words
}

func (s *Speaker) rated(lang locale.Lang, name string, r Rating, rows ...[]outbox.Button) outbox.Message {
	v := rated{Rating: r, Picture: s.Face(lang, r.Face)}
	if r.Why != "" {
		v.Because = s.ReasonWords(lang, r.Why)
	}
	return s.plain(lang, name, v, rows...)
}

// skip are the buttons below a question for a comment.
func (s *Speaker) skip(lang locale.Lang, r Rating) []outbox.Button {
	change := s.button(lang, "face.ask", r.ID)
	if r.Ask {
		return row(s.button(lang, "face.skip", r.ID), change)
	}
	return row(change)
}

// Rated thanks for a face and asks for a comment; of the lowest it asks why.
func (s *Speaker) Rated(lang locale.Lang, r Rating) outbox.Message {
	if r.Errand == nil {
		return s.rated(lang, "rated", r, s.skip(lang, r))
	}
	var rows [][]outbox.Button
	for _, why := range rating.Reasons {
		rows = pair(rows, s.labelled(s.ReasonWords(lang, why), "face.why", r.ID, why))
	}
	return s.rated(lang, "rated-low", r, append(rows, s.skip(lang, r))...)
}

// ReasonWords is why the lowest face was given, as a button says it.
func (s *Speaker) ReasonWords(lang locale.Lang, why rating.Reason) string {
	return s.words(lang, "low-reason", why)
}

// Because says to whom the reason for the lowest face was passed on.
func (s *Speaker) Because(lang locale.Lang, r Rating) outbox.Message {
	return s.rated(lang, "because", r, s.skip(lang, r))
}

// Commented thanks for a comment.
func (s *Speaker) Commented(lang locale.Lang, r Rating) outbox.Message {
	return s.rated(lang, "commented", r)
}

// RateAgain asks for a face once more; face is the one that was given, 0 for
// none.
func (s *Speaker) RateAgain(lang locale.Lang, c complaint.Complaint, face int) outbox.Message {
	now := ""
	if face > 0 {
		now = s.Face(lang, face)
	}
	return s.plain(lang, "rate-again", struct{ Code, Face string }{c.Code, now}, s.faceRows(lang, c)...)
}

// rate is the button by which a case is rated, or its rating changed, from
// where it is shown.
func (s *Speaker) rate(lang locale.Lang, c Case) [][]outbox.Button {
	switch {
	case !c.Rating.May:
		return nil
	case c.Rating.Face == 0:
		return [][]outbox.Button{row(s.labelled(s.words(lang, "rate-now", nil), "face.ask", c.ID))}
	}
	return [][]outbox.Button{row(s.button(lang, "face.ask", c.ID))}
}

// Skipped ends the rating without a comment.
func (s *Speaker) Skipped(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "skipped", code)
}

// StaffLowWords passes on why somebody gave the lowest face.
func (s *Speaker) StaffLowWords(lang locale.Lang, e Errand) (outbox.Message, error) {
	return s.say(lang, "officer-low-words", e, row(s.button(lang, "excuse.answer", e.Work.ID)))
}

// StaffLowGone says that the lowest face was taken back.
func (s *Speaker) StaffLowGone(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "officer-low-gone", code)
}

// Excused passes on what somebody above the officer answers to the lowest face.
func (s *Speaker) Excused(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "excused", n, row(s.button(lang, "further.show", n.ID)))
}

// SeePicture stands for the words that somebody left out beside a picture.
func (s *Speaker) SeePicture(lang locale.Lang) string { return s.words(lang, "see-picture", nil) }
