package web

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/rating"
	"tanggap/internal/screen"
)

// officeLang is the language of what the program says in a citizen's place.
const officeLang = locale.ID

func (v *server) reply(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	c, err := v.Desk.Reply(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.words)
	if err != nil {
		return err
	}
	if err := v.Notice.Replied(ctx, tx, now, key, c, d.words); err != nil {
		return err
	}
	return v.alarm(ctx, tx, now, key, c, d.words)
}

func (v *server) unknown(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	d.words = v.Notice.Text.DontKnow(officeLang)
	return v.reply(ctx, tx, now, key, c, d)
}

func (v *server) add(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	c, err := v.Desk.Add(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.words)
	if err != nil {
		return err
	}
	if err := v.Notice.Added(ctx, tx, now, key, c, d.words); err != nil {
		return err
	}
	return v.alarm(ctx, tx, now, key, c, d.words)
}

func (v *server) done(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	if d.round != c.Reopenings {
		return complaint.ErrNoResult
	}
	c, err := v.Desk.Confirm(ctx, tx, now, complaint.Bearer(c.ID), c.ID)
	if err != nil {
		return err
	}
	if c.State.Open() { // most supporters say otherwise: the superior looks first
		return v.Notice.Doubted(ctx, tx, now, c, false)
	}
	return v.Notice.Confirmed(ctx, tx, now, key, c)
}

// not says of the result that waits that it is not done: why by a choice, in
// words, or both.
func (v *server) not(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	if !c.State.Open() || d.round != c.Reopenings {
		return complaint.ErrNoResult
	}
	why := complaint.Why(d.pick)
	if !slices.Contains(complaint.Whys, why) {
		why = ""
	}
	words := d.words
	if words == "" && why != "" {
		words = v.Notice.Text.WhyWords(officeLang, why)
	}
	return v.back(ctx, tx, now, key, c, why, words)
}

// again opens an ended case again, with words or without.
func (v *server) again(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	if c.State.Open() || d.round != c.Reopenings {
		return complaint.ErrNoResult
	}
	words := d.words
	if words == "" {
		words = v.Notice.Text.WithoutWords(officeLang)
	}
	return v.back(ctx, tx, now, key, c, "", words)
}

func (v *server) back(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, why complaint.Why, words string) error {
	c, again, err := v.Desk.Reopen(ctx, tx, now, complaint.Bearer(c.ID), c.ID, why, words)
	if err != nil {
		return err
	}
	if err := v.Notice.SupportersReopened(ctx, tx, now, key, c, ""); err != nil {
		return err
	}
	if c, _, err = v.Notice.Reopened(ctx, tx, now, c, again, words); err != nil {
		return err
	}
	return v.alarm(ctx, tx, now, key, c, words)
}

func (v *server) withdraw(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	if d.round != c.Reopenings {
		return complaint.ErrClosed
	}
	c, err := v.Desk.Withdraw(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.words)
	if err != nil {
		return err
	}
	if c.State != complaint.Withdrawn { // somebody else goes on with it
		return v.Notice.Inherited(ctx, tx, now, key, c)
	}
	return v.Notice.Withdrawn(ctx, tx, now, key, c)
}

// object objects to the decision by which a case ended.
func (v *server) object(ctx context.Context, tx pgx.Tx, now time.Time, _ string, c complaint.Complaint, d *deed) error {
	if c.State.Open() || d.round != c.Reopenings {
		return complaint.ErrClosed
	}
	c, errand, err := v.Desk.Contest(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.words)
	if err != nil {
		return err
	}
	_, err = v.Notice.Errand(ctx, tx, now, errand, c)
	return err
}

// rate takes a face, with words or without; the lowest one goes to who answers
// it.
func (v *server) rate(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	face, err := strconv.Atoi(d.pick)
	if err != nil {
		return rating.ErrFace
	}
	given, err := rating.Face(ctx, tx, now, v.Desk, complaint.Bearer(c.ID), c.ID, face)
	if err != nil {
		return err
	}
	if !given.Same {
		if err := v.Notice.LowFace(ctx, tx, now, given); err != nil {
			return err
		}
		if err := v.Notice.LowGone(ctx, tx, now, key, given); err != nil {
			return err
		}
	}
	if d.words == "" {
		return nil
	}
	if given, err = rating.Comment(ctx, tx, now, v.Desk, complaint.Bearer(c.ID), c.ID, d.words); err != nil {
		return err
	}
	return v.Notice.LowWords(ctx, tx, now, key, given)
}

