// Package story runs tests that read like a chat: what people type, tap and
// read, on a real PostgreSQL and Redis, the sandbox and a set clock.
//
//	# a comment
//	* Hendra 198601012010011001    an employee, connected before the story begins
//	* Jane en                      a citizen whose app speaks English
//	@ 2026-11-23 08:00             the clock stands there; "@ +30h" moves it on
//	Sari > Lampu jalan mati        Sari types
//	Sari > [Kirim]                 she taps the newest button whose words hold "Kirim"
//	Sari > (reply) Sebelah kiri    she replies to the newest message of the bot
//	Sari > (reply ditambal) Belum  … to the newest one that says "ditambal"; (reply-first ditambal)
//	                               to the oldest one
//	Sari > (qr {poster})           a photo of a poster's QR, of a slip's, or of a link's;
//	                               (qr-file {poster}) the same as a file
//	Sari > (photo) Ini fotonya     a photo with a caption; (voice), (document),
//	                               (photo 3) another one, (show-reply 3 words) that as a reply,
//	                               (forward-photo 3) from another chat, (place-reply -3.6,102.5 words),
//	                               (document heic), which cannot be opened, (video), (videonote),
//	                               (audio), (forward Budi), (sticker),
//	                               (poll), (contact), (location -3.6,102.5), (live …),
//	                               (moved …) of what is live, (venue -3.6,102.5 Name, street);
//	                               (edit) changes her newest message, (edit lampu) the one that
//	                               says "lampu", (edit-photo) her newest photo;
//	                               (group) says it in a group, which reads as Grup
//	Sari > (long 5000) Jalan       she says it again and again, up to 5,000 characters
//	Sari > (data case.accept|1)    a forged press on the newest message
//	! job deadlines                makes a job run, or trouble: see trouble.go
//	! nothing of Sari              nobody can find Sari, wherever they look: see trace.go
//	Sari < …                       what she reads; written by -update, compared without
//	     | …                       more lines of it; [words] are buttons
//	Sari < (menu) /start …         her commands, when they have changed
//
// Everything that is said after an act is listed below it, in the order of the
// outbox. Each story ends with books.Check finding nothing.
package story

import (
	"bufio"
	"fmt"
	"strings"
)

// step is one line that does something, with the lines that it was written
// with: comments and blanks before it.
type step struct {
	number int
	line   string
}

// hurtsDatabase says whether the database has to stand behind a proxy for it.
func (s step) hurtsDatabase() bool {
	return strings.Contains(s.line, "crash before commit") || strings.Contains(s.line, "postgres gone")
}

// parse takes a script apart: steps, and for each the text of everything that
// stands in the file, with what people read left out.
func parse(script string) (steps []step, err error) {
	lines := bufio.NewScanner(strings.NewReader(script))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), " \t")
		if read(line) {
			continue
		}
		steps = append(steps, step{n, line})
	}
	return steps, lines.Err()
}

// read says whether a line is something that somebody reads.
func read(line string) bool {
	if strings.HasPrefix(line, " ") && strings.HasPrefix(strings.TrimLeft(line, " "), "|") {
		return true
	}
	name, rest, found := strings.Cut(line, " ")
	return found && name != "" && !strings.ContainsAny(name[:1], "#@!*") && strings.HasPrefix(rest, "<")
}

// says reads "Sari > words".
func says(line string) (name, words string, ok bool) {
	name, rest, found := strings.Cut(line, " > ")
	return name, rest, found && name != "" && !strings.Contains(name, " ")
}

// brief cuts a very long line in the middle, and says what was left out.
func brief(line string) string {
	const most, ends = 600, 100
	r := []rune(line)
	if len(r) <= most {
		return line
	}
	return fmt.Sprintf("%s … (%d) … %s", string(r[:ends]), len(r)-2*ends, string(r[len(r)-ends:]))
}

// shown writes what somebody reads as the file shows it.
func shown(name, mark, text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, l := range lines {
		lines[i] = brief(l)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s <%s %s\n", name, mark, lines[0])
	for _, l := range lines[1:] {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%*s | %s", len([]rune(name)), "", l), " ") + "\n")
	}
	return b.String()
}
