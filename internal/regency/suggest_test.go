package regency_test

import "testing"

// What people here may write, and where it belongs.
func TestSuggest(t *testing.T) {
	guide := opened(t, begin(t, installed(t, now)))
	for text, want := range map[string]string{
		"Jembatan berlubang, motor jatuh tadi pagi.":                                          "jalan",
		"jln rusak parah di Lubuk Saung, tlg diperbaiki pak":                                  "jalan",
		"Mohon izin melapor, jalan depan rumah saya berlobang semua":                          "jalan",
		"aspal ngelupas dekat SMP, bnyak kerikil":                                             "jalan",
		"Jembatan gantung di Sungai Jernih papannya lapuk":                                    "jalan",
		"There is a big hole in the jalan near Kelobak":                                       "jalan",
		"lampu jalan di simpang tiga mati sdh seminggu":                                       "lampu",
		"PJU depan SD 3 padam, gelap gulita kalau malam":                                      "lampu",
		"lmpu jln mati trs, takut lewat":                                                      "lampu",
		"sampah numpuk di TPS belakang pasar, baunya minta ampun":                             "sampah",
		"truk sampah tidak pernah lewat gang kami":                                            "sampah",
		"got depan rumah mampet, air meluap ke jalan":                                         "drainase",
		"siring penuh tanah jadi banjir tiap hujan":                                           "drainase",
		"Kalau hujan air masuk rumah warga di Pasar Ujung":                                    "drainase",
		"air PDAM mati sudah tiga hari":                                                       "air",
		"air ledeng keruh dan bau besi":                                                       "air",
		"pipa bocor di depan mushala, air terbuang":                                           "air",
		"antre di puskesmas dari pagi baru dipanggil siang":                                   "puskesmas",
		"obat habis terus di pkm Kelobak":                                                     "puskesmas",
		"bidan desa jarang ada di tempat":                                                     "puskesmas",
		"IGD rumah sakit penuh, pasien tidur di lorong":                                       "rsud",
		"poli gigi RSUD dokternya datang siang":                                               "rsud",
		"KTP saya sudah tiga bulan blm jadi":                                                  "adminduk",
		"mau ubah KK karena anak lahir, akta kelahiran juga belum ada":                        "adminduk",
		"tetangga saya janda tua tidak pernah dapat bansos":                                   "bansos",
		"nama ibu saya hilang dari data PKH":                                                  "bansos",
		"atap sekolah bocor, ruang kelas basah":                                               "sekolah",
		"guru matematika sering tidak masuk kelas":                                            "sekolah",
		"juru parkir di depan toko minta lebih":                                               "parkir",
		"angkot ke Curup tarifnya naik terus":                                                 "parkir",
		"pohon tumbang menutup jalan ke Kabawetan":                                            "bahaya",
		"tebing longsor hampir kena rumah, tolong segera":                                     "bahaya",
		"kabel listrik menjuntai rendah di jalan desa":                                        "bahaya",
		"di loket diminta uang pelicin supaya cepat":                                          "petugas",
		"petugasnya judes dan membentak orang tua saya":                                       "petugas",
		"izin usaha saya di OSS belum keluar-keluar":                                          "izin",
		"harga cabai naik, pedagang pasar main timbangan":                                     "pasar",
		"gas melon langka di pangkalan":                                                       "pasar",
		"pupuk subsidi tidak sampai ke kelompok tani":                                         "tani",
		"saluran irigasi jebol, sawah kekeringan":                                             "tani",
		"sapi lepas berkeliaran di jalan raya":                                                "tertib",
		"tetangga putar musik keras sampai jam dua malam":                                     "tertib",
		"kades tidak transparan soal dana desa":                                               "desa",
		"minta surat pengantar di kelurahan dipersulit, disuruh bolak-balik oleh staf":        "desa",
		"kantor Dukcapil jam buka hari Sabtu apa ada?":                                        "info",
		"Mau tanya, jam pelayanan kantor pajak daerah sampai pukul berapa?":                   "info",
		"kami usul di desa kami dibangun lapangan voli":                                       "usulan",
		"Saran kami, mohon dibuatkan taman bermain anak di Durian Depun":                      "usulan",
		"selamat siang, saya mau menyampaikan sesuatu tentang lingkungan kami":                "lain",
		"Terima kasih atas kerja samanya selama ini, semoga Kepahiang makin maju":             "lain",
		"Bangunan cagar budaya dekat kebun teh tidak terurus":                                 "lain",
		"tolong bantu kami pak":                                                               "lain",
		"Saya pensiunan, obat darah tinggi di puskesmas kosong":                               "puskesmas",
		"Tanjakan dekat kebun kopi di Bayung licin dan berlubang, truk kopi terbalik kemarin": "jalan",
		"ada bapak-bapak calo di depan Samsat minta uang buat urus surat":                     "petugas",
		"ambulans desa tidak mau jemput pasien malam hari, lama sekali sampai di RSUD":        "rsud",
		"trotoar dekat taman kota pecah, nenek saya tersandung":                               "jalan",
		"rekening air bulan ini melonjak padahal pemakaian sama":                              "air",
		"Banyak anjing liar di sekitar Pasar Sejantung, anak saya digigit":                    "tertib",
		"guru ngaji minta bantuan beras untuk lansia di Talang Tige":                          "bansos",
		"jalan ke sekolah anak saya becek dan berlumpur, sepatu selalu kotor":                 "jalan",
		"lampu lalu lintas di simpang empat kuning terus":                                     "parkir",
	} {
		got := guide.Suggest(text, nil)
		if got.Category.Code != want {
			t.Errorf("%q: %s, want %s (sure %v)", text, got.Category.Code, want, got.Sure)
		}
	}
}
