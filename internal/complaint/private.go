package complaint

import (
	"tanggap/internal/routing"
	"tanggap/internal/screen"
)

// Private is why a report is read by those only who deal with it, whatever its
// reporter chose: health, children, and complaints about a person or money.
// It only ever tightens.
func Private(category routing.Category, body string) screen.Privacy {
	return screen.Private(body, category.Name, category.Neutral)
}
