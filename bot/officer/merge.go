package officer

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// mergeRoutes are for verifiers who merge reports about the same, and part them
// again.
func (d desk) mergeRoutes() []turn.Route {
	verifier := func(button string, do turn.Handler) turn.Route {
		return turn.Route{Button: button, Who: turn.Verifier, Do: do}
	}
	return []turn.Route{
		verifier("merge.start", mergeStart),
		verifier("merge.pick", mergePick),
		verifier("merge.page", mergePage),
		verifier("merge.next", mergeNext),
		verifier("merge.lead", mergeLead),
		verifier("merge.into", mergeInto),
		verifier("merge.back", mergeBack),
		verifier("merge.drop", mergeDrop),
		verifier("merge.parts", mergeParts),
		{Step: stepMerge, Who: turn.Verifier, Do: d.mergeTyped},
		{Button: "parts.open", Who: turn.Staff, Do: partsOpen},
		verifier("parts.part", partAsk),
		verifier("parts.sure", part),
	}
}

const stepMerge = "merge.pick"

// merging is what a verifier has chosen so far.
type merging struct {
	Picked []complaint.ID `json:"picked,omitempty"`
	Lead   complaint.ID   `json:"lead,omitempty"`
	Page   int            `json:"page,omitempty"`
}

// mergingNow is what the dialog holds; ErrStale when nothing is being merged.
func mergingNow(t *turn.Turn) (merging, error) {
	var m merging
	if t.Dialog.Step != stepMerge {
		return m, ErrStale
	}
	return m, t.Read(&m)
}

// mergeStart begins to choose, with a case that is open or with none.
func mergeStart(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if a, busy, err := busy(t); busy {
		return a, err
	}
	var m merging
	if id, err := t.Case(0); err == nil {
		m.Picked = []complaint.ID{id}
	}
	list, err := mergeMessage(ctx, tx, t, &m)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.MergeList(t.Lang, list))
	a.Step, a.Data = stepMerge, m
	return a, err
}

// mergeMessage lists what can be merged: first what was chosen, then what seems
// to tell the same, then the others that seem to belong together.
func mergeMessage(ctx context.Context, tx pgx.Tx, t *turn.Turn, m *merging) (text.MergeList, error) {
	all, err := t.Desk.Mergeable(ctx, tx, t.Now)
	if err != nil {
		return text.MergeList{}, err
	}
	alike, err := t.Desk.Alike(ctx, tx, all)
	if err != nil {
		return text.MergeList{}, err
	}
	near := map[complaint.ID]bool{}
	for _, id := range m.Picked {
		twins, err := nearTo(ctx, tx, t, id)
		if err != nil {
			return text.MergeList{}, err
		}
		for _, n := range twins {
			near[n.ID] = true
		}
	}
	rank := func(c complaint.Complaint) int {
		switch {
		case slices.Contains(m.Picked, c.ID):
			return 0
		case near[c.ID]:
			return 1
		case alike[c.ID] != 0:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(all, func(a, b complaint.Complaint) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(alike[b.ID], alike[a.ID]))
	})
	var codes []string
	m.Picked = slices.DeleteFunc(m.Picked, func(id complaint.ID) bool { // they may have ended meanwhile
		return !among(all, id)
	})
	for _, c := range all {
		if slices.Contains(m.Picked, c.ID) {
			codes = append(codes, c.Code)
		}
	}
	list := text.MergeList{Total: len(m.Picked), Chosen: strings.Join(codes, ", ")}
	var shown []complaint.Complaint
	shown, list.Page = turn.Page(all, m.Page)
	m.Page = list.Page.At
	if list.Lines, err = mergeLines(ctx, tx, t, shown); err != nil {
		return text.MergeList{}, err
	}
	for i, c := range shown {
		list.Lines[i].Chosen = rank(c) == 0
		list.Lines[i].Near = rank(c) == 1 || len(m.Picked) == 0 && rank(c) == 2
	}
	return list, nil
}

