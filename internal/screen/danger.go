package screen

import "slices"

// Danger is what threatens somebody's life.
type Danger string

// The dangers, in the order in which they are told.
const (
	Fire   Danger = "kebakaran"
	Power  Danger = "listrik"
	Water  Danger = "air"
	Ground Danger = "longsor"
	Person Danger = "orang"
)

// AllDangers lists the dangers.
func AllDangers() []Danger {
	var all []Danger
	for _, d := range dangers {
		all = append(all, d.Danger)
	}
	return all
}

// Dangers finds what threatens a life according to a text. It would rather
// find too much: being shown a telephone number harms nobody.
func Dangers(text string) []Danger {
	var found []Danger
	all := read(text)
	for i := range all {
		all[i] = all[i].present()
	}
	for _, d := range dangers {
		if slices.ContainsFunc(all, func(s sentence) bool { return s.anyOf(d.signs) }) {
			found = append(found, d.Danger)
		}
	}
	return found
}

// present leaves of a sentence what is happening: not what is feared, was
// once, or belongs to a name.
func (s sentence) present() sentence {
	s = s.without(harmless, 0)
	if s.has(over) && !s.has(still) {
		return sentence{}
	}
	return s.without(feared, 3)
}

// harmless are names and sayings that hold the word of a danger.
var harmless = phrases(`
	pemadam kebakaran|dinas kebakaran|mobil kebakaran|unit kebakaran|petugas kebakaran|korban kebakaran|bekas kebakaran|pasca kebakaran
	pencegahan kebakaran|bekas longsor|pasca longsor|bekas terbakar|korban banjir bandang tahun|tanggap darurat
	kabel telepon|kabel telkom|kabel indihome|kabel internet|kabel wifi|kabel fiber|kabel optik
	setengah mati|mati lampu|mati kutu|harga mati|air mata|kartu mati|lampu mati|laporan tertimbun|berkas tertimbun|sampah tertimbun
	tenggelam dalam|asap rokok|api unggun|kompor api|kereta api
	fire extinguisher*|fire station*|fire truck*|fire engine*|fire drill*|fire brigade|fire department|fire hydrant*|fire exit*|fire safety|campfire*`)

// over says that it is no more.
var over = phrases(`
	tahun lalu|bulan lalu|minggu lalu|pekan lalu|dulu pernah|sudah padam|sudah surut|sudah dipadamkan|sudah dievakuasi|sudah diperbaiki
	sudah ditangani|sudah ditemukan|simulasi|sosialisasi|pelatihan|penyuluhan|santunan|bantuan korban|bantuan untuk korban
	last year|last month|last week|long ago|put out|extinguished|was repaired|has been repaired`)

// still says that it goes on nevertheless.
var still = phrases(`sekarang|masih|tolong|cepat|barusan|baru saja|segera|darurat|now|still|hurry|just now|emergency|please help`)

// feared are the words behind which stands what has not happened.
var feared = phrases(`
	takut|khawatir|kuatir|dikhawatirkan|jangan sampai|rawan|berpotensi|agar tidak|supaya tidak|biar tidak|mencegah|menghindari|sebelum|menimbulkan|menyebabkan|mengakibatkan
	sering|sering terjadi|seandainya|andaikan|menunggu ada|tunggu ada|pernah|afraid of|might|could|to prevent|in case of|before`)

const (
	somebody = `orang|orang2|seseorang|anak|anak2|bocah|bayi|balita|warga|korban|siswa|murid|santri|remaja|pemuda|ibu2|bu|pak|kakek|nenek|adik|kakak|teman|tetangga|suami|istri|pengendara|penumpang|saya|kami|pekerja|petani|someone|somebody|child|children|kid|kids|baby|people|man|woman|boy|girl|son|daughter|mother|father|wife|husband|brother|sister|neighbour|neighbor|friend|student|students`
	house    = `rumah|pasar|toko|gudang|kios|warung|sekolah|kantor|bengkel|gedung|masjid|kandang|pabrik|house|houses|market|shop|shops|school|building|buildings`
)

