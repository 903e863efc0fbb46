// Package internal_test holds the shape of the program: who may import whom, and
// what only a few may touch. The tables here are the ones of DESIGN.
package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "tanggap/"

// ranks: a package imports only packages of a lower rank.
var ranks = map[string]int{
	"internal/refusal":      0,
	"internal/screen":       0,
	"internal/substance":    0,
	"internal/worktime":     0,
	"internal/locale":       0,
	"internal/paper":        0,
	"internal/skm":          1,
	"internal/outbox":       1,
	"internal/leader":       1,
	"internal/dialog":       1,
	"internal/account":      1,
	"internal/attachment":   1,
	"internal/ledger":       1,
	"internal/installation": 1,
	"internal/roster":       2,
	"internal/routing":      3,
	"internal/complaint":    4,
	"internal/rating":       5,
	"internal/visit":        5,
	"internal/problem":      5,
	"internal/response":     5,
	"internal/letter":       5,
	"internal/performance":  6,
	"internal/rights":       6,
	"internal/scorecard":    10,
	"internal/books":        10,
	"internal/tabular":      10,
	"internal/text":         11,
	"internal/notice":       12,
	"bot/turn":              13,
	"bot/admin":             14,
	"bot/citizen":           14,
	"bot/officer":           14,
	"bot/superior":          14,
	"bot/rater":             14,
	"bot/privacy":           14,
	"bot":                   15,
	"internal/web":          15,
	"scheduler":             15,
	"cmd/tanggap":           16,
}

// besides are packages beside the ranks, and who may import them outside of
// _test.go files; nil means everybody.
var besides = map[string][]string{
	"migrations":              nil,
	"internal/servers":        {"cmd/tanggap", "internal/testkit", "internal/testkit/serve", "internal/story"},
	"internal/sandbox":        {"cmd/tanggap", "internal/testkit", "internal/story"},
	"internal/regency":        {"cmd/tanggap", "internal/testkit", "internal/story"},
	"internal/testkit":        {"internal/testkit/serve", "internal/testkit/office", "internal/story"},
	"internal/testkit/serve":  {},
	"internal/testkit/office": {},
	"internal/story":          {},
}

// only says which packages alone may import a library, outside of _test.go files.
var only = map[string][]string{
	"github.com/redis/go-redis/v9":      {"internal/response"},
	"github.com/go-telegram/bot":        {"bot"},
	"github.com/go-telegram/bot/models": {"bot", "bot/turn", "bot/citizen", "bot/officer"},
	"github.com/robfig/cron/v3":         {"scheduler"},
	"github.com/go-analyze/charts":      {"internal/paper"},
	"codeberg.org/go-pdf/fpdf":          {"internal/paper"},
	"github.com/xuri/excelize/v2":       {"internal/paper"},
	"rsc.io/qr":                         {"internal/paper", "internal/story"},
	"github.com/makiuchi-d/gozxing":     {"internal/paper"},
	"github.com/pressly/goose/v3":       {"migrations"},
	"github.com/jackc/pgx/v5/stdlib":    {"migrations"},
}

type source struct {
	pkg  string // "internal/outbox"
	path string
	file *ast.File
}

func (s source) imports() []string {
	var imports []string
	for _, spec := range s.file.Imports {
		imports = append(imports, strings.Trim(spec.Path.Value, `"`))
	}
	return imports
}

// sources parses every Go file of the module that is no test.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	files := token.NewFileSet()
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			hidden := strings.HasPrefix(d.Name(), ".") && name != "." || strings.HasPrefix(d.Name(), "_")
			if hidden || d.Name() == "testdata" || d.Name() == "data" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(files, filepath.Join("..", name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		all = append(all, source{pkg: path.Dir(name), path: name, file: file})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d Go files: is this the module's folder?", len(all))
	}
	return all
}

func TestRanks(t *testing.T) {
	for _, s := range sources(t) {
		rank, ranked := ranks[s.pkg]
		if _, beside := besides[s.pkg]; !ranked && !beside {
			t.Errorf("%s: package %s has no place in the table of ranks", s.path, s.pkg)
			continue
		}
		for _, imported := range s.imports() {
			target, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			if other, ok := ranks[target]; ok {
				if ranked && other >= rank {
					t.Errorf("%s: %s (rank %d) imports %s (rank %d)", s.path, s.pkg, rank, target, other)
				}
				continue
			}
			if users, ok := besides[target]; ok && users != nil && !slices.Contains(users, s.pkg) {
				t.Errorf("%s: %s may not import %s", s.path, s.pkg, target)
			}
		}
	}
}

func TestLibrariesHaveOneUser(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports() {
			if users, ok := owner(imported); ok && !slices.Contains(users, s.pkg) {
				t.Errorf("%s: %s may not import %s", s.path, s.pkg, imported)
			}
		}
	}
}

// owner finds the row of a library for a package of it, the longest name first.
func owner(imported string) ([]string, bool) {
	for p := imported; p != "."; p = path.Dir(p) {
		if users, ok := only[p]; ok {
			return users, true
		}
	}
	return nil, false
}

// sqlClock finds the database's own clock in SQL; Date.now() of a page is none.
var sqlClock = regexp.MustCompile(`(?i)(^|[^.\w])((now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)|current_timestamp\b|current_date\b|localtimestamp\b)`)

// machineTime are the packages whose leases, retries and rates count machine time.
var machineTime = []string{"internal/leader", "internal/outbox", "bot"}

func TestOfficeTimeIsAParameter(t *testing.T) {
	for _, s := range sources(t) {
		if slices.Contains(machineTime, s.pkg) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(lit.Value); err == nil && sqlClock.MatchString(text) {
				t.Errorf("%s: SQL asks the database for the time (%s); a rule takes now as a parameter",
					s.path, strings.TrimSpace(sqlClock.FindString(text)))
			}
			return true
		})
	}
	steps, err := filepath.Glob("../migrations/*.sql")
	if err != nil || len(steps) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	for _, step := range steps {
		body, err := os.ReadFile(step)
		if err != nil {
			t.Fatal(err)
		}
		if found := sqlClock.Find(withoutComments(body)); found != nil {
			t.Errorf("%s: %s", step, found)
		}
	}
}

var sqlComment = regexp.MustCompile(`--[^\n]*`)

func withoutComments(sql []byte) []byte { return sqlComment.ReplaceAll(sql, nil) }

func TestEnvironmentIsReadOnce(t *testing.T) {
	readers := []string{"cmd/tanggap", "internal/testkit", "internal/testkit/serve"}
	forbidden := []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}
	for _, s := range sources(t) {
		if slices.Contains(readers, s.pkg) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "os" && slices.Contains(forbidden, sel.Sel.Name) {
				t.Errorf("%s: os.%s; only cmd/tanggap reads the environment", s.path, sel.Sel.Name)
			}
			return true
		})
	}
}
