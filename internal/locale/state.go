package locale

// stateNames are read by the citizen and by the staff alike, so none says "Anda".
var stateNames = map[string]unit{
	"waiting":     {"sedang dicarikan petugas", "looking for an officer"},
	"assigned":    {"diteruskan ke petugas", "passed to an officer"},
	"accepted":    {"diterima petugas", "taken on by an officer"},
	"asked":       {"menunggu keterangan pelapor", "waiting for details from the reporter"},
	"answered":    {"sudah dijawab, masih dikerjakan", "answered, work goes on"},
	"weighed":     {"diusulkan ditutup, menunggu keputusan", "proposed to be closed, waiting for a decision"},
	"proposed":    {"dilaporkan selesai, menunggu pendapat pelapor", "reported as done, waiting for the reporter's word"},
	"reopened":    {"dibuka kembali", "opened again"},
	"confirmed":   {"selesai menurut pelapor", "done according to the reporter"},
	"unconfirmed": {"ditutup tanpa pernyataan pelapor", "closed without the reporter's word"},
	"withdrawn":   {"ditarik kembali oleh pelapor", "withdrawn by the reporter"},
	"impossible":  {"tidak bisa dikerjakan, dengan alasan tertulis", "cannot be done, for a reason that was given"},
	"scheduled":   {"dijadwalkan", "planned for a named year"},
	"referred":    {"diteruskan ke instansi lain", "referred to another agency"},
	"merged":      {"digabung dengan laporan lain", "joined with another report"},
	"spam":        {"bukan laporan", "no report"},
}

// State names the state of a complaint, in words that citizen and staff can both
// read. Another key than complaint's states comes back as it is.
func State(lang Lang, state string) string {
	name, ok := stateNames[state]
	if !ok {
		return state
	}
	return pick(lang, name.id, name.en)
}
