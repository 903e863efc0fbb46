package screen

import "testing"

func TestLooksLikeName(t *testing.T) {
	for text, want := range map[string]bool{
		"Siti Aminah":                          true,
		"nama saya Siti Aminah binti Umar":     true,
		"Nama: Siti Aminah":                    true,
		"H. M. Yusuf, S.Pd":                    true,
		"My name is Jane O'Neill":              true,
		"Siti Aminah 1708011501900001":         false, // a number is seen by other eyes
		"KTP saya belum jadi sejak bulan lalu": false,
		"apa namanya?":                         false,
		"":                                     false,
		"😀":                                    false,
		"Saya sudah ke kantor dua kali minggu ini": false,
	} {
		if got := LooksLikeName(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestNeedsName(t *testing.T) {
	for category, want := range map[string]bool{
		"KTP, KK, dan akta": true, "Bantuan sosial": true, "Puskesmas dan kesehatan": true, "Rumah sakit": true, "Administrasi kependudukan": true,
		"Jalan dan jembatan": false, "Lampu jalan": false, "Pungutan liar dan sikap petugas": false, "Pertanian dan irigasi": false, "Lain-lain": false,
	} {
		if got := NeedsName(category); got != want {
			t.Errorf("%q: %v", category, got)
		}
	}
}
