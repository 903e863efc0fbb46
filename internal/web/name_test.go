package web_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// postTo sends a form to a page.
func (h *house) postTo(path string, fields ...string) answer {
	h.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(r)
}

// A name is given by code and PIN, read by whoever asked for it, and by nobody
// else; nothing of it stands in an address, a cache or the log.
func TestNames(t *testing.T) {
	h := open(t)
	h.furnish()
	h.do(func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE category SET name = 'KTP dan akta'`)
		return err
	})
	r := h.fileAs(complaint.InChat)
	h.want(h.get("/nama"), 200, "Menyebut nama", `name="pin"`, "Kode petugas")
	h.want(h.get("/nama?lang=en"), 200, "Giving your name")
	h.want(h.postTo("/nama", "code", r.Code, "pin", r.PIN), 200, "tidak ada nama yang sedang diminta")
	h.do(func(tx pgx.Tx) error {
		_, _, err := h.Desk.AskName(t.Context(), tx, h.now, officer, r.ID, "Berkas dicari menurut <b>nama</b>.")
		return err
	})
	h.want(h.ask(r.Code, r.PIN), 200, "Petugas meminta nama Anda", `href="/nama"`)
	h.want(h.postTo("/nama", "code", r.Code, "pin", "000000"), 200, "Kode atau PIN tidak cocok")
	h.want(h.postTo("/nama", "code", r.Code, "pin", r.PIN, "clerk", "2222-2222"), 200, "Kode petugas itu tidak cocok")

	a := h.postTo("/nama", "code", r.Code, "pin", r.PIN)
	h.want(a, 200, "Kepala Seksi Jalan, Bidang Bina Marga", "menurut &lt;b&gt;nama&lt;/b&gt;", "Ini sukarela.", "Setuju, untuk laporan ini saja")
	if a.Header.Get("Cache-Control") != "no-store" {
		t.Error("the page may be cached")
	}
	pass := h.passOf(a)
	give := func(name, agree string) answer {
		return h.postTo("/nama", "code", r.Code, "pass", pass, "act", "give", "name", name, "agree", agree)
	}
	h.want(give("Sariwati Kenanga", ""), 200, "Centang dulu")
	h.want(give("7", "yes"), 200, "Nama itu belum terbaca", `value="7"`)
	h.want(h.postTo("/nama", "code", r.Code, "pass", "made.up", "act", "give", "name", "Sariwati Kenanga", "agree", "yes"), 200, "perlu diketik lagi")
	h.want(give("Sariwati <i>Kenanga</i>", "yes"), 200, "Nama diterima.")
	if h.toldOfficer("Warga sudah memberi namanya") != 1 || h.toldOfficer("Sariwati") != 0 {
		t.Error("the officer is told that there is a name, and not which")
	}

	desk := h.Desk.DeskCode(h.now, officer)
	h.want(h.postTo("/nama/petugas", "code", r.Code, "clerk", desk), 200, "Sariwati &lt;i&gt;Kenanga&lt;/i&gt;", "Pembukaan ini tercatat")
	h.want(h.postTo("/nama/petugas", "code", r.Code, "clerk", h.Desk.DeskCode(h.now, "197001011995032001")), 200, "tidak cocok")
	h.now = h.now.Add(2 * complaint.DeskCodeTime)
	h.want(h.postTo("/nama/petugas", "code", r.Code, "clerk", desk), 200, "sudah lewat waktunya")

	h.want(h.postTo("/nama", "code", r.Code, "pass", pass, "act", "drop"), 200, "Tidak ada nama yang disimpan")
	h.want(h.postTo("/nama/petugas", "code", r.Code, "clerk", h.Desk.DeskCode(h.now, officer)), 200, "Tidak ada yang dapat dibuka: belum diberikan, sudah dihapus, atau waktunya lewat.")
	for _, words := range []string{"Sariwati", r.Code, r.PIN, string(officer)} {
		if strings.Contains(h.log.String(), words) {
			t.Errorf("the log holds %q", words)
		}
	}
	h.now = h.now.Add(25 * time.Hour)
	h.want(give("Sariwati Kenanga", "yes"), 200, "perlu diketik lagi")
}
