package officer

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/performance"
)

// report is what the steps keep in which a target is reported of.
type report struct {
	Target int64     `json:"target"`
	Value  string    `json:"value,omitempty"` // as typed
	At     time.Time `json:"at"`
}

// realisasi asks of which target somebody reports; where there is one only, it
// goes on to the number.
func realisasi(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	targets, err := performance.Realisable(ctx, tx, t.Employee.NIP, officeDay(t))
	if err != nil {
		return turn.Answer{}, err
	}
	if len(targets) == 1 {
		return askValue(t, targets[0])
	}
	a, err := turn.Aside(t.Text.RealiseChoose(t.Lang, targets))
	if _, unsent := Unsent(t); len(targets) > 0 && t.Dialog.DraftAt == nil && !unsent {
		a.Stay, a.Step, a.Data = false, "realisasi.pick", report{At: t.Now}
	}
	return a, err
}

// realisasiName takes the typed name of a target, or a part that only one has.
func realisasiName(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var r report
	if err := t.Read(&r); err != nil {
		return turn.Answer{}, err
	}
	targets, err := performance.Realisable(ctx, tx, t.Employee.NIP, officeDay(t))
	if err != nil {
		return turn.Answer{}, err
	}
	if target, ok := named(targets, t.In.Text); ok {
		return askValue(t, target)
	}
	return turn.Aside(t.Text.RealiseChoose(t.Lang, targets))
}

func named(targets []performance.Target, words string) (performance.Target, bool) {
	words = strings.ToLower(strings.TrimSpace(words))
	var found []performance.Target
	for _, t := range targets {
		if words != "" && strings.Contains(strings.ToLower(t.Name), words) {
			found = append(found, t)
		}
	}
	if len(found) != 1 {
		return performance.Target{}, false
	}
	return found[0], true
}

func realisasiPick(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	target, err := performance.FindTarget(ctx, tx, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	return askValue(t, target)
}

func askValue(t *turn.Turn, target performance.Target) (turn.Answer, error) {
	if a, busy, err := busy(t); busy {
		return a, err
	}
	a, err := say(t.Text.RealiseValue(t.Lang, t.Now, target))
	a.Step, a.Data = "realisasi.value", report{Target: target.ID, At: t.Now}
	return a, err
}

// realisasiValue takes the number, and asks for a note.
func realisasiValue(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var r report
	if err := t.Read(&r); err != nil {
		return turn.Answer{}, err
	}
	value, ok := performance.Decimal(t.In.Text)
	if !ok {
		return turn.Answer{}, performance.ErrNotANumber
	}
	target, err := performance.FindTarget(ctx, tx, t.Employee.NIP, r.Target)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.RealiseNote(t.Lang, target, value))
	r.Value, r.At = t.In.Text, t.Now
	a.Step, a.Data = "realisasi.note", r
	return a, err
}

// realisasiNote takes the note, or a dash for none.
func realisasiNote(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var r report
	if err := t.Read(&r); err != nil {
		return turn.Answer{}, err
	}
	note := strings.TrimSpace(t.In.Text)
	if t.Typed("realisasi.skip") || bare(note) == "" {
		note = ""
	}
	return realise(ctx, tx, t, r, note)
}

func realisasiSkip(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	var r report
	if t.Dialog.Step != "realisasi.note" {
		return turn.Answer{}, ErrStale
	}
	if err := t.Read(&r); err != nil {
		return turn.Answer{}, err
	}
	if r.Target != id {
		return turn.Answer{}, ErrStale
	}
	return realise(ctx, tx, t, r, "")
}

func realise(ctx context.Context, tx pgx.Tx, t *turn.Turn, r report, note string) (turn.Answer, error) {
	target, err := performance.Realise(ctx, tx, t.Now, t.Desk.Calendars.Location(), t.Employee.NIP, r.Target, r.Value, note)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.Realised(t.Lang, t.Now, target)
	return here(t, m), err
}
