package testkit

import (
	"flag"
	"testing"

	"pgregory.net/rapid"
)

// onDatabase is how often a law is tried that costs round trips at each step; a
// law of pure functions is tried 100 times.
const onDatabase = "40"

// CheckOnDatabase is rapid.Check for a law that needs PostgreSQL or Redis. Its
// package has no other law that runs at the same time. An explicit
// -rapid.checks counts for it too.
func CheckOnDatabase(t *testing.T, law func(*rapid.T)) {
	t.Helper()
	checks, told := flag.Lookup("rapid.checks"), false
	flag.Visit(func(f *flag.Flag) { told = told || f.Name == checks.Name })
	if !told {
		before := checks.Value.String()
		if err := checks.Value.Set(onDatabase); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = checks.Value.Set(before) }()
	}
	rapid.Check(t, law)
}
