package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// owner is the person whose phone a request comes from.
func (p *page) owner(text string) (Person, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	i := slices.IndexFunc(p.people, func(x Person) bool { return x.ID == id })
	if err != nil || i < 0 {
		return Person{}, errors.New("telepon tidak dikenal")
	}
	return p.people[i], nil
}

// serveSend takes what a person sends: a form with text, reply_to, edit, lat and
// lon, contact, and files. Several files become an album; the first carries the
// text.
func (p *page) serveSend(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseMultipartForm(maxBody); err != nil {
		pageError(w, http.StatusBadRequest, "Terlalu besar atau tidak terbaca (paling besar 50 MB).")
		return
	}
	defer r.MultipartForm.RemoveAll()
	who, err := p.owner(r.FormValue("user"))
	if err != nil {
		pageError(w, http.StatusBadRequest, err.Error())
		return
	}
	out, err := outgoing(r, who)
	if err != nil {
		pageError(w, http.StatusBadRequest, err.Error())
		return
	}
	if out[0].Edit != 0 && !p.owns(who.ID, out[0].Edit) {
		pageError(w, http.StatusBadRequest, "pesan itu tidak dapat diubah")
		return
	}
	for _, m := range out {
		p.Send(who.ID, m)
	}
	writePage(w, http.StatusOK, map[string]bool{"ok": true})
}

func (p *page) owns(user, id int64) bool {
	p.lock()
	defer p.unlock()
	m := p.person(user).find(id)
	return m != nil && m.From == user
}

// outgoing reads a form into the messages that it makes.
func outgoing(r *http.Request, who Person) ([]Outgoing, error) {
	m := Outgoing{Text: r.FormValue("text")}
	m.ReplyTo, _ = strconv.ParseInt(r.FormValue("reply_to"), 10, 64)
	m.Edit, _ = strconv.ParseInt(r.FormValue("edit"), 10, 64)
	switch files := r.MultipartForm.File["file"]; {
	case r.FormValue("lat") != "":
		lat, err1 := strconv.ParseFloat(r.FormValue("lat"), 64)
		lon, err2 := strconv.ParseFloat(r.FormValue("lon"), 64)
		if err1 != nil || err2 != nil || lat < -90 || lat > 90 || lon < -180 || lon > 180 {
			return nil, errors.New("koordinat tidak benar")
		}
		m.Text, m.Location = "", &Location{Latitude: lat, Longitude: lon}
	case r.FormValue("contact") != "":
		first, last, _ := strings.Cut(who.Name, " ")
		m.Text, m.Contact = "", &Contact{Phone: phoneOf(who.ID), FirstName: first, LastName: last, UserID: who.ID}
	case len(files) > 0:
		return withFiles(m, files, r.FormValue("as") == "document")
	case strings.TrimSpace(m.Text) == "":
		return nil, errors.New("pesan kosong")
	}
	return []Outgoing{m}, nil
}

// phoneOf invents a number in the range that belongs to nobody.
func phoneOf(user int64) string {
	text := "0000000" + strconv.FormatInt(user, 10)
	return "+62855501" + text[len(text)-6:]
}

func withFiles(first Outgoing, files []*multipart.FileHeader, asDocument bool) ([]Outgoing, error) {
	if len(files) > 10 {
		return nil, errors.New("paling banyak 10 berkas sekaligus")
	}
	album := ""
	if len(files) > 1 {
		album = strconv.FormatInt(time.Now().UnixNano()>>10, 10)
	}
	var all []Outgoing
	for i, h := range files {
		f, err := h.Open()
		if err != nil {
			return nil, errors.New("berkas tidak terbaca")
		}
		b, err := io.ReadAll(f)
		f.Close()
		if err != nil || len(b) == 0 {
			return nil, errors.New("berkas kosong atau tidak terbaca")
		}
		m := Outgoing{Album: album}
		if i == 0 {
			m.Text, m.ReplyTo = first.Text, first.ReplyTo
		}
		m.attach(h.Filename, b, asDocument)
		all = append(all, m)
	}
	return all, nil
}

// attach makes of a file what Telegram's apps would.
func (m *Outgoing) attach(name string, b []byte, asDocument bool) {
	up := &Upload{Name: path.Base(name), Bytes: b}
	kind := http.DetectContentType(b)
	switch extension := strings.ToLower(path.Ext(name)); {
	case asDocument:
		m.Document = up
	case kind == "image/jpeg", kind == "image/png", kind == "image/webp":
		m.Photo = b
	case strings.HasPrefix(kind, "video/") && kind != "video/webm":
		m.Video = up
	case kind == "application/ogg", extension == ".oga":
		m.Voice = up
	case strings.HasPrefix(kind, "audio/"):
		m.Audio = up
	default:
		m.Document = up
	}
}

func (p *page) servePress(w http.ResponseWriter, r *http.Request) {
	var in struct {
		User    string `json:"user"`
		Message int64  `json:"message"`
		Data    string `json:"data"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil {
		pageError(w, http.StatusBadRequest, "tidak terbaca")
		return
	}
	who, err := p.owner(in.User)
	if err != nil {
		pageError(w, http.StatusBadRequest, err.Error())
		return
	}
	u := p.Press(who.ID, in.Message, in.Data)
	var body struct {
		Query struct {
			ID string `json:"id"`
		} `json:"callback_query"`
	}
	if err := json.Unmarshal(u.Body, &body); err != nil {
		pageError(w, http.StatusInternalServerError, err.Error())
		return
	}
	writePage(w, http.StatusOK, map[string]string{"query": body.Query.ID})
}

func (p *page) serveBlock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		User string `json:"user"`
		On   bool   `json:"on"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil {
		pageError(w, http.StatusBadRequest, "tidak terbaca")
		return
	}
	who, err := p.owner(in.User)
	if err != nil {
		pageError(w, http.StatusBadRequest, err.Error())
		return
	}
	p.Block(who.ID, in.On)
	writePage(w, http.StatusOK, map[string]bool{"ok": true})
}

// serveDo runs an action of the bar, one at a time. It goes on when the page that
// asked is closed: a jump of the clock must not stop half way.
func (p *page) serveDo(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(p.bar.Actions, func(a BarAction) bool { return a.Key == r.PathValue("key") })
	if i < 0 {
		pageError(w, http.StatusNotFound, "tombol tidak dikenal")
		return
	}
	if !p.acting.TryLock() {
		pageError(w, http.StatusConflict, "Masih berjalan; tunggu sebentar.")
		return
	}
	defer p.acting.Unlock()
	ctx, stop := context.WithTimeout(p.ctx, 10*time.Minute)
	defer stop()
	if err := p.bar.Actions[i].Do(ctx); err != nil {
		pageError(w, http.StatusInternalServerError, err.Error())
		return
	}
	writePage(w, http.StatusOK, map[string]string{"clock": p.bar.Now().Format(wallClock)})
}
