package notice_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"tanggap/internal/books"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/refusal"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// crowd is what a plain list of who said what would say about some cases, beside
// the program.
type crowd struct {
	*office.Office
	tell  *notice.Desk
	now   time.Time
	cases []*told
}

// told is one case of the list.
type told struct {
	id     complaint.ID
	by     string          // who filed it, or inherited it; "" once it was taken back
	joined map[string]bool // who joined this one
	above  *told           // what it was merged into
	over   bool            // taken back
}

func (c *told) lead() *told {
	for c.above != nil {
		c = c.above
	}
	return c
}

// supporters are those who are to hear of a case beside its reporter.
func (w *crowd) supporters(lead *told) map[string]bool {
	all := map[string]bool{}
	for _, c := range w.cases {
		if !c.within(lead) {
			continue
		}
		maps.Copy(all, c.joined)
		if c != lead {
			all[c.by] = true
		}
	}
	delete(all, lead.by)
	return all
}

func (c *told) within(lead *told) bool {
	for ; c != nil; c = c.above {
		if c == lead {
			return true
		}
	}
	return false
}

// filed says whether somebody filed a part of a case.
func (w *crowd) filed(lead *told, address string) bool {
	return slices.ContainsFunc(w.cases, func(c *told) bool { return c != lead && c.within(lead) && c.by == address })
}

// heard is how often each citizen was told something since a message.
func (w *crowd) heard(since int) map[string]int {
	w.T.Helper()
	rows, err := w.Pool.Query(w.T.Context(), `
		SELECT address
		FROM outbox
		WHERE id > $1 AND address LIKE 'tg:w%'`, since)
	if err != nil {
		w.T.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		w.T.Fatal(err)
	}
	heard := map[string]int{}
	for _, address := range all {
		heard[address]++
	}
	return heard
}

func (w *crowd) newest() int { return w.Int(`SELECT COALESCE(max(id), 0) FROM outbox`) }

// do acts, and says whether the office refused.
func (w *crowd) do(t *rapid.T, act func(ctx context.Context, tx pgx.Tx) error) (refused error) {
	ctx := w.T.Context()
	err := pgx.BeginFunc(ctx, w.Pool, func(tx pgx.Tx) error { return act(ctx, tx) })
	if _, is := refusal.Of(err); err != nil && !is {
		t.Fatal(err)
	}
	return err
}

func (w *crowd) file(t *rapid.T, address string) {
	c := &told{by: address, joined: map[string]bool{}}
	if err := w.do(t, func(ctx context.Context, tx pgx.Tx) error {
		r, err := w.Desk.File(ctx, tx, w.now, complaint.Filing{
			Reporter: address, Channel: "telegram", Body: "Jalan berlubang", Category: "jalan", Unit: "BM", Area: "bayung",
			Visibility: complaint.Public, Officer: "budi",
		})
		if err != nil {
			return err
		}
		c.id = r.ID
		return w.Desk.Begin(ctx, tx, w.now, r.Stretch.ID)
	}); err != nil {
		t.Fatal(err)
	}
	w.cases = append(w.cases, c)
}

func (w *crowd) join(t *rapid.T, c *told, address string) {
	err := w.do(t, func(ctx context.Context, tx pgx.Tx) error {
		_, _, err := w.Desk.Join(ctx, tx, w.now, complaint.Joining{Address: address, Body: "Saya juga"}, c.id)
		return err
	})
	var want error
	switch {
	case c.over, c.above != nil:
		want = complaint.ErrGone
	case c.by == address:
		want = complaint.ErrOwnCase
	case w.supporters(c)[address]:
		want = complaint.ErrJoined
	default:
		c.joined[address] = true
	}
	if !errors.Is(err, want) {
		t.Fatalf("%s joins case %d: %v, want %v", address, c.id, err, want)
	}
}

