package locale

import (
	"testing"
	"time"
)

func TestFindDay(t *testing.T) {
	wib := time.FixedZone("WIB", 7*60*60)
	now := time.Date(2026, 11, 23, 9, 30, 0, 0, wib) // a Monday
	for words, want := range map[string]string{
		"Regu turun besok pagi pukul 08.00":      "2026-11-24",
		"lusa":                                   "2026-11-25",
		"besok lusa":                             "2026-11-25",
		"kami kerjakan hari ini":                 "2026-11-23",
		"Jumat":                                  "2026-11-27",
		"hari Jum'at":                            "2026-11-27",
		"Senin":                                  "2026-11-30",
		"Rabu depan":                             "2026-12-02",
		"Senin kami survei, Kamis kami kerjakan": "2026-11-30",
		"hari Minggu":                            "2026-11-29",
		"5 Desember":                             "2026-12-05",
		"5 des 2026":                             "2026-12-05",
		"tanggal 5 Desember 2026 pukul 10":       "2026-12-05",
		"12 Januari":                             "2027-01-12",
		"5/12":                                   "2026-12-05",
		"05-12-2026":                             "2026-12-05",
		"2026-12-05":                             "2026-12-05",
		"tanggal 5":                              "2026-12-05",
		"tgl 25":                                 "2026-11-25",
		"3 hari lagi":                            "2026-11-26",
		"2 minggu lagi":                          "2026-12-07",
		"1 bulan lagi":                           "2026-12-23",
		"We come tomorrow":                       "2026-11-24",
		"on Friday":                              "2026-11-27",
		"next Wednesday":                         "2026-12-02",
		"December 5th":                           "2026-12-05",
		"5 December, 2026":                       "2026-12-05",
		"in 3 days":                              "2026-11-26",
		"Besok kami survei, selesai 10 Desember ya": "2026-12-10",
		// None of these names a day to come.
		"":                       "",
		"minggu depan":           "",
		"segera":                 "",
		"Senin lalu":             "",
		"last Friday":            "",
		"5 November":             "",
		"31 November":            "",
		"sudah 3/4 jalan":        "",
		"20/11":                  "",
		"pukul 08.00":            "",
		"5 Desember 2025":        "",
		"1 Januari 2029":         "",
		"Jl. Merdeka 12":         "",
		"nomor 600/12/PUPR":      "",
		"telepon 0812-3456-7890": "",
		"2 buah":                 "",
		"anggaran 2027":          "",
		"tanggal 32":             "",
		"besokan":                "",
	} {
		day, found := FindDay(words, now)
		got := ""
		if found {
			got = day.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
		if found && (day.Hour() != 0 || day.Location() != wib) {
			t.Errorf("%q: %s is no midnight there", words, day)
		}
	}
}

// Whatever is typed, it is a day from today on, a year ahead at most.
func TestFindLength(t *testing.T) {
	for words, want := range map[string]int{
		"4": 4, "4 hari": 4, "2 hari kerja lagi": 2, "tambah 3 Hari": 3, "2 minggu": 10, "1 pekan": 5, "2 weeks more": 10, "5 days": 5,
		"": -1, "secepatnya": -1, "dua hari": -1, "jam 4": -1,
	} {
		days, found := FindLength(words)
		if !found {
			days = -1
		}
		if days != want {
			t.Errorf("%q: %d, want %d", words, days, want)
		}
	}
}

func FuzzFindDay(f *testing.F) {
	for _, s := range []string{"besok", "5/12/2026", "31-02-2027", "Senin depan", "tanggal 99", "999 bulan lagi", "feb 30 2027"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, words string) {
		day, found := FindDay(words, now)
		if found && (day.Before(midnight(now)) || day.After(midnight(now).AddDate(0, 0, daysAhead))) {
			t.Errorf("%q: %s", words, day)
		}
	})
}
