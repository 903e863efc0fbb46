package complaint_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tanggap/internal/complaint"
)

// noPower are the events that nobody decides by over others, and whose they are:
// the citizen's, the program's, an officer's about a case of their own, or those
// of a chain that an export tells whole ("own chain") or to nobody ("kept").
var noPower = map[string]string{
	"citizen": `filed replied added corrected rated withdrawn thanked supported left sided doubted objected taken_up not_taken_up
		answer_doubted erased disclosed unlinked account_asked reconnected pin_asked pin_renewed recovery_refused inherited
		sample_stands sample_not promise_kept promise_broken still_good not_durable name_agreed name_denied name_given well badly said`,
	"program": `delivered unasked late followed_up errand spam_lapsed help_asked help_told help_lost lapsed promise_asked sampled
		still_asked name_erased name_expired recycled heard given asked`,
	"officer": `accepted answered noted informed proposed end_proposed spam_proposed evidence offered declined recalled taken_on
		shared helped not_helped promised promise_moved disputed extension_asked excused written`,
	"own chain": `reporter_asked reporter_agreed reporter_denied reporter_opened`,
	"kept":      `ended`, // what the inspectorate made of pressure: nobody else learns that there was any
}

// Whoever adds an event says whether it is an act of power, of which an export
// tells name, reason and time.
func TestEachEventIsWeighed(t *testing.T) {
	weighed := map[string]string{}
	for _, k := range complaint.ActsOfPower {
		weighed[string(k)] = "power"
	}
	for whose, kinds := range noPower {
		for _, k := range strings.Fields(kinds) {
			if was := weighed[k]; was != "" {
				t.Errorf("%s is weighed twice: %s, %s", k, was, whose)
			}
			weighed[k] = whose
		}
	}
	kinds := kindsOf(t)
	if len(kinds) < 100 {
		t.Fatalf("only %d kinds found: %v", len(kinds), kinds)
	}
	for _, k := range kinds {
		if weighed[k] == "" {
			t.Errorf("the event %q is neither an act of power nor anything else: weigh it in power.go, or here", k)
		}
	}
	for k, whose := range weighed {
		if !slices.Contains(kinds, k) {
			t.Errorf("%s (%s) is no event", k, whose)
		}
	}
}

// kindsOf are the values of all constants of the type Kind.
func kindsOf(t *testing.T) (kinds []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, is := n.(*ast.ValueSpec)
			if !is || len(v.Values) != 1 {
				return true
			}
			if kind, is := v.Type.(*ast.Ident); is && kind.Name == "Kind" {
				if lit, is := v.Values[0].(*ast.BasicLit); is {
					kinds = append(kinds, strings.Trim(lit.Value, `"`))
				}
			}
			return true
		})
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}