// among says whether a case is one of some.
func among(all []complaint.Complaint, id complaint.ID) bool {
	return slices.ContainsFunc(all, func(c complaint.Complaint) bool { return c.ID == id })
}

func nearTo(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) ([]complaint.Near, error) {
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return t.Desk.NearAny(ctx, tx, c)
}

func mergeLines(ctx context.Context, tx pgx.Tx, t *turn.Turn, cases []complaint.Complaint) ([]text.MergeLine, error) {
	tasks := make([]complaint.Task, len(cases))
	for i, c := range cases {
		tasks[i].Complaint = c
	}
	lines, err := t.Notice.Lines(ctx, tx, t.Now, tasks)
	if err != nil {
		return nil, err
	}
	merge := make([]text.MergeLine, len(lines))
	for i, l := range lines {
		merge[i].TaskLine = l
	}
	return merge, nil
}

// shown shows a message of the dialog, which goes on.
func (m merging) shown(t *turn.Turn, msg outbox.Message) turn.Answer {
	a := here(t, msg)
	a.Step, a.Data = stepMerge, m
	return a
}

// relist shows the list again where its button was pressed, or below what was
// typed.
func relist(ctx context.Context, tx pgx.Tx, t *turn.Turn, m merging) (turn.Answer, error) {
	list, err := mergeMessage(ctx, tx, t, &m)
	if err != nil {
		return turn.Answer{}, err
	}
	msg, err := t.Text.MergeList(t.Lang, list)
	return m.shown(t, msg), err
}

// mergePick chooses a case, or takes it back.
func mergePick(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := mergingNow(t)
	if err != nil {
		return turn.Answer{}, err
	}
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	m.Page = t.PageAt(1)
	return relist(ctx, tx, t, m.toggled(id))
}

func (m merging) toggled(id complaint.ID) merging {
	if i := slices.Index(m.Picked, id); i >= 0 {
		m.Picked = slices.Delete(m.Picked, i, i+1)
	} else {
		m.Picked = append(m.Picked, id)
	}
	return m
}

// mergeTyped takes a code as a choice, and the words of the buttons.
func (d desk) mergeTyped(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := mergingNow(t)
	if err != nil {
		return turn.Answer{}, err
	}
	switch {
	case t.Typed("merge.next"):
		return mergeNext(ctx, tx, t)
	case t.Typed("merge.drop"):
		return mergeDrop(ctx, tx, t)
	}
	code, ok := complaint.ParseCode(t.Desk.Prefix, t.In.Text)
	if !ok {
		return d.elsewhere(ctx, tx, t)
	}
	id, err := mergeable(ctx, tx, t, code)
	if err != nil {
		return turn.Answer{}, err
	}
	return relist(ctx, tx, t, m.toggled(id))
}

// mergeable finds a case to merge by its code. It refuses with
// complaint.ErrMerged, complaint.ErrEnded or complaint.ErrApart: of what is not
// for them a verifier hears as of what is not there.
func mergeable(ctx context.Context, tx pgx.Tx, t *turn.Turn, code string) (complaint.ID, error) {
	all, err := t.Desk.Mergeable(ctx, tx, t.Now)
	if err != nil {
		return 0, err
	}
	if i := slices.IndexFunc(all, func(c complaint.Complaint) bool { return c.Code == code }); i >= 0 {
		return all[i].ID, nil
	}
	c, err := complaint.FindByCode(ctx, tx, code)
	switch {
	case errors.Is(err, complaint.ErrUnknown):
		return 0, complaint.ErrApart
	case err != nil:
		return 0, err
	case c.State == complaint.Merged:
		return 0, complaint.ErrMerged
	case !c.State.Open():
		return 0, complaint.ErrEnded
	}
	return 0, complaint.ErrApart
}

func mergePage(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := mergingNow(t)
	if err != nil {
		return turn.Answer{}, err
	}
	m.Page = t.PageAt(0)
	return relist(ctx, tx, t, m)
}

func mergeBack(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := mergingNow(t)
	if err != nil {
		return turn.Answer{}, err
	}
	m.Lead = 0
	return relist(ctx, tx, t, m)
}
