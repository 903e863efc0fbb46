package story

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// trawl finds any of thousands of forms in one walk over a text: a walk for each
// of them would take most of the time of all stories.
type trawl struct {
	may [1 << meshBits / 64]uint64 // which beginnings some form has, by their hash
	of  map[[shortest]byte][]int   // which canaries have a form with this beginning
	all []canary
}

const meshBits = 20

func newTrawl(all []canary) *trawl {
	n := &trawl{of: map[[shortest]byte][]int{}, all: all}
	for i, c := range all {
		for _, f := range c.forms {
			begin := [shortest]byte(f)
			hash := mesh(binary.LittleEndian.Uint32(f))
			n.may[hash/64] |= 1 << (hash % 64)
			if !slices.Contains(n.of[begin], i) {
				n.of[begin] = append(n.of[begin], i)
			}
		}
	}
	return n
}

// mesh is the hash of the first four bytes of a form.
func mesh(begin uint32) uint32 { return begin * 2654435761 >> (32 - meshBits) }

// catch gives, by canary, the form in which it stands in a text.
func (n *trawl) catch(in []byte) map[int][]byte {
	caught := map[int][]byte{}
	for at := n.next(in, 0); at >= 0; at = n.next(in, at+1) {
		for _, i := range n.of[[shortest]byte(in[at:])] {
			for _, f := range n.all[i].forms {
				if bytes.HasPrefix(in[at:], f) {
					caught[i] = f
				}
			}
		}
	}
	return caught
}

// next is the first place from one on where some form may begin, -1 for none.
// The race detector would look at every byte: there is nobody to share them with.
//
//go:norace
func (n *trawl) next(in []byte, from int) int {
	for at := from; at+shortest <= len(in); at++ {
		hash := mesh(binary.LittleEndian.Uint32(in[at:]))
		if n.may[hash/64]&(1<<(hash%64)) != 0 {
			return at
		}
	}
	return -1
}
