package text

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/performance"
	"tanggap/internal/refusal"
	"tanggap/internal/screen"
)

// tag is what Telegram's small HTML allows here.
var (
	tagForm    = regexp.MustCompile(`^<(/?)(b|i|u|s|code|pre|blockquote|tg-spoiler|a)( href="https?://[^"<>]+")?>`)
	entityForm = regexp.MustCompile(`^&(lt|gt|amp|quot|#[0-9]+);`)
)

// telegramHTML says what Telegram would not take in a text; "" for nothing.
func telegramHTML(s string) string {
	var open []string
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '<':
			m := tagForm.FindStringSubmatch(s[i:])
			switch {
			case m == nil:
				return fmt.Sprintf("no tag of Telegram's: %.20q", s[i:])
			case m[1] == "":
				open = append(open, m[2])
			case len(open) == 0 || open[len(open)-1] != m[2]:
				return fmt.Sprintf("closed what is not open: %.20q", s[i:])
			default:
				open = open[:len(open)-1]
			}
			i += len(m[0]) - 1
		case '>':
			return fmt.Sprintf("a bare > before %.20q", s[i:])
		case '&':
			if !entityForm.MatchString(s[i:]) {
				return fmt.Sprintf("no entity of Telegram's: %.20q", s[i:])
			}
		}
	}
	if len(open) > 0 {
		return fmt.Sprintf("left open: %v", open)
	}
	return ""
}

// filler makes sample data of any type: hostile words, every state there is,
// lists short and empty.
type filler struct{ *rand.Rand }

var hostile = []string{
	"<b>A & \"B\"</b><script>",
	"שלום عليكم 😀",
	"baris satu\n\nbaris dua",
	"KPH-7M3Q-X8D",
	"{{.}} %!s(MISSING) </b>",
}

var states = []any{
	complaint.Waiting, complaint.Assigned, complaint.Accepted, complaint.Asked, complaint.Answered,
	complaint.Proposed, complaint.Reopened, complaint.Confirmed, complaint.Unconfirmed, complaint.Withdrawn, complaint.Impossible,
	complaint.Weighed, complaint.Scheduled, complaint.Referred, complaint.Merged, complaint.Spam,
}

// choices are the values that a type of names can have.
var choices = map[reflect.Type][]any{
	reflect.TypeFor[locale.Lang]():          {locale.ID, locale.EN},
	reflect.TypeFor[complaint.State]():      states,
	reflect.TypeFor[complaint.Visibility](): {complaint.Secret, complaint.Public},
	reflect.TypeFor[complaint.Duty]():       {complaint.ToAnswer, complaint.ToSettle},
	reflect.TypeFor[complaint.Kind](): {
		complaint.Filed, complaint.Given, complaint.Taken, complaint.Question, complaint.Answer, complaint.Unasked, complaint.Addition, complaint.Corrected,
		complaint.FirstAnswer, complaint.Late, complaint.Moved, complaint.Result, complaint.Again, complaint.Done, complaint.Silent, complaint.Rated, complaint.Released,
		complaint.TakenBack, complaint.Refused, complaint.Planned, complaint.SentOn, complaint.Thanked,
	},
	reflect.TypeFor[complaint.Why]():   {complaint.Undone, complaint.Partial, complaint.Broken, complaint.Elsewhere},
	reflect.TypeFor[attachment.Loss](): {attachment.Gone, attachment.Closed, attachment.Large},
	reflect.TypeFor[screen.Danger]():   {screen.Fire, screen.Power, screen.Water, screen.Ground, screen.Person},
	reflect.TypeFor[screen.Kind]():     {screen.NIK, screen.KK, screen.Phone, screen.Account},
	reflect.TypeFor[screen.Privacy]():  {screen.Open, screen.Children, screen.Ailment, screen.Money, screen.Someone},
	reflect.TypeFor[SmallTalk]():       {Hello, Thanks, Okay, Trial},
	reflect.TypeFor[refusal.Code]():    {complaint.ErrClosed},
}

// figures are those that can be listed without a clock.
func init() {
	choices[reflect.TypeFor[performance.Figure]()] = []any{FigureWorn, FigureKept, FigureBroken, FigureMoved}
}

