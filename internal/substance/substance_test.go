package substance

import "testing"

func TestAnswers(t *testing.T) {
	for _, words := range []string{
		// an action
		"Lubang akan kami tambal.", "Petugas kami turun ke lokasi.", "Lampu sudah diganti.", "Segera kami cek ke lapangan.",
		"Pompa dikirim ke Taba Tebelet.", "Kami perbaiki.", "Sampah diangkut.", "Akan kami periksa dulu pipanya.",
		"Sudah kami teruskan ke PLN Kepahiang.", "Tim kami sedang memasang rambu.", "Berkas Bapak sudah dicetak.", "Nanti dipasang.",
		"Akan segera diperbaiki.", "Surat tegurannya sudah dikirim ke pemilik kandang.", "Kami usulkan di musrenbang.",
		"We will patch the hole.", "The crew is on its way.", "We replaced the lamp.",
		// a date
		"Besok.", "Hari Senin kami proses.", "Diproses sore ini.", "Paling lambat 5 Desember.", "Minggu depan ditindaklanjuti.",
		"Kami tindak lanjuti nanti malam.", "Sedang diproses, selesai pukul 10.", "Dua hari lagi.", "We follow up tomorrow.", "Processed this afternoon.",
		"Akan ditangani lusa, terima kasih.", "Terima kasih, akan kami proses Jumat.",
		// a question
		"Di dusun berapa, Pak?", "Apakah airnya keruh?", "Yang sebelah mana?", "Which side of the road?",
		// a reason
		"Belum bisa karena alat rusak.", "Tertunda akibat hujan.", "Menunggu anggaran perubahan.", "Stok blangko habis.",
		"Bukan kewenangan kabupaten; itu jalan provinsi.", "Because the pump broke.",
		// whatever it does not know
		"Alun ade kabar.", "Mangke dipun tangani.", "Sedang diproses di Bappeda.", "Terima kasih, sudah beres listriknya.",
		"Nomor antrean 14.", "Silakan datang ke loket.", "Tidak bisa.",
	} {
		if !Answers(words) {
			t.Errorf("%q says nothing", words)
		}
	}
	for _, words := range []string{
		"", "👍", "...", "Ok", "Oke siap", "Siaaap", "Noted", "Baik Pak", "Baik, terima kasih.", "Terima kasih.", "Terimakasih atas laporannya",
		"Sedang diproses", "sedang di proses ya bu", "Masih dalam proses.", "SEDANG DIPROSES!!!", "Sedang kami proses.", "Lagi diproses",
		"Terima kasih, akan ditindaklanjuti", "Akan segera kami tindak lanjuti.", "Akan segera ditindak lanjuti", "Segera kami tindaklanjuti ya Pak",
		"Terima kasih atas laporan Bapak/Ibu. Laporan sudah kami terima dan akan segera ditindaklanjuti.",
		"Laporan Anda telah kami terima.", "Sudah kami teruskan ke dinas terkait.", "Akan kami sampaikan kepada pimpinan.",
		"Akan kami koordinasikan dengan pihak terkait.", "Mohon ditunggu.", "Mohon bersabar ya, masih diproses.", "Harap sabar menunggu",
		"Selamat pagi Bapak/Ibu, laporannya sedang diproses, mohon ditunggu. Terima kasih.", "Selamat siang, sudah kami catat.",
		"Assalamualaikum wr. wb. Laporan sedang ditangani.", "Akan ditangani sesuai prosedur yang berlaku.", "Secepatnya akan kami proses.",
		"Dalam waktu dekat akan ditindaklanjuti.", "Akan kami usahakan semaksimal mungkin.", "Nanti kami kabari perkembangannya.",
		"Mohon maaf atas ketidaknyamanannya.", "Laporan KPH-7M3Q-X8D sedang diproses.", "Sedang diproses ya Bu Sari", "Mksh infonya, sdh kami terima",
		"In process", "Your report is being processed.", "Thank you, we will follow up.", "Noted, thanks.", "We have received your complaint.",
		"Please be patient.", "It has been forwarded to the relevant department.", "We are looking into it.", "Dear Sir, your report will be handled soon.",
		"Sorry for any inconvenience.", "Good morning, we are working on it.",
	} {
		if Answers(words) {
			t.Errorf("%q passes: %q", words, beyond(words, formulas))
		}
	}
}

func TestAsks(t *testing.T) {
	for words, want := range map[string]bool{
		"Lubangnya dekat jembatan atau dekat sawah?":  true,
		"Mohon patokan lokasi yang lebih tepat":       true,
		"Di RT berapa":                                true,
		"Tolong kirim foto dari arah sekolah":         true,
		"Apakah pipanya masih bocor":                  true,
		"Kapan terakhir airnya mengalir?":             true,
		"Nomor tiangnya berapa, Pak?":                 true,
		"Adakah tetangga yang mengalami hal serupa":   true,
		"Please tell us the pole number":              true,
		"Which side of the road":                      true,
		"Bisakah ditemui besok di kantor desa":        true,
		"Di mana?":                                    true,
		"Kapan?":                                      true,
		"Mohon ditunggu":                              false,
		"Mohon bersabar ya?":                          false,
		"Sedang diproses?":                            false,
		"Mohon menunggu, laporan sedang kami proses.": false,
		"Mohon info lebih lanjut":                     false,
		"Mohon dilengkapi":                            false,
		"Ada lagi?":                                   false,
		"Apakah ada tambahan informasi?":              false,
		"Please wait":                                 false,
		"Please provide more details":                 false,
		"Tim kami turun besok":                        false,
		"Terima kasih":                                false,
		"?":                                           false,
		"":                                            false,
	} {
		if got := Asks(words); got != want {
			t.Errorf("%q: %v, beyond %q", words, got, beyond(words, formulas, asking, vague))
		}
	}
}
