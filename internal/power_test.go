package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// reach is what a function of a package does, itself or by those that it calls
// there.
type reach struct {
	by, writes, chains bool
	calls              map[string]bool
}

// Whatever somebody does by name (by) that changes a row appends to a chain: so
// every act of a person with power is an event. That its rows are what its chain
// says, books proves.
func TestEveryActIsAnEvent(t *testing.T) {
	acts := 0
	for _, pkg := range []string{"complaint", "roster", "problem", "visit", "letter", "rights", "performance"} {
		all := functions(t, pkg)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			f := all[name]
			if !f.by || !ast.IsExported(name) || !does(all, name, func(r *reach) bool { return r.writes }) {
				continue
			}
			acts++
			if !does(all, name, func(r *reach) bool { return r.chains }) {
				t.Errorf("%s.%s changes rows in the name of somebody and appends to no chain", pkg, name)
			}
		}
	}
	if acts < 60 {
		t.Errorf("only %d acts found", acts)
	}
}

func does(all map[string]*reach, name string, what func(*reach) bool) bool {
	seen := map[string]bool{}
	var walk func(string) bool
	walk = func(n string) bool {
		f := all[n]
		if f == nil || seen[n] {
			return false
		}
		seen[n] = true
		if what(f) {
			return true
		}
		for callee := range f.calls {
			if walk(callee) {
				return true
			}
		}
		return false
	}
	return walk(name)
}

// functions reads those of a package; methods of one name count as one.
func functions(t *testing.T, pkg string) map[string]*reach {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(pkg, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatal(pkg, err)
	}
	all := map[string]*reach{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			fn, is := d.(*ast.FuncDecl)
			if !is || fn.Body == nil {
				continue
			}
			f := all[fn.Name.Name]
			if f == nil {
				f = &reach{calls: map[string]bool{}}
				all[fn.Name.Name] = f
			}
			for _, p := range fn.Type.Params.List {
				for _, n := range p.Names {
					f.by = f.by || n.Name == "by"
				}
			}
			ast.Inspect(fn.Body, f.look)
		}
	}
	return all
}

// look notes what one node of a body does.
func (f *reach) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BasicLit:
		sql := strings.TrimLeft(n.Value, "`\"\n\t ")
		for _, verb := range []string{"INSERT INTO ", "UPDATE ", "DELETE FROM "} {
			f.writes = f.writes || strings.HasPrefix(sql, verb)
		}
	case *ast.CallExpr:
		switch called := n.Fun.(type) {
		case *ast.Ident:
			f.calls[called.Name] = true
		case *ast.SelectorExpr:
			if on, is := called.X.(*ast.Ident); is && on.Name == "ledger" {
				f.chains = f.chains || slices.Contains([]string{"Append", "Queue", "Begin"}, called.Sel.Name)
				return true
			}
			f.calls[called.Sel.Name] = true
		}
	}
	return true
}
