package bot

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"tanggap/bot/admin"
	"tanggap/bot/citizen"
	"tanggap/bot/officer"
	"tanggap/bot/privacy"
	"tanggap/bot/rater"
	"tanggap/bot/superior"
	"tanggap/bot/turn"
	"tanggap/internal/locale"
	"tanggap/internal/text"
)

// Routes is the table by which an update finds its handler. No two rows match
// the same update.
type Routes struct {
	commands map[string]turn.Route
	buttons  map[string]turn.Route
	steps    map[string]turn.Route
	shown    []turn.Route // commands of the menu, in the order of the table
}

// NewRoutes puts the tables of those who talk together; it fails when two rows
// match the same update.
func NewRoutes() (*Routes, error) {
	r := &Routes{commands: map[string]turn.Route{}, buttons: map[string]turn.Route{}, steps: map[string]turn.Route{}}
	help := func(t *turn.Turn) []string { return r.allowed(t) }
	everybodys := citizen.Routes(citizen.Options{
		Connect: officer.Connect, Claim: officer.Claim, Unsent: officer.Unsent, TakeBack: officer.TakeBack, Rate: rater.Nilai, Scanned: rater.Scanned, Commands: help,
		Privacy: privacy.Options{Lookup: citizen.Lookup}.Privasi, Erase: privacy.HapusData,
	})
	everybodys = append(everybodys, rater.Routes(rater.Options{Elsewhere: freely(everybodys), Complain: citizen.ComplainAbout})...)
	everybodys = append(everybodys, privacy.Routes(privacy.Options{Lookup: citizen.Lookup, Elsewhere: freely(everybodys)})...)
	for i := range everybodys {
		everybodys[i].Do = officer.Keep(everybodys[i].Do)
	}
	for _, row := range slices.Concat(everybodys, officer.Routes(citizen.StartDraft), superior.Routes(superior.Options{Busy: officer.Busy, Elsewhere: freely(everybodys)}),
		admin.Routes(admin.Options{Busy: officer.Busy, Elsewhere: freely(everybodys)})) {
		for key, index := range map[string]map[string]turn.Route{row.Command: r.commands, row.Button: r.buttons, row.Step: r.steps} {
			if key == "" {
				continue
			}
			if _, taken := index[key]; taken {
				return nil, fmt.Errorf("two routes for %s", key)
			}
			index[key] = row
		}
		if row.Menu {
			r.shown = append(r.shown, row)
		}
	}
	return r, nil
}

// freely is the handler of messages that no step takes.
func freely(rows []turn.Route) turn.Handler {
	return rows[slices.IndexFunc(rows, func(row turn.Route) bool { return row.Step == turn.Free })].Do
}

// Buttons lists the routes that buttons press.
func (r *Routes) Buttons() []string { return slices.Sorted(maps.Keys(r.buttons)) }

// allowed lists the commands of the menu that somebody may use.
func (r *Routes) allowed(t *turn.Turn) []string {
	var commands []string
	for _, row := range r.shown {
		if t.May(row.Who) && !(row.Page && t.Public == "") {
			commands = append(commands, row.Command)
		}
	}
	return commands
}

// Menu is the list of commands in one language.
type Menu struct {
	Lang     locale.Lang
	Commands []MenuCommand
}

// MenuCommand is one line of a menu.
type MenuCommand struct{ Command, Words string }

// menus are the commands that somebody may use: in the language that we speak
// with them whatever that of their app, or where that is not known in each.
func (r *Routes) menus(t *turn.Turn) []Menu {
	var ms []Menu
	for _, lang := range text.Languages {
		m, words := Menu{Lang: lang}, lang
		if t.Lang != "" {
			words = t.Lang
		}
		for _, command := range r.allowed(t) {
			m.Commands = append(m.Commands, MenuCommand{Command: command[1:], Words: t.Text.Help(words, command)})
		}
		ms = append(ms, m)
	}
	return ms
}

// Public are the menus of somebody of whom nothing is known yet.
func (r *Routes) Public(office *turn.Office) []Menu { return r.menus(&turn.Turn{Office: office}) }

// find picks the one row for an update; false when no row matches.
func (r *Routes) find(t *turn.Turn) (turn.Route, bool) {
	in := t.In
	var row turn.Route
	var ok bool
	switch {
	case in.Button != "":
		row, ok = r.buttons[in.Button]
	case in.Command != "":
		row, ok = r.commands[in.Command]
	default:
		row, ok = r.steps[cmp.Or(stepFor(t), turn.Free)]
		if ok && !t.May(row.Who) { // they were an employee when the dialog began
			row, ok = r.steps[turn.Free]
		}
	}
	return row, ok
}

// stepFor is the step that takes a message; "" for none. A reply to a case
// belongs to that case, unless the dialog is about the same one.
func stepFor(t *turn.Turn) string {
	switch {
	case t.In.Edited:
		return turn.Edit
	case t.In.About == "":
		return t.Dialog.Step
	}
	var d struct {
		Case int64 `json:"case"`
	}
	if t.Read(&d) == nil && fmt.Sprintf("case:%d", d.Case) == t.In.About {
		return t.Dialog.Step
	}
	return ""
}
