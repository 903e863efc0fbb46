package story

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot"
	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/sandbox"
	"tanggap/internal/tabular"
	"tanggap/internal/testkit"
)

// trouble does what a line that begins with ! says.
func (w *world) trouble(line string) error {
	f := strings.Fields(line)
	switch {
	case len(f) >= 2 && f[0] == "job":
		_, err := w.scheduler.Run(w.ctx, f[1], w.now)
		return err
	case len(f) == 3 && f[0] == "nothing" && f[1] == "of": // NAME: whatever Telegram says of them is nowhere
		return w.nothingOf(f[2])
	case line == "site": // it has an address that the bot can tell
		w.office.Public = siteAddress
		return nil
	case len(f) >= 2 && f[0] == "names": // WORDS, at PERSON WORDS, or dropped: on the page, for the newest case
		return w.giveName(strings.Join(f[1:], " "))
	case len(f) >= 3 && f[0] == "reads": // PERSON WORDS, or PERSON nothing: on the page for officers
		return w.reads(f[1], strings.Join(f[2:], " "))
	case len(f) >= 2 && f[0] == "nowhere": // WORDS: in no table, chat, page, export, log, nor in Redis
		return w.nowhere(strings.Join(f[1:], " "))
	case len(f) == 3 && f[0] == "shows": // NAME N: so many messages of the bot are in their chat
		return w.shows(f[1], f[2])
	case line == "repeat": // Telegram sends the last update again
		return w.hand(w.last.Body)
	case line == "hold": // updates pile up until "release" or "release reversed"
		w.late = []sandbox.Update{}
		return nil
	case line == "release", line == "release reversed":
		late := w.late
		w.late = nil
		if line == "release reversed" {
			slices.Reverse(late)
		}
		for _, u := range late {
			if err := w.hand(u.Body); err != nil {
				return err
			}
		}
		return nil
	case line == "crash before commit":
		w.cut = true
		return nil
	case line == "crash after send":
		w.once(func(sandbox.Call) *sandbox.Fault { return &sandbox.Fault{Deliver: true, Cut: true} })
		return nil
	case len(f) == 3 && f[0] == "telegram" && f[1] == "429":
		seconds, err := strconv.Atoi(strings.TrimSuffix(f[2], "s"))
		if err != nil {
			return err
		}
		w.once(func(sandbox.Call) *sandbox.Fault { return &sandbox.Fault{Status: 429, RetryAfter: seconds} })
		return nil
	case len(f) == 3 && f[0] == "telegram":
		status, err := strconv.Atoi(f[1])
		if err != nil {
			return err
		}
		w.once(func(sandbox.Call) *sandbox.Fault { return &sandbox.Fault{Status: status, Description: f[2]} })
		return nil
	case line == "redis flush":
		testkit.FlushRedis(w.t, w.redisURL)
		return nil
	case line == "postgres gone":
		w.proxy.takeAway(true)
		w.away, w.late = true, []sandbox.Update{}
		return w.refusedMeanwhile()
	case line == "postgres back":
		w.proxy.takeAway(false)
		w.away = false
		return w.trouble("release")
	case len(f) == 5 && f[0] == "leave": // NIP FROM TO SUBSTITUTE
		return w.leave(f[1], f[2], f[3], f[4])
	case len(f) >= 2 && (f[0] == "poster" || f[0] == "slips"):
		return w.print(f)
	case len(f) == 3 && f[0] == "survey": // UNIT N
		return w.survey(f)
	case len(f) == 5 && f[0] == "crowd": // UNIT N MINUTES FACE
		return w.crowd(f)
	case len(f) >= 2 && f[0] == "oncall": // NIP [UNIT]: they alone are on call
		return pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) error {
			_, err := roster.PutOnCall(w.ctx, tx, w.now, []roster.OnCall{{NIP: roster.NIP(f[1]), UnitCode: strings.Join(f[2:], "")}})
			return err
		})
	case len(f) == 2 && f[0] == "invite": // NIP; {invitation} is what its link sends
		return pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) error {
			w.invited++
			i, err := roster.Invite(w.ctx, tx, w.now, rand.NewChaCha8([32]byte{31: byte(w.invited)}), roster.NIP(f[1]))
			w.invitation = "/start " + i.Token
			return err
		})
	case len(f) >= 3 && f[0] == "import": // KIND LINE\nLINE…: a file of that kind
		_, err := tabular.Import(w.ctx, w.pool, w.now.In(w.office.Text.Location), f[1], f[1]+".csv", strings.NewReader(unescape(strings.Join(f[2:], " "))), tabular.Options{})
		return err
	case len(f) == 2 && f[0] == "end": // NIP does not work here any more
		return pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) error {
			_, err := roster.EndEmployees(w.ctx, tx, w.now, []roster.NIP{roster.NIP(f[1])})
			return err
		})
	case len(f) == 3 && f[0] == "flood": // NAME N: so many pictures of one album within a moment
		n, err := strconv.Atoi(f[2])
		for i := 0; i < n && err == nil; i++ {
			var u sandbox.Update
			if u, err = w.act(w.person(f[1]), "(album)"); err == nil {
				err = w.hand(u.Body)
			}
		}
		return err
	case len(f) == 5 && f[0] == "files": // NAME N CATEGORY NIP: so many cases at once, with this officer
		return w.files(f)
	case line == "wait": // until nothing waits for a retry any more
		return w.wait()
	case len(f) == 3 && f[0] == "connect": // somebody's account, from now on
		return w.introduce("* " + f[1] + " " + f[2])
	case len(f) == 2 && (f[0] == "block" || f[0] == "unblock"):
		return w.hand(w.sandbox.Block(w.person(f[1]), f[0] == "block").Body)
	}
	return fmt.Errorf("no such trouble: %s", line)
}

