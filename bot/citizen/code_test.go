package citizen

import (
	"testing"

	"tanggap/internal/complaint"
)

// right is a code whose check character is right.
const right = "KPH-2345-67A"

func TestLookupsAreReadAsPeopleTypeThem(t *testing.T) {
	if _, ok := complaint.ParseCode("KPH", right); !ok {
		t.Fatal("the code of this test is none")
	}
	full := lookup{Code: right, PIN: "482913"}
	for typed, want := range map[string]lookup{
		"":                             {},
		"KPH-2345-67A":                 {Code: right},
		"kph 2345 67a":                 {Code: right},
		"2345-67A":                     {Code: right},
		"482913":                       {PIN: "482913"},
		"482 913":                      {PIN: "482913"},
		"KPH-2345-67A 482913":          full,
		"kph 2345 67a 482913":          full,
		"KPH-2345-67A, 482 913.":       full,
		"KPH-2345-67A PIN 482913":      full,
		"KPH-2345-67A\npin: 482913":    full,
		"<KPH-2345-67A> <482913>":      full,
		"KPH-2345-67B":                 {Mistyped: true},
		"KPH-2345-67A 48291":           {Mistyped: true},
		"KPH-2345-67A 482913 sekarang": {Mistyped: true},
		"jalan rusak":                  {Mistyped: true},
	} {
		if got := parseLookup("KPH", typed); got != want {
			t.Errorf("parseLookup(%q) = %+v", typed, got)
		}
	}
}

func TestBareCodesAreToldFromWords(t *testing.T) {
	for typed, want := range map[string]struct {
		lookup
		is bool
	}{
		"KPH-2345-67A":               {lookup{Code: right}, true},
		"kode KPH-2345-67A":          {lookup{Code: right}, true},
		"Status: kph-2345-67a?":      {lookup{Mistyped: true}, false},
		"KPH-2345-67A 482913":        {lookup{Code: right, PIN: "482913"}, true},
		"482913":                     {lookup{PIN: "482913"}, true},
		"KPH-2345-67B":               {lookup{Mistyped: true}, true},
		"KPH-2345-6":                 {lookup{}, false},
		"KPH-2345-67":                {lookup{Mistyped: true}, true},
		"KPH-2345-67A belum dijawab": {lookup{}, false},
		"Jalan rusak 3 bulan":        {lookup{}, false},
		"Kphg jalan rusak":           {lookup{}, false},
		"12":                         {lookup{}, false},
		"081234567890":               {lookup{}, false},
		"":                           {lookup{}, false},
	} {
		got, is := bareLookup("KPH", typed)
		if is != want.is || is && got != want.lookup {
			t.Errorf("bareLookup(%q) = %+v, %v", typed, got, is)
		}
	}
	// A word that passes for a code by chance is a word.
	passes := 0
	for _, word := range []string{"RUSAKN", "BANJRN", "PASARN", "JAMBAN"} {
		for last := 'A'; last <= 'Z'; last++ {
			chance := word + string(last)
			if _, ok := complaint.ParseCode("KPH", chance); !ok {
				continue
			}
			passes++
			if _, is := bareLookup("KPH", chance); is {
				t.Errorf("%s was taken for a code", chance)
			}
		}
	}
	if passes == 0 {
		t.Error("no word of this test passes for a code")
	}
}

func FuzzLookup(f *testing.F) {
	f.Add("KPH-2345-67A 482913")
	f.Add("\u00a0٤٨٢٩١٣\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		l := parseLookup("KPH", s)
		if l.Code != "" {
			if code, ok := complaint.ParseCode("KPH", l.Code); !ok || code != l.Code {
				t.Errorf("%q gave the code %q", s, l.Code)
			}
		}
		if l.PIN != "" && len(l.PIN) != 6 {
			t.Errorf("%q gave the PIN %q", s, l.PIN)
		}
		bareLookup("KPH", s)
		smallTalk(s)
	})
}
