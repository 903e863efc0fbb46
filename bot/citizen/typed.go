package citizen

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/text"
)

// What stands on a button may be typed as well. Each function here finds the
// press that a message stands for, and makes it one; false when it is none.

// typing is the press that typed words stand for.
type typing struct {
	button string
	do     turn.Handler
	args   []string
}

// press does what the first button says whose words were typed, all of them: a
// word that begins them may begin anything.
func press(ctx context.Context, tx pgx.Tx, t *turn.Turn, buttons ...typing) (turn.Answer, bool, error) {
	for _, b := range buttons {
		if t.Wrote(t.Text.Label(t.Lang, b.button)) {
			t.In.Args = b.args
			a, err := b.do(ctx, tx, t)
			return a, true, err
		}
	}
	return turn.Answer{}, false, nil
}

// typedAtCard is for somebody whose draft is shown.
func (o Options) typedAtCard(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft) (turn.Answer, bool, error) {
	if draft.Empty() {
		if !t.Wrote(t.Text.Label(t.Lang, "lapor.send")) {
			return turn.Answer{}, false, nil
		}
		m, err := tell(ctx, tx, t, draft)
		return aside(m), true, err
	}
	token := []string{draft.Token}
	return press(ctx, tx, t, append(typedNear(draft),
		typing{"lapor.send", send, token}, typing{"lapor.cancel", o.leave, nil}, typing{"lapor.drop", drop, token},
		typing{"lapor.place", places, nil}, typing{"lapor.office", offices, nil}, typing{"lapor.privacy", privacy, nil},
		typing{"lapor.secret", chooseSecret, nil}, typing{"lapor.public", choosePublic, nil},
		typing{"lapor.anon", anonymous, nil}, typing{"lapor.inchat", chooseContact(complaint.InChat), nil},
		typing{"lapor.sealed", chooseContact(complaint.Sealed), nil}, typing{"lapor.untraced", chooseContact(complaint.Untraced), nil}, typing{"lapor.card", showCard, nil},
		typing{"lapor.mask", mask, nil}, typing{"lapor.thanks", as(notice.AsThanks), nil}, typing{"lapor.report", as(notice.AsReport), nil})...)
}

// typedAtChoice is for somebody who was asked what a message belongs to. A code
// chooses its case; the other words choose where there is one choice only.
func typedAtChoice(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft) (turn.Answer, bool, error) {
	open, err := notice.OpenOf(ctx, tx, t.Address)
	if err != nil {
		return turn.Answer{}, false, err
	}
	if code, ok := complaint.ParseCode(t.Desk.Prefix, t.In.Text); ok && draft.Closed == "" {
		for _, c := range open {
			if c.Code == code {
				t.In.Args = arg(c.ID)
				a, err := giveKept(ctx, tx, t)
				return a, true, err
			}
		}
	}
	buttons := []typing{{"free.new", keptIsNew, nil}, {"lapor.mask", mask, nil}}
	if draft.Closed != "" {
		c, err := t.Desk.FindOwn(ctx, tx, t.Owner, complaint.ID(draft.About))
		if err != nil {
			return turn.Answer{}, false, err
		}
		buttons = append(buttons, typing{"again.open", openAgain, append(arg(c.ID), strconv.Itoa(c.Reopenings), "kept")})
	}
	if draft.Closed == "" {
		if c, one := only(open, draft.About, func(s complaint.State) bool { return s == complaint.Asked }); one {
			buttons = append(buttons, typing{"free.answer", giveKept, arg(c.ID)})
		}
		if c, one := only(open, draft.About, func(s complaint.State) bool { return s != complaint.Asked }); one {
			buttons = append(buttons, typing{"free.add", giveKept, arg(c.ID)})
		}
		if c, one := only(open, draft.About, isProposed); one {
			buttons = append(buttons, keys(c, "kept")...)
		}
	}
	// These labels go on with a code.
	for _, b := range buttons[1:] {
		if strings.HasPrefix(b.button, "free.") && t.Typed(b.button) {
			t.In.Args = b.args
			a, err := b.do(ctx, tx, t)
			return a, true, err
		}
	}
	return press(ctx, tx, t, buttons...)
}

// typedFreely is for somebody whom nothing was asked: about the case that they
// reply to, or the only one that it can be about.
func typedFreely(ctx context.Context, tx pgx.Tx, t *turn.Turn, open []complaint.Complaint, about complaint.ID) (turn.Answer, bool, error) {
	for _, lang := range text.Languages {
		if t.Wrote(t.Text.LanguageName(lang)) {
			a, err := speak(ctx, tx, t, lang)
			return a, true, err
		}
	}
	buttons := []typing{{"lapor.start", lapor, nil}, {"lapor.anon", anonymous, nil}}
	if c, one := only(open, int64(about), isProposed); one {
		buttons = append(buttons, keys(c)...)
	}
	if c, one := only(open, int64(about), func(s complaint.State) bool { return s == complaint.Asked }); one {
		buttons = append(buttons, typing{"ask.unknown", replyUnknown, arg(c.ID)})
	}
	return press(ctx, tx, t, buttons...)
}

func isProposed(s complaint.State) bool { return s == complaint.Proposed }

// keys are the two answers to a result.
func keys(c complaint.Complaint, more ...string) []typing {
	args := append(append(arg(c.ID), strconv.Itoa(c.Reopenings)), more...)
	return []typing{{"key.done", confirm, args}, {"key.not", notDone, args}}
}

// only is the one case in a state like that; about, unless 0, leaves out all
// others.
func only(cases []complaint.Complaint, about int64, like func(complaint.State) bool) (found complaint.Complaint, one bool) {
	n := 0
	for _, c := range cases {
		if (about == 0 || about == int64(c.ID)) && like(c.State) {
			found = c
			n++
		}
	}
	return found, n == 1
}

func arg(id complaint.ID) []string { return []string{strconv.FormatInt(int64(id), 10)} }

// faces is how many faces there are.
const faces = 4

// typedFace is the face whose words, number or picture were typed; 0 for none.
func typedFace(t *turn.Turn) int {
	if len(t.In.Files) > 0 || t.In.Location != nil {
		return 0
	}
	typed := strings.TrimSpace(t.In.Text)
	for n := range faces {
		label := t.Text.Face(t.Lang, n+1)
		picture, _, _ := strings.Cut(label, " ")
		if typed == strconv.Itoa(n+1) || typed == picture || t.Wrote(label) {
			return n + 1
		}
	}
	return 0
}
