package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/screen"
	"tanggap/internal/text"
)

// cardKey is the outbox key of the card with which a stretch began.
func cardKey(stretch int64) string { return fmt.Sprintf("held:%d", stretch) }

// Arrives tells staff of a case that was filed just now: its holder, or where
// there is none those who find one. One that needs care is hushed first.
func (d *Desk) Arrives(ctx context.Context, tx pgx.Tx, now time.Time, key string, r complaint.Receipt) error {
	c, s := r.Complaint, r.Stretch
	if s == nil {
		at, err := d.hush(ctx, tx, now, c)
		if err != nil {
			return err
		}
		return d.unassigned(ctx, tx, now, at, key, c)
	}
	at, err := d.hushIf(ctx, tx, now, c, c.Contact.Anonymous() || r.About != nil)
	if err != nil {
		return err
	}
	k, err := d.newCard(ctx, tx, later(now, at), r)
	if err != nil {
		return err
	}
	return d.assigned(ctx, tx, now, at, c, s, k)
}

// Assigned gives the holder the card of a case; its delivery starts the clock
// of the stretch. What the citizen sent and is here already follows.
//
// A card that cannot even be put, since the holder has left the bot, starts
// the clock at once: a case must not lie still for that.
func (d *Desk) Assigned(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, s *complaint.Stretch) error {
	k, err := d.cardOf(ctx, tx, now, c, s)
	if err != nil {
		return err
	}
	return d.assigned(ctx, tx, now, time.Time{}, c, s, k)
}

// card is what goes with the card of a stretch.
type card struct {
	besides
	chat *roster.Chat // nil when no message reaches the holder
}

func (d *Desk) cardOf(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, s *complaint.Stretch) (k card, err error) {
	before, err := d.Complaints.CountEarlier(ctx, tx, now, c, &k.earlier)
	if err != nil {
		return k, err
	}
	return k, k.read(ctx, tx, c.ID, before, func(b *pgx.Batch) { roster.QueueChat(b, s.Holder, &k.chat) })
}

// newCard is cardOf for a case that was filed just now: beside it stands what it
// was filed with, and nothing else yet.
func (d *Desk) newCard(ctx context.Context, tx pgx.Tx, now time.Time, r complaint.Receipt) (k card, err error) {
	k.Suspect = r.About
	before, err := d.Complaints.CountEarlier(ctx, tx, now, r.Complaint, &k.earlier)
	if err != nil {
		return k, err
	}
	var batch pgx.Batch
	if r.Files {
		attachment.QueueOf(&batch, r.ID.Subject(), &k.files)
	}
	roster.QueueChat(&batch, r.Stretch.Holder, &k.chat)
	before(&batch)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return k, fmt.Errorf("read what goes with the card of case %d: %w", r.ID, err)
	}
	return k, nil
}

// assigned is Assigned with the card held until a time, unless that is zero.
func (d *Desk) assigned(ctx context.Context, tx pgx.Tx, now, held time.Time, c complaint.Complaint, s *complaint.Stretch, k card) error {
	if together, err := d.bundles(ctx, tx, now, held, c, s, k.chat); err != nil || together {
		return err
	}
	v, err := d.view(ctx, tx, later(now, held), c, s, k.besides)
	if err != nil {
		return err
	}
	say := func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffCard(lang, v) }
	if err := d.deal(ctx, tx, now, held, c, s, k.chat, say); err != nil || k.chat == nil {
		return err
	}
	key := cardKey(s.ID)
	return d.files(ctx, tx, now, key, key, c, s.Holder, k.files)
}

// files passes on to whoever has a case what its citizen sent, in reply to the
// card unless that is "".
func (d *Desk) files(ctx context.Context, tx pgx.Tx, now time.Time, key, card string, c complaint.Complaint, to roster.NIP, wanted []attachment.Wanted) error {
	var pictures, others [][]byte // Telegram shows no picture of a pile that holds anything else
	for _, w := range wanted {
		if !fromCitizen(w) || w.Digest == nil {
			continue
		}
		stop, err := stops(ctx, tx, c, w)
		if err != nil {
			return err
		}
		switch {
		case stop:
			err = d.Recording(ctx, tx, now, fmt.Sprintf("file:%d", w.ID), c, w)
		case w.Kind == attachment.Photo:
			pictures = append(pictures, w.Digest)
		default:
			others = append(others, w.Digest)
		}
		if err != nil {
			return err
		}
	}
	if len(pictures) > 0 {
		if err := d.picture(ctx, tx, now, key+":warga", card, to, c, pictures...); err != nil {
			return err
		}
	}
	if len(others) > 0 {
		return d.picture(ctx, tx, now, key+":berkas", card, to, c, others...)
	}
	return nil
}

