package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Entry is one link of a subject's chain.
type Entry struct {
	ID         int64
	Subject    string // "case:12"
	Seq        int
	Previous   []byte
	Kind       string // "answered"
	Actor      string // "warga", "nip:…", "sistem"
	At         time.Time
	RecordedAt time.Time
	Facts      []byte // what the program decided; never what a person wrote
	Commitment []byte
	Digest     []byte
	Content    []byte // what a person wrote; nil when there is none or it was erased
	Salt       []byte
}

// version stands first in every digest, so that the encoding may change later
// without doubt about what was meant.
const version = 1

var (
	entryDomain  = []byte("tanggap/entry")
	commitDomain = []byte("tanggap/content")
	sealDomain   = []byte("tanggap/seal")
	leafDomain   = []byte("tanggap/leaf")
	nodeDomain   = []byte("tanggap/node")
)

// digest is taken over a fixed encoding: each field by
// its length and bytes, numbers as 64 bits big-endian, times as microseconds.
func (e Entry) digest() []byte {
	head, tail := e.ends()
	b := number(head, int64(e.Seq))
	b = field(b, e.Previous)
	b = append(b, tail...)
	sum := sha256.Sum256(b)
	return sum[:]
}

// ends are what is encoded before and behind the place in the chain, which
// only the database knows when an entry is written.
func (e Entry) ends() (head, tail []byte) {
	head = fixed(entryDomain)
	head = number(head, version)
	head = field(head, []byte(e.Subject))
	tail = field(nil, []byte(e.Kind))
	tail = field(tail, []byte(e.Actor))
	tail = number(tail, e.At.UnixMicro())
	tail = number(tail, e.RecordedAt.UnixMicro())
	tail = field(tail, e.Facts)
	return head, field(tail, e.Commitment)
}

// commitment binds content without giving it away: with the salt gone, not
// even a guess can be tried against it.
func commitment(salt, content []byte) []byte {
	b := fixed(commitDomain)
	b = field(b, salt)
	b = field(b, content)
	sum := sha256.Sum256(b)
	return sum[:]
}

func fixed(domain []byte) []byte { return field(nil, domain) }

func field(b, v []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(len(v)))
	return append(b, v...)
}

func number(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(n)) }
