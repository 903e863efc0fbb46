package letter

import (
	"strings"
	"testing"
)

func TestCheckWords(t *testing.T) {
	for words, want := range map[string]error{
		"Laporan {kode} tentang {bidang} di {tempat} kami periksa besok pagi.": nil,
		"{petugas} turun ke {tempat}; selesai paling lambat {batas}.":          nil,
		"Kami periksa besok, {nama}.":                                          ErrPlaceholder,
		"Kami periksa besok {":                                                 ErrPlaceholder,
		"Kami periksa besok { kode }.":                                         ErrPlaceholder,
		"Terima kasih, laporan {kode} sedang diproses.":                        ErrTemplateThin,
		"{kode} {tempat}":                                                      ErrTemplateThin,
		"":                                                                     ErrTemplateThin,
		strings.Repeat("Kami periksa besok. ", 100):                            ErrTemplateLong,
	} {
		if err := CheckWords(words); err != want {
			t.Errorf("%.40q: %v, want %v", words, err, want)
		}
	}
	for name, want := range map[string]error{"Regu turun": nil, "": ErrTemplateName, "a\nb": ErrTemplateName, strings.Repeat("a", 41): ErrTemplateName} {
		if err := CheckName(name); err != want {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
	}
}

// What a case fills in is taken as it is, braces and all.
func TestFill(t *testing.T) {
	tpl := Template{Words: "{kode}, {bidang} di {tempat}: {petugas}, sampai {batas}. {kode}"}
	got := tpl.Fill(Facts{"KPH-1", "Jalan", "{batas}", "Pengawas", "Senin"})
	if want := "KPH-1, Jalan di {batas}: Pengawas, sampai Senin. KPH-1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
