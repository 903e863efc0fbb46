package complaint_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

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
// reporter: code and PIN of their own part decide on it, until they give it
// away in turn.
func TestTheTracelessAreNotLeftAlone(t *testing.T) {
	ctx, tx, d := village(t)
	lead := open(t, ctx, tx, d)
	part := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Contact = complaint.Untraced })
	late := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Contact = complaint.Untraced })
	if _, _, err := d.Merge(ctx, tx, monday, dewi, lead.ID, []complaint.ID{part.ID, late.ID}); err != nil {
		t.Fatal(err)
	}
	now := monday.Add(time.Hour)
	entrusted := func(id, want complaint.ID) {
		t.Helper()
		c, err := complaint.Find(ctx, tx, id)
		if err != nil {
			t.Fatal(err)
		}
		by := ""
		if want != 0 {
			by = c.Code
		}
		whole, through, err := complaint.Look{Complaint: c, OK: true}.Opens(ctx, tx)
		if err != nil || through != by || want != 0 && whole.ID != want {
			t.Errorf("case %d decides on case %d by %q, want %d: %v", id, whole.ID, through, want, err)
		}
	}
	supporters := func(want ...complaint.ID) {
		t.Helper()
		all, err := complaint.Supporters(ctx, tx, lead.ID)
		if err != nil {
			t.Fatal(err)
		}
		var got []complaint.ID
		for _, s := range all {
			got = append(got, s.Of)
		}
		var crowd complaint.Crowd
		b := &pgx.Batch{}
		complaint.QueueCrowd(b, lead.ID, &crowd)
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) || crowd.Supporters != len(want) {
			t.Errorf("supported by %v, counted as %d, want %v", got, crowd.Supporters, want)
		}
	}
	entrusted(part.ID, 0)
	supporters(part.ID, late.ID)
	for _, step := range []struct {
		from  string
		heir  complaint.ID
		other complaint.ID
	}{
		{budi, part.ID, late.ID},
		{complaint.Bearer(lead.ID), late.ID, part.ID},
	} {
		c, err := d.Withdraw(ctx, tx, now, step.from, lead.ID, "")
		if err != nil || !c.State.Open() || c.Contact != complaint.Untraced {
			t.Fatalf("%s by %s: %v", c.State, c.Contact, err)
		}
		if address, known, err := d.Reporter(ctx, tx, lead.ID); err != nil || known {
			t.Errorf("the reporter is %q: %v", address, err)
		}
		entrusted(step.heir, lead.ID)
		entrusted(step.other, 0)
		supporters(step.other)
		if got, _, err := d.FindSupported(ctx, tx, complaint.Bearer(step.other), step.other); err != nil || got.ID != lead.ID {
			t.Errorf("the other sees case %d: %v", got.ID, err)
		}
		if _, _, err := d.Part(ctx, tx, now, dewi, step.heir); !errors.Is(err, complaint.ErrEntrusted) {
			t.Errorf("parting the key: %v", err)
		}
		if _, err := d.Withdraw(ctx, tx, now, complaint.Bearer(step.heir), step.heir, ""); !errors.Is(err, complaint.ErrEntrusted) {
			t.Errorf("withdrawing the key: %v", err)
		}
		agree(t, ctx, tx, lead.ID)
	}
	if _, _, err := d.Part(ctx, tx, now, dewi, part.ID); err != nil {
		t.Fatal(err)
	}
	// Nobody is left to go on with it.
	c, err := d.Withdraw(ctx, tx, now, complaint.Bearer(lead.ID), lead.ID, "")
	if err != nil || c.State != complaint.Withdrawn {
		t.Errorf("%s: %v", c.State, err)
	}
	agree(t, ctx, tx, lead.ID)
}
