package paper_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"tanggap/internal/paper"
)

func receipt(code string) paper.Receipt {
	return paper.Receipt{
		Regency: "Kabupaten Kepahiang", Title: "Tanda terima laporan", CodeIs: "Kode laporan", Code: code, PINIs: "PIN", PIN: "482913",
		Filed: "Diterima Senin, 23 November 2026", Answers: "Dijawab Pengawas Jalan, Bidang Bina Marga, Dinas PUPR",
		Due: "Paling lambat Rabu, 25 November, pukul 08.05", How: "Cara melihat jawabannya",
		Steps: []string{
			"Internet: buka https://lapor.kepahiangkab.go.id/cek, isi kode dan PIN.", "Telegram, dari telepon siapa pun: @tanggap_bot, ketik /cek",
			"Tidak punya telepon: bawa kertas ini ke kantor desa, kecamatan, atau kantor yang menjawab.",
		},
		Key:  "Selesai atau belum, Bapak/Ibu yang menentukan: lewat /cek, atau saat petugas pemeriksa menelepon.",
		Keep: "Simpan kertas ini baik-baik: siapa pun yang tahu kode dan PIN dapat membaca laporannya. Bila petugas menelepon, sebutkan hanya 3 angka terakhir PIN, jangan seluruhnya. Kertas hilang? Datang ke kantor yang menjawab dengan membawa kodenya.",
		Link: "https://lapor.kepahiangkab.go.id/cek", Foot: "Segel catatan: 17-0123456789abcdef",
	}
}

func TestReceipt(t *testing.T) {
	offline := receipt("KPH-7M3Q-X8D")
	offline.Link, offline.Steps = "", offline.Steps[1:]
	long := receipt("ABCDEF-7M3Q-X8D")
	long.Answers = strings.Repeat("Dinas Pemberdayaan Perempuan, Perlindungan Anak, dan Keluarga Berencana ", 4)
	strange := receipt("KPH-7M3Q-X8D")
	strange.Regency, strange.Answers = "😀\n<b>\x00\u202eKota", strings.Repeat("x", 300)
	for name, r := range map[string]paper.Receipt{"plain": receipt("KPH-7M3Q-X8D"), "offline": offline, "long": long, "strange": strange} {
		t.Run(name, func(t *testing.T) {
			pdf, err := paper.ReceiptPDF(r, made)
			if err != nil {
				t.Fatal(err)
			}
			again, err := paper.ReceiptPDF(r, made)
			if err != nil || !bytes.Equal(pdf, again) {
				t.Error("two printings differ")
			}
			if len(pdf) > 200<<10 {
				t.Errorf("%d bytes are much to carry in a message", len(pdf))
			}
			pages := pictures(t, pdf)
			if over := spilled(t, pages[0]); over != "" || len(pages) != 1 {
				t.Errorf("%d pages; something is printed over the %s edge", len(pages), over)
			}
			if r.Link == "" {
				return
			}
			if got := scanned(t, pages); !slices.Equal(got, []string{r.Link}) {
				t.Errorf("the page holds %v", got)
			}
		})
	}
	if _, err := paper.ReceiptPDF(paper.Receipt{Link: strings.Repeat("x", 5000)}, made); err == nil {
		t.Error("a link that no QR holds")
	}
}
