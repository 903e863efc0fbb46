package complaint_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

// merged files two cases of others beside one of Budi's and merges them into it.
func merged(t *testing.T) (context.Context, pgx.Tx, *complaint.Desk, complaint.Receipt, []complaint.Receipt) {
	t.Helper()
	ctx, tx, d := village(t)
	lead := open(t, ctx, tx, d)
	var parts []complaint.Receipt
	for _, address := range []string{"tg:5", "tg:6"} {
		parts = append(parts, open(t, ctx, tx, d, func(f *complaint.Filing) {
			f.Reporter, f.Visibility, f.Body = address, complaint.Secret, "Ini rahasia "+address
		}))
	}
	if err := d.Begin(ctx, tx, monday, parts[0].Stretch.ID); err != nil {
		t.Fatal(err)
	}
	join(t, ctx, tx, d, lead.ID, "tg:7")
	if _, _, err := d.Merge(ctx, tx, monday.Add(2*time.Hour), dewi, lead.ID, []complaint.ID{parts[1].ID, parts[0].ID, parts[0].ID}); err != nil {
		t.Fatal(err)
	}
	return ctx, tx, d, lead, parts
}

func TestMerging(t *testing.T) {
	ctx, tx, d, lead, parts := merged(t)
	agree(t, ctx, tx, lead.ID)
	for _, p := range parts {
		if c := agree(t, ctx, tx, p.ID); c.State != complaint.Merged || c.EndedAt == nil {
			t.Errorf("%+v", c)
		}
	}
	// Those who filed first come first.
	if got := addresses(t, ctx, tx, d, lead.ID); !slices.Equal(got, []string{"tg:5", "tg:6", "tg:7"}) {
		t.Errorf("supporters: %v", got)
	}
	ss, err := complaint.Stretches(ctx, tx, parts[0].ID)
	if err != nil || len(ss) != 1 || ss[0].ToAt == nil || ss[0].CountedOn != nil || *ss[0].WorkedSeconds != 7200 {
		t.Errorf("%+v, %v", ss, err)
	}
	c, s, err := d.FindSupported(ctx, tx, "tg:5", parts[0].ID)
	if err != nil || c.ID != lead.ID || s.Code != parts[0].Code || !s.Filed {
		t.Errorf("%s, %+v, %v", c.Code, s, err)
	}
	if _, _, err := d.FindSupported(ctx, tx, "tg:9", parts[0].ID); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("a stranger: %v", err)
	}
	// One more on top.
	top := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Reporter = "tg:8" })
	if _, _, err := d.Merge(ctx, tx, monday.Add(3*time.Hour), dewi, top.ID, []complaint.ID{lead.ID}); err != nil {
		t.Fatal(err)
	}
	if got := addresses(t, ctx, tx, d, top.ID); !slices.Equal(got, []string{"tg:5", "tg:6", budi, "tg:7"}) {
		t.Errorf("supporters above: %v", got)
	}
	if all, err := complaint.PartsOf(ctx, tx, top.ID); err != nil || len(all) != 3 {
		t.Errorf("%d parts, %v", len(all), err)
	}
}

