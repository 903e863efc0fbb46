package complaint

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/worktime"
)

// What an officer shows for a result is evidence: a photo that is to hold the
// word of the day for this case (Word), or where they stood. It helps and never
// proves alone: nobody here reads the word, the citizen still decides, and a
// result may come without any. What was shown, when, and how fresh it came,
// stands in the case's chain.

// ErrEvidenceLate says that the day has passed on which evidence may follow.
const ErrEvidenceLate refusal.Code = "complaint.evidence_late"

// Kinds of events of evidence.
const (
	Proven   Kind = "evidence" // it followed its result
	Recycled Kind = "recycled" // it looks like what was shown for another case
	Examined Kind = "examined" // and somebody looked at both
)

// How says in what way evidence came.
type How string

// The ways.
const (
	Fresh     How = "fresh"     // a photo or video that this chat sent
	Forwarded How = "forwarded" // from another chat
	AsFile    How = "file"      // as a document, of whatever age
	Located   How = "place"     // no picture: where the officer stood
)

// Evidence is one thing that was shown for a result.
type Evidence struct {
	ID          int64
	ComplaintID ID
	Round       int    // how often the case had been opened again
	File        *int64 `json:",omitempty"` // as attachment knows it
	By          roster.NIP
	How         How
	Word        string `json:",omitempty"` // that was asked for; of one result for several cases, those of all
	Former      bool   `json:",omitempty"` // it was that of the working day before
	Followed    bool   `json:",omitempty"` // it came after its result
	SentAt      time.Time
	Latitude    *float64 `json:",omitempty"`
	Longitude   *float64 `json:",omitempty"`
	Like        *int64   `json:",omitempty"` // what was shown for another case, and looks the same
}

// AnyOf are the words of which one proves.
func (e Evidence) AnyOf() []string { return strings.Fields(e.Word) }

// Pictured says whether there is something to see.
func (e Evidence) Pictured() bool { return e.File != nil }

// howOf says in what way a file came; false for one that shows nothing.
func howOf(f attachment.File) (How, bool) {
	switch {
	case f.Kind == attachment.Voice:
		return "", false
	case f.Forwarded:
		return Forwarded, true
	case f.Kind == attachment.Document:
		return AsFile, true
	}
	return Fresh, true
}

// evidence keeps the files of a result, and as evidence those that show something;
// all are the cases that the result is told for.
func (d *Desk) evidence(ctx context.Context, tx pgx.Tx, cal *worktime.Calendar, now time.Time, c Complaint, by roster.NIP, all []ID, followed bool, files []attachment.File) (shown []Evidence, err error) {
	wanted, err := attachment.WantAll(ctx, tx, now, c.ID.Subject(), ResultFiles, files...)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	on, former, err := wordDay(ctx, tx, cal, now, all[0])
	if err != nil {
		return nil, err
	}
	word := d.wordsOf(all, on)
	for i, f := range files {
		how, shows := howOf(f)
		if !shows {
			continue
		}
		e := Evidence{ComplaintID: c.ID, Round: c.Reopenings, File: &wanted[i], By: by, How: how, Word: word, Former: former, Followed: followed, SentAt: now}
		if err := insertEvidence(ctx, tx, &e); err != nil {
			return nil, err
		}
		shown = append(shown, e)
	}
	return shown, nil
}

// EvidenceUntil is until when evidence may follow a result: the end of the
// working day on which it was told, or of the next one when the office had
// closed by then.
func (c Complaint) EvidenceUntil(cal *worktime.Calendar) time.Time {
	on := cal.Date(cal.NextOpening(*c.ProposedAt))
	return (on + 1).Midnight(cal.Location())
}

