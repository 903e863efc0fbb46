package story

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/sandbox"
)

// What citizens hear of their cases is looked at after every step of every story:
// a change that they are to hear of is told at once and in one message; nothing
// else is told, and nothing twice. It replies to the first message about its case,
// and at night nothing that others do makes a sound.

// changes are what whoever filed a case hears of at once, unless it was their own
// doing.
var changes = []complaint.Kind{
	complaint.Taken, complaint.Question, complaint.FirstAnswer, complaint.Informed,
	complaint.Promised, complaint.PromiseMoved, complaint.Extended,
	complaint.Handed, complaint.TakenOn, complaint.Placed,
	complaint.Result, complaint.Done, complaint.Silent, complaint.Refused, complaint.Planned, complaint.SentOn, complaint.NoReport,
	complaint.Again, complaint.Upheld, complaint.Overruled,
	complaint.Joined, complaint.Parted, complaint.Inherited, complaint.Concealed,
}

// asides are what they may hear of besides: new hands where there were none, what a
// result is shown with, a
// case that is more or less urgent, what they are asked, and what others want
// with their case.
var asides = []complaint.Kind{
	complaint.Given, complaint.Proven, complaint.Urged, complaint.Calmed, complaint.Doubted, complaint.HeardOf,
	complaint.Excused, complaint.AnswerStands, complaint.AnswerVoid,
	complaint.Sampled, complaint.StillAsked, complaint.PromiseAsked, complaint.FollowedUp,
	complaint.NameAsked, complaint.NameGiven, complaint.AccountAsked, complaint.PINGranted,
}

// unbidden are the beginnings of keys of what they hear of without an event of
// the case: reminders, limits that a holiday puts off, a file that came or did
// not, and what has a chain of its own: pressure, an opened identity, a problem.
var unbidden = []string{"nudge:", "missed:", "promise:", "checkin:", "putoff:", "file:", "disclosure:", "problem:"}

// event is something that happened to a case.
type event struct {
	kind  complaint.Kind
	actor string
}

// news is a message to whoever filed or supports a case, that answers nothing
// that they did.
type news struct {
	row                 int64
	key, address, about string
	message             *string
}

// listened is how far was looked.
type listened struct {
	entry, row int64
	call       int
}

// listen looks at what the last step brought.
func (w *world) listen() {
	w.t.Helper()
	before := w.listened
	happened, all, calls := w.happened(), w.letters(), w.sandbox.CallsAfter(before.call)
	w.listened.call = w.sandbox.Called()
	told := map[string]int{} // by case, and by case and chat
	for _, n := range all {
		w.heard(n, before, calls)
		if strings.HasPrefix(n.key, "file:") {
			continue
		}
		if strings.HasSuffix(n.key, ":warga") {
			told[n.about]++
		}
		told[n.about+" "+n.address]++
		of := w.concerned(n)
		switch {
		case told[n.about+" "+n.address] > 1:
			w.t.Errorf("%s tells somebody twice in one step what happened to cases %v: %v", n.key, of, happened)
		case !w.called(n, of, happened):
			w.t.Errorf("%s tells somebody of cases %v, and nothing happened that they are to hear of: %v", n.key, of, happened)
		}
	}
	for of, events := range happened {
		for _, e := range events {
			own := e.actor == complaint.Citizen || e.kind == complaint.Concealed && e.actor == complaint.System // by what they added
			if slices.Contains(changes, e.kind) && !own && told[of.Subject()] == 0 && w.reachable(of) {
				w.t.Errorf("nobody tells whoever filed case %d that it was %s", of, e.kind)
			}
		}
	}
}

// called says whether something called for a message.
func (w *world) called(n news, of []complaint.ID, happened map[complaint.ID][]event) bool {
	if slices.ContainsFunc(unbidden, func(key string) bool { return strings.HasPrefix(n.key, key) }) {
		return true
	}
	return slices.ContainsFunc(of, func(id complaint.ID) bool {
		return slices.ContainsFunc(happened[id], func(e event) bool { return slices.Contains(changes, e.kind) || slices.Contains(asides, e.kind) })
	})
}

