package complaint

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/screen"
)

// Some services need a name: the civil registry, aid, health. There the holder
// of a case may ask for it, with a reason. Its reporter agrees for this case, and
// gives it by code and PIN on the web page or at a counter, never in a chat.
//
//	AskName ─▶ AgreeName ─▶ GiveName ─▶ SeeName, by that holder only
//	       └▶ DropName                └▶ DropName
//
// The name lies under a key outside the database, in a table of its own that no
// export reads. It is erased with the end of the case, with other hands, another
// reporter, or whenever the reporter says so. The case's chain tells that it was
// asked, given and erased, never the name.

// Refusals of names.
const (
	ErrNoNameNeeded refusal.Code = "complaint.no_name_needed" // the service does without
	ErrNameless     refusal.Code = "complaint.nameless"       // it would end their being without a name
	ErrNameAsked    refusal.Code = "complaint.name_asked"     // it was asked for already
	ErrNameEnough   refusal.Code = "complaint.name_enough"    // they said no twice
	ErrNoNameAsked  refusal.Code = "complaint.no_name_asked"  // nobody asks for it (any more)
	ErrNoName       refusal.Code = "complaint.no_name"        // none was given, or it is erased
	ErrNameForm     refusal.Code = "complaint.name_form"      // that is no name
)

// Kinds of asking for a name. None of them is an answer, nor stops a clock.
const (
	NameAsked   Kind = "name_asked"
	NameAgreed  Kind = "name_agreed"
	NameDenied  Kind = "name_denied"
	NameGiven   Kind = "name_given"
	NameErased  Kind = "name_erased"
	NameExpired Kind = "name_expired" // it was asked for, not given, and is not needed any more
)

// Identity is a name that is asked for: what becomes of it, never the name.
type Identity struct {
	ID          int64
	ComplaintID ID
	NIP         roster.NIP // who asked, and alone may see it
	AskedAt     time.Time
	AgreedAt    *time.Time
	GivenAt     *time.Time
	TakenBy     *roster.NIP // who took it at a counter; nil on the page
	EndedAt     *time.Time
}

// Given says whether there is a name to be seen.
func (i Identity) Given() bool { return i.GivenAt != nil && i.EndedAt == nil }

// IdentityFacts is what the chain says of it.
type IdentityFacts struct {
	ID      int64       `json:"id"`
	By      roster.NIP  `json:"by"`
	Agreed  bool        `json:"agreed,omitempty"`
	Given   bool        `json:"given,omitempty"`
	TakenBy *roster.NIP `json:"taken_by,omitempty"`
	Ended   bool        `json:"ended,omitempty"`
}

// Facts is what the chain says of it.
func (i Identity) Facts() IdentityFacts {
	return IdentityFacts{ID: i.ID, By: i.NIP, Agreed: i.AgreedAt != nil, Given: i.GivenAt != nil, TakenBy: i.TakenBy, Ended: i.EndedAt != nil}
}

// MayName says whether the holder of a case may ask for its reporter's name: the
// service needs one, and the reporter did not choose to be without.
func (c Complaint) MayName(category string) bool {
	return c.State.Open() && c.State != Proposed && c.State != Weighed && !c.Contact.Anonymous() && screen.NeedsName(category)
}

// CheckName refuses as AskName does, before the reason is written.
func (d *Desk) CheckName(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (Complaint, error) {
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, err
	}
	return h.Complaint, d.mayAskName(ctx, tx, h.Complaint)
}

func (d *Desk) mayAskName(ctx context.Context, tx pgx.Tx, c Complaint) error {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return err
	}
	category, err := guide.Category(c.CategoryCode)
	if err != nil {
		return err
	}
	if _, neutral, err := AboutOfficer(ctx, tx, c.ID); err != nil || neutral || c.Contact.Anonymous() {
		return cmp.Or(err, error(ErrNameless))
	}
	if !c.MayName(category.Name) {
		return ErrNoNameNeeded
	}
	before, err := identities(ctx, tx, `WHERE complaint_id = $1 AND nip = $2 ORDER BY id`, c.ID, c.Holder)
	switch n := len(before); {
	case err != nil:
		return err
	case n > 0 && before[n-1].EndedAt == nil:
		return ErrNameAsked
	case n >= nameAsks:
		return ErrNameEnough
	}
	return nil
}

// nameAsks is how often one holder may ask: nobody is pressed for their name.
const nameAsks = 2

// AskName asks the reporter for their name, and says why. It refuses as held
// does, and with ErrNameless, ErrNoNameNeeded, ErrNameAsked, ErrNameEnough,
// ErrEmpty or ErrTooLong.
func (d *Desk) AskName(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, why string) (Complaint, Identity, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, Identity{}, err
	}
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, Identity{}, err
	}
	if err := d.mayAskName(ctx, tx, h.Complaint); err != nil {
		return Complaint{}, Identity{}, err
	}
	i := Identity{ComplaintID: id, NIP: by, AskedAt: now}
	if err := insertIdentity(ctx, tx, &i); err != nil {
		return Complaint{}, Identity{}, err
	}
	err = i.record(ctx, tx, &h.Complaint, NameAsked, ByEmployee(by), now, why, &h.stretch)
	return h.Complaint, i, err
}

// record writes an event of it, with the case as it stands.
func (i Identity) record(ctx context.Context, tx pgx.Tx, c *Complaint, k Kind, actor string, at time.Time, words string, changed ...*Stretch) error {
	return recordMore(ctx, tx, c, k, actor, at, words, func(f *Facts) { facts := i.Facts(); f.Identity = &facts }, changed...)
}

