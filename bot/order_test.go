package bot_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tanggap/bot"
)

// chatter is somebody who sends all kinds of things, each with a word or a file
// of its own by which it is found again.
type chatter struct {
	d     *door
	r     *rand.Rand
	chat  int64
	n     int
	words map[int64]string // what each message says, as it was last written
	files []string
	where map[int64]bool // messages that are places
	album string
}

// word is one that nothing else holds.
func (c *chatter) word() string {
	c.n++
	return fmt.Sprintf("lampu%dq", c.n)
}

func (c *chatter) file() string {
	c.n++
	id := fmt.Sprintf("berkas%dq", c.n)
	c.files = append(c.files, id)
	return id
}

// say is one message, and now and then its change as well.
func (c *chatter) say() []fields {
	number := c.d.last.Add(1)
	m := c.content(number)
	if c.r.IntN(6) == 0 {
		m["forward_origin"] = fields{"type": "hidden_user", "date": 1, "sender_user_name": "Darto"}
	}
	updates := []fields{c.d.message("message", c.chat, number, m)}
	if c.words[number] != "" && !c.where[number] && c.r.IntN(4) == 0 {
		c.words[number] = c.word() + " " + c.words[number]
		changed := fields{}
		for name, value := range m {
			changed[name] = value
		}
		if _, is := changed["text"]; is {
			changed["text"] = c.words[number]
		} else {
			changed["caption"] = c.words[number]
		}
		updates = append(updates, c.d.message("edited_message", c.chat, number, changed))
	}
	return updates
}

// content is what one message holds.
func (c *chatter) content(number int64) fields {
	caption := func(m fields) fields {
		if c.r.IntN(2) == 0 {
			c.words[number] = c.word()
			m["caption"] = c.words[number]
		}
		return m
	}
	upload := func() fields {
		return fields{"file_id": c.file(), "file_unique_id": "u", "duration": 1, "length": 1, "width": 1, "height": 1}
	}
	switch c.r.IntN(16) {
	case 0:
		return caption(fields{"photo": []fields{upload()}})
	case 1, 2: // parts of albums come among other things
		if c.album == "" || c.r.IntN(4) == 0 {
			c.album = c.word()
		}
		m := fields{"media_group_id": c.album}
		switch c.r.IntN(3) {
		case 0:
			m["document"] = upload()
		case 1:
			m["video"] = upload()
		default:
			m["photo"] = []fields{upload()}
		}
		return caption(m)
	case 3:
		return caption(fields{"voice": upload()})
	case 4:
		return caption(fields{"document": upload()})
	case 5:
		return caption(fields{"video": upload()})
	case 6:
		return fields{"video_note": upload()}
	case 9:
		return caption(fields{"audio": upload()})
	case 10: // of these nothing is to be kept, and nothing else is to go with them
		return fields{"sticker": fields{"file_id": "stiker", "file_unique_id": "u", "width": 1, "height": 1, "type": "regular"}}
	case 11:
		return fields{"contact": fields{"phone_number": "081234567890", "first_name": "Darto"}}
	case 7, 12:
		c.where[number] = true
		c.words[number] = strings.TrimRight(fmt.Sprintf("-3.60%03d", number%1000), "0")
		return fields{"location": c.place(number)}
	case 13:
		c.where[number] = true
		c.words[number] = strings.TrimRight(fmt.Sprintf("-3.60%03d", number%1000), "0")
		live := c.place(number)
		live["live_period"] = 900
		return fields{"location": live}
	case 8:
		c.where[number] = true
		c.words[number] = c.word()
		return fields{"location": c.place(number), "venue": fields{"location": c.place(number), "title": c.words[number], "address": "Jalan Merdeka"}}
	}
	c.words[number] = c.word() + " mati di Permu"
	return fields{"text": c.words[number]}
}

func (c *chatter) place(number int64) fields {
	return fields{"latitude": -3.6 - float64(number%1000)/1e5, "longitude": 102.6}
}

// Whatever somebody sends, in whatever order it comes, and however often: each
// word and each file is in the end on their case.
func TestNoOrderLosesAnything(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	for seed := range uint64(80) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d.t = t
			d.bot = bot.New(d.bot.Settings)
			r := rand.New(rand.NewPCG(seed, 1))
			c := &chatter{d: d, r: r, chat: d.last.Add(1), words: map[int64]string{}, where: map[int64]bool{}}
			first := d.last.Add(1)
			c.words[first] = c.word() + " mati di Permu"
			d.hand(d.message("message", c.chat, first, fields{"text": c.words[first]}))
			var updates []fields
			for range 4 + r.IntN(10) {
				updates = append(updates, c.say()...)
			}
			sent := r.IntN(len(updates)) // what comes behind it is of a case that is filed
			for i, u := range shuffled(r, updates) {
				if r.IntN(6) == 0 { // another process goes on
					d.bot = bot.New(d.bot.Settings)
				}
				d.hand(u)
				if r.IntN(5) == 0 {
					d.hand(u)
				}
				if i == sent {
					token, _ := d.draft(c.chat)
					d.press(c.chat, "lapor.send|"+token)
					d.press(c.chat, "lapor.send|"+token)
				}
			}
			c.settle()
			d.sound("what was said")
			c.prove(t)
		})
	}
}

// shuffled lets updates overtake each other as those of one moment do.
func shuffled(r *rand.Rand, updates []fields) []fields {
	type late struct {
		fields
		at int
	}
	all := make([]late, len(updates))
	for i, u := range updates {
		all[i] = late{u, i + r.IntN(4)}
	}
	slices.SortStableFunc(all, func(a, b late) int { return cmp.Compare(a.at, b.at) })
	for i, u := range all {
		updates[i] = u.fields
	}
	return updates
}

// settle answers whatever is still asked: it belongs to the case, or is one.
func (c *chatter) settle() {
	for range 10 {
		token, step := c.d.draft(c.chat)
		switch step {
		case "":
			return
		case "free.choice":
			c.d.press(c.chat, fmt.Sprintf("free.add|%d", c.d.cases(c.chat)[0]))
		case "lapor.draft":
			c.d.press(c.chat, "lapor.send|"+token)
		default:
			return
		}
	}
}

// prove finds everything on the cases.
func (c *chatter) prove(t *testing.T) {
	t.Helper()
	told, files := c.d.told(c.chat)
	if lost := missing(c.files, files); len(lost) > 0 {
		t.Errorf("lost files: %q", lost)
	}
	slices.Sort(files)
	if n := len(slices.Compact(slices.Clone(files))); n != len(files) {
		t.Errorf("%d files came, %d of them different", len(files), n)
	}
	var pins string
	rows, err := c.d.pool.Query(t.Context(), `
		SELECT latitude::text
		FROM complaint
		WHERE latitude IS NOT NULL
		AND id = ANY($1)`, c.d.cases(c.chat))
	c.d.must(err)
	for rows.Next() {
		var one string
		c.d.must(rows.Scan(&one))
		pins += one + "\n"
	}
	lost := 0
	for number, words := range c.words {
		if !strings.Contains(told+pins, words) {
			t.Logf("message %d is not on the case: %q", number, words)
			lost++
		}
	}
	// Of a change that comes before its message, and when nothing waits, its
	// writer is told.
	var asked int
	c.d.must(c.d.pool.QueryRow(t.Context(), `
		SELECT count(*)
		FROM outbox
		WHERE address = $1
		AND payload::text LIKE '%Perubahan pada pesan lama tidak ikut terbaca.%'`, address(c.chat)).Scan(&asked))
	if lost > asked {
		t.Errorf("%d are lost, of which %d were asked for again", lost, asked)
	}
}
