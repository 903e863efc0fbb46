package superior

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"tanggap/internal/text"
)

// mark stands for a proposal in its button, so that what is agreed to is what
// was shown.
func mark(moves []move) string {
	sum := sha256.New()
	for _, m := range moves {
		fmt.Fprintf(sum, "%d>%s\n", m.task.ID, m.to.NIP)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

func told(moves []move) []text.TeamMove {
	var shown []text.TeamMove
	for _, m := range moves {
		shown = append(shown, text.TeamMove{Code: m.task.Code, From: m.from.Name, To: m.to.Name})
	}
	return shown
}