// AgreeName is the reporter's word that they will give their name. Agreeing twice
// changes nothing. It refuses with ErrUnknown or ErrNoNameAsked.
func (d *Desk) AgreeName(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID) (Complaint, Identity, error) {
	c, i, err := d.asked(ctx, tx, reporter, id)
	if err != nil || i.AgreedAt != nil {
		return c, i, err
	}
	i.AgreedAt = &now
	if err := saveIdentity(ctx, tx, i, nil); err != nil {
		return c, i, err
	}
	return c, i, i.record(ctx, tx, &c, NameAgreed, Citizen, now, "")
}

// DropName is the reporter's word that they stay without a name, also after they
// gave it: then it is erased. It refuses as AgreeName does.
func (d *Desk) DropName(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID) (Complaint, Identity, error) {
	c, i, err := d.asked(ctx, tx, reporter, id)
	if err != nil {
		return c, i, err
	}
	kind := NameDenied
	if i.Given() {
		kind = NameErased
	}
	i.EndedAt = &now
	if err := saveIdentity(ctx, tx, i, nil); err != nil {
		return c, i, err
	}
	return c, i, i.record(ctx, tx, &c, kind, Citizen, now, "")
}

// asked gives and locks a case for its reporter, and what is asked of them. Who
// proved code and PIN on the page comes as Bearer.
func (d *Desk) asked(ctx context.Context, tx pgx.Tx, reporter string, id ID) (c Complaint, i Identity, err error) {
	if reporter == Bearer(id) {
		c, err = lock(ctx, tx, id)
	} else {
		c, err = d.FindOwn(ctx, tx, reporter, id)
	}
	if err != nil {
		return Complaint{}, Identity{}, err
	}
	i, running, err := RunningIdentity(ctx, tx, id)
	if err == nil && !running {
		err = ErrNoNameAsked
	}
	return c, i, err
}

// nameMost is how long a name may be, with a number that is asked for.
const nameMost = 120

// tidyName reads a name as people type it. It refuses with ErrNameForm.
func tidyName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	n := utf8.RuneCountInString(s)
	if n < 2 || n > nameMost || !strings.ContainsFunc(s, unicode.IsLetter) || strings.ContainsFunc(s, unicode.IsControl) {
		return "", ErrNameForm
	}
	return s, nil
}

// GiveName keeps the name of a reporter who proved code and PIN: from the page,
// or with clerk at a counter. What was given before gives way. It refuses with
// ErrUnknown, ErrNoNameAsked, ErrNameForm or ErrExcluded.
func (d *Desk) GiveName(ctx context.Context, tx pgx.Tx, now time.Time, id ID, name string, clerk *roster.NIP) (Complaint, Identity, error) {
	name, err := tidyName(name)
	if err != nil {
		return Complaint{}, Identity{}, err
	}
	c, i, err := d.asked(ctx, tx, Bearer(id), id)
	if err != nil {
		return c, i, err
	}
	actor := Citizen
	if clerk != nil {
		actor = ByEmployee(*clerk)
	}
	if i.GivenAt, i.TakenBy = &now, clerk; i.AgreedAt == nil {
		i.AgreedAt = &now
	}
	box, err := d.sealName(i, name)
	if err != nil {
		return c, i, err
	}
	if err := saveIdentity(ctx, tx, i, box); err != nil {
		return c, i, err
	}
	return c, i, i.record(ctx, tx, &c, NameGiven, actor, now, "")
}

// SeeName shows the name to whoever asked for it, while they hold the case. Each
// time is kept as an opening. It refuses with ErrUnknown, ErrNotYours or ErrNoName.
func (d *Desk) SeeName(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (Complaint, string, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Complaint{}, "", err
	}
	i, running, err := RunningIdentity(ctx, tx, id)
	switch {
	case err != nil:
		return Complaint{}, "", err
	case !c.HeldBy(by):
		return Complaint{}, "", ErrNotYours
	case !running || i.NIP != by || !i.Given():
		return Complaint{}, "", ErrNoName
	}
	name, err := d.OwnName(ctx, tx, i)
	if err != nil {
		return Complaint{}, "", err
	}
	return c, name, KeepOpening(ctx, tx, now, Opening{Case: id, By: by, What: OpenedName})
}

// OwnName is the name itself, for the one who gave it and for SeeName.
func (d *Desk) OwnName(ctx context.Context, tx pgx.Tx, i Identity) (string, error) {
	box, err := boxOf(ctx, tx, i.ID)
	if err != nil {
		return "", err
	}
	return d.openName(i, box)
}

// nameBytes is the length to which a name is filled up before it is sealed, so
// that a box does not tell how long it is.
const nameBytes = 4*nameMost + 2

func (i Identity) bound() []byte { return fmt.Appendf(nil, "identity:%d:%d", i.ComplaintID, i.ID) }

func (d *Desk) sealName(i Identity, name string) ([]byte, error) {
	plain := make([]byte, nameBytes)
	binary.BigEndian.PutUint16(plain, uint16(len(name)))
	copy(plain[2:], name)
	return d.closeBox(plain, i.bound())
}

func (d *Desk) openName(i Identity, sealed []byte) (string, error) {
	plain, err := d.openBox(sealed, i.bound())
	if err != nil || len(plain) != nameBytes {
		return "", fmt.Errorf("the name of case %d does not open", i.ComplaintID)
	}
	n := int(binary.BigEndian.Uint16(plain))
	if n > nameBytes-2 {
		return "", errors.New("a sealed name is damaged")
	}
	return string(plain[2 : 2+n]), nil
}

// outlives says whether what is asked of a reporter outlives an event of their
// case: not its end, nor other hands, nor another reporter.
func (i Identity) outlives(c Complaint, k Kind) bool {
	switch k {
	case Inherited, Unlinked, Forgotten:
		return false
	}
	return c.State.Open() && c.HeldBy(i.NIP)
}
