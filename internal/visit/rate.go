package visit

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/screen"
	"tanggap/internal/skm"
)

// MaxComment is the most that a rating's words may hold, in characters.
const MaxComment = 1000

// Rate records a face of a visit. A person counts once a unit and day: another
// face replaces the first, and a slip makes an unproved rating of the day a
// proved one. Each further slip is a visit of its own. It refuses with
// skm.ErrScore, with ErrUsed for a slip that somebody else has used, and as
// Scan does.
func (d *Desk) Rate(ctx context.Context, tx pgx.Tx, now time.Time, who Rater, e Entry, face int) (Rating, Ref, error) {
	if err := skm.Score(face); err != nil {
		return Rating{}, Ref{}, err
	}
	day := d.Today(now)
	if err := d.openDay(ctx, tx, e.Unit.Code, day); err != nil {
		return Rating{}, Ref{}, err
	}
	turns, err := pasts(ctx, tx, d.person(who.Address, e.Unit.Code, day))
	if err != nil {
		return Rating{}, Ref{}, err
	}
	ref := Ref{e.Unit.Code, day, len(turns)}
	var mark []byte
	if e.Door == BySlip {
		mark = d.mark(who.Address, e.Token)
	}
	for i, p := range turns {
		if p.by(mark) || mark == nil && i == len(turns)-1 {
			ref.Turn = i + 1
			p.rating.Face = face
			return p.rating, ref, save(ctx, tx, p.rating)
		}
	}
	if mark != nil {
		first, err := spend(ctx, tx, e.Token)
		if err != nil {
			return Rating{}, Ref{}, err
		}
		if !first {
			return Rating{}, Ref{}, ErrUsed
		}
	}
	r := Rating{
		ID: rand.Text(), Unit: e.Unit.Code, Day: day, Door: e.Door, Batch: e.Batch, Proved: e.Proved(), Face: face, State: Counted,
	}
	if n := len(turns); n > 0 && !turns[n-1].rating.Proved {
		before := turns[n-1].rating
		r.ID, r.Asked, r.Answer, r.Comment = before.ID, before.Asked, before.Answer, before.Comment
		if err := prove(ctx, tx, d.person(who.Address, e.Unit.Code, day), n, mark); err != nil {
			return Rating{}, Ref{}, err
		}
		turns = turns[:n-1]
	} else {
		ref.Turn = n + 1
		if r.Asked, err = nextUnsur(ctx, tx, r.Unit); err != nil {
			return Rating{}, Ref{}, err
		}
		if err := insert(ctx, tx, r); err != nil {
			return Rating{}, Ref{}, err
		}
		if err := remember(ctx, tx, now, d.person(who.Address, r.Unit, day), ref, mark, r.ID); err != nil {
			return Rating{}, Ref{}, err
		}
	}
	if r.State, r.Reason, err = d.judge(ctx, tx, now, who, r, len(turns)+1); err != nil {
		return Rating{}, Ref{}, err
	}
	return r, ref, save(ctx, tx, r)
}

// RateToken is Rate by a token that was shown before. It refuses as Scan and
// Rate do.
func (d *Desk) RateToken(ctx context.Context, tx pgx.Tx, now time.Time, who Rater, token string, face int) (Rating, Ref, error) {
	e, err := d.believe(ctx, tx, now, token)
	if err != nil {
		return Rating{}, Ref{}, err
	}
	return d.Rate(ctx, tx, now, who, e, face)
}

// Own is a rater's own rating, while its day is not closed. It refuses with
// ErrNotRated or ErrOver.
func (d *Desk) Own(ctx context.Context, tx pgx.Tx, address string, ref Ref) (Rating, error) {
	turns, err := pasts(ctx, tx, d.person(address, ref.Unit, ref.Day))
	if err != nil {
		return Rating{}, err
	}
	if ref.Turn < 1 || ref.Turn > len(turns) {
		return Rating{}, ErrNotRated
	}
	return turns[ref.Turn-1].rating, d.openDay(ctx, tx, ref.Unit, ref.Day)
}

// Answer records what the rater says of the unsur that they were asked about;
// 0 says that they do not know. It refuses with ErrNotRated, ErrOver or
// skm.ErrScore.
func (d *Desk) Answer(ctx context.Context, tx pgx.Tx, address string, ref Ref, score int) (Rating, error) {
	r, err := d.Own(ctx, tx, address, ref)
	if err != nil {
		return Rating{}, err
	}
	if score != 0 {
		if err := skm.Score(score); err != nil {
			return Rating{}, err
		}
	}
	r.Answer = &score
	return r, save(ctx, tx, r)
}

// Comment adds words or pictures to a rating; personal numbers are blotted out
// before anything is kept. It refuses with ErrNotRated, ErrOver, ErrTooLong or
// ErrFile: a voice would tell the office who speaks.
func (d *Desk) Comment(ctx context.Context, tx pgx.Tx, now time.Time, address string, ref Ref, words string, files ...attachment.File) (Rating, error) {
	r, err := d.Own(ctx, tx, address, ref)
	if err != nil {
		return Rating{}, err
	}
	r.Comment = strings.TrimSpace(r.Comment + "\n" + screen.Mask(strings.TrimSpace(words)))
	if len([]rune(r.Comment)) > MaxComment {
		return Rating{}, ErrTooLong
	}
	if slices.ContainsFunc(files, func(f attachment.File) bool { return !f.Pictured() }) {
		return Rating{}, ErrFile
	}
	if err := attachment.Want(ctx, tx, now, r.Subject(), Files, files...); err != nil {
		return Rating{}, err
	}
	return r, save(ctx, tx, r)
}

// Files is the role of what raters send.
const Files = "penilai"

// Subject is what a rating's files belong to.
func (r Rating) Subject() string { return "visit:" + r.ID }

// Fill records the full questionnaire that goes with a rating; a second one
// replaces the first. It refuses with ErrNotRated, ErrOver, skm.ErrUnsur,
// skm.ErrScore, ErrBlank or ErrAbout.
func (d *Desk) Fill(ctx context.Context, tx pgx.Tx, address string, ref Ref, answers skm.Answers, about About) (Rating, error) {
	if err := answers.Check(); err != nil {
		return Rating{}, err
	}
	if len(answers) == 0 {
		return Rating{}, ErrBlank
	}
	if err := about.check(); err != nil {
		return Rating{}, err
	}
	r, err := d.Own(ctx, tx, address, ref)
	if err != nil {
		return Rating{}, err
	}
	return r, fill(ctx, tx, r.ID, answers, about)
}
