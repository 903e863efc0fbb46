package roster

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

// PostKind says how somebody holds a post.
type PostKind string

// The kinds.
const (
	Definitif PostKind = "definitif"
	Plt       PostKind = "plt" // the post is vacant
	Plh       PostKind = "plh" // its holder is away for a while
)

// PostKinds are all kinds.
var PostKinds = []PostKind{Definitif, Plt, Plh}

// Post is what somebody holds besides the post in the register of employees. What
// they do in its unit is counted there.
type Post struct {
	NIP      NIP
	UnitCode string
	Position string
	Kind     PostKind
	Superior *NIP
	FromOn   time.Time
	ToOn     *time.Time // nil until further notice
}

// Title is the post as people are told: "Plt Kepala Bidang".
func (p Post) Title() string {
	mark := map[PostKind]string{Plt: "Plt ", Plh: "Plh "}[p.Kind]
	if mark == "" || strings.HasPrefix(strings.ToLower(p.Position), strings.ToLower(mark)) {
		return p.Position
	}
	return mark + p.Position
}

// On says whether it is held on a day.
func (p Post) On(day worktime.Date) bool {
	return worktime.DateOf(p.FromOn) <= day && (p.ToOn == nil || day <= worktime.DateOf(*p.ToOn))
}

const postColumns = `nip, unit_code, position, kind, superior_nip, from_on, to_on`

func posts(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Post, error) {
	rows, err := tx.Query(ctx, `SELECT `+postColumns+` FROM post `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read posts: %w", err)
	}
	ps, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Post])
	if err != nil {
		return nil, fmt.Errorf("read posts: %w", err)
	}
	return ps, nil
}

// PutPosts takes in posts by employee, unit and first day. Employee and unit must
// be known.
func PutPosts(ctx context.Context, tx pgx.Tx, rows []Post) (Changes, error) {
	var done Changes
	before, err := posts(ctx, tx, "")
	if err != nil {
		return done, err
	}
	type key struct {
		nip  NIP
		unit string
		from worktime.Date
	}
	known := byKey(before, func(p Post) key { return key{p.NIP, p.UnitCode, worktime.DateOf(p.FromOn)} })
	var batch pgx.Batch
	for _, p := range rows {
		old, found := known[key{p.NIP, p.UnitCode, worktime.DateOf(p.FromOn)}]
		same := found && old.Position == p.Position && old.Kind == p.Kind && equal(old.Superior, p.Superior) && sameDay(old.ToOn, p.ToOn)
		done.Count(found, same)
		if same {
			continue
		}
		batch.Queue(`
			INSERT INTO post (nip, unit_code, position, kind, superior_nip, from_on, to_on)
			VALUES ($1, $2, $3, $4, $5, $6::date, $7::date)
			ON CONFLICT (nip, unit_code, from_on) DO UPDATE
			SET position = EXCLUDED.position, kind = EXCLUDED.kind, superior_nip = EXCLUDED.superior_nip, to_on = EXCLUDED.to_on`,
			p.NIP, p.UnitCode, p.Position, p.Kind, p.Superior, p.FromOn, p.ToOn)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store posts: %w", err)
	}
	if done.Total() > 0 {
		return done, Touch(ctx, tx)
	}
	return done, nil
}

// PostIn gives the post that somebody holds in a unit besides their own, on the
// day that on shows in its own location; false for none.
func PostIn(ctx context.Context, tx pgx.Tx, on time.Time, nip NIP, unitCode string) (Post, bool, error) {
	ps, err := posts(ctx, tx, `
		WHERE nip = $1 AND unit_code = $2 AND $3::date >= from_on AND (to_on IS NULL OR $3::date <= to_on)
		ORDER BY from_on DESC
		LIMIT 1`, nip, unitCode, on)
	if err != nil || len(ps) == 0 {
		return Post{}, false, err
	}
	return ps[0], true, nil
}

// InPost gives somebody as they are in a unit: with its title, where they hold a
// post there besides their own on the day that on shows in its own location.
func InPost(ctx context.Context, tx pgx.Tx, on time.Time, nip NIP, unitCode string) (Employee, error) {
	e, err := Find(ctx, tx, nip)
	if err != nil || unitCode == "" || e.UnitCode == unitCode {
		return e, err
	}
	p, held, err := PostIn(ctx, tx, on, nip, unitCode)
	if err == nil && held {
		e.UnitCode, e.Position = unitCode, p.Title()
	}
	return e, err
}

// PostsLeft gives the posts of some employees that ended before the day that on
// shows in its own location, where they hold none in that unit any more.
func PostsLeft(ctx context.Context, tx pgx.Tx, on time.Time, nips []NIP) ([]Post, error) {
	return posts(ctx, tx, `
		WHERE nip = ANY ($1) AND to_on < $2::date
		AND NOT EXISTS (
			SELECT FROM post p
			WHERE p.nip = post.nip AND p.unit_code = post.unit_code AND (p.to_on IS NULL OR p.to_on >= $2::date))
		AND NOT EXISTS (
			SELECT FROM employee e
			WHERE e.nip = post.nip AND e.unit_code = post.unit_code)
		ORDER BY nip, unit_code, from_on`, nips, on)
}

// PostHolders lists whoever holds, or held, a post besides their own.
func (b *Book) PostHolders() []NIP { return slices.Sorted(maps.Keys(b.posts)) }

// PostUnits lists the units where somebody holds, or held, a post besides their own.
func (b *Book) PostUnits(nip NIP) []string {
	var units []string
	for _, p := range b.posts[nip] {
		units = append(units, p.UnitCode)
	}
	return units
}

// PostSuperior gives who stands above somebody in a unit where they hold a post
// besides their own, or held one: whom the post names, else the head of the unit,
// or of one above it. False when they hold none there, or nobody stands above.
func (b *Book) PostSuperior(nip NIP, unitCode string) (NIP, bool) {
	e, err := b.Employee(nip)
	p, held := b.post(nip, unitCode)
	if err != nil || e.UnitCode == unitCode || !held {
		return "", false
	}
	if p.Superior != nil {
		return *p.Superior, true
	}
	for seen := map[string]bool{}; !seen[unitCode]; {
		seen[unitCode] = true
		u, err := b.Unit(unitCode)
		if err != nil {
			return "", false
		}
		if head := u.HeadNIP; head != "" && head != nip {
			return head, true
		}
		unitCode = u.ParentCode
	}
	return "", false
}

// Title is who somebody is in a unit, also of one where they held a post once.
func (b *Book) Title(nip NIP, unitCode string) (string, error) {
	e, err := b.Employee(nip)
	if err != nil || e.UnitCode == unitCode {
		return e.Position, err
	}
	if p, held := b.post(nip, unitCode); held {
		return p.Title(), nil
	}
	return e.Position, nil
}

// post is the newest post of somebody in a unit.
func (b *Book) post(nip NIP, unitCode string) (Post, bool) {
	for _, p := range slices.Backward(b.posts[nip]) {
		if p.UnitCode == unitCode {
			return p, true
		}
	}
	return Post{}, false
}

// UnitOf is the unit of which a citizen is told in a case of some unit: that one,
// where its holder has a post there, else the holder's own.
func (b *Book) UnitOf(e Employee, unitCode string) string {
	if _, held := b.post(e.NIP, unitCode); held {
		return unitCode
	}
	return e.UnitCode
}
