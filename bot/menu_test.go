package bot

import (
	"cmp"
	"testing"
	"time"

	"tanggap/bot/turn"
	"tanggap/internal/locale"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// A menu shows the commands of a person's roles and no others, in the language
// that we speak with them; to somebody unknown in that of their app.
func TestMenus(t *testing.T) {
	speaker, err := text.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	routes, err := NewRoutes()
	if err != nil {
		t.Fatal(err)
	}
	office, online := &turn.Office{Text: speaker}, &turn.Office{Text: speaker, Public: "https://lapor.example"}
	officer := &roster.Employee{NIP: "1", Roles: []roster.Role{roster.RolePegawai}}
	citizens := "start lapor status laporan nilai cek privasi hapus_data bahasa batal bantuan"
	for name, c := range map[string]struct {
		turn.Turn
		want     string
		id, inEN string // of /start
	}{
		"nobody in particular": {turn.Turn{}, citizens, "Perkenalan dan data Bapak/Ibu", "Welcome, and your data"},
		"a citizen":            {turn.Turn{Lang: locale.ID}, citizens, "Perkenalan dan data Bapak/Ibu", "Perkenalan dan data Bapak/Ibu"},
		"an English citizen":   {turn.Turn{Lang: locale.EN}, citizens, "Welcome, and your data", "Welcome, and your data"},
		"an officer": {turn.Turn{Lang: locale.ID, Employee: officer}, citizens + " lapor_bantu tugas kinerja target realisasi cuti templat",
			"Perkenalan dan data Bapak/Ibu", "Perkenalan dan data Bapak/Ibu"},
		"a superior": {turn.Turn{Lang: locale.ID, Employee: officer, Superior: true}, citizens + " lapor_bantu tugas kinerja target realisasi rapor cuti templat tim eskalasi persetujuan",
			"Perkenalan dan data Bapak/Ibu", "Perkenalan dan data Bapak/Ibu"},
		"an officer of a service with pages": {turn.Turn{Lang: locale.ID, Employee: officer, Office: online}, citizens + " lapor_bantu tugas kinerja target realisasi cuti templat loket",
			"Perkenalan dan data Bapak/Ibu", "Perkenalan dan data Bapak/Ibu"},
	} {
		c.Office = cmp.Or(c.Office, office)
		for _, m := range routes.menus(&c.Turn) {
			got := ""
			for i, command := range m.Commands {
				if i > 0 {
					got += " "
				}
				got += command.Command
			}
			words := c.id
			if m.Lang == locale.EN {
				words = c.inEN
			}
			if got != c.want || m.Commands[0].Words != words {
				t.Errorf("%s, %s: %s (%s)", name, m.Lang, got, m.Commands[0].Words)
			}
		}
	}
}
