package substance

import "strings"

func list(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// hours greet, unless they tell a time: "sore ini", "nanti malam".
var hours = list(`pagi siang sore malam petang morning afternoon evening`)

// titles stand before a name.
var titles = list(`pak bu bapak ibu mas mbak kak kakak sdr sdri saudara saudari mr mrs ms sir`)

// formulas say nothing by themselves, nor together.
var formulas = list(`
	selamat assalamualaikum waalaikumsalam alaikum assalamu salam wr wb warahmatullahi wabarakatuh hormat hai halo
	bapak ibu pak bu mas mbak kak kakak sdr sdri saudara saudari anda kamu beliau yth bpk bapa warga masyarakat pelapor
	terima kasih terimakasih trimakasih makasih mksh trims tks thx kasihnya banyak sekali sangat
	atas laporan pelaporan melapor lapor aduan pengaduan keluhan masukan informasi info pesan perhatian kepercayaan
	kesabaran pengertian kerjasama kerja sama partisipasi
	mohon maaf harap ditunggu tunggu menunggu nunggu sabar bersabar maklum dimaklumi pengertiannya ketidaknyamanan
	ya iya yaa baik siap oke ok okay okey noted sip beres dicatat catat tercatat mencatat
	kami saya kita tim petugas pihak bidang bagian dinas instansi unit kantor seksi pimpinan atasan terkait bersangkutan berwenang
	sudah sdh telah tlh masih msh sedang sdg lagi lg akan akn segera sgr secepat secepatnya mungkin cepat dalam dlm waktu dekat singkat
	nanti kemudian selanjutnya lanjut lanjutan berikutnya
	proses diproses memproses pemrosesan prosesnya berproses terproses di
	tindak tindaklanjut tindaklanjuti ditindaklanjuti ditindak lanjuti menindaklanjuti menindak lanjutnya
	tangani ditangani menangani penanganan tertangani
	koordinasi dikoordinasikan koordinasikan berkoordinasi mengoordinasikan mengkoordinasikan
	teruskan diteruskan meneruskan sampaikan disampaikan menyampaikan laporkan dilaporkan melaporkan
	terima diterima menerima kabar kabari dikabari mengabari perkembangan perkembangannya update informasikan diinformasikan menginformasikan
	usahakan diusahakan upayakan diupayakan mengupayakan berusaha berupaya semaksimal maksimal perhatikan diperhatikan
	sesuai prosedur ketentuan aturan peraturan mekanisme sop berlaku
	dan yang yg untuk utk dari dr ke pada pd kepada kpd oleh dengan dgn ini itu tersebut tsb hal nya juga serta agar supaya
	lebih belum blm dahulu dulu
	we i us our your you the a is are am being been be have has had in on it its this that of for to and as at by with will shall would
	process processed processing progress follow followed following up thank thanks report reports reported complaint message feedback
	received receive receiving noted note acknowledged acknowledge please kindly wait waiting patient patience soon asap possible shortly
	handle handled handling team staff officer officers relevant related concerned appropriate responsible department unit office agency party parties
	forward forwarded forwarding passed pass coordinate coordinating coordinated dear sir madam good hello hi regards attention sorry
	inconvenience any get back let know further information look looking into check back already still currently now well matter case issue
	working
`)

// asking are the words of questions and requests.
var asking = list(`
	apa apakah siapa siapakah dimana mana kapan kapankah berapa berapakah bagaimana gimana mengapa kenapa manakah bolehkah bisakah adakah
	mohon tolong minta kirim kirimkan sebutkan jelaskan sampaikan beri berikan tunjukkan tuliskan ceritakan
	what where when who whom which how why whose please send tell share provide describe could can
`)

// pointed ask for something by themselves.
var pointed = list(`siapa dimana mana manakah kapan berapa bagaimana mengapa kenapa where when who which whose how why`)

// asNoun end like a question and are none.
var asNoun = list(`langkah berkah nikah menikah serakah merekah`)

// vague ask for nothing in particular.
var vague = list(`
	ada lain lainnya lengkap lengkapi dilengkapi melengkapi data tambahan keterangan detail detil dijelaskan penjelasan bisa boleh tidak
	menambahkan tambahkan ditambahkan diberikan dikirim dikirimkan jelas kah
	more details detail anything else something add there give me complete not clear
`)
