package bot_test

import (
	"os"
	"strings"
	"testing"
)

// The transcript of the README is what the story really says: its lines stand
// in the story, in this order; "…" leaves some out.
func TestReadmeTellsTheStory(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	story, err := os.ReadFile("testdata/whole_road.chat")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "```\nSari >")
	transcript, _, ended := strings.Cut("Sari >"+rest, "```")
	if !found || !ended {
		t.Fatal("the README holds no transcript")
	}
	at := strings.Split(string(story), "\n")
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		if strings.TrimSpace(line) == "…" {
			continue
		}
		for len(at) > 0 && at[0] != line {
			at = at[1:]
		}
		if len(at) == 0 {
			t.Fatalf("the story does not say, there: %s", line)
		}
	}
}
