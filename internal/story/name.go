package story

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

// siteAddress is where a story's site would be, once it says "! site".
const siteAddress = "https://lapor.contoh.id"

// browse asks the site for a page, as a browser does.
func (w *world) browse(method, path string, form url.Values) string {
	r := httptest.NewRequestWithContext(w.ctx, method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer := httptest.NewRecorder()
	w.site().ServeHTTP(answer, r)
	return answer.Body.String()
}

var passOnPage = regexp.MustCompile(`name="pass" value="([^"]+)"`)

// giveName gives a name on the page, by code and PIN of the newest case: "names
// WORDS", or with somebody at a counter "names at PERSON WORDS"; "names dropped"
// stays without.
func (w *world) giveName(words string) error {
	form := url.Values{}
	for field, in := range map[string]string{"code": "{code}", "pin": "{pin}"} {
		value, err := w.fill(in)
		if err != nil {
			return err
		}
		form.Set(field, value)
	}
	if at, is := strings.CutPrefix(words, "at "); is {
		clerk, name, _ := strings.Cut(at, " ")
		code, err := w.deskCode(clerk)
		if err != nil {
			return err
		}
		form.Set("clerk", code)
		words = name
	}
	page := w.browse(http.MethodPost, "/nama", form)
	pass := passOnPage.FindStringSubmatch(page)
	if pass == nil {
		return fmt.Errorf("no name is asked for:\n%s", page)
	}
	form.Del("pin")
	form.Set("pass", html.UnescapeString(pass[1]))
	form.Set("act", "give")
	form.Set("agree", "yes")
	form.Set("name", words)
	if words == "dropped" {
		form.Set("act", "drop")
	}
	page = w.browse(http.MethodPost, "/nama", form)
	if !strings.Contains(page, "Nama diterima.") && !strings.Contains(page, "Tidak ada nama yang disimpan") {
		return fmt.Errorf("the page did not take it:\n%s", page)
	}
	return nil
}

// deskCode is the code that the bot gives to an employee of the story now.
func (w *world) deskCode(name string) (string, error) {
	var nip roster.NIP
	err := w.pool.QueryRow(w.ctx, `
		SELECT nip
		FROM contact
		WHERE address = $1`, fmt.Sprintf("tg:%d", w.person(name))).Scan(&nip)
	return w.office.Desk.DeskCode(w.now, nip), err
}

// reads sees whether somebody can read the name in the newest case: "reads PERSON
// WORDS", or "reads PERSON nothing"; or who reported it: "reads PERSON who REPORTER".
func (w *world) reads(person, words string) error {
	if reporter, who := strings.CutPrefix(words, "who "); who {
		words = fmt.Sprint(w.person(reporter))
	}
	desk, err := w.deskCode(person)
	if err != nil {
		return err
	}
	code, err := w.fill("{code}")
	if err != nil {
		return err
	}
	page := w.browse(http.MethodPost, "/nama/petugas", url.Values{"code": {code}, "clerk": {desk}})
	shown := strings.Contains(page, "<strong>")
	if words == "nothing" && shown || words != "nothing" && !strings.Contains(page, "<strong>"+words+"</strong>") {
		return fmt.Errorf("%s reads:\n%s", person, page)
	}
	return nil
}

// nowhere sees that some words, which nobody wrote in their own chat to be kept,
// are in no table, in Redis, the log, any chat, page or export.
func (w *world) nowhere(words string) error {
	w.t.Helper()
	looked := append(w.tables(w.pool), place{"Redis", testkit.RedisContent(w.t, w.redisURL)}, place{"the log", []byte(w.log.String())})
	looked = append(append(append(looked, w.others(0)...), w.pages()...), w.exports()...)
	var found []string
	net := newTrawl([]canary{w.words("the name", words)})
	for _, place := range looked {
		if len(net.catch(place.content)) > 0 {
			found = append(found, place.name)
		}
	}
	if len(found) > 0 {
		return fmt.Errorf("%q can be found in %s", words, strings.Join(found, ", "))
	}
	return nil
}
