package screen

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		// Identity cards: built like one, whatever stands between the digits.
		"NIK saya 1708041203850002 sudah terdaftar":        "nik:1708041203850002",
		"1708045203850002":                                 "nik:1708045203850002", // born on the 12th, a woman
		"nik: 1708 0412 0385 0002.":                        "nik:1708 0412 0385 0002",
		"No KTP 17.08.04.120385.0002":                      "nik:17.08.04.120385.0002",
		"kartu keluarga nomor 1708042011150003":            "kk:1708042011150003",
		"KK 1708042011150003, NIK 1708041203850002":        "kk:1708042011150003 nik:1708041203850002",
		"NIK yang tertera 9999999999999999":                "nik:9999999999999999", // called so, whatever its build
		"resi paket 9999999999999999 belum sampai":         "",
		"1708041213850002":                                 "", // a thirteenth month
		"1708043203850002":                                 "", // the 32nd
		"170804120385000":                                  "",
		"17080412038500021":                                "",
		"NIP 198612032015051001":                           "",
		"surat nomor 470/1708/2026 tanggal 12-11-2026":     "",
		"NIK 1708041203850002/1708041203850003 dua-duanya": "nik:1708041203850002 nik:1708041203850003",
		"nik \u0661\u0667\u0660\u0668\u0660\u0664\u0661\u0662\u0660\u0663\u0668\u0665\u0660\u0660\u0660\u0662": "nik:\u0661\u0667\u0660\u0668\u0660\u0664\u0661\u0662\u0660\u0663\u0668\u0665\u0660\u0660\u0660\u0662",

		// Telephones in the spellings of every day.
		"hubungi 081234567890":         "telepon:081234567890",
		"hub 0812-3456-7890 ya":        "telepon:0812-3456-7890",
		"0812 3456 7890":               "telepon:0812 3456 7890",
		"0812.3456.7890":               "telepon:0812.3456.7890",
		"+62 812 3456 7890":            "telepon:+62 812 3456 7890",
		"+62-812-3456-7890":            "telepon:+62-812-3456-7890",
		"6281234567890":                "telepon:6281234567890",
		"+62 0812 3456 7890":           "telepon:+62 0812 3456 7890",
		"(0812) 3456-7890":             "telepon:0812) 3456-7890",
		"wa.me/6281234567890":          "telepon:6281234567890",
		"O812 3456 789O":               "telepon:O812 3456 789O",
		"0812 34 56 78 90":             "telepon:0812 34 56 78 90",
		"WA 081234567890/085212345678": "telepon:081234567890 telepon:085212345678",
		"08123456789":                  "telepon:08123456789",
		"telepon rumah (0732) 391234":  "telepon:0732) 391234",
		"telp 0732-391234":             "telepon:0732-391234",
		"nol delapan satu dua tiga empat lima enam tujuh delapan": "telepon:nol delapan satu dua tiga empat lima enam tujuh delapan",
		"satu dua tiga empat lima enam tujuh delapan sembilan":    "",
		"tanggal 08.12.2026 10.30":                                "",
		"08-12-2026 pukul 09.00":                                  "",
		"panggil 112 atau 119":                                    "",
		"RT 03 RW 04 nomor 12":                                    "",
		"koordinat -3.6413,102.6020":                              "",
		"kode KPH-7M3Q-X8D, PIN 482913":                           "",
		"jam 08.00-16.00 Senin sampai Jumat":                      "",
		"lapor ke 0800123456":                                     "",

		// Accounts are found only where the text calls them so.
		"rekening BRI 3455 0102 1234 567":              "rekening:3455 0102 1234 567",
		"transfer ke no rek 1234567890 a.n. bendahara": "rekening:1234567890",
		"Bank Bengkulu 1234567890123":                  "rekening:1234567890123",
		"rekening 1234567890123456 atas nama desa":     "rekening:1234567890123456",
		"dana desa Rp 1.250.000.000 tidak jelas":       "",
		"bank menagih 1500000000 rupiah":               "",
		"nomor meter 12345678901":                      "",
		"nomor resi 1234567890":                        "",
	} {
		var got []string
		for _, n := range Numbers(text) {
			got = append(got, string(n.Kind)+":"+text[n.From:n.To])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"NIK 1708041203850002, HP 0812-3456-7890.":                "NIK ••••••••••••••02, HP ••••-••••-••90.",
		"kabel putus di RT 03":                                    "kabel putus di RT 03",
		"telepon nol delapan satu dua tiga empat lima enam tujuh": "telepon ••••••••",
	} {
		if got := Mask(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A text built of words and numbers loses the numbers and keeps the words.
func TestMaskKeepsTheRest(t *testing.T) {
	pieces := []string{
		"jalan rusak", "RT 03", "sejak 12-11-2026", "Rp 1.250.000", "1708041203850002", "0812 3456 7890", "+62 812-3456-7890",
		"rekening 1234567890", "kk 1708042011150003", "(0732) 391234", "pukul 08.00", "nol delapan satu dua tiga empat lima enam tujuh",
		"أرقام", "😀", "\n", "telp", "10", "2026", "O8123456789",
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "pieces"), rapid.SampledFrom([]string{" ", ", ", "\n"}).Draw(t, "between"))
		check(t, text)
	})
}

// check holds what is true of every text.
func check(t interface{ Fatalf(string, ...any) }, text string) {
	at := 0
	var rest strings.Builder
	for _, n := range Numbers(text) {
		if n.From < at || n.To <= n.From || n.To > len(text) || !utf8.ValidString(text[n.From:n.To]) {
			t.Fatalf("%q: %+v", text, n)
		}
		rest.WriteString(text[at:n.From])
		at = n.To
	}
	masked := Mask(text)
	if left := Numbers(masked); len(left) > 0 {
		t.Fatalf("%q masked is %q, which still has %+v", text, masked, left)
	}
	if at == 0 && masked != text {
		t.Fatalf("%q has no number and became %q", text, masked)
	}
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if isDigit(r) || r == blotted {
				return -1
			}
			return r
		}, s)
	}
	if len(spelled(text)) == 0 && strings.Map(noZero, letters(masked)) != strings.Map(noZero, letters(text)) {
		t.Fatalf("%q lost words: %q", text, masked)
	}
}

// noZero leaves out the letter that may have been a zero.
func noZero(r rune) rune {
	if r == 'O' || r == 'o' {
		return -1
	}
	return r
}

func FuzzScreen(f *testing.F) {
	for _, seed := range []string{
		"", "NIK 1708041203850002", "+62 812 3456 7890", "rek BRI 345501021234567", "rumah kebakaran!", "O8O8O8O8O8O8", "0812 0812 0812 0812 0812",
		"terima kasih", "dasar anjing", "\xff\xfe08123456789", "1708041203850002 1708041203850002", "kk nik 1111111111111111111111 rek 22222222222222",
		"nol nol nol nol nol nol nol nol nol nol 08123456789",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		Dangers(text)
		Matters(text)
		Private(text, text, false)
		Rude(text)
		Praise(text)
		if utf8.ValidString(text) {
			check(t, text)
		}
	})
}