// dangers are the signs of each.
var dangers = []struct {
	Danger
	signs lexicon
}{
	{Fire, signs(`
		kebakaran
		terbakar|dilalap api|kebakar / ` + house + `|mobil|motor|truk|hutan|lahan|kebun|kabel|trafo|gardu|` + somebody + `
		api / membesar|besar|berkobar|menjalar|melalap|merembet|membakar|membubung|mulai menyala
		gas|elpiji|tabung|kompor / meledak|ledakan|bocor|mendesis
		korsleting|konslet|korslet / api|percik*|asap|berasap|terbakar
		ada api|muncul api|terlihat api
		on fire|burning|in flames / ` + house + `|car|truck|forest
		fire|flames / ` + house + `|car|truck|forest|kitchen|roof
		there is a fire|there s a fire|theres a fire|fire broke out|house fire|forest fire|fire is spreading|big fire
		gas / leak*|explo*`)},
	{Power, signs(`
		kabel / listrik|pln|tegangan|sutet|tiang / putus|jatuh|menjuntai|terjuntai|terkelupas|melintang|terlepas|lepas|terputus|menyentuh|percik*|memercik*
		kabel / putus|terputus|menjuntai|terjuntai|percik*|memercik*|berasap|menyetrum|nyetrum|mengeluarkan api
		tersengat|kesetrum|tersetrum|kesentrum|tersentrum|menyetrum|nyetrum|sengatan listrik
		tiang listrik|tiang pln / roboh|tumbang|patah|miring|condong
		trafo|travo|gardu / meledak|terbakar|percik*|memercik*|berasap
		power line|power lines|electric cable|electric wire|live wire|live cable|power cable|power pole|electricity pole / down|fell|fallen|broken|hanging|leaning|sparks|sparking
		electrocuted|electric shock`)},
	{Water, signs(`
		tenggelam / ` + somebody + `|perahu|mobil|motor
		hanyut|terhanyut|terseret|terbawa arus|dibawa arus / ` + somebody + `|sungai|arus|banjir|perahu|mobil|motor|rumah
		banjir bandang|air bah
		banjir|air / terjebak|terkepung|sedada|sepinggang|sedagu|setinggi dada|setinggi leher|setinggi pinggang|sampai atap|naik ke atap|di atap|di atas atap
		jatuh|tercebur|terjatuh|terperosok|kecebur|masuk / sumur|jurang|septic tank|septictank / ` + somebody + `
		tercebur|jatuh|terjatuh / sungai|kolam|danau|bendungan / ` + somebody + `
		drowning|drowned|swept away|carried away
		flash flood
		trapped|stranded / flood|flooded|water
		fell|fallen|falling / river|well|lake|ravine|pond|drain / ` + somebody + `
		water|flood / up to the roof|on the roof|chest deep|waist deep|neck deep|up to my chest|up to the chest|up to my neck|up to the neck`)},
	{Ground, signs(`
		longsor|longsoran / rumah|menimpa|menimbun|tertimbun|menutup|tertutup|jalan|terjebak|tebing|sekarang|barusan|baru saja|terjadi|semalam|tadi|` + somebody + `
		tertimbun / ` + somebody + `|rumah|mobil|longsor|tanah
		tertimpa|ketimpa|terhimpit / pohon|bangunan|tiang|tembok|batu|reruntuhan|dinding|atap
		` + house + `|bangunan|tembok|atap|jembatan|plafon / roboh|runtuh|ambruk|ambrol|rubuh
		jembatan / putus|terputus
		pohon|dahan / tumbang|roboh|menimpa|rubuh / rumah|mobil|motor|kabel|jalan|sekolah|warung|` + somebody + `
		tanah / bergerak|retak|ambles|amblas / rumah|sekolah
		puting beliung|angin kencang / rumah|atap|roboh|terbang|` + somebody + `
		gempa / rumah|roboh|retak|bumi|kuat|besar
		landslide|mudslide
		tree|trees|branch / fell|fallen|came down|crashed / ` + house + `|car|road|cable|motorbike|` + somebody + `
		trapped|buried / ` + house + `|rubble|mud
		earthquake / ` + house + `|crack*|collapsed|strong
		collapsed|collapsing / ` + house + `|bridge|wall|roof`)},
	{Person, signs(`
		bunuh diri|gantung diri|mengakhiri hidup|akhiri hidup|ingin mati|mau mati saja|pengen mati|tidak mau hidup|tidak ingin hidup
		pingsan|sekarat|kritis|tidak sadar|tidak sadarkan diri|sesak napas|sesak nafas|kejang*|pendarahan|berlumuran darah|bersimbah darah|luka parah|luka berat|tidak bernapas|tidak bernafas|henti jantung / ` + somebody + `
		kecelakaan|tabrakan|laka lantas / korban|luka*|meninggal|tewas|parah|terjepit|beruntun|sekarang|barusan|baru saja|berdarah|patah|tergeletak|ambulans|ambulan
		tergeletak / jalan|darah|tidak bergerak / ` + somebody + `
		dibacok|ditikam|ditusuk|ditembak|dirampok|dibegal|disandera|diculik|dikeroyok|diperkosa|disekap|dianiaya|penculikan
		suami|ayah|pak|tetangga|pacar|mertua|paman|kakak / memukul*|menganiaya|membacok|menyiksa|memperkosa|mencekik|menyekap / ` + somebody + `
		mengancam|diancam|ancaman / bunuh|membunuh|dibunuh|parang|senjata|pisau|celurit|golok|pistol
		kdrt|kekerasan dalam rumah tangga
		` + somebody + ` / hilang / sejak|belum pulang|belum ditemukan|belum kembali|hutan|gunung|sungai|tersesat
		tersesat / hutan|gunung|bukit
		keracunan / makan*|gas|` + somebody + `
		digigit|dipatuk|dililit / ular|harimau|beruang|buaya
		harimau|beruang|buaya / masuk|menyerang|muncul|berkeliaran|terlihat|menerkam
		melahirkan / di jalan|darurat|ambulans|ambulan|sekarang
		unconscious|not breathing|bleeding|badly hurt|badly injured|stabbed|kidnapped / ` + somebody + `|he|she|they|is|are
		kill myself|kill himself|kill herself|kill themselves|suicide|end my life|wants to die|want to die
		threat*|attack* / knife|machete|gun|kill|sword
		husband|father|neighbour|neighbor|uncle|boyfriend|stepfather / beats|beating|hits|hitting|strangl*|choking|rap* / me|us|her|him|` + somebody + `
		fainted|passed out|seizure|heart attack|can not breathe|cannot breathe|can t breathe|cant breathe|dying / ` + somebody + `|he|she|they|i
		accident|crash / injured|dead|dying|bleeding|trapped|ambulance|hurt
		` + somebody + ` / missing|lost / since|forest|river|mountain|not come home
		bitten|bit / snake|crocodile|tiger|bear
		tiger|bear|crocodile / attack*|village|house|houses
		raped|robbed|shot / ` + somebody + `|i|she|he
		giving birth|in labour|in labor / road|ambulance|help|now`)},
}
