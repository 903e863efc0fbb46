package scheduler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/response"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// deadlines tells of limits: holders before and when one passes, those above
// them a working day each later; lets clocks go on whose question waits too long; asks
// citizens once more, and ends what they stay silent on; passes on what people
// hold who have left, and looks for officers of cases without one. What Redis
// has no part in is done without it as well.
func deadlines(ctx context.Context, s *Scheduler, t turn) (string, error) {
	begun, err5 := s.beginRungs(ctx, t)
	bundled, err8 := s.bundle(ctx, t)
	lost, err9 := s.loseHelp(ctx, t)
	climbed, late := s.climb(ctx, t)
	told, err6 := s.askHelp(ctx, t)
	unasked, err1 := s.unask(ctx, t)
	nudged, err2 := s.nudge(ctx, t)
	passed, err3 := s.passOn(ctx, t)
	found, err4 := s.findOfficers(ctx, t)
	waited, err7 := s.climbWaits(ctx, t)
	return fmt.Sprintf("%d steps, %d asked to help, %d of them told, %d of them gone, %d clocks go on, %d citizens asked or cases closed, %d cases passed on, %d officers found, %d steps of cases without one, %d bundles of new cases", climbed, told, begun, lost, unasked, nudged, passed, found, waited, bundled),
		errors.Join(late, err1, err2, err3, err4, err5, err6, err7, err8, err9)
}

// atOnce is how many cases of one team are told of in one transaction.
const atOnce = 250

// climb moves every clock whose step is due.
func (s *Scheduler) climb(ctx context.Context, t turn) (n int, err error) {
	const more = 2000
	seen := map[complaint.ID]bool{}
	var failed []error
	for {
		due, err := s.dueNow(ctx, t, len(seen)+more)
		if err != nil {
			return n, errors.Join(append(failed, err)...)
		}
		due = slices.DeleteFunc(due, func(id complaint.ID) bool { return seen[id] })
		if len(due) == 0 {
			return n, errors.Join(failed...)
		}
		for _, id := range due {
			seen[id] = true
		}
		teams, err := s.teams(ctx, due)
		if err != nil {
			return n, errors.Join(append(failed, err)...)
		}
		for _, team := range teams {
			done, err := s.climbTeam(ctx, t, team)
			n += done
			failed = append(failed, err)
		}
	}
}

// dueNow reads what is due after everything pending was projected. What Redis
// threw out to make room, it gets again.
func (s *Scheduler) dueNow(ctx context.Context, t turn, limit int) (due []complaint.ID, err error) {
	if _, err := s.Response.Project(ctx, s.Pool); err != nil {
		return nil, err
	}
	const tries = 3
	for try := 1; ; try++ {
		err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			due, err = s.Response.Due(ctx, tx, t.now, limit)
			return err
		})
		if !errors.Is(err, response.ErrLost) || try == tries {
			return due, err
		}
		if err := s.Response.Rebuild(ctx, s.Pool); err != nil {
			return nil, err
		}
	}
}

// teams parts cases by who stands above their holders, so that a storm reaches
// each superior in few messages.
func (s *Scheduler) teams(ctx context.Context, due []complaint.ID) ([][]complaint.ID, error) {
	type member struct {
		id            complaint.ID
		above, holder roster.NIP
	}
	var members []member
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		cases, err := complaint.FindAll(ctx, tx, due)
		if err != nil {
			return err
		}
		above := map[roster.NIP]roster.NIP{}
		for _, c := range cases {
			if c.Holder == nil {
				continue
			}
			if _, known := above[*c.Holder]; !known {
				e, _, err := roster.Superior(ctx, tx, *c.Holder)
				if err != nil {
					return err
				}
				above[*c.Holder] = e.NIP
			}
			members = append(members, member{c.ID, above[*c.Holder], *c.Holder})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("part what is due by teams: %w", err)
	}
	slices.SortFunc(members, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.above, b.above), cmp.Compare(a.holder, b.holder), cmp.Compare(a.id, b.id))
	})
	var teams [][]complaint.ID
	for i, m := range members {
		n := len(teams)
		if n == 0 || members[i-1].above != m.above || len(teams[n-1]) == atOnce {
			teams = append(teams, nil)
			n++
		}
		teams[n-1] = append(teams[n-1], m.id)
	}
	return teams, nil
}

// climbTeam climbs a team's cases at once; when that fails, one by one, so that
// one bad case keeps nobody else waiting.
func (s *Scheduler) climbTeam(ctx context.Context, t turn, team []complaint.ID) (int, error) {
	n, err := s.climbAll(ctx, t, team)
	if err == nil || len(team) == 1 || ctx.Err() != nil {
		return n, err
	}
	var failed []error
	for _, id := range team {
		done, err := s.climbAll(ctx, t, []complaint.ID{id})
		n += done
		failed = append(failed, err)
	}
	return n, errors.Join(failed...)
}

