package citizen

import (
	"tanggap/bot/turn"
)

// nothingToKeep answers what no report can hold, and false for all else: of a
// contact nobody looks at name and number.
func nothingToKeep(t *turn.Turn) (turn.Answer, bool) {
	switch {
	case t.In.Contact:
		return aside(t.Text.NoContact(t.Lang)), true
	case t.In.Other:
		return aside(t.Text.CannotKeep(t.Lang)), true
	}
	return turn.Answer{}, false
}
