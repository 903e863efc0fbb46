package screen

import "slices"

// Praised says how surely a text is praise of a service or somebody, and
// nothing to be dealt with.
type Praised int

// NoPraise complains or asks, or says nothing good; Perhaps thanks and does
// neither; Surely says what was good.
const (
	NoPraise Praised = iota
	Perhaps
	Surely
)

// Praise reads a text as thanks. Nearly every complaint ends with thanks:
// whatever is missing, broken or asked for makes it no praise.
func Praise(text string) Praised {
	all := read(text)
	thanks, good, glows, first := false, false, false, false
	for i, s := range all {
		mended := s.has(done)
		s = s.without(notBad, 0)
		if s.asks || s.has(wanting) || !mended && s.has(broken) {
			return NoPraise
		}
		thanks = thanks || s.has(thanking)
		good = good || mended || s.has(fine)
		glows = glows || s.has(glowing)
		first = first || i == 0 && slices.ContainsFunc(s.places(thanking), func(at int) bool { return at <= 1 })
	}
	switch {
	case thanks && (good || glows), (first || glows) && short(all):
		return Surely
	case thanks:
		return Perhaps
	}
	return NoPraise
}

// short says whether there is room for little else than thanks.
func short(all []sentence) bool {
	n := 0
	for _, s := range all {
		n += len(s.words)
	}
	return n <= 25
}

var (
	thanking = phrases(`terimakasih|terima kasih|thank you|thank u|syukur|alhamdulillah|apresiasi|salut|angkat topi|grateful|appreciate`)
	// glowing praises without any thanks; fine only beside them.
	glowing = phrases(`
		mantap|mantul|keren|hebat|luar biasa|ramah|sigap|cekatan|puas|memuaskan|bangga|terbaik|jempol|profesional|sangat membantu|sangat baik|baik sekali|bagus sekali
		sangat bagus|salut|excellent|helpful|friendly|wonderful|great job|well done`)
	fine = phrases(`
		bagus|baik|pelayanan|tanggap|gesit|cepat|senang|membantu|bantuan|terbantu|rapi|bersih|lancar|mulus|terang|nyaman|sabar|sopan|jujur|selesai|beres|tuntas
		diperbaiki|ditambal|diaspal|menyala|normal|good|great|kind|fast|quick|fixed|polite|clean|service`)
	// done says that what was broken is broken no more.
	done = phrases(`
		sudah diperbaiki|sudah bagus|sudah baik|sudah menyala|sudah hidup|sudah bersih|sudah normal|sudah lancar|sudah ditambal|sudah diaspal|sudah selesai
		sudah mulus|sudah beres|sudah terang|sudah diangkut|sudah dibersihkan|sudah mengalir|sudah dibetulkan|sudah diganti|sudah tidak|sekarang bagus|sekarang sudah|langsung diperbaiki
		now fixed|been fixed|is fixed|was fixed|works again`)
	// notBad holds such a word and complains of nothing.
	notBad  = phrases(`tidak mengecewakan|tidak lama|tidak menunggu lama|tidak ribet|tidak sulit|tidak dipersulit|tidak antre|tidak bayar|tanpa pungutan|tanpa pungli|tidak ada pungutan|tidak ada pungli|tidak banjir lagi|tidak gelap lagi|tidak rusak lagi|tidak berlubang lagi|tidak macet|tidak mati lagi|semoga|tetap|tidak kurang`)
	wanting = phrases(`
		mohon|tolong|minta|harap|harapan kami|berharap|kapan|kenapa|mengapa|bagaimana|gimana|apakah|dimana|usul|saran|sebaiknya|seharusnya|semestinya|kalau bisa|perlu|butuh|terlalu
		belum|tapi|tetapi|namun|cuma|hanya saja|sayang|kecewa|lapor|melapor|melaporkan|laporan|keluhan|mengeluh|komplain|kurang|please|but|when|why|how|not yet|however`)
	broken = phrases(`
		tidak|rusak|berlubang|bolong|mati|padam|bocor|keruh|banjir|tergenang|genangan|mampet|tersumbat|macet|lambat|lamban|jelek|buruk|parah|hancur|hilang|bau|kotor|sampah|gelap
		longsor|amblas|tumbang|roboh|habis|pungli|pungutan|suap|calo|kasar|marah|judes|sulit|susah|ribet|lama|antre|antri|mahal|bising|berisik|liar|licin|becek|putus|retak|telat|terlambat
		ditolak|kosong|redup|kebalik|berkeliaran|mengganggu|ganggu|resah|meresahkan|bahaya|berbahaya|membahayakan|mengecewakan|dipotong|penuh|ambrol|sakit|korban|jatuh|sepi|kering|curi*|maling
		broken|bad|slow|dirty|rude|dark|flood*|late|no|not`)
)
