package bot

import (
	"io"
	"net/url"
	"regexp"
	"strings"
)

const redacted = "bot***"

// tokenForm is a token as it stands in an address, whosever it is.
var tokenForm = regexp.MustCompile(`bot\d+(:|%3A|%3a)[\w-]{30,}`)

// redactor takes tokens out of words.
type redactor struct{ literal *strings.Replacer }

func newRedactor(token string) redactor {
	if token == "" {
		return redactor{strings.NewReplacer()}
	}
	escaped := url.QueryEscape(token)
	pairs := []string{"bot" + token, redacted, "bot" + escaped, redacted, token, redacted, escaped, redacted}
	// The half behind the colon is the secret one.
	if _, secret, ok := strings.Cut(token, ":"); ok && len(secret) >= 8 {
		pairs = append(pairs, secret, "***")
	}
	return redactor{strings.NewReplacer(pairs...)}
}

func (r redactor) clean(s string) string {
	return tokenForm.ReplaceAllString(r.literal.Replace(s), redacted)
}

// RedactingWriter is w without the token and whatever looks like one. A line
// that is written in one piece, as loggers do, is cleaned whole.
func RedactingWriter(w io.Writer, token string) io.Writer {
	return &redactingWriter{to: w, without: newRedactor(token)}
}

type redactingWriter struct {
	to      io.Writer
	without redactor
}

func (w *redactingWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.to, w.without.clean(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
