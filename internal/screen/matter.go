package screen

import "slices"

// Matter is something that others than the regency's offices decide.
type Matter string

// The matters, in the order in which they are told. Their names are topics of
// the list of helplines.
const (
	Crime      Matter = "pidana"
	Court      Matter = "pengadilan"
	Police     Matter = "polisi"
	Grid       Matter = "pln"
	Health     Matter = "bpjs"
	Work       Matter = "bpjs_tk"
	Passport   Matter = "imigrasi"
	Tax        Matter = "pajak"
	Land       Matter = "pertanahan"
	Religion   Matter = "kemenag"
	Lending    Matter = "pinjaman"
	Provincial Matter = "provinsi"
)

// AllMatters lists the matters.
func AllMatters() []Matter {
	var all []Matter
	for _, m := range matters {
		all = append(all, m.Matter)
	}
	return all
}

// Matters finds what in a text is for others to decide.
func Matters(text string) []Matter {
	var found []Matter
	all := read(text)
	for i := range all {
		all[i] = all[i].without(ours, 0)
	}
	for _, m := range matters {
		if slices.ContainsFunc(all, func(s sentence) bool { return s.anyOf(m.signs) && !s.has(m.unless) }) {
			found = append(found, m.Matter)
		}
	}
	return found
}

// ours are matters of the regency that sound like somebody else's.
var ours = phrases(`
	polisi tidur|satpol pp|polisi pamong praja|pajak bumi|pajak bumi dan bangunan|pbb
	pajak daerah|pajak restoran|pajak hotel|pajak reklame|guru bk|paspor sehat|maling listrik`)

// matters are the signs of each.
var matters = []struct {
	Matter
	signs  lexicon
	unless list // a sentence that has one of these means something else
}{
	{Crime, signs(`
		maling|pencuri|pencurian|dicuri|kecurian|kemalingan|kemaling|dicolong|begal|dibegal|rampok|dirampok|perampokan|jambret|dijambret|copet|dicopet
		narkoba|sabu|ganja|bandar sabu|pengedar
		penipuan|ditipu|penipu|penggelapan|digelapkan|pemerasan|diperas
		pembunuhan|dibunuh|perkosaan|diperkosa|pemerkosaan|penganiayaan|dianiaya|dikeroyok|pengeroyokan|pencabulan|dicabuli
		judi online|judol|bandar judi|sabung ayam
		ancaman|diancam / bunuh|dibunuh|parang|pisau|senjata
		stolen|theft|robbed|robbery|drugs|fraud|scammed`), phrases(`rawan|gelap|gelap gulita|lampu|dark`)},
	{Court, signs(`
		pengadilan|majelis hakim|putusan hakim|gugatan|menggugat|digugat|praperadilan|kasasi|banding perkara|eksekusi lahan
		sidang / perkara|cerai|tilang|pidana|perdata|jadwal
		perceraian|cerai|hak asuh|harta gono gini
		jaksa|kejaksaan
		court case|court order|court hearing|lawsuit|divorce`), list{}},
	{Police, signs(`
		skck|bpkb|ditilang|surat tilang|denda tilang|kena tilang|bayar tilang|samsat
		sim / buat|bikin|perpanjang|perpanjangan|mati|ujian|a|c|hilang|pembuatan|urus|mengurus
		stnk / hilang|perpanjang|perpanjangan|mati|pajak|blokir|urus
		polsek|polres|polisi / lapor*|pelayanan|lambat|anggota|oknum|tidak ditanggapi|tidak merespon
		driving licence|driving license|driver's license|drivers license`), list{}},
	{Grid, signs(`
		listrik / padam|mati|pemadaman|naik turun|tidak stabil|drop|tegangan|token|meteran|tagihan|rekening|pasang|sambungan|daya|byar*|jeglek
		mati lampu|pemadaman|pemadaman bergilir|token listrik|pulsa listrik|kwh|pln|byarpet
		tiang listrik|kabel listrik|gardu|trafo / roboh|miring|putus|menjuntai|jatuh|meledak|patah
		electricity / outage|off|cut|bill|down
		power outage|blackout`), phrases(`pju|lampu jalan|penerangan jalan|lampu lalu lintas|lampu merah|traffic light`)},
	{Health, signs(`
		bpjs / iuran|kartu|kepesertaan|peserta|aktif|nonaktif|diaktifkan|tunggakan|daftar|mendaftar|pindah|kelas|faskes|mandiri|denda|mati|mobile|card|active|member*|premium
		jkn / iuran|kartu|kepesertaan|peserta|aktif|tunggakan|mobile
		pbi / aktif|nonaktif|dinonaktifkan`), list{}},
	{Work, signs(`
		bpjs ketenagakerjaan|jamsostek|bpjstk
		jht|jaminan hari tua / cair|klaim|claim|mencairkan|saldo|bpjs`), list{}},
	{Passport, signs(`
		paspor|passport|imigrasi|immigration|kitas|izin tinggal|visa`), list{}},
	{Tax, signs(`
		npwp|efin|coretax|spt tahunan|lapor spt|pph|ppn|kantor pajak|kpp pratama
		pajak penghasilan`), list{}},
	{Land, signs(`
		sertifikat|sertipikat / tanah|rumah|hak milik|ganda|balik nama|hilang|elektronik
		ptsl|bpn|agraria|sengketa tanah|sengketa lahan|sengketa batas|mafia tanah|ajb
		land certificate|land title`), list{}},
	{Religion, signs(`
		kua|buku nikah|pencatatan nikah|penghulu
		haji|umrah|umroh / antrean|antrian|porsi|daftar|pelunasan|kuota|keberangkatan|travel|tidak berangkat
		madrasah|mtsn|man 1|man 2|min 1|min 2 / guru|sekolah|kepala|pungutan|ijazah|spp|uang`), list{}},
	{Lending, signs(`
		pinjol|pinjaman online|debt collector|penagih utang|debt collectors|online loan|online loans|investasi bodong|asuransi
		rekening bank|atm / diblokir|tertelan|hilang|dibobol|terdebit`), phrases(`bpnt|pkh|bansos|kks`)},
	{Provincial, signs(`
		sma|smk|slb|sman|smkn|sma negeri|smk negeri / guru|sekolah|kepala|pungutan|uang|spp|ijazah|komite|ppdb|spmb|zonasi|seragam|rusak|siswa
		jalan provinsi|jalan nasional|national road|provincial road|jembatan nasional|jalan lintas provinsi|balai jalan nasional|bpjn
		pajak / motor|mobil|kendaraan
		gubernur|pemprov|pemerintah provinsi|dinas provinsi`), list{}},
}