// later is held, or now where that is zero.
func later(now, held time.Time) time.Time {
	if held.IsZero() {
		return now
	}
	return held
}

// deal puts the card of a stretch into the holder's chat, of what is urgent at
// any hour; nil when no message reaches them.
func (d *Desk) deal(ctx context.Context, tx pgx.Tx, now, held time.Time, c complaint.Complaint, s *complaint.Stretch, chat *roster.Chat, say words) error {
	if chat == nil {
		return d.Complaints.Begin(ctx, tx, now, s.ID)
	}
	urgent, err := d.Urgent(ctx, tx, now, c)
	if err != nil {
		return err
	}
	return d.post(ctx, tx, now, cardKey(s.ID), s.Holder, *chat, urgent, outbox.Row{About: c.ID.Subject(), Begins: s.ID, HeldUntil: held}, say)
}

// Picture passes a file of the citizen on to whoever holds the case, in reply
// to the card. Without a holder it waits for Assigned.
func (d *Desk) Picture(ctx context.Context, tx pgx.Tx, now time.Time, key string, id complaint.ID, digest []byte) error {
	c, err := complaint.Find(ctx, tx, id)
	if err != nil || c.Holder == nil {
		return err
	}
	ss, err := complaint.Stretches(ctx, tx, id)
	if err != nil {
		return err
	}
	card := ""
	if n := carded(ss); n >= 0 {
		card = cardKey(ss[n].ID)
		if unopened, err := complaint.Unopened(ctx, tx, ss[n].ID); err != nil || unopened {
			return err
		}
	}
	return d.picture(ctx, tx, now, key, card, *c.Holder, c, digest)
}

func (d *Desk) picture(ctx context.Context, tx pgx.Tx, now time.Time, key, card string, to roster.NIP, c complaint.Complaint, digests ...[]byte) error {
	row := outbox.Row{About: c.ID.Subject()}
	if card != "" {
		row.After, row.Reply = card+":"+string(to), true
	}
	_, err := d.staff(ctx, tx, now, key, to, row,
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffPicture(lang, c.Code, digests...) })
	return err
}

// carded is the last stretch that began with a card, -1 if there is none: the
// duty to settle that follows an answer begins without one.
func carded(ss []complaint.Stretch) int {
	for i := len(ss) - 1; i >= 0; i-- {
		if ss[i].Undone() {
			continue
		}
		before := i - 1
		for before >= 0 && ss[before].Undone() {
			before--
		}
		follows := before >= 0 && ss[i].Duty == complaint.ToSettle && ss[before].Duty == complaint.ToAnswer &&
			ss[before].Holder == ss[i].Holder && ss[before].ToAt != nil && ss[before].ToAt.Equal(ss[i].GivenAt)
		if !follows {
			return i
		}
	}
	return -1
}

// PictureLost tells the holder that a file of the citizen will not come.
func (d *Desk) PictureLost(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, loss attachment.Loss) error {
	return d.holder(ctx, tx, now, key, c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffPictureLost(lang, v, loss)
	})
}

// OwnPictureLost tells the holder that what the office sent did not arrive.
func (d *Desk) OwnPictureLost(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, loss attachment.Loss) error {
	return d.holder(ctx, tx, now, key, c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffOwnPictureLost(lang, v, loss)
	})
}

// Replied tells the holder what the citizen answered; words are "" when only
// files came.
func (d *Desk) Replied(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) error {
	return d.holderOf(ctx, tx, now, key, c, len(screen.Dangers(words)) > 0, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffReply(lang, v, words)
	})
}

// Added tells the holder what the citizen added; words are "" when only files
// came.
func (d *Desk) Added(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) error {
	return d.holderOf(ctx, tx, now, key, c, len(screen.Dangers(words)) > 0, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffAddition(lang, v, words)
	})
}

// Corrected tells the holder what the citizen changed in a message that was
// sent before.
func (d *Desk) Corrected(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Correction) error {
	return d.holderOf(ctx, tx, now, key, c.Complaint, len(screen.Dangers(c.Is)) > 0, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffCorrection(lang, v, c.Was, c.Is, c.Files > 0)
	})
}

