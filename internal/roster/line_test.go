package roster_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

// In whatever register, with loops and with people whom nobody knows:
// subordinates are those whose superior one is, nobody is above themself, and
// the span is what following the subordinates down gives.
func TestLineLaw(t *testing.T) {
	tx := testkit.Tx(t)
	undo := errors.New("undo")
	rapid.Check(t, func(r *rapid.T) {
		err := pgx.BeginFunc(t.Context(), tx, func(sp pgx.Tx) error {
			people := drawRegister(r, t, sp)
			above := map[roster.NIP]roster.NIP{}
			for _, nip := range people {
				e, found, err := roster.Superior(t.Context(), sp, nip)
				if err != nil {
					return err
				}
				if found && (e.NIP == nip || e.Ended()) {
					r.Fatalf("above %s stands %+v", nip, e)
				}
				above[nip] = e.NIP
			}
			for _, nip := range people {
				if err := checkBelow(r, t.Context(), sp, nip, people, above); err != nil {
					return err
				}
			}
			return undo
		})
		if err != undo {
			r.Fatal(err)
		}
	})
}

func checkBelow(r *rapid.T, ctx context.Context, tx pgx.Tx, nip roster.NIP, people []roster.NIP, above map[roster.NIP]roster.NIP) error {
	below, err := roster.Subordinates(ctx, tx, nip)
	if err != nil {
		return err
	}
	var want []roster.NIP
	ended := map[roster.NIP]bool{}
	for _, p := range people {
		e, err := roster.Find(ctx, tx, p)
		if err != nil {
			return err
		}
		ended[p] = e.Ended()
		if above[p] == nip && !e.Ended() {
			want = append(want, p)
		}
	}
	if got := nips(below); !slices.Equal(got, want) {
		r.Fatalf("below %s: %v, want %v", nip, got, want)
	}
	span, err := roster.Span(ctx, tx, nip)
	if err != nil {
		return err
	}
	reached := map[roster.NIP]bool{nip: true}
	for grown := true; grown; {
		grown = false
		for _, p := range people {
			if !reached[p] && !ended[p] && reached[above[p]] {
				reached[p], grown = true, true
			}
		}
	}
	if len(span) != len(reached)-1 {
		r.Fatalf("span of %s: %v, want %v", nip, nips(span), reached)
	}
	for _, e := range span {
		if e.NIP == nip || !reached[e.NIP] {
			r.Fatalf("span of %s holds %s", nip, e.NIP)
		}
	}
	_, found, err := roster.StandIn(ctx, tx, now, nip)
	if found {
		r.Fatalf("nobody is connected, yet somebody stands in for %s", nip)
	}
	return err
}

func drawRegister(r *rapid.T, t *testing.T, tx pgx.Tx) []roster.NIP {
	unitCodes := []string{"a", "b", "c", "d"}
	var people []roster.NIP
	for i := range rapid.IntRange(1, 7).Draw(r, "people") {
		people = append(people, roster.NIP(fmt.Sprintf("P-%d", i)))
	}
	someone := rapid.SampledFrom(append([]roster.NIP{"", "P-unknown"}, people...))
	var us []roster.Unit
	for _, code := range unitCodes {
		us = append(us, roster.Unit{
			Code: code, Name: code, Kind: "x", HeadNIP: someone.Draw(r, "head of "+code),
			ParentCode: rapid.SampledFrom([]string{"", "a", "b", "c", "d", "unknown"}).Draw(r, "above "+code),
		})
	}
	var es []roster.Employee
	var ended []roster.NIP
	for _, nip := range people {
		e := person(nip, string(nip), rapid.SampledFrom(unitCodes).Draw(r, "unit of "+string(nip)))
		if superior := someone.Draw(r, "above "+string(nip)); superior != "" {
			e.SuperiorNIP = &superior
		}
		es = append(es, e)
		if rapid.IntRange(0, 4).Draw(r, "ended") == 0 {
			ended = append(ended, nip)
		}
	}
	putUnits(t, tx, us...)
	putEmployees(t, tx, es...)
	if _, err := roster.EndEmployees(t.Context(), tx, now, ended); err != nil {
		r.Fatal(err)
	}
	return people
}

func nips(es []roster.Employee) []roster.NIP {
	var ns []roster.NIP
	for _, e := range es {
		ns = append(ns, e.NIP)
	}
	return ns
}
