package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"html/template"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

func speaker(t testing.TB) *Speaker {
	t.Helper()
	s, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// read reads all sentences, once for all tests: it takes its time.
var read = sync.OnceValues(func() (*Speaker, error) { return New(time.FixedZone("WIB", 7*60*60)) })

func TestLanguagesSayTheSame(t *testing.T) {
	s := speaker(t)
	keys := func(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
	names := func(lang locale.Lang) []string {
		var all []string
		for _, each := range s.templates[lang].Templates() {
			all = append(all, each.Name())
		}
		slices.Sort(all)
		return all
	}
	for _, lang := range Languages[1:] {
		for what, pair := range map[string][2][]string{
			"messages": {names(locale.ID), names(lang)},
			"buttons":  {keys(s.labels[locale.ID]), keys(s.labels[lang])},
			"refusals": {keys(s.refusals[locale.ID]), keys(s.refusals[lang])},
			"commands": {keys(s.commands[locale.ID]), keys(s.commands[lang])},
		} {
			for _, name := range pair[0] {
				if !slices.Contains(pair[1], name) {
					t.Errorf("%s: %q is missing in %s", what, name, lang)
				}
			}
			for _, name := range pair[1] {
				if !slices.Contains(pair[0], name) {
					t.Errorf("%s: %q is missing in %s", what, name, locale.ID)
				}
			}
		}
	}
}

// A message that is in two files would be whichever was read last.
func TestMessagesAreDefinedOnce(t *testing.T) {
	for _, lang := range Languages {
		seen := map[string]string{}
		names, err := fs.Glob(files, string(lang)+"/*.html")
		if err != nil || len(names) == 0 {
			t.Fatal(names, err)
		}
		for _, name := range names {
			one, err := template.New("").Funcs(speaker(t).functions(lang)).ParseFS(files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, each := range one.Templates() {
				if each.Name() == "" || strings.HasSuffix(each.Name(), ".html") {
					continue
				}
				if seen[each.Name()] != "" {
					t.Errorf("%s: %q is in %s and in %s", lang, each.Name(), seen[each.Name()], name)
				}
				seen[each.Name()] = name
			}
		}
	}
}

// constants are the values of all constants of type refusal.Code, by where
// they are declared.
func constants(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	fset := token.NewFileSet()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && (strings.HasPrefix(name, ".") && name != ".." || name == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) == 0 || !isCode(spec.Type) {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					code, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					found[code] = fset.Position(lit.Pos()).String()
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 20 {
		t.Fatalf("only %d refusals found", len(found))
	}
	return found
}

func isCode(typ ast.Expr) bool {
	sel, ok := typ.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "refusal" && sel.Sel.Name == "Code"
}

func TestEveryRefusalHasASentence(t *testing.T) {
	s := speaker(t)
	codes := constants(t)
	for _, lang := range Languages {
		for code, where := range codes {
			if s.refusals[lang][code] == "" {
				t.Errorf("%s: %s has no sentence in %s/refusals.txt", where, code, lang)
			}
		}
		for code, sentence := range s.refusals[lang] {
			if codes[code] == "" {
				t.Errorf("%s/refusals.txt: nothing refuses with %s", lang, code)
			}
			if problem := telegramHTML(sentence); problem != "" {
				t.Errorf("%s/refusals.txt: %s: %s", lang, code, problem)
			}
			if !strings.ContainsAny(sentence[len(sentence)-1:], ".?!>") {
				t.Errorf("%s/refusals.txt: %s does not end as a sentence", lang, code)
			}
		}
	}
}

func TestLabelsFitTheirButtons(t *testing.T) {
	s := speaker(t)
	for _, lang := range Languages {
		for name, label := range s.labels[lang] {
			if n := len([]rune(label)); n > 40 {
				t.Errorf("%s/buttons.txt: %s has %d characters", lang, name, n)
			}
			if _, err := (outbox.Button{Label: label, Name: name, Args: []string{"9223372036854775807"}}).Press(); err != nil {
				t.Errorf("%s/buttons.txt: %s: %v", lang, name, err)
			}
		}
	}
}

// What citizens look for by its first word must not be found on another button
// of theirs.
func TestTellingLabels(t *testing.T) {
	s := speaker(t)
	first := map[string]string{"kirim": "lapor.send", "sudah": "key.done", "belum": "key.not"}
	for name, label := range s.labels[locale.ID] {
		word := strings.ToLower(strings.TrimLeftFunc(label, func(r rune) bool { return r > 127 || r == ' ' }))
		for begins, only := range first {
			if strings.HasPrefix(word, begins) && name != only && !staff(name) {
				t.Errorf("%s is called %q, which belongs to %s", name, label, only)
			}
		}
	}
	for begins, name := range first {
		label := strings.TrimLeftFunc(s.Label(locale.ID, name), func(r rune) bool { return r > 127 || r == ' ' })
		if !strings.HasPrefix(strings.ToLower(label), begins) {
			t.Errorf("%s is called %q", name, s.Label(locale.ID, name))
		}
	}
}

// staff says whether only the office sees a button.
func staff(name string) bool {
	noun, _, _ := strings.Cut(name, ".")
	return !slices.Contains([]string{"lapor", "laporan", "free", "ask", "key", "face", "lang", "nilai", "form"}, noun)
}
