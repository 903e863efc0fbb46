package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
)

// maxBody is more than the largest upload, 50 MB.
const maxBody = 52 << 20

// form is what a call carries, in whichever of the three encodings it came. A
// value that was not a text in JSON keeps its JSON.
type form struct {
	values map[string]string
	files  map[string]upload
}

type upload struct {
	name  string
	bytes []byte
}

// decodeForm reads the parameters from the address and the body.
func decodeForm(r *http.Request) (form, error) {
	f := form{map[string]string{}, map[string]upload{}}
	if err := f.pairs(r.URL.RawQuery); err != nil {
		return f, err
	}
	if r.Body == nil {
		return f, nil
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	body := &counted{r: io.LimitReader(r.Body, maxBody+1)}
	if kind == "multipart/form-data" && err == nil {
		err = f.multipart(body, params["boundary"])
	} else {
		var b []byte
		if b, err = io.ReadAll(body); err == nil {
			switch {
			case len(b) == 0:
			case kind == "application/json":
				err = f.json(b)
			case kind == "application/x-www-form-urlencoded":
				err = f.pairs(string(b))
			default:
				err = errors.New("unsupported content type")
			}
		}
	}
	if body.n > maxBody {
		return f, errTooLarge
	}
	return f, err
}

var errTooLarge = errors.New("request entity too large")

func (f form) pairs(text string) error {
	v, err := url.ParseQuery(text)
	if err != nil {
		return fmt.Errorf("parse parameters: %w", err)
	}
	for name, values := range v {
		f.values[name] = values[0]
	}
	return nil
}

func (f form) json(b []byte) error {
	var o map[string]json.RawMessage
	if err := json.Unmarshal(b, &o); err != nil {
		return fmt.Errorf("parse JSON: %w", err)
	}
	for name, raw := range o {
		var text string
		if raw[0] == '"' && json.Unmarshal(raw, &text) == nil {
			f.values[name] = text
			continue
		}
		f.values[name] = string(raw)
	}
	return nil
}

// multipart reads the parts. A body without a single byte is no mistake: the
// go-telegram library sends one with every method that has no parameters.
func (f form) multipart(body *counted, boundary string) error {
	if boundary == "" {
		return errors.New("multipart without a boundary")
	}
	parts := multipart.NewReader(body, boundary)
	for {
		p, err := parts.NextRawPart()
		if err == io.EOF || body.n == 0 && errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("parse multipart: %w", err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(p); err != nil {
			return fmt.Errorf("parse multipart: %w", err)
		}
		name := p.FormName()
		if name == "" {
			return errors.New("a part without a name")
		}
		_, disposition, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
		if _, isFile := disposition["filename"]; isFile {
			f.files[name] = upload{p.FileName(), b.Bytes()}
		} else {
			f.values[name] = b.String()
		}
	}
}

// counted counts what was read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
