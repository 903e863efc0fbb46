package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// AskWithdraw asks once more whether a case is to be taken back.
func (s *Speaker) AskWithdraw(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "ask-withdraw", c, row(s.button(lang, "withdraw.yes", c.ID, c.Reopenings), s.button(lang, "withdraw.no", c.ID)))
}

// Withdrawn says that a case was taken back.
func (s *Speaker) Withdrawn(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "withdrawn", c, row(s.again(lang, c)))
}

// NotWithdrawn says that a case goes on.
func (s *Speaker) NotWithdrawn(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "not-withdrawn", c)
}

// StaffWithdrawn tells the holder that a case was taken back.
func (s *Speaker) StaffWithdrawn(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-withdrawn", c)
}
