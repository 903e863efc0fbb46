package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// asker names who asks, for counting wrong PINs, without keeping their
// address: a digest under the installation's key. An IPv6 address counts by its
// network, since one person has a whole one to draw from.
func (v *server) asker(r *http.Request) string {
	mac := hmac.New(sha256.New, v.Desk.Key)
	mac.Write([]byte("tanggap/asker"))
	mac.Write([]byte(v.peer(r)))
	return "web:" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// peer is the address that a request came from. Of what X-Forwarded-For says
// only the last is our own proxy's word.
func (v *server) peer(r *http.Request) string {
	from := r.RemoteAddr
	if host, _, err := net.SplitHostPort(from); err == nil {
		from = host
	}
	if forwarded := r.Header.Values("X-Forwarded-For"); v.TrustProxy && len(forwarded) > 0 {
		last := forwarded[len(forwarded)-1]
		from = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	}
	address, err := netip.ParseAddr(from)
	if err != nil {
		return from
	}
	address = address.Unmap().WithZone("")
	if address.Is6() {
		network, _ := address.Prefix(64) // 64 bits are not too many
		return network.String()
	}
	return address.String()
}
