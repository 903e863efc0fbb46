package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tanggap/internal/testkit"
)

// binary is the program, built once for all process tests.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	// These tests wait for processes and for time to pass: several run at once.
	atOnce := flag.Lookup("test.parallel").Value
	if n, err := strconv.Atoi(atOnce.String()); err != nil || n < 4 {
		if err := atOnce.Set("4"); err != nil {
			panic(err)
		}
	}
	dir, err := os.MkdirTemp("", "tanggap-process-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "tanggap")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	code := 1
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
	} else {
		code = testkit.Run(m)
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

const processToken = "555000111:AAprocess-secret-token-0123456789abcd"

var codeForm = regexp.MustCompile(`KPH-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{3}`)

func TestCommandsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	bad := filepath.Join(m.dir, "pegawai.csv")
	if err := os.WriteFile(bad, []byte("nip,name,unit_code,position,status,superior_nip,roles\n\"1,98609E+17\",Hendra,PUPR,Staf,PNS,,pegawai\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		m    *machine
		args []string
		code int
		want string
	}{
		"no words":                   {m, nil, 2, "serve"},
		"an unknown word":            {m, []string{"dance"}, 2, "dance"},
		"no token":                   {m.with("TELEGRAM_BOT_TOKEN="), []string{"serve"}, 2, "TELEGRAM_BOT_TOKEN"},
		"no database":                {m.with("DATABASE_URL=postgres://127.0.0.1:1/none"), []string{"migrate"}, 1, "database cannot be reached"},
		"no database for serve":      {m.with("DATABASE_URL=postgres://127.0.0.1:1/none"), []string{"serve"}, 1, "database cannot be reached"},
		"a schema that is missing":   {m.with("DATABASE_URL=" + testkit.EmptyDatabaseURL(t)), []string{"check"}, 1, "tanggap migrate"},
		"a spoiled NIP":              {m, []string{"import", "employees", bad}, 1, "pegawai.csv:2: nip:"},
		"a kind that is none":        {m, []string{"import", "cats", bad}, 2, "cats"},
		"a file that is none":        {m, []string{"import", "units", bad + "x"}, 1, "cannot be read: no such file"},
		"an unknown employee":        {m, []string{"invite", "198609262015051999"}, 1, "no such employee"},
		"nobody to invite":           {m, []string{"invite"}, 2, "--all"},
		"an unknown job":             {m, []string{"job", "run", "nap"}, 2, "nap"},
		"a time that is none":        {m, []string{"job", "run", "fold", "--at", "besok"}, 2, "besok"},
		"unsafe settings":            {m.with("TELEGRAM_API_URL="), []string{"serve"}, 2, "fsync, full_page_writes, synchronous_commit"},
		"a future on the public API": {m.with("TELEGRAM_API_URL="), []string{"job", "run", "fold", "--at", "2099-01-01"}, 2, "future"},
		"keys of another database":   {m.with("TANGGAP_KEYS_FILE=" + otherKeys(t, m)), []string{"check"}, 2, "another database"},
		"a demo with a token":        {m, []string{"demo"}, 2, "TELEGRAM_BOT_TOKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			_, errs, code := tc.m.run(tc.args...)
			if code != tc.code || !strings.Contains(errs, tc.want) {
				t.Errorf("exit %d, want %d; stderr, which should hold %q:\n%s", code, tc.code, tc.want, errs)
			}
			if strings.Contains(errs, processToken) {
				t.Error("the token stands in an error")
			}
		})
	}
	if out, _, code := m.run("version"); code != 0 || !strings.Contains(out, "go1.") {
		t.Errorf("version: exit %d, %s", code, out)
	}
}