// because says by a choice why somebody gave the lowest face.
func (v *server) because(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	why := rating.Reason(d.pick)
	if !slices.Contains(rating.Reasons, why) {
		return rating.ErrNoFace
	}
	given, err := rating.Because(ctx, tx, now, v.Desk, complaint.Bearer(c.ID), c.ID, why)
	if err != nil {
		return err
	}
	return v.Notice.LowWords(ctx, tx, now, key, given)
}

// still says whether what was done lasts.
func (v *server) still(ctx context.Context, tx pgx.Tx, now time.Time, _ string, c complaint.Complaint, d *deed) error {
	if d.round != c.Reopenings {
		return complaint.ErrNotStill
	}
	_, err := v.Desk.Still(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.pick == "yes")
	return err
}

// taken says whether another agency has taken a case up.
func (v *server) taken(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	yes := d.pick == "yes"
	c, e, err := v.Desk.TakenUp(ctx, tx, now, complaint.Bearer(c.ID), c.ID, yes)
	if err != nil || yes {
		return err
	}
	return v.Notice.NotTakenUp(ctx, tx, now, key, c, e)
}

// promise says whether the promise was kept of which it is asked.
func (v *server) promise(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	unsaid, err := complaint.UnsaidOf(ctx, tx, c)
	if err == nil && unsaid.Promise == nil {
		err = complaint.ErrNotAsked
	}
	if err != nil {
		return err
	}
	c, p, err := v.Desk.KeepPromise(ctx, tx, now, complaint.Bearer(c.ID), c.ID, unsaid.Promise.ID, d.pick == "yes")
	if err != nil {
		return err
	}
	return v.Notice.PromiseKept(ctx, tx, now, key, c, p)
}

// doubt says that the first answer is none.
func (v *server) doubt(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, _ *deed) error {
	c, e, err := v.Desk.Doubt(ctx, tx, now, complaint.Bearer(c.ID), c.ID)
	if err != nil {
		return err
	}
	return v.Notice.AnswerDoubted(ctx, tx, now, key, e, c)
}

// press says to the inspectorate that the reporter is pressed.
func (v *server) press(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	before, err := pressedEvents(ctx, tx, c)
	if err != nil {
		return err
	}
	if n := len(before); n > 0 && d.words != "" && before[n-1].Actor == complaint.Citizen && before[n-1].Words == d.words {
		return nil // the page was sent once more
	}
	c, p, fresh, err := v.Desk.Press(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.words)
	switch {
	case err != nil:
		return err
	case fresh:
		return v.Notice.Pressed(ctx, tx, now, p, c)
	}
	return v.Notice.PressedMore(ctx, tx, now, key, p, c, d.words)
}

// pressedEvents are what was said of being pressed because of a case, oldest
// first.
func pressedEvents(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (all []complaint.Event, err error) {
	ps, err := complaint.PressedIn(ctx, tx, c)
	for _, p := range ps {
		said, err := complaint.PressedStory(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		all = append(all, said...)
	}
	return all, err
}

// flag changes who may read a case.
func (v *server) flag(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	before, do := c.Visibility, v.Desk.Conceal
	if d.pick == "public" {
		do = v.Desk.Disclose
	}
	c, err := do(ctx, tx, now, complaint.Bearer(c.ID), c.ID)
	if err != nil || c.Visibility == before || !c.State.Open() {
		return err
	}
	return v.Notice.Flagged(ctx, tx, now, key, c)
}

// ownPIN gives whoever has come by a helper's paper a PIN of their own.
func (v *server) ownPIN(ctx context.Context, tx pgx.Tx, now time.Time, _ string, c complaint.Complaint, d *deed) error {
	c, pin, err := v.Desk.OwnPIN(ctx, tx, now, c.ID)
	if err != nil {
		return err
	}
	d.pin = pin
	return v.Notice.PaperUsed(ctx, tx, now, c)
}

// alarm tells those on call of danger to a life in what was written.
func (v *server) alarm(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) error {
	if len(screen.Dangers(words)) == 0 {
		return nil
	}
	_, err := v.Notice.Danger(ctx, tx, now, key, c, words, true)
	return err
}
