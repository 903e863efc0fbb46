package complaint_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
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
	if n := count(); n != 1 {
		t.Errorf("%d support it afterwards, want them alone: it is the traceless one's", n)
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
	if _, err := d.Disclose(ctx, tx, monday, "tg:5", r.ID); !errors.Is(err, complaint.ErrInherited) {
		t.Errorf("the heir lets everybody read it: %v", err)
	}
}

func present(t *testing.T, ctx context.Context, tx pgx.Tx, d *complaint.Desk, id complaint.ID, now time.Time) {
	t.Helper()
	if _, err := d.Propose(ctx, tx, now, oki, id, "Sudah ditambal"); err != nil {
		t.Fatal(err)
	}
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