func (w *crowd) leave(t *rapid.T, c *told, address string) {
	lead := c.lead()
	err := w.do(t, func(ctx context.Context, tx pgx.Tx) error {
		_, err := w.Desk.Leave(ctx, tx, w.now, address, c.id)
		return err
	})
	switch supports := w.supporters(lead)[address]; {
	case !supports && !errors.Is(err, complaint.ErrUnknown):
		t.Fatalf("%s leaves case %d without supporting it: %v", address, c.id, err)
	case supports && err != nil && !w.filed(lead, address):
		t.Fatalf("%s cannot leave case %d: %v", address, c.id, err)
	}
	if err != nil {
		return
	}
	for _, c := range w.cases {
		if c.within(lead) {
			delete(c.joined, address)
		}
	}
}

func (w *crowd) withdraw(t *rapid.T, c *told) {
	if c.over {
		return
	}
	others := w.supporters(c)
	since := w.newest()
	var after complaint.Complaint
	heir := ""
	if err := w.do(t, func(ctx context.Context, tx pgx.Tx) (err error) {
		if after, err = w.Desk.Withdraw(ctx, tx, w.now, c.by, c.id, ""); err != nil || after.State == complaint.Withdrawn {
			return err
		}
		if heir, _, err = w.Desk.Reporter(ctx, tx, c.id); err != nil {
			return err
		}
		return w.tell.Inherited(ctx, tx, w.now, fmt.Sprintf("waris:%d", since), after)
	}); err != nil {
		t.Fatalf("%s withdraws case %d: %v", c.by, c.id, err)
	}
	if len(others) == 0 {
		if after.State != complaint.Withdrawn {
			t.Fatalf("case %d goes on as %s with nobody", c.id, after.State)
		}
		c.over, c.above = true, nil
		return
	}
	if !others[heir] {
		t.Fatalf("case %d was inherited by %q, none of %v", c.id, heir, others)
	}
	if heard := w.heard(since); !maps.Equal(heard, map[string]int{heir: 1}) {
		t.Fatalf("of the heir %s heard: %v", heir, heard)
	}
	for _, part := range w.cases {
		if part.within(c) {
			delete(part.joined, heir)
		}
	}
	c.by = heir
}

func (w *crowd) merge(t *rapid.T, lead *told, parts []*told) {
	since := w.newest()
	list := make([]complaint.ID, len(parts))
	for i, p := range parts {
		list[i] = p.id
	}
	err := w.do(t, func(ctx context.Context, tx pgx.Tx) error {
		c, merged, err := w.Desk.Merge(ctx, tx, w.now, "vera", lead.id, list)
		if err != nil {
			return err
		}
		return w.tell.Merged(ctx, tx, w.now, c, merged)
	})
	if err != nil {
		if lead.above == nil && !lead.over && !slices.ContainsFunc(parts, func(p *told) bool { return p.above != nil || p.over }) {
			t.Fatalf("%v are not merged into %d: %v", list, lead.id, err)
		}
		return
	}
	want := map[string]int{}
	for _, p := range parts {
		want[p.by]++
		for address := range w.supporters(p) {
			want[address]++
		}
	}
	if heard := w.heard(since); !maps.Equal(heard, want) {
		t.Fatalf("of the merger of %v into %d heard %v, want %v", list, lead.id, heard, want)
	}
	for _, p := range parts {
		p.above = lead
	}
}

func (w *crowd) part(t *rapid.T, p *told) {
	since := w.newest()
	err := w.do(t, func(ctx context.Context, tx pgx.Tx) error {
		c, lead, err := w.Desk.Part(ctx, tx, w.now, "vera", p.id)
		if err != nil {
			return err
		}
		_, err = w.tell.Parted(ctx, tx, w.now, complaint.ByEmployee("vera"), c, lead)
		return err
	})
	if (err == nil) != (p.above != nil) {
		t.Fatalf("case %d is parted: %v", p.id, err)
	}
	if err != nil {
		return
	}
	p.above = nil
	want := map[string]int{p.by: 1}
	for address := range w.supporters(p) {
		want[address]++
	}
	if heard := w.heard(since); !maps.Equal(heard, want) {
		t.Fatalf("that case %d was parted heard %v, want %v", p.id, heard, want)
	}
}

