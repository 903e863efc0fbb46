package sandbox

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed api.txt
var apiText string

// field is one parameter of a method or one field of an object.
type field struct {
	name, kind string
	required   bool
}

// description is what api.txt says.
type description struct {
	methods, objects map[string][]field
	choices          map[string][]string
}

var api = sync.OnceValue(func() description {
	d := description{methods: map[string][]field{}, objects: map[string][]field{}, choices: map[string][]string{}}
	text := strings.ReplaceAll(apiText, "\n ", " ")
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		if len(words) == 4 && words[2] == "=" {
			d.choices[words[1]] = strings.Split(words[3], "|")
			continue
		}
		var fields []field
		for _, w := range words[2:] {
			name, kind, _ := strings.Cut(w, ":")
			bare, required := strings.CutSuffix(name, "!")
			fields = append(fields, field{bare, kind, required})
		}
		if words[0] == "method" {
			d.methods[words[1]] = fields
		} else {
			d.objects[words[1]] = fields
		}
	}
	return d
})

// departures lists how the parameters of a call depart from the description of
// its method.
func departures(method string, f form) []string {
	fields := api().methods[method]
	var bad []string
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		i := slices.IndexFunc(fields, func(x field) bool { return x.name == name })
		if i < 0 {
			bad = append(bad, "unknown parameter "+name)
			continue
		}
		bad = append(bad, checkText(fields[i].kind, f.values[name], name)...)
	}
	attached := f.values["media"]
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		i := slices.IndexFunc(fields, func(x field) bool { return x.name == name && x.kind == "file" })
		if i < 0 && !strings.Contains(attached, strconv.Quote("attach://"+name)) {
			bad = append(bad, "a file that nothing refers to: "+name)
		}
	}
	for _, x := range fields {
		_, value := f.values[x.name]
		_, file := f.files[x.name]
		if x.required && !value && !file {
			bad = append(bad, "required parameter missing: "+x.name)
		}
	}
	return bad
}

// checkText looks at a parameter, which always arrives as a text.
func checkText(kind, value, where string) []string {
	wrong := func() []string { return []string{fmt.Sprintf("%s is not a %s", where, kind)} }
	switch kind {
	case "string", "file":
		return nil
	case "int":
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return wrong()
		}
		return nil
	case "float":
		if _, err := strconv.ParseFloat(value, 64); err != nil {
			return wrong()
		}
		return nil
	case "bool":
		if value != "true" && value != "false" {
			return wrong()
		}
		return nil
	case "chat":
		if _, err := strconv.ParseInt(value, 10, 64); err != nil && !strings.HasPrefix(value, "@") {
			return wrong()
		}
		return nil
	}
	v, err := decodeJSON(value)
	if err != nil {
		return wrong()
	}
	return checkValue(kind, v, where)
}

func decodeJSON(text string) (any, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("more than one JSON value")
	}
	return v, nil
}

// checkValue looks at a value inside of JSON.
func checkValue(kind string, v any, where string) []string {
	wrong := func() []string { return []string{fmt.Sprintf("%s is not a %s", where, kind)} }
	if item, list := strings.CutPrefix(kind, "[]"); list {
		values, ok := v.([]any)
		if !ok {
			return wrong()
		}
		var bad []string
		for i, x := range values {
			bad = append(bad, checkValue(item, x, fmt.Sprintf("%s[%d]", where, i))...)
		}
		return bad
	}
	ok := true
	switch kind {
	case "any":
	case "string":
		_, ok = v.(string)
	case "bool":
		_, ok = v.(bool)
	case "float":
		_, ok = v.(json.Number)
	case "int", "chat":
		n, number := v.(json.Number)
		_, err := n.Int64()
		text, _ := v.(string)
		ok = number && err == nil || kind == "chat" && strings.HasPrefix(text, "@")
	default:
		return checkObject(kind, v, where)
	}
	if !ok {
		return wrong()
	}
	return nil
}

func checkObject(kind string, v any, where string) []string {
	o, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is not a %s", where, kind)}
	}
	if choice := api().choices[kind]; choice != nil {
		for _, c := range choice {
			if _, ok := o[api().objects[c][0].name]; ok {
				return checkObject(c, v, where)
			}
		}
		return []string{fmt.Sprintf("%s is none of %s", where, strings.Join(choice, ", "))}
	}
	fields := api().objects[kind]
	var bad []string
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if i := slices.IndexFunc(fields, func(x field) bool { return x.name == name }); i >= 0 {
			bad = append(bad, checkValue(fields[i].kind, o[name], where+"."+name)...)
		} else {
			bad = append(bad, fmt.Sprintf("unknown field %s.%s", where, name))
		}
	}
	for _, x := range fields {
		if _, ok := o[x.name]; x.required && !ok {
			bad = append(bad, fmt.Sprintf("required field missing: %s.%s", where, x.name))
		}
	}
	return bad
}
