package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/letter"
	"tanggap/internal/testkit"
)

// arrive takes a case in and tells its holder, as a citizen's update does.
func (p *place) arrive(at time.Time, category string) (r complaint.Receipt) {
	p.T.Helper()
	p.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		if r, err = p.Office.Desk.File(ctx, tx, at, complaint.Filing{
			Reporter: "tg:sari", Channel: "telegram", Body: "Jalan berlubang", Category: category, Unit: "BM", Area: "bayung",
			Visibility: complaint.Secret, Officer: "budi",
		}); err != nil {
			return err
		}
		return p.Notice.Arrives(ctx, tx, at, fmt.Sprint("upd:", r.ID), r)
	})
	return r
}

// of forty cases that reach one officer within a few minutes six come alone, and
// the others in one message, also where two replicas tell of them at once; the
// clock of each begins when that message arrives. What is a danger comes alone.
func TestStormOfNewCases(t *testing.T) {
	p := open(t)
	p.Exec(`INSERT INTO category (code, name, type, first_response_hours, resolve_days, keywords, danger) VALUES ('bahaya', 'Bahaya', 'pengaduan', 15, 14, '{}', true)`)
	p.Exec(`UPDATE register_version SET version = version + 1`)
	at := testkit.Time("2026-10-05 09:00")
	for range 40 {
		p.arrive(at, "jalan")
	}
	danger := p.arrive(at, "bahaya")
	if n := p.Int(`SELECT count(*) FROM outbox WHERE key LIKE 'held:%'`); n != complaint.CardsAlone+1 {
		t.Errorf("%d cards come alone", n)
	}
	if n := p.Int(`SELECT count(*) FROM outbox WHERE begins = $1`, danger.Stretch.ID); n != 1 {
		t.Error("the danger waits with the others")
	}
	p.tick("2026-10-05 09:01")
	if n := p.Int(`SELECT count(*) FROM outbox WHERE key LIKE 'cards:%'`); n != 0 {
		t.Error("the others do not wait for each other")
	}
	both := []*place{p, {p.Office, schedulerOf(p.Office)}}
	var work sync.WaitGroup
	for _, replica := range both {
		work.Go(func() { replica.Tick(t.Context(), testkit.Time("2026-10-05 09:03")) }) // one of them finds it locked
	}
	work.Wait()
	p.want("cards:", "05 09:03 budi 🆕")
	number := p.Int(`SELECT begins FROM outbox WHERE key LIKE 'cards:%'`)
	for range 2 {
		p.Do(func(ctx context.Context, tx pgx.Tx) error {
			return p.Office.Desk.Begin(ctx, tx, testkit.Time("2026-10-05 09:05"), int64(number))
		})
	}
	p.tick("2026-10-05 09:06")
	p.tick("2026-10-05 09:07")
	if n := p.Int(`SELECT count(*) FROM stretch WHERE from_at = $1`, testkit.Time("2026-10-05 09:05")); n != 40-complaint.CardsAlone {
		t.Errorf("%d clocks run from when the message arrived", n)
	}
	p.want("cards:", "05 09:03 budi 🆕")
	p.clean()
}

