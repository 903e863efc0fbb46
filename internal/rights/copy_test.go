package rights

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/rating"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// held says of a table what of a person's data in it they get with their file,
// and why the rest is not in it.
type held struct {
	in    string // columns that are in the file
	whose string // which rows are theirs: a condition about 'tg:sari'
	out   string // the other columns; "*" for all that there are
	why   string
}

const (
	own    = `complaint_id IN (SELECT complaint_id FROM reporter WHERE address = 'tg:sari')`
	moment = "when and by whom it was handled: the case's events, which are in the file, tell it"
	work   = "the office's own work with a case: what the reporter is told of it stands in the case's events"
	staff  = "an employee's work, which they read in /kinerja, /tugas and /cuti and which the personnel office answers for"
	place  = "the register of offices and what they answer for: nobody's data but those of employees, who find theirs under pegawai"
	inner  = "the program's own bookkeeping, gone or renewed by itself"
	hidden = "nothing in it says whose it is"
)

// everywhere is every table. A new one, or a new column of one that holds what
// citizens say, belongs here before this test passes.
var everywhere = map[string]held{
	"account": {"address lang created_at noticed_at chosen", `address = 'tg:sari'`, "unreachable_at any_hour", "whether messages reach the chat, and at which hour an employee wants them"},
	"complaint": {"code category_code unit_code area_code place latitude longitude body state visibility filed_at ended_at",
		`id IN (SELECT complaint_id FROM reporter WHERE address = 'tg:sari')`,
		"id pin_no channel type holder answer_due_at settle_due_at answered_at proposed_at reopenings excused_seconds nudge_step nudge_at contact inherited_at heir heard_at urgent_at", moment},
	"case_rating":    {"face comment", own, "complaint_id closing rated_at first_at holder reason", moment},
	"checkin":        {"asked_at answered_at", own + ` AND asked_at IS NOT NULL`, "id complaint_id pressure_id day due_at badly", "which question it is; the answer is told by its kind"},
	"contact":        {"address nip", `address = 'tg:sari'`, "connected_at", inner},
	"data_request":   {"id kind state asked_at due_at ended_at words ground answer", `address = 'tg:sari'`, "address complaint_id step next_at decided_by parts files", "who decides, and the file itself"},
	"dialog":         {"data", `address = 'tg:sari'`, "address step draft_at remind_at until", inner},
	"durability":     {"answered_at", own + ` AND answered_at IS NOT NULL`, "complaint_id closing holder asked_at good", "which closing it is; the answer is told by its kind"},
	"employee":       {"nip name position unit_code roles", `nip = (SELECT nip FROM contact WHERE address = 'tg:sari')`, "status superior_nip ended_on", place},
	"ledger_content": {"body", `entry IN (SELECT e.id FROM ledger_entry e JOIN reporter r ON e.subject = 'case:' || r.complaint_id WHERE r.address = 'tg:sari' AND e.actor = 'warga')`, "entry salt", "the seal of the words"},
	"opening":        {"at what", own, "complaint_id nip", "told by position"},
	"pressure":       {"said_at", own, "id complaint_id nip due_at answered_at done_at ended step next_at", "what the inspectorate does about it: told by its events"},
	"reporter":       {"", "", "complaint_id address", "that the cases above are theirs"},
	"supporter":      {"joined_at", `address = 'tg:sari'`, "id complaint_id filed address", "that they support it"},
	"wanted": {"name", `subject IN (SELECT 'case:' || complaint_id FROM reporter WHERE address = 'tg:sari') AND role = 'warga'`,
		"id subject role kind channel_file wanted_at state attempts next_try_at digest reason", "how the file came: it lies beside data.json itself"},

	"sealed_contact": {out: "complaint_id box lang lost", why: "of whom it is opens only for the sender; a sealed case is asked about by code and PIN"},
	"disclosure":     {out: "id complaint_id pressure_id nip second_nip asked_at until agreed_at denied_at opened_at step next_at", why: "the inspectorate's work: each time that it was opened who they are stands under dibuka_oleh"},
	"identity":       {out: "id complaint_id nip asked_at agreed_at given_at taken_by box ended_at", why: "a name given for one case, read by its holder only and erased at its end; that it was asked and given is among the events"},
	"said":           {out: "complaint_id message_id words files", why: "which message brought which words, so that an edit is known as one; the words are among the events"},
	"supporter_word": {out: "complaint_id round supporter_id done said_at", why: "what a supporter said of a result is among the events of what they support"},
	"phone_word":     {out: "complaint_id round done nip said_at", why: "of an owner without a phone, whom no chat stands for"},
	"helped":         {out: "complaint_id nip agreed_at", why: "of an owner without a phone, whom no chat stands for"},
	"recovery":       {out: "id complaint_id code kind box answers asked_at due_at", why: "whether somebody may have a new PIN is not theirs to know before it is decided; gone with the decision"},
	"sample":         {out: "id complaint_id round ended unit_code drawn_at ask_at asked_at answered_at stands", why: moment},
	"promise":        {out: "id complaint_id made_by on_day made_at moved_at asked_at kept settled_at reminded next_at", why: moment},
	"praise":         {out: "id unit_code category_code area_code officer superior body given_at", why: hidden},
	"visit_rating":   {out: "*", why: hidden}, "visit_form": {out: "*", why: hidden}, "visit_spent": {out: "*", why: hidden}, "visit_turn": {out: "*", why: hidden}, "visit_day": {out: "*", why: hidden},
	"visit_rater": {out: "digest turn slip rating day at", why: "a keyed digest by which nobody is found; erased after 35 days"},
	"pin_asker":   {out: "asker hour wrong", why: "how often a PIN was wrong, for two days, against guessing"}, "pin_attempt": {out: "*", why: hidden},
	"outbox":     {out: "*", why: "messages to the chat, emptied once they are sent: the chat itself holds them"},
	"inbox":      {out: "*", why: "messages of the chat until they are handled; what they say is in the case or the draft"},
	"to_forget":  {out: "address since", why: inner},
	"attachment": {out: "*", why: "what the person sent lies beside data.json"},
}

