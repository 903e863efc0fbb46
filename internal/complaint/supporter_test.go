package complaint_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

func join(t *testing.T, ctx context.Context, tx pgx.Tx, d *complaint.Desk, id complaint.ID, address string) complaint.Supporter {
	t.Helper()
	_, s, err := d.Join(ctx, tx, monday.Add(time.Hour), complaint.Joining{Address: address, Body: "Saya juga, depan masjid"}, id)
	if err != nil {
		t.Fatalf("%s joins: %v", address, err)
	}
	return s
}

func addresses(t *testing.T, ctx context.Context, tx pgx.Tx, d *complaint.Desk, id complaint.ID) []string {
	t.Helper()
	all, err := complaint.Supporters(ctx, tx, id)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, s := range all {
		list = append(list, s.Way.Address)
	}
	return list
}

func TestJoining(t *testing.T) {
	ctx, tx, d := village(t)
	if _, err := tx.Exec(ctx, `
		INSERT INTO account (address, created_at) VALUES ('tg:70', now()), ('tg:71', now());
		INSERT INTO contact (nip, address, connected_at) VALUES ('198601012010011001', 'tg:70', now())`); err != nil {
		t.Fatal(err)
	}
	r := open(t, ctx, tx, d)
	s := join(t, ctx, tx, d, r.ID, "tg:5")
	if s.Of != r.ID || s.Code != r.Code || s.Filed {
		t.Errorf("%+v", s)
	}
	secret := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Visibility = complaint.Secret })
	sealed := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Contact = complaint.Sealed })
	done := open(t, ctx, tx, d)
	if _, err := d.Withdraw(ctx, tx, monday, budi, done.ID, ""); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		address string
		id      complaint.ID
		want    error
	}{
		"twice":             {"tg:5", r.ID, complaint.ErrJoined},
		"one's own":         {budi, r.ID, complaint.ErrOwnCase},
		"the holder":        {"tg:70", r.ID, complaint.ErrHandling},
		"a closed case":     {"tg:6", done.ID, complaint.ErrGone},
		"rahasia":           {"tg:6", secret.ID, complaint.ErrUnknown},
		"an anonymous case": {"tg:6", sealed.ID, complaint.ErrUnknown},
		"no case":           {"tg:6", 404, complaint.ErrUnknown},
	} {
		_, _, err := d.Join(ctx, tx, monday, complaint.Joining{Address: c.address}, c.id)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if got := addresses(t, ctx, tx, d, r.ID); !slices.Equal(got, []string{"tg:5"}) {
		t.Errorf("supporters: %v", got)
	}
	agree(t, ctx, tx, r.ID)
}

func TestSealedPartsHearAndInherit(t *testing.T) {
	ctx, tx, d := village(t)
	r := open(t, ctx, tx, d)
	part := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Reporter, f.Contact, f.Lang = "tg:5", complaint.Sealed, locale.EN })
	traceless := open(t, ctx, tx, d, func(f *complaint.Filing) { f.Contact = complaint.Untraced })
	if _, _, err := d.Merge(ctx, tx, monday, dewi, r.ID, []complaint.ID{part.ID, traceless.ID}); err != nil {
		t.Fatal(err)
	}
	all, err := complaint.Supporters(ctx, tx, r.ID)
	if err != nil || len(all) != 2 || all[0].Way != (complaint.Way{Address: complaint.SealedAddress(part.ID), Lang: locale.EN}) || all[1].Way.Address != "" {
		t.Fatalf("%+v, %v", all, err)
	}
	for address, want := range map[string]error{"tg:5": nil, complaint.Bearer(traceless.ID): nil, complaint.Bearer(part.ID): complaint.ErrUnknown} {
		if _, _, err := d.FindSupported(ctx, tx, address, part.ID); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
	}
	// Whoever inherits stays sealed.
	c, err := d.Withdraw(ctx, tx, monday, budi, r.ID, "")
	if err != nil || c.Contact != complaint.Sealed {
		t.Fatalf("inherited as %s: %v", c.Contact, err)
	}
	if address, known, err := d.Reporter(ctx, tx, r.ID); err != nil || !known || address != "tg:5" {
		t.Errorf("reporter %q, %v, %v", address, known, err)
	}
	if cs, err := complaint.OfReporter(ctx, tx, "tg:5", 9); err != nil || len(cs) != 0 {
		t.Errorf("it stands in a list: %d, %v", len(cs), err)
	}
	count := func() (n int) {
		t.Helper()
		var batch pgx.Batch
		var crowd complaint.Crowd
		complaint.QueueCrowd(&batch, r.ID, &crowd)
		if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
			t.Fatal(err)
		}
		if all, err := complaint.Supporters(ctx, tx, r.ID); err != nil || len(all) != crowd.Supporters {
			t.Errorf("%d supporters are listed, %d counted: %v", len(all), crowd.Supporters, err)
		}
		return crowd.Supporters
	}
	if n := count(); n != 1 {
		t.Errorf("%d support it, want the traceless one alone: nobody supports what is their own", n)
	}
	// Given away again, it is still about what they filed: they hear of it and
	// read it, and are nobody's reporter.
	if c, err = d.Withdraw(ctx, tx, monday.Add(time.Hour), "tg:5", r.ID, ""); err != nil || !c.State.Open() || c.Contact != complaint.Untraced {
		t.Fatalf("given away as %s: %v", c.Contact, err)
	}
	if n := count(); n != 2 {
		t.Errorf("%d support it afterwards, want both who filed parts", n)
	}
	if got, _, err := d.FindSupported(ctx, tx, "tg:5", part.ID); err != nil || got.ID != r.ID {
		t.Errorf("whoever gave it away sees case %d: %v", got.ID, err)
	}
	if _, err := d.FindOwn(ctx, tx, "tg:5", r.ID); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("it is still theirs: %v", err)
	}
	agree(t, ctx, tx, r.ID)
}

