// Package skm is the arithmetic of the Survei Kepuasan Masyarakat of
// PermenPANRB 14/2017: nine unsur answered on a scale from 1 to 4, and the index
// (IKM) that comes of them. It knows neither units nor people.
package skm

import "tanggap/internal/refusal"

// Refusals of this package.
const (
	ErrUnsur refusal.Code = "skm.unsur" // none of the nine
	ErrScore refusal.Code = "skm.score" // not a score from 1 to 4
)

// Unsur is one of the nine things that the regulation asks about. Its key is
// its name and never its number: offices print the last two in either order.
type Unsur string

// The nine.
const (
	Persyaratan Unsur = "persyaratan"
	Prosedur    Unsur = "prosedur"
	Waktu       Unsur = "waktu"
	Biaya       Unsur = "biaya"
	Produk      Unsur = "produk"
	Kompetensi  Unsur = "kompetensi"
	Perilaku    Unsur = "perilaku"
	Pengaduan   Unsur = "pengaduan"
	Sarana      Unsur = "sarana"
)

// All are the nine in the order of the regulation.
var All = []Unsur{Persyaratan, Prosedur, Waktu, Biaya, Produk, Kompetensi, Perilaku, Pengaduan, Sarana}

// The scale: tidak baik, kurang baik, baik, sangat baik.
const (
	Lowest  = 1
	Highest = 4
)

// Parse reads the key of an unsur. It refuses with ErrUnsur.
func Parse(key string) (Unsur, error) {
	for _, u := range All {
		if string(u) == key {
			return u, nil
		}
	}
	return "", ErrUnsur
}

// Score checks one answer. It refuses with ErrScore.
func Score(n int) error {
	if n < Lowest || n > Highest {
		return ErrScore
	}
	return nil
}

// Answers are what one respondent said. Whoever does not know leaves an unsur
// out.
type Answers map[Unsur]int

// Check refuses with ErrUnsur or ErrScore.
func (a Answers) Check() error {
	for u, score := range a {
		if _, err := Parse(string(u)); err != nil {
			return err
		}
		if err := Score(score); err != nil {
			return err
		}
	}
	return nil
}