// Prove adds what follows a result: photos, or where the officer stands. What
// follows one result for several cases follows it in all of them that wait; they
// come with what each was shown, the one that is meant first. It refuses with
// ErrUnknown, ErrNotYours, ErrClosed, ErrNoResult, ErrEvidenceLate or ErrEmpty.
func (d *Desk) Prove(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, at *routing.Point, files ...attachment.File) ([]Proof, error) {
	c, err := Find(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	told, err := SameResult(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	all := idsOf(told)
	locked, err := lockAll(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	proofs := make([]Proof, 0, len(all))
	for i, other := range all {
		c = locked[other]
		if i > 0 && (!c.HeldBy(by) || c.State != Proposed) {
			continue
		}
		shown, err := d.prove(ctx, tx, now, by, c, all, at, files)
		if err != nil {
			return nil, err
		}
		proofs = append(proofs, Proof{c, shown})
	}
	return proofs, nil
}

// Proof is what was shown for a case.
type Proof struct {
	Complaint
	Shown []Evidence
}

func (d *Desk) prove(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, c Complaint, all []ID, at *routing.Point, files []attachment.File) ([]Evidence, error) {
	switch {
	case !c.HeldBy(by):
		return nil, ErrNotYours
	case !c.State.Open():
		return nil, ErrClosed
	case c.State != Proposed:
		return nil, ErrNoResult
	}
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return nil, err
	}
	if !now.Before(c.EvidenceUntil(cal)) {
		return nil, ErrEvidenceLate
	}
	shown, err := d.evidence(ctx, tx, cal, now, c, by, all, true, files)
	if err != nil {
		return nil, err
	}
	if at != nil {
		e := Evidence{ComplaintID: c.ID, Round: c.Reopenings, By: by, How: Located, Followed: true, SentAt: now, Latitude: &at.Latitude, Longitude: &at.Longitude}
		if err := insertEvidence(ctx, tx, &e); err != nil {
			return nil, err
		}
		shown = append(shown, e)
	}
	if len(shown) == 0 {
		return nil, ErrEmpty
	}
	return shown, recordMore(ctx, tx, &c, Proven, ByEmployee(by), now, "", func(f *Facts) { f.Evidence = shown })
}

// Away is how many metres the officer stood from the pin of a case; false where
// either is not known.
func (c Complaint) Away(e Evidence) (int, bool) {
	if e.Latitude == nil || c.pin() == nil {
		return 0, false
	}
	return int(metres(*c.pin(), routing.Point{Latitude: *e.Latitude, Longitude: *e.Longitude})), true
}

// Compare looks through all earlier evidence of other cases for what looks like
// a picture that has just arrived. Where there is such, the superior of who sent
// it and the inspectorate are asked to look at both; nothing else follows. Cases
// that are told as one may share their pictures, and so may those of one place
// whose results one officer tells at once.
func (d *Desk) Compare(ctx context.Context, tx pgx.Tx, now time.Time, file int64, look attachment.Look) (Complaint, []Errand, error) {
	e, found, err := EvidenceOf(ctx, tx, file)
	if err != nil || !found || look == 0 {
		return Complaint{}, nil, err
	}
	c, err := lock(ctx, tx, e.ComplaintID)
	if err != nil {
		return Complaint{}, nil, err
	}
	like, found, err := lookAlike(ctx, tx, e, look)
	if err != nil || !found {
		return c, nil, err
	}
	e.Like = &like.ID
	if err := saveLike(ctx, tx, e); err != nil {
		return c, nil, err
	}
	var given []Errand
	for _, k := range []ErrandKind{ToCheck, ToInspect} {
		if open, err := errands(ctx, tx, `WHERE complaint_id = $1 AND kind = $2 AND done_at IS NULL`, c.ID, k); err != nil || len(open) > 0 {
			if err != nil {
				return c, nil, err
			}
			continue
		}
		to, found, err := d.errandOwner(ctx, tx, now, c, k)
		if err != nil {
			return c, nil, err
		}
		var owner *roster.Employee
		if found {
			owner = &to
		}
		work, err := d.errand(ctx, tx, now, c, k, owner)
		if err != nil {
			return c, nil, err
		}
		given = append(given, *work)
	}
	return c, given, recordMore(ctx, tx, &c, Recycled, System, now, "", func(f *Facts) {
		f.Other, f.Evidence, f.Errands = like.ComplaintID, []Evidence{e}, given
	})
}

// Examine notes what somebody found who looked at a picture and the one that it
// looks like. It refuses as owned does, and with ErrEmpty or ErrTooLong.
func (d *Desk) Examine(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, k ErrandKind, words string) (Complaint, error) {
	if err := wrote(words); err != nil {
		return Complaint{}, err
	}
	work, c, err := d.owned(ctx, tx, now, by, errand, k)
	if err != nil {
		return Complaint{}, err
	}
	work.finish(now, false)
	if err := saveErrand(ctx, tx, work); err != nil {
		return Complaint{}, err
	}
	return c, recordMore(ctx, tx, &c, Examined, ByEmployee(by), now, words, func(f *Facts) { f.Errands = []Errand{work} })
}

// showers are those who sent pictures of a case that look like others.
func showers(ctx context.Context, tx pgx.Tx, id ID) (by []roster.NIP, err error) {
	all, err := EvidenceFor(ctx, tx, id)
	for _, e := range all {
		if e.Like != nil && !slices.Contains(by, e.By) {
			by = append(by, e.By)
		}
	}
	return by, err
}
