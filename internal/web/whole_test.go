package web_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// Whoever left no trace, and whose case was merged into another, reads here what
// happens to the whole; once its reporter is gone, they decide on it by the code
// and PIN that they have.
func TestTracelessPartsTellOfTheirWhole(t *testing.T) {
	h := open(t)
	h.furnish()
	lead, part := h.fileAs(complaint.InChat), h.fileAs(complaint.Untraced)
	const merger = "197001011995032001"
	later := func(do func(tx pgx.Tx) error) {
		t.Helper()
		h.now = h.now.Add(time.Hour)
		h.do(do)
	}
	later(func(tx pgx.Tx) error {
		_, _, err := h.Desk.Merge(t.Context(), tx, h.now, merger, lead.ID, []complaint.ID{part.ID})
		return err
	})
	later(func(tx pgx.Tx) error {
		_, err := h.Desk.Answer(t.Context(), tx, h.now, officer, lead.ID, "Papannya kami ganti besok.")
		return err
	})
	a := h.ask(part.Code, part.PIN)
	h.want(a, 200, "Laporan "+part.Code, "Digabungkan dengan laporan serupa.", "Diselesaikan paling lambat", "Papannya kami ganti besok.")
	h.never(a, lead.Code, "Pelapor pertama", "Laporan serupa digabungkan ke sini", "Sudah selesai</button>")
	later(func(tx pgx.Tx) error {
		_, err := h.Desk.Withdraw(t.Context(), tx, h.now, reporter, lead.ID, "")
		return err
	})
	later(func(tx pgx.Tx) error {
		_, err := h.Desk.Propose(t.Context(), tx, h.now, officer, lead.ID, "Papannya sudah diganti.")
		return err
	})
	a = h.ask(part.Code, part.PIN)
	h.want(a, 200, "Laporan "+lead.Code, "Pelapor pertama menarik diri", "Tetap gunakan kode "+part.Code, "Papannya sudah diganti.", "Sudah selesai</button>")
	h.never(a, reportWords, "Jadikan terbuka")
	h.want(h.post("code", lead.Code, "pass", h.passOf(a), "act", "done", "round", "0"), 200, "Anda menyatakan selesai")
	h.want(h.ask(lead.Code, lead.PIN), 200, "tidak cocok")
}

// Whoever holds a helper's paper, and whose case was merged into another that is
// theirs now, makes a PIN of their own first: with it they decide on the whole.
func TestThePaperOfAPartDecidesAfterItsOwnPIN(t *testing.T) {
	h := open(t)
	h.furnish()
	lead, part := h.fileAs(complaint.InChat), h.fileAs(complaint.Helped)
	for _, do := range []func(tx pgx.Tx) error{
		func(tx pgx.Tx) error {
			_, _, err := h.Desk.Merge(t.Context(), tx, h.now, "197001011995032001", lead.ID, []complaint.ID{part.ID})
			return err
		},
		func(tx pgx.Tx) error {
			_, err := h.Desk.Withdraw(t.Context(), tx, h.now, reporter, lead.ID, "")
			return err
		},
		func(tx pgx.Tx) error {
			_, err := h.Desk.Propose(t.Context(), tx, h.now, officer, lead.ID, "Papannya sudah diganti.")
			return err
		},
	} {
		h.now = h.now.Add(time.Hour)
		h.do(do)
	}
	a := h.ask(part.Code, part.PIN)
	h.want(a, 200, "Laporan "+part.Code, "Papannya sudah diganti.")
	h.never(a, lead.Code, "Sudah selesai</button>")
	a = h.post("code", part.Code, "pass", h.passOf(a), "act", "pin")
	h.want(a, 200, "Laporan "+lead.Code, "Tetap gunakan kode "+part.Code+" dan PIN-nya", "Sudah selesai</button>")
	h.want(h.ask(part.Code, part.PIN), 200, "tidak cocok")
	h.want(h.post("code", lead.Code, "pass", h.passOf(a), "act", "done", "round", "0"), 200, "Anda menyatakan selesai")
}
