package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Recorded says that the citizen sent voices or films which do not go to whoever
// handles the case.
func (c StaffCase) Recorded() bool {
	return c.Contact.Anonymous() && c.Sent.Voices+c.Sent.Videos > 0
}

// StaffRecording hands a recording to somebody who is to write it out.
func (s *Speaker) StaffRecording(lang locale.Lang, c StaffCase, file int64, digest []byte) (outbox.Message, error) {
	m, err := s.say(lang, "officer-recording", c, row(s.button(lang, "record.write", file)))
	m.Photos, m.Protect = [][]byte{digest}, true
	return m, err
}

// AskRecording asks for the words of a recording.
func (s *Speaker) AskRecording(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "ask-recording", code)
}

// RecordingWritten says that the words were added to the case.
func (s *Speaker) RecordingWritten(lang locale.Lang, c complaint.Complaint) (outbox.Message, error) {
	return s.say(lang, "recording-written", c)
}

// StaffWrittenOut gives the holder what a recording says.
func (s *Speaker) StaffWrittenOut(lang locale.Lang, c StaffCase, words string) (outbox.Message, error) {
	return s.aboutCase(lang, "officer-written-out", c, words, s.acts(lang, c)...)
}

// RecordingLine is a recording that waits to be written out.
type RecordingLine struct {
	File int64
	Code string
}

// Recordings lists those that wait.
func (s *Speaker) Recordings(lang locale.Lang, lines []RecordingLine, total int) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, l := range lines {
		rows = append(rows, row(s.labelled("🎤 "+l.Code, "record.open", l.File)))
	}
	return s.say(lang, "recordings", total, rows...)
}