func TestSupportersAddAndLeave(t *testing.T) {
	ctx, tx, d := village(t)
	r := open(t, ctx, tx, d)
	s := join(t, ctx, tx, d, r.ID, "tg:5")
	c, _, err := d.AddSupporting(ctx, tx, monday, "tg:5", r.ID, "Tadi ada yang jatuh", attachment.File{Kind: attachment.Photo, ChannelFile: "a"})
	if err != nil || c.ID != r.ID {
		t.Fatal(err)
	}
	ws, err := attachment.Of(ctx, tx, r.ID.Subject())
	if err != nil || len(ws) != 1 {
		t.Fatalf("%+v, %v", ws, err)
	}
	if of, is := complaint.FromCitizen(ws[0].Role); !is || of != s.ID {
		t.Errorf("the file is of %d (%v), want %d", of, is, s.ID)
	}
	if _, _, err := d.AddSupporting(ctx, tx, monday, "tg:6", r.ID, "x"); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("a stranger adds: %v", err)
	}
	if _, _, err := d.AddSupporting(ctx, tx, monday, "tg:5", r.ID, " "); !errors.Is(err, complaint.ErrEmpty) {
		t.Errorf("nothing is added: %v", err)
	}
	if _, err := d.Leave(ctx, tx, monday, "tg:5", r.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Leave(ctx, tx, monday, "tg:5", r.ID); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("left twice: %v", err)
	}
	events, err := complaint.Story(ctx, tx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Kind == complaint.Addition && (e.Actor != complaint.Supporting || e.Words == "") {
			t.Errorf("the addition is %s's: %q", e.Actor, e.Words)
		}
	}
	agree(t, ctx, tx, r.ID)
}