// others are the tables in which no citizen is.
var others = map[string]string{
	"about_officer amendment card cause dispute duty_moved ending errand evidence evidence_word extension help hush letter limit_moved look merger offer problem problem_case queue_wait recording rung stretch to_erase": work,
	"day_total indicator invitation leave leave_request on_call post realisation scorecard template to_fold transfer":                                                                                                     staff,
	"area category helpline holiday route unit visit_batch visit_count visit_improvement visit_plan":                                                                                                                      place,
	"erasure goose_db_version installation job_run leader ledger_entry projection register_version seal serving to_project":                                                                                               inner,
}

func TestEveryColumnIsInTheFileOrExplained(t *testing.T) {
	o := office.New(t)
	rows, err := o.Pool.Query(t.Context(), `
		SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
		FROM information_schema.columns
		WHERE table_schema = 'public'
		GROUP BY table_name`)
	if err != nil {
		t.Fatal(err)
	}
	without := map[string]bool{}
	for names := range others {
		for name := range strings.FieldsSeq(names) {
			without[name] = true
		}
	}
	found := map[string]bool{}
	var table string
	var columns []string
	if _, err := pgx.ForEachRow(rows, []any{&table, &columns}, func() error {
		found[table] = true
		h, told := everywhere[table]
		switch {
		case told == without[table]:
			t.Errorf("table %s (%v): say here, in one place, what of a person in it is in their file, and why the rest is not", table, columns)
		case told && h.why == "":
			t.Errorf("table %s: no reason is given", table)
		case told && h.out != "*":
			listed := strings.Fields(h.in + " " + h.out)
			slices.Sort(listed)
			slices.Sort(columns)
			if !slices.Equal(listed, columns) {
				t.Errorf("table %s has the columns\n%v, and here stand\n%v", table, columns, listed)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for name := range everywhere {
		if !found[name] {
			t.Errorf("there is no table %s", name)
		}
	}
	for name := range without {
		if !found[name] {
			t.Errorf("there is no table %s", name)
		}
	}
}

// life lets Sari do whatever leaves something of her behind.
func life(t *testing.T, o *office.Office, at time.Time) {
	first, second := o.File(at, "budi", "bayung"), o.File(at, "budi", "kandang")
	picture := attachment.Made("image/jpeg", "foto.jpg", 1, 1, []byte("a picture"))
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		if err := account.Notice(ctx, tx, at, "tg:sari"); err != nil {
			return err
		}
		if _, err := o.Desk.Add(ctx, tx, at, "tg:sari", first, "Tadi ada yang jatuh.", attachment.File{Kind: attachment.Photo, Here: &picture}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			UPDATE complaint
			SET place = 'dekat pasar', latitude = -3.65, longitude = 102.57
			WHERE id = $1`, first)
		return err
	})
	for _, act := range []office.Act{office.Ask, office.Reply, office.Propose, office.Confirm, office.Press, office.Found} {
		o.Act(at.Add(time.Hour), first, act)
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		later := at.Add(2 * time.Hour)
		if _, err := rating.Face(ctx, tx, later, o.Desk, "tg:sari", first, 1); err != nil {
			return err
		}
		if _, err := rating.Comment(ctx, tx, later, o.Desk, "tg:sari", first, "Dibiarkan terlalu lama."); err != nil {
			return err
		}
		r, err := Ask(ctx, tx, later, Asking{Kind: Correct, Address: "tg:sari", Case: second, Words: "Bukan di Kandang."})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			UPDATE data_request
			SET state = 'refused', ended_at = $2, ground = 'others', answer = 'Menyangkut orang lain.'
			WHERE id = $1`, r.ID, later); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO opening (complaint_id, nip, what, at)
			VALUES ($1, 'budi', 'facts', $2)`, first, later); err != nil {
			return err
		}
		data, err := json.Marshal(map[string]string{"pieces": "Belum saya kirim."})
		if err != nil {
			return err
		}
		return dialog.Save(ctx, tx, dialog.Dialog{Address: "tg:sari", Step: "lapor.draft", Data: data})
	})
	other := complaint.Receipt{}
	o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		if other, err = o.Desk.File(ctx, tx, at, complaint.Filing{
			Reporter: "tg:tono", Channel: "telegram", Body: "Lampu mati", Category: "jalan", Unit: "BM", Visibility: complaint.Public,
		}); err != nil {
			return err
		}
		_, _, err = o.Desk.Join(ctx, tx, at.Add(time.Minute), complaint.Joining{Address: "tg:sari", Body: "Di gang kami juga."}, other.ID)
		return err
	})
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		due, err := complaint.ToCheckIn(ctx, tx, at.AddDate(0, 0, 8), 9)
		if err != nil {
			return err
		}
		for _, k := range due {
			_, id, ask, err := o.Desk.AskCheckIn(ctx, tx, at.AddDate(0, 0, 8), k)
			if err != nil || !ask {
				return err
			}
			if _, _, _, err := o.Desk.Checked(ctx, tx, at.AddDate(0, 0, 9), "tg:sari", k.Case, id, false); err != nil {
				return err
			}
		}
		return nil
	})
	o.Act(at.AddDate(0, 0, 15), first, office.Nudge) // is it still good?
	o.Act(at.AddDate(0, 0, 16), first, office.Good)
	o.Exec(`
		INSERT INTO employee (nip, name, unit_code, position, status, superior_nip, roles)
		VALUES ('sari', 'Sari', 'PUPR', 'Arsiparis', 'NONASN', 'kadis', '{pegawai}')`)
	o.Exec(`INSERT INTO contact (address, nip, connected_at) VALUES ('tg:sari', 'sari', $1)`, at)
}

// Whatever the table above says to be in the file is in it, for somebody who
// has left something everywhere.
func TestTheFileHoldsWhatItSays(t *testing.T) {
	o := office.New(t)
	at := testkit.Time("2026-10-05 08:00")
	life(t, o, at)
	var words []string
	times := map[int64]bool{}
	numbers := map[string]bool{}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		copied, err := (&copier{desk: &Desk{Complaints: o.Desk}}).gather(ctx, tx, at.AddDate(0, 0, 20), "tg:sari")
		if err != nil {
			return err
		}
		b, err := json.Marshal(copied)
		if err != nil {
			return err
		}
		var tree any
		if err := json.Unmarshal(b, &tree); err != nil {
			return err
		}
		walk(tree, func(leaf any) {
			switch v := leaf.(type) {
			case string:
				words = append(words, v)
				if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
					times[at.UnixMicro()] = true
				}
			case float64:
				numbers[fmt.Sprint(v)] = true
			}
		})
		return nil
	})
	here := func(v any) bool {
		switch v := v.(type) {
		case nil, bool:
			return true // told by its key, or by the kind of an event
		case time.Time:
			return times[v.UnixMicro()]
		case []byte:
			return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, string(v)) })
		case []any:
			return !slices.ContainsFunc(v, func(one any) bool { return !slices.Contains(words, one.(string)) })
		case string:
			return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, v) })
		case map[string]any:
			all := true
			walk(v, func(leaf any) { all = all && slices.Contains(words, fmt.Sprint(leaf)) })
			return all
		default:
			return numbers[fmt.Sprint(v)]
		}
	}
	for table, h := range everywhere {
		if h.in == "" {
			continue
		}
		rows, err := o.Pool.Query(t.Context(), "SELECT "+strings.Join(strings.Fields(h.in), ", ")+" FROM "+table+" WHERE "+h.whose)
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		theirs, err := pgx.CollectRows(rows, pgx.RowToMap)
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		if len(theirs) == 0 {
			t.Errorf("table %s: Sari has left nothing there", table)
		}
		for _, row := range theirs {
			for column, v := range row {
				if !here(v) {
					t.Errorf("%s.%s: %v is not in the file", table, column, v)
				}
			}
		}
	}
	for _, never := range []string{"tg:tono", "Lampu mati"} { // what others wrote
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, never) }) {
			t.Errorf("the file says %q", never)
		}
	}
	if !slices.Contains(words, "Saya diancam.") {
		t.Error("what was said of being pressed is not in the file")
	}
}

func walk(v any, leaf func(any)) {
	switch v := v.(type) {
	case map[string]any:
		for _, one := range v {
			walk(one, leaf)
		}
	case []any:
		for _, one := range v {
			walk(one, leaf)
		}
	default:
		leaf(v)
	}
}
