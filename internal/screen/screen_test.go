package screen

import (
	"fmt"
	"strings"
	"testing"
)

func listed[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = string(w)
	}
	return strings.Join(words, " ")
}

func TestDangers(t *testing.T) {
	for text, want := range map[string]string{
		"Tolong! Rumah tetangga kebakaran di Pasar Ujung":                    "kebakaran",
		"TOLOOONG ADA KEBAKARAN":                                             "kebakaran",
		"api membesar di belakang gudang beras":                              "kebakaran",
		"tabung elpiji bocor, baunya menyengat":                              "kebakaran",
		"kabel listrik putus melintang di jalan Permu":                       "listrik",
		"Kabel PLN menjuntai ke jalan sejak angin tadi malam":                "listrik",
		"kabel tiang lepas, tadi ada yang kesetrum":                          "listrik",
		"tiang listrik hampir roboh ke rumah":                                "listrik longsor",
		"ada anak tenggelam di sungai musi":                                  "air",
		"orang hanyut terbawa arus, cepat":                                   "air",
		"Warga terjebak banjir, air sudah setinggi dada":                     "air",
		"bapak tua jatuh ke sumur":                                           "air",
		"longsor menutup jalan lintas, ada mobil tertimbun":                  "longsor",
		"Atap sekolah ambruk saat anak-anak belajar":                         "longsor",
		"pohon besar tumbang menimpa rumah warga":                            "longsor",
		"jembatan gantung putus":                                             "longsor",
		"ada kecelakaan di tikungan, korban tergeletak":                      "orang",
		"suami saya memukuli saya lagi, saya takut":                          "orang",
		"saya ingin mati saja rasanya, mau bunuh diri":                       "orang",
		"anak umur 5 tahun hilang sejak kemarin sore":                        "orang",
		"beruang masuk kebun dekat rumah":                                    "orang",
		"rumah terbakar dan kabel listrik jatuh":                             "kebakaran listrik",
		"The house next to the market is on fire":                            "kebakaran",
		"A power line is down on the road":                                   "listrik",
		"a child is drowning in the river":                                   "air",
		"There is a fire next to the market in Kepahiang, help":              "kebakaran",
		"fire at the school":                                                 "kebakaran",
		"Ada api di pasar Kepahiang":                                         "kebakaran",
		"A tree has fallen across the road near Kelobak":                     "longsor",
		"A child fell into the river":                                        "air",
		"a man fell into a well":                                             "air",
		"water up to the roof":                                               "air",
		"power line fell on the road":                                        "listrik",
		"someone is threatening my mother with a knife":                      "orang",
		"my neighbour wants to kill himself":                                 "orang",
		"my husband beats me every night":                                    "orang",
		"people are trapped in the building":                                 "longsor",
		"my son is missing since last night":                                 "orang",
		"Kebakaran tahun lalu itu, sekarang apinya muncul lagi dan membesar": "kebakaran",
		// Nobody is in danger.
		"Lampu jalan mati di depan SD 3":                                  "",
		"There was a fire at the market last year, the help has not come": "",
		"The fire extinguisher in the school is missing":                  "",
		"Trees need to be cut before they fall on a house":                "",
		"The bridge could collapse":                                       "",
		"Waiting since morning at the health centre, my child is sick":    "",
		"A big tree branch hangs over the road":                           "",
		"my son lost his birth certificate":                               "",
		"Kids play near a well without cover, they might fall":            "",
		"jalan berlubang, takut ada yang kecelakaan":                      "",
		"Mobil pemadam kebakaran kami sudah tua":                          "",
		"Kapan ada simulasi kebakaran di sekolah?":                        "",
		"daerah ini rawan longsor, mohon dipasang bronjong":               "",
		"Bantuan korban kebakaran tahun lalu belum cair":                  "",
		"Kabel telepon putus, internet mati":                              "",
		"laporan saya tenggelam dalam tumpukan berkas":                    "",
		"Api unggun di lapangan sampai larut malam berisik":               "",
		"banjir sedikit setinggi mata kaki di pasar":                      "",
		"air mati sudah tiga hari":                                        "",
		"Apinya sudah padam, terima kasih damkar":                         "",
		"tetangga membakar sampah tiap sore":                              "",
		"mohon dipasang rambu agar tidak terjadi kecelakaan":              "",
		"sampah tertimbun di belakang pasar":                              "",
		"":                                                                "",
	} {
		if got := listed(Dangers(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestMatters(t *testing.T) {
	for text, want := range map[string]string{
		"motor saya dicuri di parkiran pasar":            "pidana",
		"ada bandar sabu di ujung gang":                  "pidana",
		"kapan sidang perkara tanah saya di pengadilan":  "pengadilan",
		"Saya mau perpanjang SIM C di mana?":             "polisi",
		"listrik padam terus tiap magrib":                "pln",
		"mati lampu dari jam 7":                          "pln",
		"tiang listrik miring di depan masjid":           "pln",
		"kartu BPJS saya tidak aktif":                    "bpjs",
		"cara klaim JHT bagaimana":                       "bpjs_tk",
		"bikin paspor di mana yang paling dekat":         "imigrasi",
		"lupa EFIN, tidak bisa lapor SPT tahunan":        "pajak",
		"sertifikat tanah saya ganda dengan milik orang": "pertanahan",
		"pendaftaran nikah di KUA diminta bayar":         "kemenag",
		"diteror debt collector pinjol":                  "pinjaman",
		"jalan nasional di Liku Sembilan amblas":         "provinsi",
		"SMA Negeri 1 menahan ijazah anak":               "provinsi",
		"pajak kendaraan motor saya mati tiga tahun":     "provinsi",
		"there was a power outage all night":             "pln",
		"my BPJS card is not active":                     "bpjs",
		"debt collectors of an online loan threaten me":  "pinjaman",
		"when is the court hearing of my land case":      "pengadilan",
		"the national road has holes":                    "provinsi",
		// The regency's own.
		"Lampu jalan mati di depan SD":                      "",
		"PJU padam seminggu, listrik rumah aman":            "",
		"tagihan PBB saya keliru":                           "",
		"polisi tidur terlalu tinggi":                       "",
		"Satpol PP tidak datang":                            "",
		"obat di puskesmas habis, pasien BPJS disuruh beli": "",
		"lampu mati, gelap, rawan pencurian":                "",
		"KTP saya hilang, mau buat lagi":                    "",
		"SD Negeri 5 atapnya bocor":                         "",
		"pajak hotel dan restoran":                          "",
	} {
		if got := listed(Matters(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPrivate(t *testing.T) {
	for _, c := range []struct {
		text, category string
		neutral        bool
		want           Privacy
	}{
		{"anak saya dipukul gurunya", "", false, Children},
		{"banyak balita stunting di dusun kami", "", false, Children},
		{"Istri saya hamil, bidan tidak ada di tempat", "", false, Ailment},
		{"tetangga ODGJ mengamuk", "", false, Ailment},
		{"petugas minta uang rokok untuk tanda tangan", "", false, Money},
		{"BLT saya dipotong kepala dusun", "", false, Money},
		{"pegawai loket kasar sekali", "", false, Someone},
		{"Pak kades tidak pernah masuk kantor", "", false, Someone},
		{"tetangga bakar sampah plastik setiap sore", "", false, Someone},
		{"obat habis terus", "Puskesmas dan kesehatan", false, Ailment},
		{"apa saja", "Pungutan liar dan sikap petugas", true, Someone},
		{"my child was beaten at school", "", false, Children},
		{"the clerk was rude, she shouted", "", false, Someone},
		// For everybody.
		{"jalan rusak di depan rumah sakit", "Jalan dan jembatan", false, Open},
		{"lampu jalan mati, bahaya untuk anak sekolah", "Lampu jalan", false, Open},
		{"sapi sakit di kandang kelompok", "Pertanian", false, Open},
		{"air tetangga keluar, air saya tidak", "Air bersih", false, Open},
		{"anak sungai tersumbat sampah", "Drainase", false, Open},
		{"Terima kasih petugas kebersihan", "Sampah", false, Open},
		{"", "", false, Open},
	} {
		if got := Private(c.text, c.category, c.neutral); got != c.want {
			t.Errorf("%q (%s): %q, want %q", c.text, c.category, got, c.want)
		}
	}
}

func TestRude(t *testing.T) {
	for text, want := range map[string]bool{
		"Dasar pejabat goblok":             true,
		"petugasnya TOLOL semua":           true,
		"k*ntol lah kalian":                true,
		"bangsaaat jalan rusak terus":      true,
		"dasar anjing, kerja tidak becus":  true,
		"Kalian babi semua":                true,
		"anjing!":                          true,
		"kades monyet":                     true,
		"bego banget yang bikin jalan ini": true,
		"fucking road":                     true,
		// Honest words.
		"Banyak anjing liar di pasar, anak-anak takut":  false,
		"anjing tetangga menggigit orang":               false,
		"Bau kandang babi sampai ke masjid":             false,
		"peternakan babi di hulu mencemari sungai":      false,
		"kawanan monyet merusak kebun kopi":             false,
		"kotoran sapi di jalan, tahi ayam di mana-mana": false,
		"ada bangkai anjing di selokan":                 false,
		"babi hutan masuk ladang jagung":                false,
		"pipa pecah kena bego saat galian":              false,
		"asuransi petani, pantai, pantek":               true, // the last one
		"asuransi petani dan pantai":                    false,
		"pabrik tahu dan tempe buang limbah":            false,
		"anjing":                                        true,
		"vaksin anjing":                                 false,
	} {
		if got := Rude(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestPraise(t *testing.T) {
	for text, want := range map[Praised][]string{
		Surely: {
			"terima kasih pak camat, jalannya sudah bagus",
			"Terima kasih Pak Camat",
			"makasih bu bidan",
			"Pelayanan di puskesmas ramah sekali, mantap",
			"Jalan yang rusak sudah diperbaiki. Terima kasih banyak Dinas PUPR!",
			"Alhamdulillah lampu sudah menyala, terimakasih",
			"Petugas Dukcapil sangat membantu, tidak dipersulit. Terima kasih.",
			"Thank you, the street light works again",
			"The staff were friendly and quick, thank you",
		},
		Perhaps: {
			"Kami warga Bayung mengucapkan terima kasih",
			"Atas nama karang taruna, terima kasih",
		},
		NoPraise: {
			"Jalan rusak di Bayung. Terima kasih.",
			"Lampu mati, terima kasih",
			"mohon diperbaiki, terima kasih atas perhatiannya",
			"Terima kasih, tapi lubangnya masih ada satu lagi",
			"terima kasih, kapan selesai?",
			"Air PDAM keruh, terima kasih sebelumnya",
			"jalan bagus tapi lampu belum",
			"Terima kasih jalannya sudah bagus. Tolong lampunya juga.",
			"",
			"jalan berlubang",
			"truk lewat terlalu cepat",
		},
	} {
		for _, s := range want {
			if got := Praise(s); got != text {
				t.Errorf("%q: %d, want %d", s, got, text)
			}
		}
	}
}

func TestSigns(t *testing.T) {
	if got := fmt.Sprint(parse("a b|c / d*\n\n e ")); got != "[[[[a b] [c]] [[d*]]] [[[e]]]]" {
		t.Error(got)
	}
	far := "kabel " + strings.Repeat("dan ", near) + "putus"
	if s := read(far)[0]; s.anyOf(signs("kabel / putus")) || !read("kabel itu putus")[0].anyOf(signs("kabel / putus")) {
		t.Error("what stands far apart is no sign")
	}
	for _, d := range dangers {
		if len(d.signs.signs) == 0 {
			t.Errorf("%s has no signs", d.Danger)
		}
	}
}
