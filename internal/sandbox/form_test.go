package sandbox

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func request3(t testing.TB, values map[string]string) (forms []form) {
	t.Helper()
	var multi bytes.Buffer
	w := multipart.NewWriter(&multi)
	pairs, object := url.Values{}, map[string]string{}
	for k, v := range values {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
		pairs.Set(k, v)
		object[k] = v
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	js, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	for kind, body := range map[string]string{"application/json": string(js), "application/x-www-form-urlencoded": pairs.Encode(), w.FormDataContentType(): multi.String()} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		f, err := decodeForm(r)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		forms = append(forms, f)
	}
	r := httptest.NewRequest("GET", "/?"+pairs.Encode(), nil)
	f, err := decodeForm(r)
	if err != nil {
		t.Fatal(err)
	}
	return append(forms, f)
}

func TestFormsAreAlike(t *testing.T) {
	want := map[string]string{"chat_id": "7", "text": "a & b = \"c\"\r\n🙂", "reply_markup": `{"inline_keyboard":[]}`, "empty": ""}
	for _, f := range request3(t, want) {
		if !reflect.DeepEqual(f.values, want) {
			t.Errorf("%q", f.values)
		}
	}
}

func TestJSONKeepsItsValues(t *testing.T) {
	r := httptest.NewRequest("POST", "/", strings.NewReader(`{"chat_id":4503599627370495,"on":true,"markup":{"a":[1,2]},"none":null,"text":"x\u0041"}`))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	f, err := decodeForm(r)
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"chat_id": "4503599627370495", "on": "true", "markup": `{"a":[1,2]}`, "none": "null", "text": "xA"}; !reflect.DeepEqual(f.values, want) {
		t.Errorf("%q", f.values)
	}
}

func TestBodies(t *testing.T) {
	for _, c := range []struct {
		kind, body string
		ok         bool
	}{
		{"multipart/form-data; boundary=x", "", true}, // what the library sends with getMe
		{"multipart/form-data; boundary=x", "--x--\r\n", true},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut", false},
		{"multipart/form-data; boundary=x", "no boundary at all", false},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n", false},
		{"multipart/form-data", "x", false},
		{"application/json", "", true},
		{"application/json", "{", false},
		{"application/json", "[]", false},
		{"text/plain", "x", false},
		{"", "", true},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		if _, err := decodeForm(r); (err == nil) != c.ok {
			t.Errorf("%s %q: %v", c.kind, c.body, err)
		}
	}
}

func TestTooLarge(t *testing.T) {
	r := httptest.NewRequest("POST", "/", bytes.NewReader(make([]byte, maxBody+1)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if _, err := decodeForm(r); err != errTooLarge {
		t.Error(err)
	}
}

func FuzzForm(f *testing.F) {
	f.Add("application/json", []byte(`{"a":1}`))
	f.Add("application/x-www-form-urlencoded", []byte("a=1&b=%20"))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n1\r\n--x--\r\n"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		got, err := decodeForm(r)
		if err != nil {
			return
		}
		if strings.ContainsFunc(strings.Join(mapKeys(got.values), ""), func(r rune) bool { return r < 0x20 || r == 0x7f || r == '"' || r == '\\' || r == 0xfffd }) {
			return // names that no encoding carries unharmed
		}
		plain := true
		for name, v := range got.values {
			plain = plain && name != "" && strings.ToValidUTF8(v, "") == v
		}
		if !plain || len(got.values) == 0 {
			return
		}
		for _, again := range request3(t, got.values) {
			if !reflect.DeepEqual(again.values, got.values) {
				t.Fatalf("%q\n%q", again.values, got.values)
			}
		}
	})
}

func mapKeys(m map[string]string) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}
