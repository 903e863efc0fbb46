package complaint_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// One result goes to all of the cases that were named, or to none.
func TestProposeAll(t *testing.T) {
	at := testkit.Time("2026-10-05 08:00")
	for name, c := range map[string]struct {
		other func(*office.Office) complaint.ID
		want  error
	}{
		"of the same place": {func(o *office.Office) complaint.ID { return o.File(at, "budi", "bayung") }, nil},
		"of another place":  {func(o *office.Office) complaint.ID { return o.File(at, "budi", "kandang") }, complaint.ErrSeveral},
		"of somebody else":  {func(o *office.Office) complaint.ID { return o.File(at, "dewi", "bayung") }, complaint.ErrSeveral},
		"its citizen is asked": {func(o *office.Office) complaint.ID {
			id := o.File(at, "budi", "bayung")
			o.Act(at, id, office.Ask)
			return id
		}, complaint.ErrSeveral},
		"it waits already": {func(o *office.Office) complaint.ID {
			id := o.File(at, "budi", "bayung")
			o.Act(at, id, office.Propose)
			return id
		}, complaint.ErrSeveral},
	} {
		t.Run(name, func(t *testing.T) {
			o := office.New(t)
			list := []complaint.ID{o.File(at, "budi", "bayung"), c.other(o)}
			later := testkit.Time("2026-10-05 10:00")
			err := pgx.BeginFunc(t.Context(), o.Pool, func(tx pgx.Tx) error {
				_, err := o.Desk.ProposeAll(t.Context(), tx, later, "budi", list, "Sudah ditutup.", attachment.File{Kind: attachment.Photo, ChannelFile: "foto"})
				return err
			})
			if !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			o.Do(func(ctx context.Context, tx pgx.Tx) error {
				first, err := complaint.Find(ctx, tx, list[0])
				if err != nil {
					return err
				}
				told, err := complaint.SameResult(ctx, tx, first)
				if want := map[bool]int{true: 2, false: 1}[c.want == nil]; len(told) != want {
					t.Errorf("told for %d cases, want %d", len(told), want)
				}
				if (first.State == complaint.Proposed) != (c.want == nil) {
					t.Errorf("the first is %s", first.State)
				}
				return err
			})
		})
	}
	o := office.New(t)
	var list []complaint.ID
	for range complaint.MostAtOnce + 1 {
		list = append(list, o.File(at, "budi", "bayung"))
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := o.Desk.ProposeAll(ctx, tx, at, "budi", list, "Sudah."); !errors.Is(err, complaint.ErrMost) {
			t.Errorf("eleven at once: %v", err)
		}
		told, err := o.Desk.ProposeAll(ctx, tx, at, "budi", list[:complaint.MostAtOnce], "Sudah.")
		if len(told) != complaint.MostAtOnce {
			t.Errorf("%d at once: %v", len(told), err)
		}
		return err
	})
}
