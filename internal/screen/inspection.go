package screen

var inspection = signs(`inspektorat|inspektur daerah|inspektur pembantu|irban|inspectorate`)

// Inspection says whether a text names the inspectorate, which looks into what
// officers did: a report about an officer that does is not for its hands.
func Inspection(text string) bool {
	for _, s := range read(text) {
		if s.anyOf(inspection) {
			return true
		}
	}
	return false
}