// answer is one answer of the holder, which everybody hears once.
func (w *crowd) answer(t *rapid.T, c *told) {
	if c.over || c.above != nil {
		return
	}
	since := w.newest()
	if err := w.do(t, func(ctx context.Context, tx pgx.Tx) error {
		found, err := complaint.Find(ctx, tx, c.id)
		if err != nil {
			return err
		}
		return w.tell.Answered(ctx, tx, w.now, fmt.Sprintf("jawab:%d", since), found, "Besok kami tambal", false)
	}); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{c.by: 1}
	for address := range w.supporters(c) {
		want[address] = 1
	}
	if heard := w.heard(since); !maps.Equal(heard, want) {
		t.Fatalf("an answer on case %d heard %v, want %v", c.id, heard, want)
	}
}

// same says whether the program knows the same supporters as the list.
func (w *crowd) same(t *rapid.T) {
	_ = w.do(t, func(ctx context.Context, tx pgx.Tx) error {
		for _, c := range w.cases {
			if c.over || c.above != nil {
				continue
			}
			all, err := complaint.Supporters(ctx, tx, c.id)
			if err != nil {
				return err
			}
			known := map[string]bool{}
			for _, s := range all {
				known[s.Way.Address] = true
			}
			if want := w.supporters(c); !maps.Equal(known, want) || len(all) != len(want) {
				t.Fatalf("case %d of %s is supported by %v, want %v", c.id, c.by, known, want)
			}
		}
		return nil
	})
}

// In whatever order people file, join, leave and withdraw, and verifiers merge
// and part: no supporter is lost, each hears once of each change, and the books
// are clean.
func TestNoSupporterIsLost(t *testing.T) {
	o, tell := desk(t)
	people := []string{"tg:w1", "tg:w2", "tg:w3"}
	rapid.Check(t, func(t *rapid.T) {
		w := &crowd{Office: o, tell: tell, now: testkit.Time("2026-10-05 08:00")}
		person := rapid.SampledFrom(people)
		for range 3 {
			w.file(t, person.Draw(t, "reporter"))
		}
		one := func(label string) *told { return w.cases[rapid.IntRange(0, len(w.cases)-1).Draw(t, label)] }
		for range rapid.IntRange(4, 12).Draw(t, "acts") {
			w.now = w.now.Add(time.Minute)
			switch act := rapid.SampledFrom(strings.Fields("join join join leave leave withdraw merge merge part answer file")).Draw(t, "act"); act {
			case "file":
				if len(w.cases) < 4 {
					w.file(t, person.Draw(t, "reporter"))
				}
			case "join":
				w.join(t, one("case"), person.Draw(t, "supporter"))
			case "leave":
				w.leave(t, one("case"), person.Draw(t, "supporter"))
			case "withdraw":
				w.withdraw(t, one("case"))
			case "merge":
				lead, parts := one("lead"), []*told{one("part")}
				if p := one("other part"); p != parts[0] {
					parts = append(parts, p)
				}
				if parts = slices.DeleteFunc(parts, func(p *told) bool { return p == lead }); len(parts) > 0 {
					w.merge(t, lead, parts)
				}
			case "part":
				w.part(t, one("part"))
			case "answer":
				w.answer(t, one("case"))
			}
			w.same(t)
		}
	})
	o.Project()
	rows, err := books.Check(t.Context(), o.Pool, o.Response, o.Loc)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if len(r.Wrong) > 0 && r.Name != "messages" { // nobody sends them here
			t.Errorf("%s: %s", r.Name, strings.Join(r.Wrong, "; "))
		}
	}
}
