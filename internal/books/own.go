package books

import "slices"

// agree compares a row with what chains of its own kind tell of it, and takes
// that out of told.
func agree[K comparable, F any](r *Row, told map[K]F, key K, name func(K) string, same func(said F) bool) {
	r.Checked++
	if said, known := told[key]; !known || !same(said) {
		r.Wrong = append(r.Wrong, name(key)+" is not what its events tell")
	}
	delete(told, key)
}

// missing says of what chains tell and no row is left to agree.
func missing[K comparable, F any](r *Row, told map[K]F, name func(K) string) {
	for key := range told {
		r.Wrong = append(r.Wrong, name(key)+" is missing")
	}
	slices.Sort(r.Wrong)
}
