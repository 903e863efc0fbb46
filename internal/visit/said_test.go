package visit

import "testing"

func TestDiscreet(t *testing.T) {
	people := []string{"Fitri Rahmadani", "Sumarni Astuti"}
	for said, want := range map[string]string{
		"Pelayanan cepat dan ramah.":                          "Pelayanan cepat dan ramah.",
		"Bu Fitri ramah sekali":                               "Bu ••• ramah sekali",
		"fitri rahmadani judes":                               "••• ••• judes",
		"Terima kasih Pak Budi Santoso, sudah dibantu":        "Terima kasih Pak ••• •••, sudah dibantu",
		"Nama saya Sari Wulandari, saya menunggu dua jam":     "Nama saya ••• •••, saya menunggu dua jam",
		"nama saya sari, antre lama":                          "nama saya •••, antre lama",
		"Bapak petugas loket sabar":                           "Bapak petugas loket sabar",
		"Ibu Kepala Puskesmas perlu tahu":                     "Ibu Kepala Puskesmas perlu tahu",
		"Hubungi saya di 0812-3456-7890":                      "Hubungi saya di ••••-••••-••90",
		"Email saya sari.w@example.com atau @sariw99 ya":      "Email saya ••• atau ••• ya",
		"Saya Bu guru dari Kelobak":                           "Saya Bu guru dari Kelobak",
		"dr. Andika baik, tetapi menunggu lama":               "dr. ••• baik, tetapi menunggu lama",
		"":                                                    "",
		"Loketnya hanya satu, padahal yang antre tujuh belas": "Loketnya hanya satu, padahal yang antre tujuh belas",
	} {
		if got := Discreet(said, people); got != want {
			t.Errorf("%q:\n got %q\nwant %q", said, got, want)
		}
	}
}