func TestOldestSupporterInherits(t *testing.T) {
	ctx, tx, d := village(t)
	r := open(t, ctx, tx, d)
	for i, address := range []string{"tg:5", "tg:6", "tg:7"} {
		if _, _, err := d.Join(ctx, tx, monday.Add(time.Duration(i)*time.Minute), complaint.Joining{Address: address}, r.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO account (address, created_at, unreachable_at) VALUES ('tg:5', $1, $1)`, monday); err != nil {
		t.Fatal(err)
	}
	c, err := d.Withdraw(ctx, tx, monday.Add(time.Hour), budi, r.ID, "pindah rumah")
	if err != nil || !c.State.Open() || c.InheritedAt == nil {
		t.Fatalf("%+v, %v", c, err)
	}
	agree(t, ctx, tx, r.ID)
	if address, _, err := d.Reporter(ctx, tx, r.ID); err != nil || address != "tg:6" {
		t.Errorf("the heir is %s: %v", address, err) // the oldest whom messages reach
	}
	if got := addresses(t, ctx, tx, d, r.ID); !slices.Equal(got, []string{"tg:5", "tg:7"}) {
		t.Errorf("left: %v", got)
	}
	if _, err := d.FindOwn(ctx, tx, budi, r.ID); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("still the first one's own: %v", err)
	}
	if pin := d.PIN(c); pin == r.PIN {
		t.Error("the PIN is the old one")
	}
	if look, err := d.ByPIN(ctx, tx, monday, "tg:x", r.Code, r.PIN); err != nil || look.OK {
		t.Errorf("the old PIN opens: %v", err)
	}
	// Whoever comes last takes it along.
	for _, heir := range []string{"tg:6", "tg:7", "tg:5"} {
		if c, err = d.Withdraw(ctx, tx, monday.Add(2*time.Hour), heir, r.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
	if c.State != complaint.Withdrawn {
		t.Errorf("the case is %s", c.State)
	}
	agree(t, ctx, tx, r.ID)
}

func TestHeirsDoNotReadWhatWasWrittenForTheOfficeOnly(t *testing.T) {
	ctx, tx, d := village(t)
	r := open(t, ctx, tx, d)
	join(t, ctx, tx, d, r.ID, "tg:5")
	if _, err := tx.Exec(ctx, `UPDATE complaint SET visibility = 'rahasia' WHERE id = $1`, r.ID); err != nil {
		t.Fatal(err)
	}
	if c, err := complaint.Find(ctx, tx, r.ID); err != nil || c.OwnWords() == "" {
		t.Errorf("the first reporter does not read what they wrote: %v", err)
	}
	if c, err := d.Withdraw(ctx, tx, monday, budi, r.ID, ""); err != nil || c.OwnWords() != "" {
		t.Errorf("the heir reads %q: %v", c.OwnWords(), err)
	}
}

func present(t *testing.T, ctx context.Context, tx pgx.Tx, d *complaint.Desk, id complaint.ID, now time.Time) {
	t.Helper()
	if _, err := d.Propose(ctx, tx, now, oki, id, "Sudah ditambal"); err != nil {
		t.Fatal(err)
	}
}

func TestMostOfManySupportersLetTheSuperiorLook(t *testing.T) {
	yes, no := true, false
	for name, c := range map[string]struct {
		words []*bool // of supporters; nil for one who does not answer
		looks bool
	}{
		"two of two say no":         {[]*bool{&no, &no}, false},
		"two of three say no":       {[]*bool{&no, &no, nil}, true},
		"one of three, and no more": {[]*bool{&no, nil, nil}, true},
		"even":                      {[]*bool{&no, &yes, nil}, false},
		"most say yes":              {[]*bool{&no, &yes, &yes, &yes}, false},
		"nobody answers":            {[]*bool{nil, nil, nil}, false},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, tx, d := village(t)
			r := open(t, ctx, tx, d)
			for i := range c.words {
				join(t, ctx, tx, d, r.ID, fmt.Sprintf("tg:%d", 50+i))
			}
			present(t, ctx, tx, d, r.ID, monday.Add(2*time.Hour))
			for i, w := range c.words {
				if w == nil {
					continue
				}
				if _, _, err := d.Side(ctx, tx, monday.Add(3*time.Hour), fmt.Sprintf("tg:%d", 50+i), r.ID, *w, ""); err != nil {
					t.Fatal(err)
				}
			}
			got, err := d.Confirm(ctx, tx, monday.Add(4*time.Hour), budi, r.ID)
			if err != nil || got.State.Open() != c.looks {
				t.Fatalf("%s: %v", got.State, err)
			}
			agree(t, ctx, tx, r.ID)
			if !c.looks {
				return
			}
			if _, err := d.Confirm(ctx, tx, monday.Add(5*time.Hour), budi, r.ID); !errors.Is(err, complaint.ErrLooking) {
				t.Errorf("confirmed twice: %v", err)
			}
			if _, err := d.Uphold(ctx, tx, monday.Add(5*time.Hour), oki, r.ID, "Sudah baik"); !errors.Is(err, complaint.ErrOwnHands) {
				t.Errorf("the holder upholds: %v", err)
			}
			if _, err := d.Uphold(ctx, tx, monday.Add(5*time.Hour), dewi, r.ID, " "); !errors.Is(err, complaint.ErrEmpty) {
				t.Errorf("upheld without a reason: %v", err)
			}
			got, err = d.Uphold(ctx, tx, monday.Add(5*time.Hour), dewi, r.ID, "Saya lihat sendiri: sudah rata")
			if err != nil || got.State != complaint.Confirmed {
				t.Errorf("upheld as %s: %v", got.State, err)
			}
			if _, err := d.Uphold(ctx, tx, monday.Add(6*time.Hour), dewi, r.ID, "lagi"); !errors.Is(err, complaint.ErrNotLooking) {
				t.Errorf("upheld twice: %v", err)
			}
			agree(t, ctx, tx, r.ID)
		})
	}
}

// doubted is a case that the superior looks at.
func doubted(t *testing.T) (context.Context, pgx.Tx, *complaint.Desk, complaint.Receipt) {
	t.Helper()
	ctx, tx, d := village(t)
	r := open(t, ctx, tx, d)
	for _, address := range []string{"tg:5", "tg:6", "tg:7"} {
		join(t, ctx, tx, d, r.ID, address)
	}
	present(t, ctx, tx, d, r.ID, monday.Add(2*time.Hour))
	if _, _, err := d.Side(ctx, tx, monday.Add(3*time.Hour), "tg:6", r.ID, false, "Masih berlubang"); err != nil {
		t.Fatal(err)
	}
	return ctx, tx, d, r
}

func TestSuperiorReturnsAResult(t *testing.T) {
	ctx, tx, d, r := doubted(t)
	if _, err := d.Confirm(ctx, tx, monday.Add(4*time.Hour), budi, r.ID); err != nil {
		t.Fatal(err)
	}
	c, s, err := d.Return(ctx, tx, monday.Add(5*time.Hour), dewi, r.ID, "Sisi kiri belum")
	if err != nil || c.State != complaint.Reopened || s.Holder != oki {
		t.Fatalf("%s, %+v, %v", c.State, s, err)
	}
	agree(t, ctx, tx, r.ID)
	// What they said of the first result is not said of the next.
	present(t, ctx, tx, d, r.ID, monday.Add(6*time.Hour))
	if c, err = d.Confirm(ctx, tx, monday.Add(7*time.Hour), budi, r.ID); err != nil || c.State != complaint.Confirmed {
		t.Errorf("%s, %v", c.State, err)
	}
}

func TestSilenceDoesNotEndWhatMostSupportersDoubt(t *testing.T) {
	ctx, tx, d, r := doubted(t)
	late := monday.Add(30 * 24 * time.Hour)
	c, moved, err := d.Nudge(ctx, tx, late, r.ID)
	if err != nil || !moved || c.State != complaint.Proposed || c.NudgeAt != nil {
		t.Fatalf("%+v, %v, %v", c, moved, err)
	}
	if due, err := complaint.ToRemindOfLooks(ctx, tx, late, 10); err != nil || len(due) != 0 {
		t.Errorf("reminded at once: %v, %v", due, err)
	}
	week := late.Add(7 * 24 * time.Hour)
	for _, want := range []bool{true, false} {
		if _, w, due, err := d.RemindOfLook(ctx, tx, week, r.ID); err != nil || due != want || due && (!w.Since.Equal(late) || w.Confirmed) {
			t.Errorf("due %v, since %s: %v", due, w.Since, err)
		}
	}
	if c, err = d.Uphold(ctx, tx, week, dewi, r.ID, "Sudah saya periksa"); err != nil || c.State != complaint.Unconfirmed {
		t.Errorf("%s, %v", c.State, err)
	}
	agree(t, ctx, tx, r.ID)
}

func TestReporterMayChangeTheirMindWhileTheSuperiorLooks(t *testing.T) {
	ctx, tx, d, r := doubted(t)
	if _, err := d.Confirm(ctx, tx, monday.Add(4*time.Hour), budi, r.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Reopen(ctx, tx, monday.Add(5*time.Hour), budi, r.ID, "", "Ternyata belum"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Uphold(ctx, tx, monday.Add(6*time.Hour), dewi, r.ID, "x"); !errors.Is(err, complaint.ErrNotLooking) {
		t.Errorf("%v", err)
	}
	agree(t, ctx, tx, r.ID)
}

func TestWordsOfSupporters(t *testing.T) {
	ctx, tx, d, r := doubted(t)
	if _, _, err := d.Side(ctx, tx, monday.Add(3*time.Hour), budi, r.ID, true, ""); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("the reporter sides: %v", err)
	}
	if _, _, err := d.Side(ctx, tx, monday.Add(3*time.Hour), "tg:6", r.ID, true, ""); err != nil {
		t.Fatal(err)
	}
	c, err := complaint.Find(ctx, tx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if tally, err := complaint.TallyWords(ctx, tx, c); err != nil || tally != (complaint.Tally{Supporters: 3, Done: 1}) {
		t.Errorf("%+v, %v", tally, err) // the later word counts
	}
	if _, err := d.Confirm(ctx, tx, monday.Add(4*time.Hour), budi, r.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Side(ctx, tx, monday.Add(5*time.Hour), "tg:6", r.ID, false, ""); !errors.Is(err, complaint.ErrClosed) {
		t.Errorf("a word on a closed case: %v", err)
	}
}

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
