package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// FindBy adds to lines of cases without an officer until when one is to be found.
func (d *Desk) FindBy(ctx context.Context, tx pgx.Tx, now time.Time, lines []text.TaskLine) error {
	cases := make([]complaint.Complaint, len(lines))
	for i, l := range lines {
		cases[i] = l.Complaint
	}
	by, err := d.Complaints.FindBy(ctx, tx, cases)
	for i, l := range lines {
		if due, waits := by[l.ID]; waits {
			lines[i].FindBy, lines[i].FindLate = &due, !now.Before(due)
		}
	}
	return err
}

// QueueLate tells of cases without an officer whose step is due: those who find
// officers before and at the limit, later who stands above them. Each of them is
// told once of all.
func (d *Desk) QueueLate(ctx context.Context, tx pgx.Tx, now time.Time, all []complaint.Waited) error {
	to, err := Dispatchers(ctx, tx)
	if err != nil {
		return err
	}
	type group struct {
		of   roster.NIP
		step complaint.Step
	}
	posts := map[roster.NIP]string{}
	groups := map[group][]complaint.Waited{}
	var order []group
	add := func(g group, w complaint.Waited) {
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], w)
	}
	for _, w := range all {
		switch {
		case w.Asked.NIP != "":
			posts[w.Asked.NIP] = w.Asked.Position
			add(group{w.Asked.NIP, w.Search.Step}, w)
		case w.Search.Step <= complaint.Overdue:
			for _, e := range to {
				add(group{e.NIP, w.Search.Step}, w)
			}
		}
	}
	for _, g := range order {
		if err := d.queueLate(ctx, tx, now, g.of, g.step, posts[g.of], groups[g]); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) queueLate(ctx context.Context, tx pgx.Tx, now time.Time, to roster.NIP, step complaint.Step, post string, late []complaint.Waited) error {
	var tasks []complaint.Task
	for _, w := range late {
		kept, err := complaint.Excluded(ctx, tx, w.Complaint.ID, to)
		if err != nil {
			return err
		}
		if !kept {
			tasks = append(tasks, complaint.Task{Complaint: w.Complaint})
		}
	}
	if len(tasks) == 0 {
		return nil
	}
	lines, err := d.Lines(ctx, tx, now, tasks)
	if err != nil {
		return err
	}
	if err := d.FindBy(ctx, tx, now, lines); err != nil {
		return err
	}
	key := fmt.Sprintf("queue:%d:%d", late[0].Search.ID, step)
	_, err = d.staff(ctx, tx, now, key, to, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.QueueLate(lang, now, step >= complaint.Overdue, post, lines)
	})
	return err
}
