package sandbox

import (
	"net/url"
	"strings"
)

// linkable says whether Telegram keeps a link to this address.
func linkable(address string) bool {
	if address == "" || strings.ContainsAny(address, " \n\t<>\"") {
		return false
	}
	if !strings.Contains(address, ":") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return strings.Contains(u.Hostname(), ".") || strings.Contains(u.Hostname(), ":")
	case "tg", "ton", "mailto", "tel":
		return u.Host != "" || u.Opaque != ""
	}
	return false
}

// decodeReference reads &lt; &gt; &amp; &quot; &#39; &#x27; and the like; 0 means
// that there is none.
func decodeReference(s string, at int) (r rune, next int) {
	if s[at] != '&' || at+1 >= len(s) {
		return 0, at
	}
	end := at + 1
	if s[end] == '#' {
		end++
		base := rune(10)
		if end < len(s) && s[end] == 'x' {
			base = 16
			end++
		}
		for ; end < len(s) && r <= 0x10ffff; end++ {
			d := strings.IndexByte("0123456789abcdef", lowerByte(s[end]))
			if d < 0 || rune(d) >= base {
				break
			}
			r = r*base + rune(d)
		}
		if r == 0 || r >= 0x10ffff || end-at >= 10 {
			return 0, at
		}
	} else {
		for end < len(s) && (s[end] >= 'a' && s[end] <= 'z' || s[end] >= 'A' && s[end] <= 'Z') {
			end++
		}
		switch s[at+1 : end] {
		case "lt":
			r = '<'
		case "gt":
			r = '>'
		case "amp":
			r = '&'
		case "quot":
			r = '"'
		default:
			return 0, at
		}
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return r, end
}

func lowerByte(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
