package internal_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	provedBy = regexp.MustCompile(`^\| [^|]+ \| (.+) \|$`)
	somePart = regexp.MustCompile(`([a-z]+(?:/[a-z]+)*) ((?:` + "`(?:Test|Benchmark)[A-Za-z]+`" + `(?:, )?)+)`)
	someTest = regexp.MustCompile("`((?:Test|Benchmark)[A-Za-z]+)`")
	aStory   = regexp.MustCompile("`([a-z0-9_]+\\.chat)`")
)

// Each fault, and each game, names tests and stories that are there.
func TestFaultsAreProvedByWhatIsThere(t *testing.T) {
	for file, least := range map[string]int{"faults.md": 30, "games.md": 15} {
		t.Run(file, func(t *testing.T) { proved(t, file, least) })
	}
}

func proved(t *testing.T, file string, least int) {
	text, err := os.ReadFile("../docs/" + file)
	if err != nil {
		t.Fatal(err)
	}
	tests, stories := map[string]string{}, map[string]bool{}
	if err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasSuffix(name, ".chat"):
			stories[path.Base(name)] = true
		case strings.HasSuffix(name, "_test.go"):
			code, err := os.ReadFile(path.Join("..", name))
			if err != nil {
				return err
			}
			tests[path.Dir(name)] += string(code)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	faults, named := 0, 0
	for line := range strings.Lines(string(text)) {
		row := provedBy.FindStringSubmatch(strings.TrimSpace(line))
		if row == nil || row[1] == "proved by" || row[1] == "shown by" || strings.Contains(line, "---") {
			continue
		}
		faults++
		before := named
		for _, part := range somePart.FindAllStringSubmatch(row[1], -1) {
			for _, test := range someTest.FindAllStringSubmatch(part[2], -1) {
				named++
				if !strings.Contains(tests[part[1]], "func "+test[1]+"(") {
					t.Errorf("there is no %s in %s", test[1], part[1])
				}
			}
		}
		for _, story := range aStory.FindAllStringSubmatch(row[1], -1) {
			named++
			if !stories[story[1]] {
				t.Errorf("there is no story %s", story[1])
			}
		}
		if named == before {
			t.Errorf("nothing proves: %s", line)
		}
	}
	if faults < least {
		t.Errorf("only %d rows", faults)
	}
}
