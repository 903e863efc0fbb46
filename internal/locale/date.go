package locale

import (
	"fmt"
	"strconv"
	"time"
)

var months = map[Lang][12]string{
	ID: {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"},
	EN: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

var weekdays = map[Lang][7]string{
	ID: {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
	EN: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

// Month is the name of a month: "November".
func Month(lang Lang, m time.Month) string { return months[orID(lang)][m-1] }

// Weekday is the name of a day of the week: "Senin".
func Weekday(lang Lang, d time.Weekday) string { return weekdays[orID(lang)][d] }

// Day writes the date of t: "30 November", with the year when it is not that of
// ref (the moment of reading). A zero ref always brings the year.
func Day(lang Lang, t, ref time.Time) string {
	s := strconv.Itoa(t.Day()) + " " + Month(lang, t.Month())
	if t.Year() != ref.Year() {
		s += " " + strconv.Itoa(t.Year())
	}
	return s
}

// Date writes the date of t with its day of the week: "Senin, 30 November",
// with the year as in Day.
func Date(lang Lang, t, ref time.Time) string {
	return Weekday(lang, t.Weekday()) + ", " + Day(lang, t, ref)
}

// Clock writes the time of day: "16.00" in Indonesian, "16:00" in English.
func Clock(lang Lang, t time.Time) string { return t.Format(pick(lang, "15.04", "15:04")) }

// DateTime writes date and time in full: "Kamis, 26 November, pukul 16.00" or
// "Thursday, 26 November, 16:00", with the year as in Day.
func DateTime(lang Lang, t, ref time.Time) string {
	return Date(lang, t, ref) + pick(lang, ", pukul ", ", ") + Clock(lang, t)
}

// Deadline writes like DateTime until when something is due: midnight belongs to
// the day that it ends, "Kamis, 26 November, pukul 24.00".
func Deadline(lang Lang, t, ref time.Time) string {
	if endsDay(t) {
		return Date(lang, t.AddDate(0, 0, -1), ref) + pick(lang, ", pukul 24.00", ", 24:00")
	}
	return DateTime(lang, t, ref)
}

// Short writes date and time for lists and buttons: "Senin 30/11, 16.00" or
// "Mon 30 Nov, 16:00". It never shows a year.
func Short(lang Lang, t time.Time) string {
	if lang == EN {
		return t.Format("Mon 2 Jan, 15:04")
	}
	return Weekday(lang, t.Weekday()) + t.Format(" 2/1, ") + Clock(lang, t)
}

// ShortDeadline writes like Short until when something is due: midnight belongs
// to the day that it ends, "Kamis 26/11, 24.00".
func ShortDeadline(lang Lang, t time.Time) string {
	if endsDay(t) {
		s := Short(lang, t.AddDate(0, 0, -1))
		return s[:len(s)-len("00.00")] + pick(lang, "24.00", "24:00")
	}
	return Short(lang, t)
}

// Range writes the days from one date to another, both included: "16–22
// November", "28 November–4 Desember", "30 Desember 2026–5 Januari 2027". A
// year is named when the two differ or when it is not that of ref.
func Range(lang Lang, from, to, ref time.Time) string {
	switch {
	case from.Year() != to.Year():
		return Day(lang, from, time.Time{}) + "–" + Day(lang, to, time.Time{})
	case from.Month() != to.Month():
		return Day(lang, from, from) + "–" + Day(lang, to, ref)
	case from.Day() != to.Day():
		return fmt.Sprintf("%d–%s", from.Day(), Day(lang, to, ref))
	}
	return Day(lang, from, ref)
}

// MonthYear writes the month of t: "November 2026".
func MonthYear(lang Lang, t time.Time) string {
	return Month(lang, t.Month()) + " " + strconv.Itoa(t.Year())
}

func endsDay(t time.Time) bool {
	h, m, s := t.Clock()
	return h == 0 && m == 0 && s == 0
}

func orID(lang Lang) Lang {
	if lang == EN {
		return EN
	}
	return ID
}
