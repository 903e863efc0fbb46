package story

import (
	"fmt"
	"strings"
)

// surname is what only Telegram says of somebody in a story, so that it shows
// where the bot repeats it.
func surname(user int64) string { return fmt.Sprintf("bin-%d", user) }

// discreet sees that nobody reads who somebody else is: what Telegram says of
// them, or where they write from. Nor does the log hold it, nor a code.
func (w *world) discreet() {
	w.t.Helper()
	for _, reader := range w.order {
		for _, m := range w.sandbox.Chat(reader) {
			if !m.FromBot {
				continue
			}
			for user, name := range w.names {
				if user != reader && (strings.Contains(m.Text, surname(user)) || strings.Contains(m.Text, fmt.Sprintf("tg:%d", user))) {
					w.t.Errorf("%s reads who %s is: %s", w.names[reader], name, m.Text)
				}
			}
		}
	}
	for _, secret := range []string{"bin-9", "tg:9", "KPH-"} {
		if strings.Contains(w.log.String(), secret) {
			w.t.Errorf("the log holds %q:\n%s", secret, w.log)
		}
	}
}
