package text

import (
	"fmt"
	"time"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// longest is how much of a citizen's words a card shows; the rest is a button
// away.
const longest = 2_500

// StaffCase is a case as staff see it: never who filed it.
type StaffCase struct {
	complaint.Complaint
	Now      time.Time
	Category string
	Unit     string          // its name
	Area     string          // "Lubuk Saung, Seberang Musi"; "" when it is not known
	Sent     Files           // by citizens
	Crowd    complaint.Crowd // who says the same, and what is told as a part of it
	Post     string          // the holder's; "" when nobody holds it

	Stretch  *complaint.Stretch // what runs, or will once the card arrives; nil when nothing does
	Left     time.Duration      // working time, negative once the limit has passed
	PerDay   time.Duration      // a working day of the unit
	SilentAt *time.Time         // when silence ends a case whose result was proposed
	Neutral  bool               // it is about an officer
	Passing  bool               // it is offered, or somebody decides who goes on with it
	Word     string             // for the photo of a result, where it is asked for

	Identity *complaint.Identity // the name that the citizen is asked for; nil for none
	MayName  bool                // the holder may ask for it

	Earlier complaint.Earlier // of the same kind and place, where the whole case is shown
}

// Answering says whether the first answer is what is owed.
func (c StaffCase) Answering() bool { return c.Stretch != nil && c.Stretch.Duty == complaint.ToAnswer }

// Waits says whether the citizen was asked, so that the holder's clock stands.
func (c StaffCase) Waits() bool { return c.Stretch != nil && c.Stretch.PausedAt != nil }

// Careful says that nobody is to read at what moment the citizen wrote.
func (c StaffCase) Careful() bool { return c.Contact.Anonymous() || c.Neutral }

// Late says whether the limit has passed.
func (c StaffCase) Late() bool { return c.Left < 0 }

// Unit of time in which the limit is told: hours for an answer, days beyond.
func (c StaffCase) Scale() time.Duration {
	if c.Answering() {
		return 0
	}
	return c.PerDay
}

// Long says whether a card shows less than the whole words.
func (c StaffCase) Long() bool { return Clip(c.Body, longest) != Clip(c.Body, complaint.MaxBody) }

// Map is where the pin lies, "" without one.
func (c StaffCase) Map() string {
	if c.Latitude == nil || c.Longitude == nil {
		return ""
	}
	return fmt.Sprintf("https://www.openstreetmap.org/?mlat=%.5f&mlon=%.5f", *c.Latitude, *c.Longitude)
}

// Point is the pin in degrees.
func (c StaffCase) Point() string {
	return fmt.Sprintf("%.5f, %.5f", *c.Latitude, *c.Longitude)
}

// StaffCard is the card of a case that was just given to its holder.
func (s *Speaker) StaffCard(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-card", c, append(s.acts(lang, c), s.earlier(lang, c)...)...)
}

// Line is one event of a case's story.
type Line struct {
	At    time.Time
	Day   bool // nobody is to read at what time of the day
	Kind  string
	Words string
	On    *time.Time // the day that was promised; nil where it is about none
}

// StaffStory is a whole case again: where it stands and what was said. Mine
// tells its holder from those who may only look; Lost that no message reaches
// the citizen at present.
type StaffStory struct {
	StaffCase
	Mine     bool
	Lost     bool
	Merges   bool // the viewer may merge it with others
	Verifies bool // and say what it is about, and how urgent
	Lines    []Line

	Offering *Offering // what its holder is offering; nil for nothing
}

// StaffStory shows a case as it stands, with the acts that apply now to its
// holder only.
func (s *Speaker) StaffStory(lang locale.Lang, c StaffStory) (outbox.Message, error) {
	var rows [][]outbox.Button
	if c.Mine {
		rows = s.acts(lang, c.StaffCase)
		if c.Offering != nil {
			rows = append(rows, row(s.button(lang, "offer.recall", int64(c.ID))))
		}
	} else if c.Long() {
		rows = append(rows, row(s.button(lang, "case.read", int64(c.ID))))
	}
	if !c.Mine {
		rows = append(rows, s.partsRow(lang, c.StaffCase)...)
	}
	if c.Merges {
		rows = append(rows, row(s.button(lang, "merge.start", int64(c.ID))))
	}
	if c.Verifies {
		rows = appendRow(rows, s.verifying(lang, c.StaffCase))
	}
	if c.Visibility == complaint.Public {
		rows = append(rows, row(s.button(lang, "flag.hide", int64(c.ID))))
	}
	return s.say(lang, "officer-story", c, append(rows, s.earlier(lang, c.StaffCase)...)...)
}

// StaffFlagged tells the holder that the citizen changed who may read a case.
func (s *Speaker) StaffFlagged(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-flagged", c)
}

// StaffWords is the whole of what the citizen wrote; with the acts that apply
// now for the holder.
func (s *Speaker) StaffWords(lang locale.Lang, c StaffCase, mine bool) (outbox.Message, error) {
	var rows [][]outbox.Button
	if mine {
		rows = s.deeds(lang, c)
	}
	return s.say(lang, "officer-words", c, rows...)
}

// acts are the buttons below a case for its holder.
func (s *Speaker) acts(lang locale.Lang, c StaffCase) [][]outbox.Button {
	rows := s.deeds(lang, c)
	if c.Neutral && c.State.Open() {
		rows = append(rows, row(s.button(lang, "name.open", int64(c.ID))))
	}
	if c.Long() {
		rows = append(rows, row(s.button(lang, "case.read", int64(c.ID))))
	}
	return append(rows, s.partsRow(lang, c)...)
}

// StaffReply tells the holder what the citizen answered to their question.
func (s *Speaker) StaffReply(lang locale.Lang, c StaffCase, words string) (outbox.Message, error) {
	return s.aboutCase(lang, "officer-reply", c, words, s.acts(lang, c)...)
}

// StaffAddition tells the holder what the citizen added.
func (s *Speaker) StaffAddition(lang locale.Lang, c StaffCase, words string) (outbox.Message, error) {
	return s.aboutCase(lang, "officer-addition", c, words, s.acts(lang, c)...)
}

// StaffConfirmed thanks the holder: the citizen says that it is done.
func (s *Speaker) StaffConfirmed(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-confirmed", c)
}

// StaffPicture goes with files of the citizen.
func (s *Speaker) StaffPicture(lang locale.Lang, code string, digests ...[]byte) (outbox.Message, error) {
	m, err := s.say(lang, "officer-picture", struct {
		Code string
		N    int
	}{code, len(digests)})
	m.Photos, m.Protect = digests, true
	return m, err
}

// StaffPictureLost says that a file of the citizen will not come.
func (s *Speaker) StaffPictureLost(lang locale.Lang, c StaffCase, why attachment.Loss) (outbox.Message, error) {
	return s.say(lang, "officer-picture-lost", staffLoss{c, why}, s.acts(lang, c)...)
}

// StaffOwnPictureLost says that a file for the citizen did not arrive.
func (s *Speaker) StaffOwnPictureLost(lang locale.Lang, c StaffCase, why attachment.Loss) (outbox.Message, error) {
	return s.say(lang, "officer-own-picture-lost", staffLoss{c, why}, s.acts(lang, c)...)
}

type staffLoss struct {
	StaffCase
	Why attachment.Loss
}

// StaffUnassigned tells those who find officers of a case without one.
func (s *Speaker) StaffUnassigned(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-unassigned", c, row(s.button(lang, "queue.open", int64(c.ID))))
}

func (s *Speaker) aboutCase(lang locale.Lang, name string, c StaffCase, words string, rows ...[]outbox.Button) (outbox.Message, error) {
	return s.say(lang, name, struct {
		StaffCase
		Words string
	}{c, words}, rows...)
}