// files files cases as if they had come from somebody's draft just now.
func (w *world) files(f []string) error {
	n, err := strconv.Atoi(f[2])
	if err != nil {
		return err
	}
	return pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) error {
		officer, err := roster.Find(w.ctx, tx, roster.NIP(f[4]))
		if err != nil {
			return err
		}
		for i := range n {
			r, err := w.office.Desk.File(w.ctx, tx, w.now, complaint.Filing{
				Reporter: fmt.Sprintf("tg:%d", w.person(f[1])), Lang: "id", Channel: "telegram", Visibility: complaint.Secret,
				Body: fmt.Sprintf("Laporan ke-%d", i+1), Category: f[3], Unit: officer.UnitCode, Officer: officer.NIP,
			})
			if err != nil {
				return err
			}
			if err := w.office.Notice.Arrives(w.ctx, tx, w.now, fmt.Sprintf("files:%d", r.ID), r); err != nil {
				return err
			}
		}
		return nil
	})
}

// shows counts what a chat shows of the bot's.
func (w *world) shows(name, want string) error {
	n := 0
	for _, m := range w.sandbox.Chat(w.person(name)) {
		if m.FromBot {
			n++
		}
	}
	if fmt.Sprint(n) != want {
		return fmt.Errorf("the chat of %s shows %d messages of the bot, want %s", name, n, want)
	}
	return nil
}

// wait drains until the queue is empty: retries go by machine time.
func (w *world) wait() error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if err := w.settle(); err != nil {
			return err
		}
		var queued int
		if err := w.pool.QueryRow(w.ctx, `
			SELECT count(*)
			FROM outbox
			WHERE state IN ('queued', 'sending')
			AND held_until IS NULL`).Scan(&queued); err != nil || queued == 0 {
			return err
		}
		<-tick.C
	}
	return errors.New("the queue does not run dry")
}

// leave is what the import of a leave file writes.
func (w *world) leave(nip, from, to, substitute string) error {
	file := "nip,from,to,substitute_nip\n" + nip + "," + from + "," + to + "," + strings.TrimPrefix(substitute, "-") + "\n"
	_, err := tabular.Import(w.ctx, w.pool, w.now, "leave", "cuti.csv", strings.NewReader(file), tabular.Options{})
	return err
}

// crash hands an update in while every commit is cut, as if the process died
// just before: what was written is gone, nothing was acknowledged. Then it
// hands it in again, to a new process.
func (w *world) crash(u sandbox.Update) error {
	w.proxy.cutCommits(true)
	err := w.hand(u.Body)
	w.proxy.cutCommits(false)
	if err == nil {
		return errors.New("an update whose commit was cut was acknowledged")
	}
	w.bot = bot.New(w.settings)
	w.bot.Cautious.Store(true)
	return w.hand(u.Body)
}

// refusedMeanwhile proves that an update is not acknowledged while the
// database is away.
func (w *world) refusedMeanwhile() error {
	probe := []byte(`{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}}`)
	if err := w.hand(probe); err == nil {
		return errors.New("an update was acknowledged without a database")
	}
	return nil
}

// once makes the next call that sends something misbehave.
func (w *world) once(fault func(sandbox.Call) *sandbox.Fault) {
	used := false
	w.sandbox.Fault(func(c sandbox.Call) *sandbox.Fault {
		if used || !strings.HasPrefix(c.Method, "send") {
			return nil
		}
		used = true
		return fault(c)
	})
}
