package roster

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// NIP names an employee: the 18 digits of Perka BKN 22/2007 (PNS) or of their
// PPPK counterpart, or a free identifier of somebody who is neither. It tells
// birth date and sex, so it is shown only to its owner and never to citizens.
type NIP string

var (
	spoiled   = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+$`)
	trailing0 = regexp.MustCompile(`^[0-9]+[.,]0+$`)
	freeForm  = regexp.MustCompile(`^[0-9A-Za-z](?:[0-9A-Za-z._/-]{0,38}[0-9A-Za-z])?$`)
)

const nipDigits = 18

// ParseNIP reads the NIP of a PNS or PPPK, with or without spaces. The form has
// no check digit: a valid one need not belong to anybody. The error is a plain
// sentence part for the person who typed it, and never repeats a whole number.
func ParseNIP(s string) (NIP, error) {
	s = bare(s)
	switch {
	case s == "":
		return "", errors.New("is empty; a NIP has 18 digits")
	case spoiled.MatchString(s):
		return "", fmt.Errorf("%s is a NIP that a spreadsheet turned into a number: its last digits are lost; format the column as text and enter the NIP again", s)
	case trailing0.MatchString(s):
		return "", errors.New("is a NIP that a spreadsheet turned into a number with decimals; format the column as text and enter the NIP again")
	}
	if i := strings.IndexFunc(s, notDigit); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return "", fmt.Errorf("has %q in it; a NIP is 18 digits", r)
	}
	switch len(s) {
	case nipDigits:
	case 9:
		return "", errors.New("is an old NIP of 9 digits; look up the new one of 18 digits")
	default:
		return "", fmt.Errorf("has %d digits; a NIP has 18", len(s))
	}
	if err := checkDigits(s); err != nil {
		return "", err
	}
	return NIP(s), nil
}

// ParseIdentifier reads the free identifier of a NONASN: letters, digits and
// . _ / - within, up to 40 characters, spaces removed.
func ParseIdentifier(s string) (NIP, error) {
	s = bare(s)
	switch {
	case s == "":
		return "", errors.New("is empty")
	case spoiled.MatchString(s):
		return "", fmt.Errorf("%s is an identifier that a spreadsheet turned into a number: its last digits are lost; format the column as text and enter it again", s)
	case !freeForm.MatchString(s):
		return "", errors.New("is no identifier: use up to 40 letters and digits, with . _ / - between them")
	}
	return NIP(s), nil
}

// ParseReference reads how another row names an employee of whatever status: a
// NIP, or a free identifier with something besides digits in it.
func ParseReference(s string) (NIP, error) {
	n, err := ParseNIP(s)
	if err == nil {
		return n, nil
	}
	if strings.IndexFunc(bare(s), notDigit) >= 0 {
		if free, errFree := ParseIdentifier(s); errFree == nil {
			return free, nil
		}
	}
	return "", err
}

// Status is the state of employment that the form shows.
func (n NIP) Status() string {
	switch _, err := ParseNIP(string(n)); {
	case err != nil:
		return StatusNONASN
	case n[12] == '2':
		return StatusPPPK
	}
	return StatusPNS
}

// Masked hides birth date, sex and serial: "••••••••201505••••". Of a free
// identifier only the first two characters stay.
func (n NIP) Masked() string {
	if len(n) == nipDigits && strings.IndexFunc(string(n), notDigit) < 0 {
		return "••••••••" + string(n[8:14]) + "••••"
	}
	kept := 0
	return strings.Map(func(r rune) rune {
		if kept++; kept <= 2 {
			return r
		}
		return '•'
	}, string(n))
}

// checkDigits judges 18 digits: birth day 8, then for PNS year and month of
// the start as CPNS, for PPPK the year and a code from 21 on; sex; serial.
func checkDigits(s string) error {
	at := func(from, to int) int {
		v, _ := strconv.Atoi(s[from:to])
		return v
	}
	year, month, day := at(0, 4), at(4, 6), at(6, 8)
	if month < 1 || month > 12 {
		return fmt.Errorf("says birth month %02d", month)
	}
	born := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 1900 || born.Day() != day || born.Month() != time.Month(month) {
		return fmt.Errorf("says birth date %04d-%02d-%02d, which does not exist", year, month, day)
	}
	startYear, startMonth := at(8, 12), at(12, 14)
	pppk := startMonth >= 21 && startMonth <= 29
	if !pppk && (startMonth < 1 || startMonth > 12) {
		return fmt.Errorf("has %02d where the month of appointment (01 to 12) or a PPPK code (21 to 29) belongs", startMonth)
	}
	age := startYear - year
	if !pppk && startMonth < month {
		age--
	}
	switch {
	case age < 18:
		return fmt.Errorf("says an appointment in %d at the age of %d", startYear, age)
	case age > 70:
		return fmt.Errorf("says an appointment in %d at the age of %d", startYear, age)
	case s[14] != '1' && s[14] != '2':
		return fmt.Errorf("has %c where sex (1 or 2) belongs", s[14])
	case s[15:] == "000":
		return errors.New("ends in 000: a spreadsheet rounds numbers of more than 15 digits; format the column as text and enter the NIP again")
	}
	return nil
}

// bare removes spaces of every kind and the apostrophe by which spreadsheets
// mark text.
func bare(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimPrefix(strings.TrimPrefix(s, "'"), "’")
}

func notDigit(r rune) bool { return r < '0' || r > '9' }
