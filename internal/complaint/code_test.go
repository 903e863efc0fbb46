package complaint

import (
	"crypto/rand"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	code, err := drawCode(rand.Reader, "KPH")
	if err != nil {
		t.Fatal(err)
	}
	bare := strings.ReplaceAll(strings.TrimPrefix(code, "KPH-"), "-", "")
	for _, typed := range []string{code, strings.ToLower(code), " " + code + " ", strings.ReplaceAll(code, "-", " "), strings.ReplaceAll(code, "-", ""), bare, strings.ReplaceAll(code, "-", "–")} {
		if got, ok := ParseCode("KPH", typed); !ok || got != code {
			t.Errorf("ParseCode(%q) = %q, %v; want %q", typed, got, ok, code)
		}
	}
	for _, typed := range []string{"", "KPH", code + "2", "XYZ-" + code[4:], "O0I1-L00", "ąąąąąąą"} {
		if got, ok := ParseCode("KPH", typed); ok {
			t.Errorf("ParseCode(%q) = %q, want no code", typed, got)
		}
	}
}

// The check character finds every single wrong character and every swap of
// two neighbours.
func TestCheckCharacterFindsTypingErrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := []byte(rapid.StringOfN(rapid.RuneFrom([]rune(alphabet)), 6, 6, -1).Draw(t, "body"))
		whole := append(body, checkCharacter(string(body)))
		if _, ok := ParseCode("KPH", string(whole)); !ok {
			t.Fatalf("%s is not accepted", whole)
		}
		i := rapid.IntRange(0, 5).Draw(t, "place")
		wrong := []byte(string(whole))
		wrong[i] = alphabet[rapid.IntRange(0, 30).Draw(t, "character")]
		if _, ok := ParseCode("KPH", string(wrong)); ok && wrong[i] != whole[i] {
			t.Fatalf("%s passes for %s", wrong, whole)
		}
		swapped := []byte(string(whole))
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		if _, ok := ParseCode("KPH", string(swapped)); ok && string(swapped) != string(whole) {
			t.Fatalf("%s passes for %s", swapped, whole)
		}
	})
}

func FuzzParseCode(f *testing.F) {
	f.Add("KPH-7M3Q-X8D")
	f.Fuzz(func(t *testing.T, s string) {
		code, ok := ParseCode("KPH", s)
		if again, still := ParseCode("KPH", code); ok && (!still || again != code) {
			t.Fatalf("%q reads as %q, which reads as %q", s, code, again)
		}
	})
}

func TestPINsAreSixDigitsAndDifferByNumber(t *testing.T) {
	d := &Desk{Key: []byte("a key")}
	if a, b := d.pin(1, 1), d.pin(1, 2); a == b || len(a) != 6 || len(b) != 6 {
		t.Errorf("PINs %q and %q", a, b)
	}
	if a, b := d.pin(1, 1), (&Desk{Key: []byte("another")}).pin(1, 1); a == b {
		t.Errorf("another key gives the same PIN %q", a)
	}
}
