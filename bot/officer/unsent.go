package officer

import (
	"cmp"
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/refusal"
	"tanggap/internal/text"
)

const (
	// ErrUnsent says that what was written last is not sent yet, and would be
	// lost to the dialog that was asked for.
	ErrUnsent refusal.Code = "officer.unsent"
	// ErrWordsToo says that a picture alone answers nobody, and cannot wait for
	// its words: something else is being written.
	ErrWordsToo refusal.Code = "officer.words_too"
)

// Unsent is what an employee has written in one of the dialogs of this package
// and not sent; false where nothing would be lost.
func Unsent(t *turn.Turn) (text.Left, bool) {
	var left text.Left
	switch t.Dialog.Step {
	case "pick":
		var kept turn.Incoming
		if json.Unmarshal(t.Dialog.Data, &kept) == nil {
			left = text.Left{Words: kept.Text, Files: text.CountFiles(kept.Files)}
		}
	case stepResult:
		var r result
		if json.Unmarshal(t.Dialog.Data, &r) == nil {
			left = text.Left{Words: r.Words, Files: text.CountFiles(r.Files)}
		}
	case stepEnd:
		var p proposal
		if json.Unmarshal(t.Dialog.Data, &p) == nil {
			left = text.Left{Words: cmp.Or(p.Reason, p.Number, p.Agency)}
		}
	case "realisasi.note":
		var r report
		if json.Unmarshal(t.Dialog.Data, &r) == nil {
			left = text.Left{Words: r.Value}
		}
	}
	left.Draft = left.Words != "" || left.Files.Any()
	return left, left.Draft
}

// Keep lets a handler of others open no dialog over one that holds something
// unsent: it refuses with ErrUnsent, and what the handler did is undone.
func Keep(do turn.Handler) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		a, err := do(ctx, tx, t)
		if err != nil || a.Stay || a.Step == dialog.Idle || a.Step == t.Dialog.Step {
			return a, err
		}
		return a, nothingUnsent(t)
	}
}

// busy says that a new dialog would lose what somebody has not sent yet: a
// report of their own, which the answer points to, or words of this package.
func busy(t *turn.Turn) (a turn.Answer, busy bool, err error) {
	if t.Dialog.DraftAt != nil {
		a, err = turn.Aside(t.Text.DraftFirst(t.Lang))
		return a, true, err
	}
	err = nothingUnsent(t)
	return turn.Answer{}, err != nil, err
}

// Busy says so to handlers of others.
func Busy(t *turn.Turn) (turn.Answer, bool, error) { return busy(t) }

// onCase guards a handler that begins a dialog about the case of its button:
// where that would lose what somebody has not sent yet, they hear so instead.
func onCase(do func(context.Context, pgx.Tx, *turn.Turn, complaint.ID) (turn.Answer, error)) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		id, err := t.Case(0)
		if err != nil {
			return turn.Answer{}, err
		}
		if a, busy, err := busy(t); busy {
			return a, err
		}
		return do(ctx, tx, t, id)
	}
}

// onErrand is onCase for a dialog about the errand of its button.
func onErrand(do func(*turn.Turn, complaint.Errand, complaint.Complaint) (turn.Answer, error)) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		e, c, err := pressedErrand(ctx, tx, t)
		if err != nil {
			return turn.Answer{}, err
		}
		if a, busy, err := busy(t); busy {
			return a, err
		}
		return do(t, e, c)
	}
}

func nothingUnsent(t *turn.Turn) error {
	if _, unsent := Unsent(t); unsent {
		return ErrUnsent
	}
	return nil
}
