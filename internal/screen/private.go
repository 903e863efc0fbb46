package screen

// Privacy is why a report is not for everybody to read.
type Privacy string

// The reasons, the gravest first; Open is none.
const (
	Open     Privacy = ""
	Children Privacy = "anak"
	Ailment  Privacy = "kesehatan"
	Money    Privacy = "uang"
	Someone  Privacy = "orang"
)

// Private finds why a report may be read by those only who deal with it: by
// what it says, by the name of its category, or because that is for the
// neutral desk.
func Private(text, category string, neutral bool) Privacy {
	all := read(text)
	for i := range all {
		all[i] = all[i].without(notPrivate, 0)
	}
	for _, p := range private {
		for _, s := range all {
			if s.anyOf(p.signs) {
				return p.Privacy
			}
		}
	}
	for _, s := range read(category) {
		if s.has(healthOffice) {
			return Ailment
		}
	}
	if neutral {
		return Someone
	}
	return Open
}

var healthOffice = phrases(`kesehatan|puskesmas|rumah sakit|rsud|medis`)

// notPrivate are sayings that hold such a word and mean nobody.
var notPrivate = phrases(`
	rumah sakit|sakit hati|sapi sakit|ternak sakit|ayam sakit|kerbau sakit|kambing sakit|tanaman sakit|pohon sakit|anak sungai|anak tangga
	anak jalan|anak panah|anak cabang|uang muka|uang negara|petugas kebersihan|penyakit tanaman|penyakit kopi|penyakit ternak|penyakit mulut dan kuku
	obat hama|obat nyamuk|obat rumput|dokter hewan|pasien hewan`)

const (
	child   = `anak|anak2|bayi|balita|bocah|siswa|siswi|murid|santri|pelajar|remaja|anak sekolah`
	officer = `petugas|pegawai|oknum|staf|staff|kades|kepala desa|perangkat desa|sekdes|sekretaris desa|camat|lurah|bupati|wakil bupati|kadis|kepala dinas|kabid|guru|kepsek|kepala sekolah|bidan|dokter|perawat|satpam|sopir|honorer|pns|asn|pppk|ketua rt|ketua rw|pak rt|pak rw|kadus|kepala dusun|pak|bu|bendahara|kaur|operator`
)

// private are the signs of each reason.
var private = []struct {
	Privacy
	signs lexicon
}{
	{Children, signs(`
		anak saya|anak kami|anakku|anak perempuan saya|anak laki laki saya|adik saya|cucu saya|keponakan saya|my child|my son|my daughter|my kid
		` + child + ` / dipukul*|dianiaya|dilecehkan|pelecehan|terlantar|ditelantarkan|putus sekolah|stunting|gizi buruk|kekerasan|dibully|bully|bullying|perundungan|dirundung|cabul|dicabuli|pencabulan|hamil|nikah dini|dinikahkan|mengemis|yatim|dikeluarkan|disiksa|diperkosa|dipekerjakan|dijual|diculik|disabilitas|berkebutuhan khusus|narkoba
		perkawinan anak|pernikahan anak|pernikahan dini|kekerasan anak|perlindungan anak|child abuse`)},
	{Ailment, signs(`
		penyakit|pasien|berobat|dirawat|rawat inap|opname|diagnosa|diagnosis|operasi caesar|kemoterapi|cuci darah
		sakit / saya|kami|istri|suami|orang tua|orangtua|bu|pak|kakek|nenek|adik|kakak|keluarga|warga|parah|keras|jiwa|menahun|lumpuh|tetangga
		hiv|aids|tbc|tb paru|odgj|gangguan jiwa|depresi|skizofrenia|stunting|gizi buruk|kanker|tumor|stroke|diabetes|epilepsi|kusta|sifilis|hepatitis
		dbd|demam berdarah|diare|malaria|campak|keracunan makanan|muntaber
		hamil|melahirkan|persalinan|keguguran|kandungan / saya|istri|bu|warga|bidan|puskesmas|rumah|darurat|anak
		sick|illness|disease|patient|pregnant`)},
	{Money, signs(`
		pungli|pungutan liar|suap|menyuap|sogok|menyogok|disogok|uang pelicin|uang rokok|uang administrasi liar|korupsi|koruptor|dikorupsi|gratifikasi|setoran|markup|mark up|penyelewengan|diselewengkan|pemerasan|diperas|calo
		minta uang|dimintai uang|diminta uang|minta bayaran|diminta bayar|dimintai bayar|minta duit|dimintai duit|minta imbalan|minta rokok|memungut|dipungut biaya
		bantuan|dana|blt|pkh|bansos|gaji|honor|insentif / dipotong|disunat|potongan|ditilep|digelapkan|tidak sampai|fiktif
		bribe*|bribery|corruption|extortion|illegal fee`)},
	{Someone, signs(`
		oknum|mantan suami|mantan istri|suami saya|istri saya|pak rt|ketua rt
		tetangga|neighbour|neighbor|neighbours / bakar|membakar|berisik|bising|ribut|marah*|mengganggu|buang|membuang|parkir|ternak|anjing|musik|karaoke|mabuk|membangun|pagar|batas|limbah|asap|judi|miras|memukul*|mengancam|mencuri|menutup|kandang|noise|noisy|rude|burn*|dump*|fight*
		` + officer + ` / kasar|membentak|bentak|dibentak|marah*|memaki|dimaki|judes|jutek|tidak ramah|tidak sopan|arogan|sombong|bolos|mangkir|malas|mempersulit|dipersulit|pilih kasih|menghina|dihina|selingkuh|mabuk|berjudi|ngamuk|melecehkan|mengancam|memukul*|tidak masuk|tidak pernah masuk|tidak ada di tempat|main hp|bermain hp|tidur|terlambat|lamban|nepotisme|curang|menipu|bohong|berbohong|diskriminasi|semena mena
		rude / officer|staff|clerk|nurse|doctor|teacher|he|she|they`)},
}
