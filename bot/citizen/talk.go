package citizen

import (
	"context"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/account"
	"tanggap/internal/dialog"
	"tanggap/internal/locale"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// start greets and gives the notice, and opens nothing else.
func (o Options) start(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if strings.HasPrefix(t.In.Rest, "k_") && o.Connect != nil {
		return o.Connect(ctx, tx, t)
	}
	if o.Scanned != nil {
		if a, is, err := o.Scanned(ctx, tx, t); is || err != nil {
			return a, err
		}
	}
	if err := account.Notice(ctx, tx, t.Now, t.Address); err != nil {
		return turn.Answer{}, err
	}
	of, err := t.Notice.Regency(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	a := aside(t.Text.Greeting(t.Lang, of))
	a.Menu = true
	return a, nil
}

// scan rates by the QR in a picture that somebody sent instead of scanning it.
// Where a report holds nothing but that picture, it was never meant as one.
func (o Options) scan(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, in, waits, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	var gone []outbox.Row
	if waits && draft.Alone() {
		card := t.Text.CardDropped(t.Lang)
		if in == notice.StepChoice {
			card = t.Text.BelongsMoved(t.Lang)
		}
		if gone, err = replace(ctx, tx, t, draft, card); err != nil {
			return turn.Answer{}, err
		}
		t.Dialog.Step, t.Dialog.Data, t.Dialog.DraftAt = dialog.Idle, nil, nil
	}
	t.In.Text = t.Arg(0)
	a, is, err := o.Scanned(ctx, tx, t)
	if err == nil && !is {
		err = turn.ErrStale
	}
	a.Rows = append(gone, a.Rows...)
	return a, err
}

func (o Options) help(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var commands []string
	if o.Commands != nil {
		commands = o.Commands(t)
	}
	m, err := t.Text.Commands(t.Lang, commands)
	if t.May(turn.Staff) {
		m.Buttons = append(m.Buttons, []outbox.Button{t.Text.HoursButton(t.Lang)})
	}
	a := aside(m)
	a.Menu = true
	return a, err
}

// language asks, or takes it as typed behind the command.
func language(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	switch word := strings.ToLower(t.In.Rest); {
	case word == "":
		return aside(t.Text.AskLanguage(t.Lang)), nil
	case strings.HasPrefix(word, "en"), strings.Contains(word, "inggris"):
		return speak(ctx, tx, t, locale.EN)
	case strings.HasPrefix(word, "id"), strings.HasPrefix(word, "in"), strings.Contains(word, "indonesia"):
		return speak(ctx, tx, t, locale.ID)
	}
	return aside(t.Text.AskLanguage(t.Lang)), nil
}

func setLanguage(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	for _, lang := range text.Languages {
		if t.Arg(0) == string(lang) {
			return speak(ctx, tx, t, lang)
		}
	}
	return turn.Answer{}, turn.ErrStale
}

func speak(ctx context.Context, tx pgx.Tx, t *turn.Turn, lang locale.Lang) (turn.Answer, error) {
	if err := account.Speak(ctx, tx, t.Now, t.Address, lang); err != nil {
		return turn.Answer{}, err
	}
	t.Lang = lang
	a := aside(t.Text.LanguageSet(lang))
	a.Menu = true
	return a, nil
}

// noticed gives the notice in short to somebody who never pressed start.
func noticed(ctx context.Context, tx pgx.Tx, t *turn.Turn) ([]outbox.Message, error) {
	if t.Account.Noticed {
		return nil, nil
	}
	of, err := t.Notice.Regency(ctx, tx)
	if err != nil {
		return nil, err
	}
	return []outbox.Message{t.Text.Notice(t.Lang, of)}, account.Notice(ctx, tx, t.Now, t.Address)
}

// Small talk by its words; letters that follow themselves count once, so that
// "haloooo" is "halo".
var talkWords = map[text.SmallTalk]map[string]bool{
	text.Thanks: wordSet(`terima kasih terimakasih trimakasih makasih makasi trims tks thx thanks thank thankyou tq ty
		nuhun suwun syukron`),
	text.Hello: wordSet(`halo hallo hai hi hello hey hei p permisi punten selamat pagi siang sore malam salam met kabar how
		assalamualaikum asalamualaikum assalamu alaikum aslamualaikum asalam waalaikumsalam waalaikumussalam
		wr wb warahmatullahi warohmatullahi wabarakatuh wabarokatuh good morning afternoon evening night`),
	text.Trial: wordSet(`test tes testing tester coba cek check ping`),
	text.Okay: wordSet(`ok oke okey okay okeh baik siap ya iya yap yup yes sip siip mantap mantul noted paham mengerti
		amin aamiin sama2 samasama`),
}

// fillers go with small talk and are none by themselves.
var fillers = wordSet(`pak bu bapak ibu kak kakak mas mbak bang om gan min admin bot tanggap ya nih dong lagi juga
	banyak sekali atas info infonya informasi informasinya jawaban jawabannya bantuan bantuannya respon responnya
	perhatian perhatiannya semua semuanya dan you are very much so all sama apa deh kembali to`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[squash(w)] = true
	}
	return set
}

func squash(w string) string {
	var b strings.Builder
	var last rune
	for _, r := range w {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// talkLength is how many words small talk has at most.
const talkLength = 10

// smallTalk says whether a message is nothing but greeting, thanks, assent or
// a trial, or signs without any word; all of these open nothing.
func smallTalk(s string) (text.SmallTalk, bool) {
	if strings.TrimSpace(s) == "" {
		return "", false
	}
	ws := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(ws) == 0 {
		return text.Okay, true
	}
	if len(ws) > talkLength {
		return "", false
	}
	found := map[text.SmallTalk]bool{}
	for _, w := range ws {
		w = squash(w)
		known := fillers[w]
		for talk, set := range talkWords {
			if set[w] {
				found[talk], known = true, true
			}
		}
		if !known {
			return "", false
		}
	}
	for _, talk := range []text.SmallTalk{text.Thanks, text.Hello, text.Trial, text.Okay} {
		if found[talk] {
			return talk, true
		}
	}
	return "", false
}