// otherKeys installs the machine with its own keys and gives a file with others.
func otherKeys(t *testing.T, m *machine) string {
	t.Helper()
	if _, errs, code := m.run("migrate"); code != 0 {
		t.Fatalf("migrate: %s", errs)
	}
	other := newMachine(t)
	if _, errs, code := other.run("migrate"); code != 0 {
		t.Fatalf("migrate: %s", errs)
	}
	info, err := os.Stat(filepath.Join(other.dir, "tanggap.keys"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("keys file: %v, %v", info, err)
	}
	return filepath.Join(other.dir, "tanggap.keys")
}

func TestWebhookDoor(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	m := newMachine(t, "LISTEN_ADDR="+address, "TELEGRAM_WEBHOOK_URL=http://"+address+"/telegram/webhook", "TELEGRAM_WEBHOOK_SECRET=rahasia_1")
	p := m.serve()
	knock := func(secret, body string) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/telegram/webhook", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if secret != "" {
			req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	for name, tc := range map[string]struct {
		secret, body string
		want         int
	}{
		"no secret":    {"", `{"update_id":1}`, 401},
		"wrong secret": {"rahasia_2", `{"update_id":1}`, 401},
		"no JSON":      {"rahasia_1", `{"update_id":`, 400},
		"no update":    {"rahasia_1", `{"hello":1}`, 400},
		"too large":    {"rahasia_1", `{"update_id":1,"x":"` + strings.Repeat("a", 2<<20) + `"}`, 413},
		"deep nesting": {"rahasia_1", strings.Repeat("[", 20_000), 400},
		"unknown kind": {"rahasia_1", `{"update_id":2,"future":{"x":1}}`, 200},
		"unreadable":   {"rahasia_1", `{"update_id":3,"message":{"message_id":"x","chat":{"id":77,"type":"private"}}}`, 200},
		"a group":      {"rahasia_1", `{"update_id":4,"message":{"message_id":1,"date":1,"chat":{"id":-5,"type":"group"},"text":"halo"}}`, 200},
	} {
		if got := knock(tc.secret, tc.body); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
	if n := m.count(`SELECT count(*) FROM inbox WHERE state = 'dead'`); n != 1 {
		t.Errorf("%d dead updates, want the unreadable one", n)
	}
	if line := knockOnly(t, address); !strings.Contains(line, "401") {
		t.Errorf("a wrong secret before its body: %s", line)
	}
	if n := m.count(`SELECT count(*) FROM inbox WHERE message_id = '1'`); n != 0 {
		t.Error("an update that was refused is kept")
	}
	memory := p.figure("process_resident_memory_bytes")
	for range 10 {
		knock("rahasia_1", `{"update_id":1,"x":"`+strings.Repeat("a", 10<<20)+`"}`)
		knock("rahasia_1", `{"update_id":1,"x":`+strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000)+`}`)
	}
	if now := p.figure("process_resident_memory_bytes"); now > memory+20<<20 {
		t.Errorf("%v bytes of memory became %v", memory, now)
	}
	m.sandbox.Say(9001, "/start")
	m.hears(9001, "Tanggap")
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/": 200, "/cek": 200, "/unit/NIHIL": 404} {
		if got := p.status(path); got != want {
			t.Errorf("GET %s: %d, want %d", path, got, want)
		}
	}
	started := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-p.ended
	if took := time.Since(started); took > 10*time.Second || p.cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("SIGTERM: exit %d after %s", p.cmd.ProcessState.ExitCode(), took)
	}
	if strings.Contains(p.log.String(), processToken) || strings.Contains(p.log.String(), "rahasia_1") {
		t.Error("a secret stands in the log")
	}
}

