package screen

// NeedsName says whether a service, by the name of its category, is one for a
// certain person: the civil registry, aid, health.
func NeedsName(category string) bool {
	for _, s := range read(category) {
		if s.has(healthOffice) || s.anyOf(personal) {
			return true
		}
	}
	return false
}

var personal = signs(`
	ktp|e ktp|kk|kartu keluarga|akta|akte|kependudukan|dukcapil|capil|adminduk|administrasi penduduk|pencatatan sipil|paspor|civil registry
	bantuan sosial|bansos|bantuan / sosial|warga|keluarga|pangan|tunai|blt|pkh|bpjs|jaminan kesehatan|jaminan sosial|disabilitas|santunan|social aid`)
