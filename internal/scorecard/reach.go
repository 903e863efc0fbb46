package scorecard

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

// reach is whose work a card counts: that of some people, but what they do by a
// post besides their own is of whoever stands above that post.
type reach struct {
	of    []roster.NIP
	posts map[post]bool // whether what is done by it counts here
}

// post is one besides somebody's own.
type post struct {
	nip  roster.NIP
	unit string
}

// reachOf is whose work counts for somebody: of those people, and by the posts right
// below them, or with all also at a distance.
func reachOf(ctx context.Context, tx pgx.Tx, book *roster.Book, nip roster.NIP, of []roster.NIP, all bool) (reach, error) {
	r := reach{of, map[post]bool{}}
	for _, holder := range book.PostHolders() {
		for _, unit := range book.PostUnits(holder) {
			superior, other := book.PostSuperior(holder, unit)
			if !other {
				continue
			}
			mine := superior == nip
			if !mine && all {
				var err error
				if mine, err = roster.Leads(ctx, tx, nip, superior); err != nil {
					return reach{}, err
				}
			}
			r.posts[post{holder, unit}] = mine
		}
	}
	return r, nil
}

// who are all whose work may count.
func (r reach) who() []roster.NIP {
	who := slices.Clone(r.of)
	for p, mine := range r.posts {
		if mine {
			who = append(who, p.nip)
		}
	}
	slices.Sort(who)
	return slices.Compact(who)
}

// has says whether what somebody does in a unit counts.
func (r reach) has(nip roster.NIP, unit string) bool {
	if mine, other := r.posts[post{nip, unit}]; other {
		return mine
	}
	return slices.Contains(r.of, nip)
}

// held is a case with whose it is, or was.
type held struct {
	ID     complaint.ID
	Holder roster.NIP
	Unit   string
}

// mine are those that count.
func (r reach) mine(all []held) []complaint.ID {
	var list []complaint.ID
	for _, h := range all {
		if r.has(h.Holder, h.Unit) {
			list = append(list, h.ID)
		}
	}
	return list
}
