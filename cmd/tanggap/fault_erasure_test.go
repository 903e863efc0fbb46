package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tanggap/internal/sandbox"
	"tanggap/internal/servers"
)

// Somebody has their data erased; then a copy of the database from before is put
// in its place. The program starts, finds in the file beside its keys what the
// copy does not know, and erases it again before anybody reads it.
func TestErasureSurvivesAnOlderCopyOfItsFiles(t *testing.T) {
	t.Parallel()
	m, s, data := newPrivateMachine(t)
	m.connect()
	p := m.serve()
	stop := func() {
		t.Helper()
		p.kill()
		m.pool.Reset()
		must(t, s.StopPostgres(servers.Fast))
	}
	start := func() {
		t.Helper()
		must(t, s.StartPostgres(t.Context()))
		p = m.serve()
	}
	const words = "Jalan berlubang di depan rumah Sariwati"
	m.reports(person, words)
	m.reports(person+1, "Jalan berlubang di belakang sekolah")
	m.presses(person, m.says(person, "/laporan", "Laporan Bapak/Ibu"), "KPH-")
	m.presses(person, m.hears(person, "Perjalanan laporan"), "Tarik")
	m.presses(person, m.hears(person, "Petugas lalu berhenti"), "Ya, tarik")
	m.eventually("it is withdrawn", func() bool { return m.count(`SELECT count(*) FROM complaint WHERE state = 'withdrawn'`) == 1 })

	stop()
	folder := filepath.Join(data, "postgres")
	must(t, exec.Command("cp", "-a", folder, folder+"-earlier").Run())
	start()
	m.presses(person, m.says(person, "/hapus_data", "Menghapus data"), "berkasnya dulu")
	file := m.hears(person, "data.json memuat")
	m.eventually("the file is known to have arrived", func() bool {
		m.run("job", "run", "rights")
		return m.count(`SELECT count(*) FROM data_request WHERE state = 'offered'`) == 1
	})
	m.presses(person, file, "Lanjut menghapus")
	m.presses(person, m.hears(person, "Hapus semuanya?"), "Ya, hapus semuanya")
	m.hears(person, "Data Bapak/Ibu sudah dihapus")
	known := func() int {
		return m.count(`
			SELECT (SELECT count(*) FROM reporter WHERE address = 'tg:' || $1::bigint::text)
				+ (SELECT count(*) FROM complaint WHERE body = $2)
				+ (SELECT count(*) FROM ledger_content WHERE position(convert_to($2, 'UTF8') IN body) > 0)`, person, words)
	}
	if n := known(); n != 0 {
		t.Fatalf("%d rows still hold what was erased", n)
	}

	stop()
	must(t, exec.Command("mv", folder, folder+"-later").Run())
	must(t, exec.Command("cp", "-a", folder+"-earlier", folder).Run())
	must(t, s.StartPostgres(t.Context()))
	if n := known(); n != 3 {
		t.Fatalf("the copy holds %d rows of it, want 3", n)
	}
	p = m.serve()
	if n := known(); n != 0 {
		t.Errorf("%d rows hold again what was erased", n)
	}
	if n := m.count(`SELECT count(*) FROM reporter WHERE address = 'tg:' || $1::bigint::text`, person+1); n != 1 {
		t.Error("somebody else lost their case")
	}
	m.proved()
	if strings.Contains(p.log.String(), "Sariwati") {
		t.Error("the log says what was erased")
	}
}

// says sends words to the bot and waits for an answer with other words.
func (m *machine) says(user int64, words, answer string) sandbox.Message {
	m.t.Helper()
	m.sandbox.Say(user, words)
	return m.hears(user, answer)
}

// presses presses a button of a message.
func (m *machine) presses(user int64, card sandbox.Message, label string) {
	m.t.Helper()
	data := dataOf(card, label)
	if data == "" {
		m.t.Fatalf("no button %q below %q", label, card.Text)
	}
	m.sandbox.Press(user, card.ID, data)
}
