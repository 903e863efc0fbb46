package ledger

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"tanggap/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var at = testkit.Time("2026-11-24 09:00")

// A digest that changes with the program would make every chain of the past
// wrong: this one is written down.
func TestDigestOfAnEntryStaysWhatItIs(t *testing.T) {
	e := Entry{
		Subject: "case:12", Seq: 3, Previous: []byte{1, 2}, Kind: "answered", Actor: "nip:1", At: at, RecordedAt: at.Add(time.Second),
		Facts: []byte(`{"state":"answered"}`), Commitment: commitment([]byte("salt"), []byte("Besok kami turun")),
	}
	const want = "60f4ad056de431dbd3083cfd4d4e358dfd10f5aeeb9dfa35e378196620691cbe"
	if got := hex.EncodeToString(e.digest()); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

// Every field counts: whatever is changed, the digest is another.
func TestEveryFieldIsBound(t *testing.T) {
	base := Entry{Subject: "a", Seq: 1, Previous: []byte("p"), Kind: "k", Actor: "b", At: at, RecordedAt: at, Facts: []byte("f"), Commitment: []byte("c")}
	for name, change := range map[string]func(*Entry){
		"subject": func(e *Entry) { e.Subject = "b" }, "seq": func(e *Entry) { e.Seq = 2 }, "previous": func(e *Entry) { e.Previous = []byte("q") },
		"kind": func(e *Entry) { e.Kind = "l" }, "actor": func(e *Entry) { e.Actor = "c" }, "at": func(e *Entry) { e.At = at.Add(time.Microsecond) },
		"recorded": func(e *Entry) { e.RecordedAt = at.Add(time.Microsecond) }, "facts": func(e *Entry) { e.Facts = []byte("g") },
		"commitment": func(e *Entry) { e.Commitment = []byte("d") },
		"a border":   func(e *Entry) { e.Kind, e.Actor = "kb", "" },
	} {
		e := base
		change(&e)
		if bytes.Equal(e.digest(), base.digest()) {
			t.Errorf("%s is not bound", name)
		}
	}
}

// No two lists of leaves share a root, whether one is longer, in another
// order, or holds a node of the other as a leaf.
func TestMerkleRoots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaf := rapid.SliceOfN(rapid.Byte(), 32, 32)
		leaves := rapid.SliceOfN(leaf, 1, 9).Draw(t, "leaves")
		root := merkle(leaves)
		if again := merkle(leaves); !bytes.Equal(root, again) {
			t.Fatal("two roots of the same leaves")
		}
		i := rapid.IntRange(0, len(leaves)-1).Draw(t, "place")
		changed := append([][]byte{}, leaves...)
		changed[i] = append([]byte{changed[i][0] ^ 1}, changed[i][1:]...)
		for name, other := range map[string][][]byte{"changed": changed, "shorter": leaves[:len(leaves)-1], "longer": append(append([][]byte{}, leaves...), leaves[0]), "a root as leaf": {root}} {
			if bytes.Equal(root, merkle(other)) {
				t.Fatalf("%s: the same root", name)
			}
		}
	})
}

func add(t *testing.T, tx pgx.Tx, subject, words string) {
	t.Helper()
	n := New{Subject: subject, Kind: "said", Actor: "warga", At: at, Facts: []byte(`{}`)}
	if words != "" {
		n.Content = []byte(words)
	}
	if err := Append(t.Context(), tx, n); err != nil {
		t.Fatal(err)
	}
}

