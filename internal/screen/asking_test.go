package screen_test

import (
	"testing"

	"tanggap/internal/screen"
)

func TestAsksWho(t *testing.T) {
	for question, want := range map[string]bool{
		"Siapa nama Bapak/Ibu?":                          true,
		"Mohon sebutkan nama lengkap dan no. HP.":        true,
		"Boleh kirim foto KTP-nya?":                      true,
		"Minta NIK nya pak":                              true,
		"Alamat rumahnya di mana, Bu?":                   true,
		"Ini siapa ya? Bapak yang kemarin ke kantor?":    true,
		"Nomor WA yang bisa dihubungi berapa?":           true,
		"What is your name and phone number?":            true,
		"Where do you live?":                             true,
		"Namanya siapa?":                                 true,
		"RT berapa rumah Bapak?":                         true,
		"Jembatan dekat SD atau dekat sawah?":            false,
		"Apa nama jalannya?":                             false,
		"Nama sekolahnya apa?":                           false,
		"Sejak kapan airnya keruh?":                      false,
		"Lampu yang mati ada berapa?":                    false,
		"What is the name of the school?":                false,
		"Siapa yang memotong pohonnya, petugas PLN?":     false,
		"Apakah lubangnya di sebelah kiri atau kanan?":   false,
		"Berapa hari petugas tidak datang ke puskesmas?": false,
		"": false,
	} {
		if got := screen.AsksWho(question); got != want {
			t.Errorf("AsksWho(%q) = %v", question, got)
		}
	}
}