func TestMergingRefuses(t *testing.T) {
	ctx, tx, d, lead, parts := merged(t)
	neutral := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Category = "PETUGAS" })
	held := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Officer = dewi })
	proposed := open(t, ctx, tx, d)
	present(t, ctx, tx, d, proposed.ID, monday.Add(time.Hour))
	gone := open(t, ctx, tx, d)
	if _, err := d.Withdraw(ctx, tx, monday, budi, gone.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO contact (nip, address, connected_at) VALUES ('199002022023212002', 'tg:8', $1)`, monday); err != nil {
		t.Fatal(err)
	}
	own := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Reporter = "tg:8" })
	for name, c := range map[string]struct {
		lead complaint.ID
		part complaint.ID
		want error
	}{
		"one alone":               {lead.ID, lead.ID, complaint.ErrOne},
		"a part":                  {lead.ID, parts[0].ID, complaint.ErrMerged},
		"into a part":             {parts[0].ID, neutral.ID, complaint.ErrMerged},
		"a closed one":            {lead.ID, gone.ID, complaint.ErrEnded},
		"into a closed one":       {gone.ID, lead.ID, complaint.ErrEnded},
		"one with a result":       {lead.ID, proposed.ID, complaint.ErrShown},
		"a neutral one":           {lead.ID, neutral.ID, complaint.ErrUnlike},
		"into a neutral one":      {neutral.ID, lead.ID, complaint.ErrUnlike},
		"what they hold":          {lead.ID, held.ID, complaint.ErrOwnHands},
		"what they filed":         {lead.ID, own.ID, complaint.ErrOwnHands},
		"into what they filed":    {own.ID, lead.ID, complaint.ErrOwnHands},
		"what is not there":       {lead.ID, 404, complaint.ErrUnknown},
		"into what is not there":  {404, lead.ID, complaint.ErrUnknown},
		"into one with a result ": {proposed.ID, lead.ID, nil},
	} {
		sp, err := tx.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.Merge(ctx, sp, monday.Add(3*time.Hour), dewi, c.lead, []complaint.ID{c.part}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err := sp.Rollback(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func TestParting(t *testing.T) {
	ctx, tx, d, lead, parts := merged(t)
	// Two working days go by.
	c, above, err := d.Part(ctx, tx, testkit.Time("2026-11-25 10:00"), dewi, parts[0].ID)
	if err != nil || above.ID != lead.ID {
		t.Fatal(err)
	}
	if c.State != complaint.Waiting || c.EndedAt != nil || c.Holder != nil || !c.FiledAt.Equal(parts[0].FiledAt) || !c.AnswerDueAt.Equal(parts[0].AnswerDueAt) {
		t.Errorf("%+v", c)
	}
	if c.ExcusedSeconds != 2*27000 {
		t.Errorf("excused %d s", c.ExcusedSeconds)
	}
	agree(t, ctx, tx, lead.ID)
	agree(t, ctx, tx, parts[0].ID)
	if got := addresses(t, ctx, tx, d, lead.ID); !slices.Equal(got, []string{"tg:6", "tg:7"}) {
		t.Errorf("supporters: %v", got)
	}
	if _, _, err := d.Part(ctx, tx, monday, dewi, parts[0].ID); !errors.Is(err, complaint.ErrNotMerged) {
		t.Errorf("parted twice: %v", err)
	}
	if _, _, err := d.Part(ctx, tx, monday, dewi, 404); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("no case: %v", err)
	}
	if _, _, err := d.Assign(ctx, tx, testkit.Time("2026-11-25 10:00"), complaint.System, c.ID, roster.Employee{NIP: dewi, UnitCode: "PUPR"}); err != nil {
		t.Fatal(err)
	}
	// And back again.
	if _, _, err := d.Merge(ctx, tx, testkit.Time("2026-11-25 11:00"), oki, lead.ID, []complaint.ID{c.ID}); err != nil {
		t.Fatal(err)
	}
	agree(t, ctx, tx, c.ID)
}

func TestPartsOfTheSamePersonCountOnce(t *testing.T) {
	ctx, tx, d := village(t)
	lead := open(t, ctx, tx, d)
	var list []complaint.ID
	for _, address := range []string{budi, "tg:5", "tg:5"} {
		list = append(list, open(t, ctx, tx, d, func(f *complaint.Filing) { f.Reporter = address }).ID)
	}
	if _, _, err := d.Merge(ctx, tx, monday, dewi, lead.ID, list); err != nil {
		t.Fatal(err)
	}
	if got := addresses(t, ctx, tx, d, lead.ID); !slices.Equal(got, []string{"tg:5"}) {
		t.Errorf("supporters: %v", got)
	}
}

func TestWithdrawingAMergedCase(t *testing.T) {
	ctx, tx, d, lead, parts := merged(t)
	c, err := d.Withdraw(ctx, tx, monday.Add(3*time.Hour), "tg:5", parts[0].ID, "sudah pindah")
	if err != nil || c.State != complaint.Withdrawn {
		t.Fatalf("%s, %v", c.State, err)
	}
	agree(t, ctx, tx, parts[0].ID)
	agree(t, ctx, tx, lead.ID)
	if got := addresses(t, ctx, tx, d, lead.ID); !slices.Equal(got, []string{"tg:6", "tg:7"}) {
		t.Errorf("supporters: %v", got)
	}
	if _, err := d.Withdraw(ctx, tx, monday.Add(3*time.Hour), "tg:9", parts[1].ID, ""); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("a stranger withdraws: %v", err)
	}
	// The leading one's reporter goes: who filed the oldest part inherits.
	if c, err = d.Withdraw(ctx, tx, monday.Add(4*time.Hour), budi, lead.ID, ""); err != nil || !c.State.Open() {
		t.Fatalf("%s, %v", c.State, err)
	}
	if address, _, err := d.Reporter(ctx, tx, lead.ID); err != nil || address != "tg:6" {
		t.Errorf("the heir is %s: %v", address, err)
	}
	if got := addresses(t, ctx, tx, d, lead.ID); !slices.Equal(got, []string{"tg:7"}) {
		t.Errorf("supporters: %v", got)
	}
}

// A case that was merged ends with the one that leads it: until then its sealed
// reporter hears of it, what was erased for later stays, and it has not ended.
func TestPartsEndWithTheirWhole(t *testing.T) {
	ctx, tx, d := village(t)
	lead, upper := open(t, ctx, tx, d), open(t, ctx, tx, d)
	sealed := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Reporter, f.Contact = "tg:5", complaint.Sealed })
	erased := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Reporter = "tg:6" })
	if _, err := d.EraseReporter(ctx, tx, monday, "tg:6", monday); err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]complaint.ID{{lead.ID, sealed.ID}, {lead.ID, erased.ID}, {upper.ID, lead.ID}} {
		if _, _, err := d.Merge(ctx, tx, monday, dewi, pair[0], []complaint.ID{pair[1]}); err != nil {
			t.Fatal(err)
		}
	}
	later, tomorrow := monday.AddDate(0, 0, 60), monday.AddDate(0, 0, 1)
	over := func(want int) {
		t.Helper()
		all := []complaint.ID{lead.ID, upper.ID, sealed.ID, erased.ID}
		if got, err := complaint.EndedBefore(ctx, tx, tomorrow, all); err != nil || len(got) != want {
			t.Errorf("%v have ended, want %d: %v", got, want, err)
		}
		gone, err := complaint.EraseEnded(ctx, tx, later, tomorrow)
		if err != nil || len(gone) != min(want, 1) {
			t.Errorf("%d erased: %v", len(gone), err)
		}
		if n, err := complaint.ForgetSeals(ctx, tx, later, tomorrow); err != nil || n != min(want, 1) {
			t.Errorf("%d seals forgotten: %v", n, err)
		}
	}
	over(0)
	if address, known, err := d.Reporter(ctx, tx, sealed.ID); err != nil || !known || address != "tg:5" {
		t.Errorf("the reporter of a part is %q: %v", address, err)
	}
	present(t, ctx, tx, d, upper.ID, monday)
	if _, err := d.Confirm(ctx, tx, monday, budi, upper.ID); err != nil {
		t.Fatal(err)
	}
	over(4)
}
