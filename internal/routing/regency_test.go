package routing_test

import (
	"testing"

	"tanggap/internal/routing"
	"tanggap/internal/testkit"
)

func TestRegency(t *testing.T) {
	for _, c := range []struct {
		areas []routing.Area
		want  string
	}{
		{nil, ""},
		{[]routing.Area{{Code: "17.08", Type: "kabupaten", Name: "Kabupaten Kepahiang"}}, "Kabupaten Kepahiang"},
		{[]routing.Area{{Code: "17.08", Type: "kabupaten", Name: "KAB. KEPAHIANG"}}, "Kabupaten KEPAHIANG"},
		{[]routing.Area{{Code: "17", Type: "provinsi", Name: "Bengkulu"}, {Code: "17.71", Type: "kota", Name: "Bengkulu", ParentCode: "17"}}, "Kota Bengkulu"},
		{[]routing.Area{{Code: "33.10", Type: "kabupaten", Name: "Kota"}, {Code: "33.10.01", Type: "kecamatan", Name: "Delanggu", ParentCode: "33.10"}}, "Kabupaten Kota"},
		{[]routing.Area{{Code: "1", Type: "kecamatan", Name: "Merigi"}, {Code: "2", Type: "luar", Name: "Kabupaten Lebong"}}, ""},
	} {
		t.Run(c.want, func(t *testing.T) {
			tx := testkit.Tx(t)
			if _, err := routing.PutAreas(t.Context(), tx, now, c.areas); err != nil {
				t.Fatal(err)
			}
			e, err := new(routing.Guide).Open(t.Context(), tx)
			if err != nil {
				t.Fatal(err)
			}
			if got := e.Regency().String(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