// wrong is what the chains and seals say of themselves.
func wrong(t *testing.T, tx pgx.Tx) (found []string) {
	t.Helper()
	var previous *Entry
	if err := Each(t.Context(), tx, "", func(e Entry) error {
		if previous != nil && previous.Subject != e.Subject {
			previous = nil
		}
		if w := e.Follows(previous); w != "" {
			found = append(found, w)
		}
		previous = &e
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var last Seal
	if err := EachSeal(t.Context(), tx, func(s Seal, leaves [][]byte) error {
		if w := s.Follows(last, leaves); w != "" {
			found = append(found, w)
		}
		last = s
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestChainsAndSeals(t *testing.T) {
	ctx, tx := t.Context(), testkit.Tx(t)
	if s, err := Last(ctx, tx); err != nil || s.Number != 0 || s.String() != "–" {
		t.Fatalf("before the first seal: %v, %v", s, err)
	}
	if _, sealed, err := SealUp(ctx, tx, at); err != nil || sealed {
		t.Fatalf("nothing was sealed: %v, %v", sealed, err)
	}
	for i := range 5 {
		add(t, tx, fmt.Sprintf("case:%d", i%2), fmt.Sprintf("kata %d", i))
	}
	add(t, tx, "case:0", "")
	first, sealed, err := SealUp(ctx, tx, at)
	if err != nil || !sealed || first.Number != 1 || first.Count != 6 {
		t.Fatalf("first seal %+v, %v, %v", first, sealed, err)
	}
	add(t, tx, "case:9", "sesudahnya")
	second, _, err := SealUp(ctx, tx, at.Add(time.Minute))
	if err != nil || second.Number != 2 || second.Count != 1 || !bytes.Equal(second.Previous, first.Digest) {
		t.Fatalf("second seal %+v, %v", second, err)
	}
	if found := wrong(t, tx); len(found) != 0 {
		t.Fatalf("an honest ledger: %v", found)
	}
	entries, err := Read(ctx, tx, "case:0")
	if err != nil || len(entries) != 4 || string(entries[1].Content) != "kata 2" || entries[3].Content != nil {
		t.Fatalf("case:0 reads %+v, %v", entries, err)
	}
}

func TestBegunChains(t *testing.T) {
	ctx, tx := t.Context(), testkit.Tx(t)
	filed := New{Subject: "case:7", Kind: "filed", Actor: "warga", At: at, Facts: []byte("a"), Content: []byte("kata")}
	given := New{Subject: "case:7", Kind: "assigned", Actor: "sistem", At: at}
	if err := Begin(ctx, tx, filed, given); err != nil {
		t.Fatal(err)
	}
	add(t, tx, "case:7", "sesudahnya")
	if found := wrong(t, tx); len(found) != 0 {
		t.Fatalf("an honest ledger: %v", found)
	}
	entries, err := Read(ctx, tx, "case:7")
	if err != nil || len(entries) != 3 || string(entries[0].Content) != "kata" || entries[1].Content != nil || entries[1].Kind != "assigned" {
		t.Fatalf("%+v, %v", entries, err)
	}
	if err := pgx.BeginFunc(ctx, tx, func(sp pgx.Tx) error { return Begin(ctx, sp, given) }); err == nil {
		t.Error("a chain was begun twice")
	}
}

func TestTamperingShows(t *testing.T) {
	for name, sql := range map[string]string{
		"words changed":         `UPDATE ledger_content SET body = 'lain' WHERE entry = (SELECT min(entry) FROM ledger_content)`,
		"facts changed":         `UPDATE ledger_entry SET facts = '{"x":1}' WHERE subject = 'case:1' AND seq = 2`,
		"actor changed":         `UPDATE ledger_entry SET actor = 'sistem' WHERE subject = 'case:1' AND seq = 1`,
		"one in between gone":   `DELETE FROM ledger_content WHERE entry = (SELECT id FROM ledger_entry WHERE subject = 'case:1' AND seq = 2); DELETE FROM ledger_entry WHERE subject = 'case:1' AND seq = 2`,
		"the newest gone":       `DELETE FROM ledger_content WHERE entry = (SELECT id FROM ledger_entry WHERE subject = 'case:1' AND seq = 3); DELETE FROM ledger_entry WHERE subject = 'case:1' AND seq = 3`,
		"a seal changed":        `UPDATE seal SET sealed_at = sealed_at + interval '1 hour'`,
		"moved to another case": `UPDATE ledger_entry SET subject = 'case:7' WHERE subject = 'case:1' AND seq = 3`,
	} {
		t.Run(name, func(t *testing.T) {
			tx := testkit.Tx(t)
			for i := range 3 {
				add(t, tx, "case:1", fmt.Sprintf("kata %d", i))
			}
			if _, _, err := SealUp(t.Context(), tx, at); err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
			if len(wrong(t, tx)) == 0 {
				t.Error("nothing shows")
			}
		})
	}
}

// Erasing what somebody wrote breaks nothing, and leaves nothing against
// which a guess could be tried.
func TestErasedWordsLeaveTheChainWhole(t *testing.T) {
	tx := testkit.Tx(t)
	add(t, tx, "case:1", "rahasia")
	if _, _, err := SealUp(t.Context(), tx, at); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `DELETE FROM ledger_content`); err != nil {
		t.Fatal(err)
	}
	if found := wrong(t, tx); len(found) != 0 {
		t.Errorf("after erasing: %v", found)
	}
	entries, err := Read(t.Context(), tx, "case:1")
	if err != nil || entries[0].Content != nil || entries[0].Salt != nil || len(entries[0].Commitment) != 32 {
		t.Errorf("%+v, %v", entries, err)
	}
}

// The same words twice are two commitments: nobody can tell that they are the
// same.
func TestSaltHidesRepetition(t *testing.T) {
	tx := testkit.Tx(t)
	add(t, tx, "case:1", "sama")
	add(t, tx, "case:1", "sama")
	entries, err := Read(t.Context(), tx, "case:1")
	if err != nil || bytes.Equal(entries[0].Commitment, entries[1].Commitment) {
		t.Errorf("equal commitments (%v)", err)
	}
}
