package citizen

import (
	"strings"
	"unicode"

	"tanggap/internal/complaint"
)

// lookup is what somebody typed to find a case.
type lookup struct {
	Code     string // as complaint.ParseCode writes it, "" for none
	PIN      string // six digits, "" for none
	Mistyped bool   // it was meant as a code and cannot be one
}

// leads are words that people write before a code.
var leads = map[string]bool{"kode": true, "code": true, "status": true, "cek": true, "laporan": true, "no": true, "nomor": true}

// Lookup reads code and PIN as people type them; false for what can be neither.
func Lookup(prefix, s string) (code, pin string, read bool) {
	l := parseLookup(prefix, s)
	return l.Code, l.PIN, !l.Mistyped
}

// parseLookup reads code and PIN in this order, each of which may be missing.
// Whatever else there is makes it mistyped.
func parseLookup(prefix, s string) lookup {
	s = strings.Trim(s, complaint.Edges)
	if s == "" {
		return lookup{}
	}
	if pin, ok := parsePIN(s); ok {
		return lookup{PIN: pin}
	}
	if code, ok := complaint.ParseCode(prefix, s); ok {
		return lookup{Code: code}
	}
	for i, r := range s {
		if !unicode.IsSpace(r) {
			continue
		}
		pin, ok := parsePIN(s[i:])
		if !ok {
			continue
		}
		rest := strings.Trim(s[:i], complaint.Edges)
		if cut, found := cutSuffixFold(rest, "pin"); found {
			rest = strings.Trim(cut, complaint.Edges)
		}
		if code, ok := complaint.ParseCode(prefix, rest); ok {
			return lookup{Code: code, PIN: pin}
		}
	}
	return lookup{Mistyped: true}
}

// bareLookup is parseLookup for a message that was not asked for: only what is
// unmistakably a code, alone or with its PIN, or a PIN alone.
func bareLookup(prefix, s string) (lookup, bool) {
	s = strings.Trim(s, complaint.Edges)
	for {
		word, rest, more := strings.Cut(s, " ")
		if !more || !leads[strings.ToLower(strings.Trim(word, complaint.Edges))] {
			break
		}
		s = strings.Trim(rest, complaint.Edges)
	}
	marked := strings.HasPrefix(strings.ToUpper(s), strings.ToUpper(prefix)) && len(s) > len(prefix) && !unicode.IsLetter(rune(s[len(prefix)]))
	l := parseLookup(prefix, s)
	switch {
	case l.PIN != "" && l.Code == "":
		return l, true
	case l.Code != "":
		// A word of seven letters may pass for a code by chance.
		return l, marked || strings.ContainsAny(s, "0123456789")
	}
	// What begins like a code and is as long as one was meant as one.
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			letters++
		case r != '-' && r != ' ':
			return lookup{}, false
		}
	}
	near := letters - len(prefix) - 7
	return l, marked && near >= -1 && near <= 1 && len(strings.Fields(s)) <= 3
}

// parsePIN reads six digits, however they are spaced.
func parsePIN(s string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == '.' {
			return -1
		}
		return r
	}, strings.Trim(s, complaint.Edges))
	if len(s) != 6 {
		return "", false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	return s, true
}

func cutSuffixFold(s, suffix string) (string, bool) {
	if len(s) < len(suffix) || !strings.EqualFold(s[len(s)-len(suffix):], suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}