// kinds are the events that a message is about, where it is not about all.
var kinds = map[string][]complaint.Kind{"ActPrompt": {complaint.FirstAnswer, complaint.Question, complaint.Result}}

var start = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

func (f filler) value(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	if all := choices[t]; all != nil {
		v.Set(reflect.ValueOf(all[f.IntN(len(all))]))
		return v
	}
	switch t {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(start.Add(time.Duration(f.IntN(60*24*400)) * time.Minute)))
		return v
	case reflect.TypeFor[time.Duration]():
		v.SetInt(int64(time.Duration(f.IntN(60*24*20)-60*24*2) * time.Minute))
		return v
	}
	switch t.Kind() {
	case reflect.String:
		if f.IntN(8) > 0 {
			v.SetString(hostile[f.IntN(len(hostile))])
		}
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8:
		if v.CanInt() {
			v.SetInt(int64(1 + f.IntN(4)))
		} else {
			v.SetUint(uint64(f.IntN(256)))
		}
	case reflect.Float64:
		v.SetFloat(float64(f.IntN(1000)) / 8) // no digits that look like those of a missing time
	case reflect.Pointer:
		if t.Elem() == reflect.TypeFor[Case]() && f.IntN(3) > 0 { // a case may be a part of another, and so on
			return v
		}
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(f.value(t.Elem()))
	case reflect.Slice:
		for range f.IntN(4) {
			v.Set(reflect.Append(v, f.value(t.Elem())))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(f.value(t.Key()), f.value(t.Elem()))
	case reflect.Struct:
		for i := range t.NumField() {
			if field := v.Field(i); field.CanSet() {
				field.Set(f.value(field.Type()))
			}
		}
	}
	return v
}

// messages are what a call gave that people read.
func messages(results []reflect.Value) (ms []outbox.Message, err error) {
	for _, r := range results {
		switch x := r.Interface().(type) {
		case outbox.Message:
			ms = append(ms, x)
		case []outbox.Message:
			ms = append(ms, x...)
		case error:
			err = x
		}
	}
	return ms, err
}

func TestEveryMessageRenders(t *testing.T) {
	s := speaker(t)
	methods := reflect.TypeOf(s)
	for i := range methods.NumMethod() {
		m := methods.Method(i)
		says := false
		for j := range m.Type.NumOut() {
			out := m.Type.Out(j)
			says = says || out == reflect.TypeFor[outbox.Message]() || out == reflect.TypeFor[[]outbox.Message]()
		}
		if !says {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			f := filler{rand.New(rand.NewPCG(1, uint64(i)))}
			for range 60 {
				args := []reflect.Value{reflect.ValueOf(s)}
				for j := 1; j < m.Type.NumIn(); j++ {
					args = append(args, f.value(m.Type.In(j)))
					if some := kinds[m.Name]; some != nil && m.Type.In(j) == reflect.TypeFor[complaint.Kind]() {
						args[j] = reflect.ValueOf(some[f.IntN(len(some))])
					}
				}
				call := m.Func.Call
				if m.Type.IsVariadic() {
					call = m.Func.CallSlice
				}
				ms, err := messages(call(args))
				if err != nil {
					t.Fatalf("%v\nwith %+v", err, args[1:])
				}
				for _, m := range ms {
					judge(t, m)
				}
				if t.Failed() {
					t.Fatalf("with %+v", args[1:])
				}
			}
		})
	}
}

// labels are those of buttons.txt.
var labels = sync.OnceValue(func() map[string]string {
	all, err := table(string(locale.ID), "buttons.txt")
	if err != nil {
		panic(err)
	}
	return all
})

// noYear is the year of a time that was never set.
var noYear = regexp.MustCompile(`\b0001\b`)

