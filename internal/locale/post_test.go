package locale

import "testing"

func TestPostsRepeatNothing(t *testing.T) {
	for _, c := range []struct{ position, unit, want string }{
		{"Pengawas Jalan", "Bidang Bina Marga, Dinas PUPR", "Pengawas Jalan, Bidang Bina Marga, Dinas PUPR"},
		{"Kepala Bidang Bina Marga", "Bidang Bina Marga, Dinas PUPR", "Kepala Bidang Bina Marga, Dinas PUPR"},
		{"Kepala Dinas", "Dinas PUPR", "Kepala Dinas PUPR"},
		{"Kepala Dinas PUPR", "Dinas PUPR", "Kepala Dinas PUPR"},
		{"Kepala puskesmas", "Puskesmas Kelobak", "Kepala Puskesmas Kelobak"},
		{"Pengawas Jalan", "Jalan", "Pengawas Jalan"},
		{"Camat", "Kecamatan Merigi", "Camat, Kecamatan Merigi"},
		{"Direktur", "RSUD Kepahiang", "Direktur, RSUD Kepahiang"},
		{"Bidang Bina Marga", "Bidang Bina Marga, Dinas PUPR", "Bidang Bina Marga, Dinas PUPR"},
		{"", "Dinas PUPR", "Dinas PUPR"},
		{"Bupati", "", "Bupati"},
		{"", "", ""},
	} {
		if got := Post(c.position, c.unit); got != c.want {
			t.Errorf("Post(%q, %q) = %q, want %q", c.position, c.unit, got, c.want)
		}
	}
}