// Confirmed thanks the holder, and tells those who support the case. The rating
// is the citizen's and is not shown.
func (d *Desk) Confirmed(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	if err := d.SupportersEnded(ctx, tx, now, key, c, ""); err != nil {
		return err
	}
	return d.holder(ctx, tx, now, key, c, d.Text.StaffConfirmed)
}

// holder tells whoever holds a case; nobody when nobody does.
func (d *Desk) holder(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, say func(locale.Lang, text.StaffCase) (outbox.Message, error)) error {
	return d.holderOf(ctx, tx, now, key, c, false, say)
}

func (d *Desk) holderOf(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, atAnyHour bool, say func(locale.Lang, text.StaffCase) (outbox.Message, error)) error {
	if c.Holder == nil {
		return nil
	}
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return err
	}
	row := outbox.Row{About: c.ID.Subject()}
	if row.HeldUntil, err = hushed(ctx, tx, now, c); err != nil {
		return err
	}
	_, err = d.employee(ctx, tx, now, key, *c.Holder, row, atAnyHour,
		func(lang locale.Lang) (outbox.Message, error) { return say(lang, v) })
	return err
}

// above tells the nearest superior whom a message reaches; false when it
// reaches none.
func (d *Desk) above(ctx context.Context, tx pgx.Tx, now time.Time, key string, nip roster.NIP, row outbox.Row, say func(locale.Lang, roster.Employee) (outbox.Message, error)) (bool, error) {
	for seen := []roster.NIP{nip}; ; {
		superior, found, err := roster.Superior(ctx, tx, nip)
		if err != nil || !found || slices.Contains(seen, superior.NIP) {
			return false, err
		}
		told, err := d.staff(ctx, tx, now, key, superior.NIP, row,
			func(lang locale.Lang) (outbox.Message, error) { return say(lang, superior) })
		if err != nil || told {
			return told, err
		}
		nip = superior.NIP
		seen = append(seen, nip)
	}
}

// Dispatchers are those who find officers for cases without one: the verifiers
// whom a message reaches, and while there are none the administrators.
func Dispatchers(ctx context.Context, tx pgx.Tx) ([]roster.Employee, error) {
	verifiers, err := roster.Connected(ctx, tx, roster.RoleVerifikator)
	if err != nil || len(verifiers) > 0 {
		return verifiers, err
	}
	return roster.Connected(ctx, tx, roster.RoleAdmin)
}

// Stranded lists the cases without an officer while nobody is connected who
// could find one; nothing while there is somebody.
func Stranded(ctx context.Context, tx pgx.Tx, now time.Time) ([]complaint.ID, error) {
	cases, err := complaint.Unheld(ctx, tx, now)
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	to, err := Dispatchers(ctx, tx)
	if err != nil || len(to) > 0 {
		return nil, err
	}
	stranded := make([]complaint.ID, len(cases))
	for i, c := range cases {
		stranded[i] = c.ID
	}
	return stranded, nil
}

// Unassigned tells those who find officers that a case has none.
func (d *Desk) Unassigned(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	return d.unassigned(ctx, tx, now, time.Time{}, key, c)
}

func (d *Desk) unassigned(ctx context.Context, tx pgx.Tx, now, held time.Time, key string, c complaint.Complaint) error {
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return err
	}
	to, err := Dispatchers(ctx, tx)
	if err != nil {
		return err
	}
	urgent, err := d.Urgent(ctx, tx, now, c)
	if err != nil {
		return err
	}
	return d.all(ctx, tx, now, key+":antrean", to, urgent, outbox.Row{About: c.ID.Subject(), HeldUntil: held},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffUnassigned(lang, v) })
}

func (d *Desk) each(ctx context.Context, tx pgx.Tx, now time.Time, key string, to []roster.Employee, row outbox.Row, say words) error {
	return d.all(ctx, tx, now, key, to, false, row, say)
}

func (d *Desk) all(ctx context.Context, tx pgx.Tx, now time.Time, key string, to []roster.Employee, atAnyHour bool, row outbox.Row, say words) error {
	for _, e := range to {
		if _, err := d.employee(ctx, tx, now, key, e.NIP, row, atAnyHour, say); err != nil {
			return err
		}
	}
	return nil
}
