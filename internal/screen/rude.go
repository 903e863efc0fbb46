package screen

import "slices"

// Rude says whether a text has words of abuse in it. Such a text is taken like
// any other: whoever has to read it is only told before.
func Rude(text string) bool {
	return slices.ContainsFunc(read(text), func(s sentence) bool {
		if s.has(abuse) {
			return true
		}
		// An animal is an insult only where a person is called it.
		return !s.has(farm) && (s.anyOf(called) || len(s.words) <= 2 && s.has(beasts))
	})
}

// abuse are words that mean nothing else.
var abuse = phrases(`
	bangsat|bgst|bngst|bngsat|bajingan|keparat|brengsek|brengsk|goblok|gblk|gblok|goblog|g0blok|tolol|t0lol|dungu|idiot|sialan|mampus|bacot
	kontol|kntol|kntl|k0ntol|memek|mmk|ngentot|ngntot|ngentod|jancok|jancuk|jncok|cukimai|cukimay|pukimak|kimak|pantek|pepek|lonte|sundal|perek|pelacur
	anjg|anjng|anjink|anjrit|asu|kampungan kau|otak udang|otak kosong|biadab|bedebah|setan alas
	fuck*|shit|bitch|bastard|asshole|motherfuck*`)

// Words that are animals, and what makes an insult of them.
var (
	beasts = phrases(`anjing|babi|monyet|kampret|setan|iblis|tai|tahi|kerbau`)
	called = signs(`
		dasar|banget|sekali|semua|pada / bego
		dasar / anjing|babi|monyet|kampret|setan|iblis|tai|tahi|kerbau|tikus|lintah
		anjing lu|anjing lo|anjing kau|anjing kalian|anjing semua|babi lu|babi kau|babi kalian|babi semua|monyet kau|monyet kalian|setan kau|setan kalian|tai kucing
		kau|lu|lo|kalian|kamu|mereka|pejabat|pemerintah|bupati|camat|kades|petugas|pegawai / anjing|babi|monyet|kampret|setan|iblis|tai`)
	// farm says that the animals are animals.
	farm = phrases(`
		liar|galak|rabies|gigit|digigit|menggigit|menggonggong|gonggongan|kandang|ternak|peternakan|peternak|bau|kotoran|kebun|ladang|daging|lepas
		dilepas|bangkai|ekor|peliharaan|pelihara|memelihara|kawanan|gerombolan|vaksin|menyeruduk|mengejar|dikejar|pakan|limbah|usaha|hutan
		berkeliaran|masuk|mati|tertabrak|sampah|hama|merusak|rombongan|jinak|piara|ayam|sapi|kucing|air`)
)
