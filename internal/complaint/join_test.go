package complaint_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"tanggap/internal/complaint"
)

// Whoever joined two cases that were merged since leaves both at once.
func TestLeavingWhatWasMerged(t *testing.T) {
	ctx, tx, d := village(t)
	lead, part := open(t, ctx, tx, d), open(t, ctx, tx, d, func(f *complaint.Filing) { f.Reporter = "tg:5" })
	join(t, ctx, tx, d, lead.ID, "tg:7")
	join(t, ctx, tx, d, part.ID, "tg:7")
	if _, _, err := d.Merge(ctx, tx, monday.Add(2*time.Hour), dewi, lead.ID, []complaint.ID{part.ID}); err != nil {
		t.Fatal(err)
	}
	if got := addresses(t, ctx, tx, d, lead.ID); !slices.Equal(got, []string{"tg:5", "tg:7"}) {
		t.Fatalf("supporters: %v", got)
	}
	if _, err := d.Leave(ctx, tx, monday.Add(3*time.Hour), "tg:7", lead.ID); err != nil {
		t.Fatal(err)
	}
	if got := addresses(t, ctx, tx, d, lead.ID); !slices.Equal(got, []string{"tg:5"}) {
		t.Errorf("supporters: %v", got)
	}
	agree(t, ctx, tx, lead.ID)
	// Nor does either case know them once they are parted.
	if _, _, err := d.Part(ctx, tx, monday.Add(4*time.Hour), dewi, part.ID); err != nil {
		t.Fatal(err)
	}
	for _, id := range []complaint.ID{lead.ID, part.ID} {
		if _, _, err := d.FindSupported(ctx, tx, "tg:7", id); !errors.Is(err, complaint.ErrUnknown) {
			t.Errorf("case %d: %v", id, err)
		}
	}
}

// Whoever filed a part and inherits the whole keeps the part: when they give
// the whole away again, they still hear of it.
func TestHeirsKeepWhatTheyFiled(t *testing.T) {
	ctx, tx, d, lead, _ := merged(t)
	for _, want := range []struct {
		from, to   string
		supporters []string
	}{
		{budi, "tg:5", []string{"tg:6", "tg:7"}},
		{"tg:5", "tg:6", []string{"tg:5", "tg:7"}},
	} {
		if _, err := d.Withdraw(ctx, tx, monday.Add(4*time.Hour), want.from, lead.ID, ""); err != nil {
			t.Fatal(err)
		}
		if address, _, err := d.Reporter(ctx, tx, lead.ID); err != nil || address != want.to {
			t.Errorf("after %s the reporter is %s: %v", want.from, address, err)
		}
		if got := addresses(t, ctx, tx, d, lead.ID); !slices.Equal(got, want.supporters) {
			t.Errorf("after %s supporters: %v", want.from, got)
		}
	}
	agree(t, ctx, tx, lead.ID)
}

// A case that only somebody without a trace supports does not end with its
// reporter: they read on by the code of their own.
func TestTheTracelessAreNotLeftAlone(t *testing.T) {
	ctx, tx, d := village(t)
	lead := open(t, ctx, tx, d)
	part := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Contact = complaint.Untraced })
	if _, _, err := d.Merge(ctx, tx, monday, dewi, lead.ID, []complaint.ID{part.ID}); err != nil {
		t.Fatal(err)
	}
	c, err := d.Withdraw(ctx, tx, monday.Add(time.Hour), budi, lead.ID, "")
	if err != nil || !c.State.Open() || c.Contact != complaint.Untraced {
		t.Fatalf("%s by %s: %v", c.State, c.Contact, err)
	}
	if address, known, err := d.Reporter(ctx, tx, lead.ID); err != nil || known {
		t.Errorf("the reporter is %q: %v", address, err)
	}
	if got, _, err := d.FindSupported(ctx, tx, complaint.Bearer(part.ID), part.ID); err != nil || got.ID != lead.ID {
		t.Errorf("they see case %d: %v", got.ID, err)
	}
	agree(t, ctx, tx, lead.ID)
}