// heard looks at how a message arrived, where it has.
func (w *world) heard(n news, before listened, calls []sandbox.Call) {
	at := slices.IndexFunc(calls, func(c sandbox.Call) bool {
		return n.message != nil && strconv.FormatInt(c.MessageID, 10) == *n.message && strings.HasPrefix(c.Method, "send")
	})
	if at < 0 {
		return
	}
	if hour := w.now.In(w.office.Text.Location).Hour(); (hour >= 21 || hour < 6) && calls[at].Params["disable_notification"] != "true" {
		w.t.Errorf("%s makes a sound at night", n.key)
	}
	if _, sealed := complaint.ParseSealed(n.address); sealed {
		return // which messages went there is not kept
	}
	var first string
	var row int64
	w.must(w.pool.QueryRow(w.ctx, `
		SELECT id, message_id
		FROM outbox
		WHERE address = $1 AND about = $2 AND message_id IS NOT NULL
		ORDER BY id
		LIMIT 1`, n.address, n.about).Scan(&row, &first))
	if row > before.row {
		return // both go out in one step
	}
	var reply struct {
		To json.Number `json:"message_id"`
	}
	if p := calls[at].Params["reply_parameters"]; p != "" {
		w.must(json.Unmarshal([]byte(p), &reply))
	}
	if reply.To.String() != first {
		w.t.Errorf("%s replies to message %q, not to %s, the first about its case", n.key, reply.To, first)
	}
}

// happened are the new events of cases; of what else is said about one, who is
// pressed say, its chain is an event without an actor.
func (w *world) happened() map[complaint.ID][]event {
	rows, err := w.pool.Query(w.ctx, `
		SELECT e.id, COALESCE(p.complaint_id, substr(subject, 6)::bigint), CASE WHEN p.id IS NULL THEN kind ELSE $2 END, actor
		FROM ledger_entry e
		LEFT JOIN pressure p ON e.subject = 'pressure:' || p.id
		WHERE e.id > $1
		AND (p.id IS NOT NULL OR subject ~ '^case:[0-9]+$')
		ORDER BY e.id`, w.listened.entry, complaint.Excused)
	w.must(err)
	all := map[complaint.ID][]event{}
	var of complaint.ID
	var e event
	_, err = pgx.ForEachRow(rows, []any{&w.listened.entry, &of, &e.kind, &e.actor}, func() error {
		all[of] = append(all[of], e)
		return nil
	})
	w.must(err)
	return all
}

var toSupporter = regexp.MustCompile(`:pendukung:(\d+)$`)

// letters are the new messages of others to those who filed or support a case.
func (w *world) letters() (all []news) {
	rows, err := w.pool.Query(w.ctx, `
		SELECT id, key, address, COALESCE(about, ''), message_id
		FROM outbox
		WHERE id > $1
		ORDER BY id`, w.listened.row)
	w.must(err)
	var n news
	_, err = pgx.ForEachRow(rows, []any{&n.row, &n.key, &n.address, &n.about, &n.message}, func() error {
		if w.listened.row = n.row; strings.HasSuffix(n.key, ":warga") || toSupporter.MatchString(n.key) {
			all = append(all, n)
		}
		return nil
	})
	w.must(err)
	return all
}

// concerned are the cases that a message may tell of: its own and those that it
// is a part of, or that a supporter has joined.
func (w *world) concerned(n news) []complaint.ID {
	var supporter string
	if m := toSupporter.FindStringSubmatch(n.key); m != nil {
		supporter = m[1]
	}
	rows, err := w.pool.Query(w.ctx, `
		WITH RECURSIVE of AS (
			SELECT id FROM complaint WHERE 'case:' || id = $1
			UNION
			SELECT complaint_id FROM supporter WHERE id::text = $2
			UNION
			SELECT m.leading_id FROM merger m JOIN of ON m.complaint_id = of.id)
		SELECT id FROM of`, n.about, supporter)
	w.must(err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[complaint.ID])
	w.must(err)
	return all
}

// reachable says whether anything reaches whoever filed a case: those who block
// the bot, or whose account is gone, hear of it once they are back.
func (w *world) reachable(of complaint.ID) (reached bool) {
	w.must(pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) error {
		way, known, err := complaint.WayTo(w.ctx, tx, of)
		reached = known && !way.Lost
		return err
	}))
	return reached
}
