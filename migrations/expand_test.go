package migrations_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// narrowing is what a program that was written before a step would stumble
// over: what it reads is gone or of another kind, or what it writes is no
// longer enough.
var narrowing = regexp.MustCompile(`(?is)\bDROP\s+(TABLE|COLUMN|SEQUENCE|FUNCTION)\b|\bRENAME\b|\bSET\s+NOT\s+NULL\b|\bDROP\s+DEFAULT\b|\bALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE\b`)

var (
	newColumn = regexp.MustCompile(`(?is)\bADD\s+COLUMN\s+[^;]*?(,\s*\n\s*(?:ADD|ALTER|DROP)\b|;)`)
	notNull   = regexp.MustCompile(`(?i)\bNOT\s+NULL\b`)
	filled    = regexp.MustCompile(`(?i)\b(DEFAULT|GENERATED)\b`)
	remark    = regexp.MustCompile(`(?m)--.*$`)
)

// lastNarrow is the last step that took something away, before anything ran in
// several replicas.
const lastNarrow = "00024"

// While replicas are replaced one by one, those of yesterday go on serving on
// the schema of today: a step only adds. What is not needed any more is dropped
// a release after the last program that needs it; then lastNarrow moves on.
func TestStepsOnlyAdd(t *testing.T) {
	files, err := filepath.Glob("*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations here: %v", err)
	}
	looked := 0
	for _, file := range files {
		if number, _, _ := strings.Cut(file, "_"); number <= lastNarrow {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		looked++
		for _, found := range narrowed(string(raw)) {
			t.Errorf("%s takes something away from programs of yesterday: %s", file, found)
		}
	}
	if looked == 0 {
		t.Error("no step was looked at")
	}
	for sql, wrong := range map[string]bool{
		"ALTER TABLE a DROP COLUMN b;":              true,
		"ALTER TABLE a ADD COLUMN b text NOT NULL;": true,
		"ALTER TABLE a\n    ADD COLUMN b text NOT NULL,\n    ADD COLUMN c text NOT NULL DEFAULT '';": true,
		"ALTER TABLE a ALTER COLUMN b TYPE bigint;":                                                  true,
		"ALTER TABLE a RENAME TO b;":                                                                 true,
		"ALTER TABLE a ADD COLUMN b text, ADD COLUMN c text DEFAULT '' NOT NULL;":                    false,
		"CREATE TABLE a (b text NOT NULL); -- RENAME":                                                false,
	} {
		if got := len(narrowed(sql)) > 0; got != wrong {
			t.Errorf("%q takes something away: %v, want %v", sql, got, wrong)
		}
	}
}

// narrowed lists what in a step is not only added.
func narrowed(sql string) (found []string) {
	sql = remark.ReplaceAllString(sql, "")
	found = narrowing.FindAllString(sql, -1)
	for _, column := range newColumn.FindAllString(sql, -1) {
		if notNull.MatchString(column) && !filled.MatchString(column) {
			found = append(found, strings.TrimSpace(column))
		}
	}
	return found
}
