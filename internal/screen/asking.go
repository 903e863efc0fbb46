package screen

import "slices"

// AsksWho says whether a question asks who or where its reader is: a name, a
// number of theirs, an address. Nobody has to answer that to be helped.
func AsksWho(text string) bool {
	return slices.ContainsFunc(read(text), func(s sentence) bool {
		return s.anyOf(numbersOf) || s.anyOf(whoIs) || s.asksName()
	})
}

var (
	// numbersOf are asked for by their names alone: no other question has them.
	numbersOf = signs(`
		nik|ktp|kk|kartu keluarga|kartu tanda penduduk|nomor induk|identitas|id card|national id
		nomor hp|no hp|nomor telepon|no telepon|no telpon|nomor telpon|nomor telp|no telp|nomor wa|no wa|nomor whatsapp|no whatsapp|nomor ponsel|nomor kontak|nomor yang bisa dihubungi|phone number|telephone number|phone
		alamat|address|email|surel|tinggal di mana|rumah di mana|rumah anda|rumah bapak|rumah pak|rumah bu|rumah ibu|rt berapa|rw berapa|where do you live|your house`)
	whoIs = signs(`
		siapa / anda|pelapor|pak|bu|bapak|ibu|kamu|warga
		who / you|reporter
		ini siapa|siapa ini|dengan siapa|who is this
		atas nama siapa|tanggal lahir|pekerjaan anda|pekerjaan bapak|pekerjaan pak|date of birth|your job`)
	nameOf = phrases(`nama|name`)
)

// things are what else has a name that may be asked for.
var things = [][]string{
	{"jalan"}, {"gang"}, {"desa"}, {"dusun"}, {"kampung"}, {"kelurahan"}, {"kecamatan"}, {"toko"}, {"warung"}, {"sekolah*"}, {"masjid"}, {"musala"},
	{"kantor"}, {"dinas"}, {"petugas"}, {"pegawai"}, {"dokter"}, {"bidan"}, {"guru"}, {"tempat"}, {"lokasi"}, {"jembatan"}, {"sungai"}, {"pasar"},
	{"puskesmas"}, {"rumah", "sakit"}, {"obat"}, {"barang"}, {"usaha"}, {"perusahaan"}, {"pohon"}, {"hewan"},
	{"of", "the"},
}

// asksName says whether a sentence asks for a name that is no thing's.
func (s sentence) asksName() bool {
	return slices.ContainsFunc(s.places(nameOf), func(at int) bool {
		return !slices.ContainsFunc(things, func(thing []string) bool { return s.at(at+1, thing) || at > 0 && s.at(at-1, thing) })
	})
}
