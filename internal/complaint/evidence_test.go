package complaint_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// One picture for two cases is looked at, unless they are told as one, or one
// officer tells of both at once at the same place.
func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		area  string
		later bool
		same  bool // the very same case
		want  int
	}{
		"one result for several": {"bayung", false, false, 0},
		"another moment":         {"bayung", true, false, 2},
		"another place":          {"kandang", false, false, 2},
		"the same case":          {"bayung", true, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			o := office.New(t)
			first := o.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
			at := testkit.Time("2026-10-05 09:00")
			o.Act(at, first, office.Propose)
			if c.later {
				at = testkit.Time("2026-10-05 10:00")
			}
			if c.same {
				o.Do(func(ctx context.Context, tx pgx.Tx) error {
					_, err := o.Desk.Prove(ctx, tx, at, "budi", first, nil, attachment.File{Kind: attachment.Photo, ChannelFile: "foto"})
					return err
				})
			} else {
				o.Act(at, o.File(testkit.Time("2026-10-05 08:00"), "budi", c.area), office.Propose)
			}
			var given []complaint.Errand
			o.Do(func(ctx context.Context, tx pgx.Tx) error {
				all, err := complaint.AllEvidence(ctx, tx)
				for _, e := range all {
					if err == nil {
						_, given, err = o.Desk.Compare(ctx, tx, at, *e.File, 0xff00ff00)
					}
				}
				return err
			})
			if len(given) != c.want {
				t.Errorf("%d errands, want %d", len(given), c.want)
			}
		})
	}
}