// judge holds a message against what Telegram takes and people can read.
func judge(t *testing.T, m outbox.Message) {
	t.Helper()
	if problem := telegramHTML(m.HTML); problem != "" {
		t.Errorf("%s in\n%s", problem, m.HTML)
	}
	if n := outbox.Units(m.HTML); n > 4096 || n == 0 {
		t.Errorf("%d units in\n%s", n, m.HTML)
	}
	for _, slip := range []string{"<no value>", "<nil>", "%!d", "\n\n\n\n", "1/1/1"} {
		if strings.Contains(strings.ReplaceAll(m.HTML, "&lt;", "<"), slip) {
			t.Errorf("%q in\n%s", slip, m.HTML)
		}
	}
	if noYear.MatchString(m.HTML) {
		t.Errorf("a time that is none in\n%s", m.HTML)
	}
	for _, row := range m.Buttons {
		if len(row) == 0 || len(row) > 8 {
			t.Errorf("%d buttons in a row", len(row))
		}
		for _, b := range row {
			if _, err := b.Press(); err != nil {
				t.Errorf("button %+v: %v", b, err)
			}
			if b.URL == "" && labels()[b.Name] == "" {
				t.Errorf("button %q is not in buttons.txt", b.Name)
			}
		}
	}
}

// A case tells each of its states in words, in both languages.
func TestEachStateIsTold(t *testing.T) {
	s := speaker(t)
	ended, answered := start.Add(48*time.Hour), start.Add(5*time.Hour)
	for _, state := range states {
		c := complaint.Complaint{
			ID: 7, Code: "KPH-7M3Q-X8D", State: state.(complaint.State), Body: "Lampu mati", FiledAt: start,
			AnswerDueAt: start.Add(30 * time.Hour), SettleDueAt: start.Add(300 * time.Hour),
		}
		switch c.State {
		case complaint.Answered, complaint.Proposed, complaint.Confirmed, complaint.Unconfirmed, complaint.Reopened:
			c.AnsweredAt = &answered
		}
		if !c.State.Open() {
			c.EndedAt = &ended
		}
		v := Case{Complaint: c, Own: true, Now: start.Add(72 * time.Hour), Until: start.Add(400 * time.Hour)}
		if c.State != complaint.Waiting {
			v.Who = Who{"Pengawas Jalan", "Bidang Bina Marga"}
		}
		for _, lang := range Languages {
			m, err := s.Status(lang, v)
			if err != nil {
				t.Fatal(err)
			}
			judge(t, m)
			if !strings.Contains(outbox.Plain(m.HTML), locale.State(lang, string(c.State))) {
				t.Errorf("%s does not name its state:\n%s", c.State, m.HTML)
			}
			judge(t, s.Added(lang, c)) // nobody holds it
			if m, err = s.OwnCases(lang, CaseList{Cases: []Case{v}}); err != nil {
				t.Fatal(err)
			}
			judge(t, m)
		}
	}
}

func TestLongReportsAreShortenedOnTheCard(t *testing.T) {
	s := speaker(t)
	for _, body := range []string{strings.Repeat("jalan rusak ", 1600), strings.Repeat("😀", 20_000), strings.Repeat("x\n", 10_000)} {
		for _, lang := range Languages {
			m, err := s.Card(lang, Card{Token: "1", Body: body, Category: "Jalan", Unit: "Dinas"})
			if err != nil {
				t.Fatal(err)
			}
			judge(t, m)
			if whole := locale.Number(lang, len([]rune(body))); !strings.Contains(m.HTML, whole) {
				t.Errorf("the card does not say that all %s characters are sent", whole)
			}
		}
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct{ in, shorten, clip string }{
		{"  dua  kata ", "dua kata", "dua  kata"},
		{"baris\n\n\n\nlain", "baris lain", "baris\n\nlain"},
		{"Lampu jalan di depan sekolah mati", "Lampu jalan di…", "Lampu jalan di…"},
		{strings.Repeat("x", 40), strings.Repeat("x", 19) + "…", strings.Repeat("x", 19) + "…"},
		{"", "", ""},
	} {
		if got := Shorten(c.in, 20); got != c.shorten {
			t.Errorf("Shorten(%q) = %q", c.in, got)
		}
		if got := Clip(c.in, 20); got != c.clip {
			t.Errorf("Clip(%q) = %q", c.in, got)
		}
	}
}

func TestFilesAreCounted(t *testing.T) {
	f := Files{Photos: 2, Voices: 1}
	if got := f.in(locale.ID); got != "2 foto dan 1 pesan suara" {
		t.Error(got)
	}
	if got := f.in(locale.EN); got != "2 photos and 1 voice message" {
		t.Error(got)
	}
	if (Files{}).Any() {
		t.Error("no files are some")
	}
}
