package locale

import "strings"

// Post names somebody by position and unit: "Pengawas Jalan, Dinas PUPR". What
// ends the position and begins the unit's name is said once: "Kepala Bidang
// Jalan, Dinas PUPR" for the Kepala Bidang Jalan of the "Bidang Jalan, Dinas
// PUPR". Either may be "".
func Post(position, unit string) string {
	of, in := strings.Fields(position), strings.Fields(unit)
	for n := min(len(of), len(in)); n > 0; n-- {
		if same(of[len(of)-n:], in[:n]) {
			return strings.Join(append(of[:len(of)-n], in...), " ")
		}
	}
	if position == "" || unit == "" {
		return position + unit
	}
	return position + ", " + unit
}

// same says whether words are alike, whatever stands behind them.
func same(a, b []string) bool {
	for i := range a {
		if !strings.EqualFold(strings.Trim(a[i], ",.;"), strings.Trim(b[i], ",.;")) {
			return false
		}
	}
	return true
}