func (s *Scheduler) climbAll(ctx context.Context, t turn, team []complaint.ID) (n int, err error) {
	slices.Sort(team) // locks are taken in one order
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		var climbed []complaint.Climbed
		for _, id := range team {
			c, moved, err := s.Desk.Climb(ctx, tx, t.now, id)
			if err != nil {
				return fmt.Errorf("climb case %d: %w", id, err)
			}
			if moved {
				climbed = append(climbed, c)
			}
		}
		n = len(climbed)
		return s.Notice.Climbed(ctx, tx, t.now, climbed)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// askHelp tells those above late cases of all that is new to them, each person in
// a transaction of its own.
func (s *Scheduler) askHelp(ctx context.Context, t turn) (n int, err error) {
	var untold []roster.NIP
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		untold, err = complaint.Untold(ctx, tx)
		return err
	}); err != nil {
		return 0, err
	}
	for _, nip := range untold {
		told := 0
		failed := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			told, err = s.Notice.AskHelp(ctx, tx, t.now, nip)
			return err
		})
		if failed == nil {
			n += told
		}
		err = errors.Join(err, failed)
	}
	return n, err
}

// loseHelp asks others where those who were asked work elsewhere by now, or no more.
func (s *Scheduler) loseHelp(ctx context.Context, t turn) (n int, err error) {
	var asked []roster.NIP
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		asked, err = complaint.HelpersAsked(ctx, tx)
		return err
	}); err != nil {
		return 0, err
	}
	for _, nip := range asked {
		lost := 0
		failed := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			lost, err = s.Desk.LoseHelp(ctx, tx, t.now, nip)
			return err
		})
		if failed == nil {
			n += lost
		}
		err = errors.Join(err, failed)
	}
	return n, err
}

// beginRungs starts the clocks of those above late cases whom the message
// reached.
func (s *Scheduler) beginRungs(ctx context.Context, t turn) (n int, err error) {
	const most = 500
	for seen := map[int64]bool{}; ctx.Err() == nil; {
		var due []int64
		if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			due, err = complaint.ToBeginRungs(ctx, tx, len(seen)+most)
			return err
		}); err != nil {
			return n, err
		}
		due = slices.DeleteFunc(due, func(id int64) bool { return seen[id] })
		if len(due) == 0 {
			return n, err
		}
		for part := range slices.Chunk(due, 50) {
			for _, id := range part {
				seen[id] = true
			}
			failed := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
				for _, id := range part {
					if _, err := s.Desk.BeginRung(ctx, tx, id); err != nil {
						return fmt.Errorf("begin rung %d: %w", id, err)
					}
					n++
				}
				return nil
			})
			err = errors.Join(err, failed)
		}
	}
	return n, errors.Join(err, ctx.Err())
}

// unask lets clocks go on whose question has waited too long.
func (s *Scheduler) unask(ctx context.Context, t turn) (int, error) {
	var due []complaint.ID
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		due, err = s.Desk.ToUnask(ctx, tx, t.now)
		return err
	}); err != nil {
		return 0, err
	}
	return s.each(ctx, due, func(tx pgx.Tx, id complaint.ID) (bool, error) {
		c, err := s.Desk.Unask(ctx, tx, t.now, id)
		if err != nil {
			return false, err
		}
		return true, s.Notice.Unasked(ctx, tx, t.now, fmt.Sprintf("unask:%d:%d", id, c.ExcusedSeconds), c)
	})
}

// nudge asks citizens once more, and closes what they stay silent on.
func (s *Scheduler) nudge(ctx context.Context, t turn) (n int, err error) {
	const most = 500
	for seen := map[complaint.ID]bool{}; ; {
		var due []complaint.ID
		if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			due, err = complaint.ToNudge(ctx, tx, t.now, len(seen)+most)
			return err
		}); err != nil {
			return n, err
		}
		due = slices.DeleteFunc(due, func(id complaint.ID) bool { return seen[id] })
		if len(due) == 0 {
			return n, err
		}
		for _, id := range due {
			seen[id] = true
		}
		done, failed := s.each(ctx, due, func(tx pgx.Tx, id complaint.ID) (bool, error) {
			c, moved, err := s.Desk.Nudge(ctx, tx, t.now, id)
			if err != nil || !moved {
				return false, err
			}
			return true, s.Notice.Nudged(ctx, tx, t.now, c)
		})
		n += done
		err = errors.Join(err, failed)
	}
}

// passOn passes on what people hold who do not work here any more, or held when
// they went to another unit.
func (s *Scheduler) passOn(ctx context.Context, t turn) (int, error) {
	leftBehind := func(ctx context.Context, tx pgx.Tx, nips []roster.NIP) ([]roster.Transfer, error) {
		return s.leftBehind(ctx, tx, t, nips)
	}
	moved, err := passAll(ctx, s, leftBehind, func(tx pgx.Tx, from roster.Transfer) (passed, waiting int, err error) {
		return s.Notice.PassOnMoved(ctx, tx, t.now, from)
	})
	gone, failed := passAll(ctx, s, roster.Gone, func(tx pgx.Tx, e roster.Employee) (passed, waiting int, err error) {
		return s.Notice.PassOnAll(ctx, tx, t.now, "ended:"+string(e.NIP), complaint.System, e.NIP, complaint.HasEnded)
	})
	return moved + gone, errors.Join(err, failed)
}

