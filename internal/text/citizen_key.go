package text

import (
	"fmt"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// keys are the two buttons by which a citizen decides on a result; they belong
// to this result, not to one before or after it.
func (s *Speaker) keys(lang locale.Lang, c complaint.Complaint) []outbox.Button {
	return row(s.button(lang, "key.done", c.ID, c.Reopenings), s.button(lang, "key.not", c.ID, c.Reopenings))
}

// Done thanks for the citizen's word and asks for one of four faces.
func (s *Speaker) Done(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "done", c.Code, s.faceRows(lang, c)...)
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

// Rated thanks for a face; with ask it asks for a comment as well.
func (s *Speaker) Rated(lang locale.Lang, c complaint.Complaint, face int, ask bool) outbox.Message {
	var rows [][]outbox.Button
	if ask {
		rows = append(rows, row(s.button(lang, "face.skip", c.ID)))
	}
	return s.plain(lang, "rated", struct {
		Code, Face string
		Ask        bool
	}{c.Code, s.Face(lang, face), ask}, rows...)
}

// Commented thanks for a comment.
func (s *Speaker) Commented(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "commented", code)
}

// Skipped ends the rating without a comment.
func (s *Speaker) Skipped(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "skipped", code)
}

// SeePicture stands for the words that somebody left out beside a picture.
func (s *Speaker) SeePicture(lang locale.Lang) string { return s.words(lang, "see-picture", nil) }