// A letter that two replicas look at in the same moment leaves once, and an offer
// that nobody answered comes back once.
func TestLettersAndOffersAtOnce(t *testing.T) {
	p := open(t)
	at := testkit.Time("2026-10-05 08:00")
	id := p.File(at, "budi", "bayung")
	p.Exec(`INSERT INTO letter (nip, complaint_id, address, words, files, album, written_at, leaves_at, no, preview) VALUES ('budi', $1, 'tg:budi', 'Petugas memeriksa lokasi besok pagi.', '[]', '', $2, $3, 1, 'pratinjau')`,
		id, at.Add(time.Hour), at.Add(time.Hour+time.Minute))
	offered := p.File(at, "budi", "kandang")
	p.Do(func(ctx context.Context, tx pgx.Tx) error {
		to, err := p.Office.Desk.Receiver(ctx, tx, at, "budi", complaint.Complaint{ID: offered}, "dewi")
		if err != nil {
			return err
		}
		_, _, _, err = p.Office.Desk.Offer(ctx, tx, at, "budi", offered, to, "Itu jembatan.")
		return err
	})
	for _, moment := range []string{"2026-10-05 09:02", "2026-10-05 14:00"} {
		var work sync.WaitGroup
		for range 2 {
			other := &place{p.Office, schedulerOf(p.Office)}
			for _, job := range []string{"letters", "deadlines", "errands"} {
				work.Go(func() { other.Run(t.Context(), job, testkit.Time(moment)) }) // one of them finds it locked
			}
		}
		work.Wait()
	}
	told := p.told("pratinjau")
	if n := p.Int(`SELECT count(*) FROM outbox WHERE key LIKE 'pratinjau%' AND key LIKE '%:pergi'`); n != 1 {
		t.Errorf("the letter left %d times: %v", n, told)
	}
	if n := p.Int(`SELECT count(*) FROM ledger_entry WHERE kind = 'answered'`); n != 1 {
		t.Errorf("%d answers", n)
	}
	if n := p.Int(`SELECT count(*) FROM ledger_entry WHERE kind = 'lapsed'`); n != 1 {
		t.Errorf("the offer came back %d times", n)
	}
	if n := len(slices.Compact(p.told("errand:"))); n != 1 {
		t.Errorf("whoever decides was told %d times", n)
	}
	p.clean()
}

// Who presses in the very moment in which the minute of a letter is over, to send
// it or to take it back, is first or comes too late: the citizen never reads it
// twice, nor after it was taken back.
func TestPressAtTheMinute(t *testing.T) {
	p := open(t)
	at := testkit.Time("2026-10-05 08:00")
	for name, press := range map[string]func(ctx context.Context, tx pgx.Tx, l letter.Letter) error{
		"sent now": func(ctx context.Context, tx pgx.Tx, l letter.Letter) error {
			_, err := p.Notice.Send(ctx, tx, at.Add(62*time.Minute), fmt.Sprint("upd:", l.ComplaintID), "id", l)
			return err
		},
		"taken back": letter.Drop,
	} {
		t.Run(name, func(t *testing.T) {
			for range 8 {
				id := p.File(at, "budi", "bayung")
				p.Exec(`INSERT INTO letter (nip, complaint_id, address, words, files, album, written_at, leaves_at, no, preview) VALUES ('budi', $1::bigint, 'tg:budi', 'Petugas memeriksa lokasi besok pagi.', '[]', '', $2, $3, 1, 'pratinjau' || $1)`,
					id, at.Add(time.Hour), at.Add(time.Hour+time.Minute))
				other := &place{p.Office, schedulerOf(p.Office)}
				var first bool
				var both sync.WaitGroup
				both.Go(func() {
					if err := pgx.BeginFunc(t.Context(), p.Office.Pool, func(tx pgx.Tx) error {
						l, found, err := letter.Of(t.Context(), tx, "budi", id)
						if err != nil || !found {
							return err
						}
						first = true
						return press(t.Context(), tx, l)
					}); err != nil {
						t.Error(err)
					}
				})
				both.Go(func() {
					if _, err := other.Run(t.Context(), "letters", at.Add(62*time.Minute)); err != nil {
						t.Error(err)
					}
				})
				both.Wait()
				want := 1
				if first && name == "taken back" {
					want = 0
				}
				if n := p.Int(`SELECT count(*) FROM ledger_entry WHERE kind = 'answered' AND subject = $1`, id.Subject()); n != want {
					t.Errorf("%d answers, want %d; the press was first: %v", n, want, first)
				}
				left := 1
				if first {
					left = 0
				}
				if n := p.Int(`SELECT count(*) FROM outbox WHERE key = 'pratinjau' || $1::bigint || ':pergi' AND address = 'tg:budi'`, id); n != left {
					t.Errorf("the preview says %d times that it left by itself, want %d", n, left)
				}
				if n := p.Int(`SELECT count(*) FROM outbox WHERE address = 'tg:sari' AND key LIKE '%' || $1::bigint || '%'`, id); n != want {
					t.Errorf("the citizen reads it %d times, want %d", n, want)
				}
				if n := p.Int(`SELECT count(*) FROM letter`); n != 0 {
					t.Errorf("%d letters are left", n)
				}
			}
			p.clean()
		})
	}
}