// knockOnly brings a wrong secret and keeps the body to itself; it gives the
// first line of the answer.
func knockOnly(t *testing.T, address string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	must(t, err)
	defer c.Close()
	must(t, c.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.WriteString(c, "POST /telegram/webhook HTTP/1.1\r\nHost: tanggap\r\nX-Telegram-Bot-Api-Secret-Token: rahasia_2\r\nContent-Length: 1000\r\n\r\n")
	must(t, err)
	line, err := bufio.NewReader(c).ReadString('\n')
	must(t, err)
	return line
}

var kills = flag.Int("kills", 20, "how often TestKilledAgainAndAgain kills; of 100 kills forty people know")

// Under load the process is killed again and again: nothing is lost, nothing
// happens twice, and only what was in flight may be read twice.
func TestKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	people := max(6, *kills*2/5)
	p := m.serve()
	load := m.begin(person, people)
	hits := 0
	var restarts []time.Duration
	beat := time.NewTicker(600 * time.Millisecond)
	defer beat.Stop()
	for range *kills {
		<-beat.C
		// What is hit again and again would pass for deadly.
		m.eventually("what was hit before is done", func() bool {
			return m.count(`
				SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting' AND attempts > 1)
					+ (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') AND unknowns > 0)`) == 0
		})
		if m.amid() {
			hits++
		}
		p.kill()
		// The patience of twelve seconds is tested elsewhere.
		m.exec(`UPDATE outbox SET claimed_at = claimed_at - interval '1 minute' WHERE state = 'sending'`)
		at := time.Now()
		p = m.serve()
		restarts = append(restarts, time.Since(at))
	}
	filed := load.end()
	took := median(restarts)
	t.Logf("%d kills, %d of them amid a transaction; %d reports; ready again after %s, at most %s", *kills, hits, filed, took, restarts[len(restarts)-1])
	if hits*5 < *kills {
		t.Errorf("only %d of %d kills came amid a transaction", hits, *kills)
	}
	if took > 3*time.Second {
		t.Errorf("it is ready again after %s", took)
	}
	if n := m.count(`SELECT count(*) FROM complaint`); n != filed {
		t.Errorf("%d cases of %d reports", n, filed)
	}
	m.eventually("the queues run dry", func() bool {
		return m.sandbox.Pending() == 0 &&
			m.count(`SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') AND held_until IS NULL)`) == 0
	})
	if n := m.count(`SELECT count(*) FROM inbox WHERE state = 'dead'`); n != 0 {
		t.Errorf("%d updates died", n)
	}
	receipts := 0
	for i := range people {
		seen := map[string]int{}
		for _, msg := range m.sandbox.Chat(person + int64(i)) {
			if code := codeForm.FindString(msg.Text); msg.FromBot && code != "" && strings.Contains(msg.Text, "PIN") {
				seen[code]++
			}
		}
		receipts += len(seen)
		for code, n := range seen {
			if n > 2 {
				t.Errorf("%s: its receipt came %d times", code, n)
			}
		}
	}
	if receipts != filed {
		t.Errorf("%d receipts of %d reports", receipts, filed)
	}
	m.proved()
	for _, v := range m.violations() {
		t.Error(v)
	}
}

// Two replicas behind one database: one of them delivers and keeps the
// schedule; when it dies, the other takes over within ten seconds.
func TestTwoReplicas(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	first := m.serve()
	second := m.with("LISTEN_ADDR=" + freeAddress(t)).serve()
	m.sandbox.Say(9001, "/start")
	m.hears(9001, "Tanggap")
	if n := m.count(`SELECT epoch FROM leader`); n != 1 {
		t.Errorf("epoch %d, want the first", n)
	}
	first.kill()
	killed := time.Now()
	m.sandbox.Say(9002, "/start")
	m.hears(9002, "Tanggap")
	if took := time.Since(killed); took > 10*time.Second {
		t.Errorf("the other replica answered after %s", took)
	}
	for _, user := range []int64{9001, 9002} {
		if n := len(m.sandbox.Chat(user)); n != 2 {
			t.Errorf("chat %d has %d messages, want /start and its answer", user, n)
		}
	}
	if n := m.count(`SELECT epoch FROM leader`); n != 2 {
		t.Errorf("epoch %d after one take-over", n)
	}
	second.kill()
	m.proved()
}
