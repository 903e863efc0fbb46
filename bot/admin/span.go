package admin

import (
	"time"

	"tanggap/bot/turn"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// stepWhy is the step in which the reason to count again is written.
const stepWhy = "admin.reason"

// reasoning is what that step keeps.
type reasoning struct {
	Window text.Window `json:"window"`
	At     time.Time   `json:"at"`
}

// longest is how many days are counted again at once.
const longest = 100

// spans are the whiles that can be counted again, through today.
func spans(t *turn.Turn) []text.Window {
	here := t.Now.In(t.Desk.Calendars.Location())
	today := worktime.DateOf(here)
	month := worktime.DateOf(time.Date(here.Year(), here.Month(), 1, 0, 0, 0, 0, time.UTC))
	before := worktime.DateOf(time.Date(here.Year(), here.Month()-1, 1, 0, 0, 0, 0, time.UTC))
	return []text.Window{{From: today.AddDays(-6), To: today}, {From: month, To: today}, {From: before, To: month.AddDays(-1)}, {From: today.AddDays(1 - longest), To: today}}
}

// window is the while that a press names.
func window(t *turn.Turn) (text.Window, error) {
	from, err1 := t.Int(0)
	to, err2 := t.Int(1)
	w := text.Window{From: worktime.Date(from), To: worktime.Date(to)}
	if err1 != nil || err2 != nil || w.To < w.From || w.To.AddDays(1-longest) > w.From {
		return text.Window{}, turn.ErrStale
	}
	return w, nil
}