// leftBehind are the units that some have left, by going to another or since a
// post that they held there has ended.
func (s *Scheduler) leftBehind(ctx context.Context, tx pgx.Tx, t turn, nips []roster.NIP) ([]roster.Transfer, error) {
	all, err := roster.Transferred(ctx, tx, nips)
	if err != nil {
		return nil, err
	}
	posts, err := roster.PostsLeft(ctx, tx, t.now, nips)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		e, err := roster.Find(ctx, tx, p.NIP)
		if err != nil {
			return nil, err
		}
		ended := worktime.DateOf(*p.ToOn).AddDays(1).Midnight(t.now.Location())
		all = append(all, roster.Transfer{NIP: p.NIP, From: p.UnitCode, To: e.UnitCode, At: ended})
	}
	return all, nil
}

// passAll passes on what some of those hold who hold cases, the cases of each in
// a transaction of its own; where one fails, the others go on.
func passAll[T any](ctx context.Context, s *Scheduler, of func(context.Context, pgx.Tx, []roster.NIP) ([]T, error), pass func(pgx.Tx, T) (passed, waiting int, err error)) (n int, err error) {
	var who []T
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		holders, err := complaint.Holders(ctx, tx)
		if err != nil {
			return err
		}
		who, err = of(ctx, tx, slices.Sorted(maps.Keys(holders)))
		return err
	}); err != nil {
		return 0, err
	}
	for _, one := range who {
		passed, waiting := 0, 0
		failed := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			passed, waiting, err = pass(tx, one)
			return err
		})
		if failed == nil {
			n += passed + waiting
		}
		err = errors.Join(err, failed)
	}
	return n, err
}

// tried is how many cases without an officer are tried in one run; of more,
// each run takes others.
const tried = 200

// findOfficers tries again to find somebody for the cases that nobody holds.
func (s *Scheduler) findOfficers(ctx context.Context, t turn) (int, error) {
	var waiting []complaint.ID
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		cases, err := complaint.Unheld(ctx, tx, t.now)
		for _, c := range cases {
			waiting = append(waiting, c.ID)
		}
		return err
	}); err != nil {
		return 0, err
	}
	if n := len(waiting); n > tried {
		from := t.now.Minute() * tried % n
		waiting = append(waiting[from:], waiting[:from]...)[:tried]
	}
	n, err := s.each(ctx, waiting, func(tx pgx.Tx, id complaint.ID) (bool, error) { return s.findOfficer(ctx, tx, t, id) })
	return n, errors.Join(err, s.alarm(ctx, t))
}

// alarm tells the operator of cases without an officer while nobody is connected
// who could find one: once of each, and again only when it had been settled.
func (s *Scheduler) alarm(ctx context.Context, t turn) error {
	fresh, all := 0, 0
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		stranded, err := notice.Stranded(ctx, tx, t.now)
		if err != nil {
			return err
		}
		all = len(stranded)
		fresh, err = s.alarmed(ctx, tx, t, stranded)
		return err
	})
	if err == nil && fresh > 0 {
		s.Log.Error().Int("cases", fresh).Int("all", all).Msg("ALARM: reports wait for an officer, and nobody is connected who could find one")
	}
	return err
}

// findOfficer gives a case to whoever answers for it now, if somebody does.
func (s *Scheduler) findOfficer(ctx context.Context, tx pgx.Tx, t turn, id complaint.ID) (bool, error) {
	c, err := complaint.Find(ctx, tx, id)
	if err != nil || c.Holder != nil || !c.State.Open() {
		return false, err
	}
	to, found, err := s.Notice.Responsible(ctx, tx, t.now, c)
	if err != nil || !found {
		return false, err
	}
	given, stretch, err := s.Desk.Assign(ctx, tx, t.now, complaint.System, id, to)
	if errors.Is(err, complaint.ErrHeld) || errors.Is(err, complaint.ErrClosed) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := s.Notice.Assigned(ctx, tx, t.now, given, stretch); err != nil {
		return false, err
	}
	return true, s.Notice.Reassigned(ctx, tx, t.now, fmt.Sprintf("found:%d", stretch.ID), given)
}

// each does something to cases, each in a transaction of its own; one that
// fails keeps no other waiting.
func (s *Scheduler) each(ctx context.Context, cases []complaint.ID, do func(tx pgx.Tx, id complaint.ID) (bool, error)) (n int, err error) {
	for _, id := range cases {
		if ctx.Err() != nil {
			return n, errors.Join(err, ctx.Err())
		}
		did := false
		failed := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			did, err = do(tx, id)
			return err
		})
		switch {
		case failed != nil:
			err = errors.Join(err, fmt.Errorf("case %d: %w", id, failed))
		case did:
			n++
		}
	}
	return n, err
}
