package sandbox

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// touched is what changed since the state was last written.
type touched struct {
	meta     bool
	chats    []*chat
	messages []*message
	files    []*file
	queries  []*query
	updates  []*pending
	gone     []int64
	commands []commandScope
}

func (t *touched) empty() bool {
	return !t.meta && t.chats == nil && t.messages == nil && t.files == nil && t.queries == nil && t.updates == nil && t.gone == nil && t.commands == nil
}

func (s *Sandbox) touchChat(c *chat) {
	s.rev++
	c.Rev = s.rev
	if !slices.Contains(s.touched.chats, c) {
		s.touched.chats = append(s.touched.chats, c)
	}
}

func (s *Sandbox) touchMessage(m *message) {
	s.rev++
	m.Rev = s.rev
	if !slices.Contains(s.touched.messages, m) {
		s.touched.messages = append(s.touched.messages, m)
	}
}

// record is one line of the state file: what changed, each thing as it is now.
// Reading is taking over one line after the other.
type record struct {
	Meta         meta              `json:"meta"`
	Descriptions map[string]string `json:"descriptions,omitempty"`
	Chats        []*chat           `json:"chats,omitempty"`
	Messages     []*message        `json:"messages,omitempty"`
	Files        []*file           `json:"files,omitempty"`
	Queries      []*query          `json:"queries,omitempty"`
	Updates      []*pending        `json:"updates,omitempty"`
	Gone         []int64           `json:"gone,omitempty"`
	Commands     []commandRecord   `json:"commands,omitempty"`
}

type commandRecord struct {
	Scope commandScope `json:"scope"`
	List  []Command    `json:"list"`
}

func (s *Sandbox) takeTouched() record {
	t := s.touched
	s.touched = touched{}
	r := record{Meta: s.meta, Descriptions: s.descriptions, Chats: t.chats, Messages: t.messages, Files: t.files, Queries: t.queries, Updates: t.updates, Gone: t.gone}
	for _, c := range t.commands {
		r.Commands = append(r.Commands, commandRecord{c, s.commands[c]})
	}
	return r
}

// whole is the state in one record.
func (s *Sandbox) whole() record {
	r := record{Meta: s.meta, Descriptions: s.descriptions}
	for _, id := range slices.Sorted(maps.Keys(s.chats)) {
		r.Chats = append(r.Chats, s.chats[id])
		r.Messages = append(r.Messages, s.chats[id].messages...)
	}
	for _, f := range s.files {
		r.Files = append(r.Files, f)
	}
	for _, q := range s.queries {
		r.Queries = append(r.Queries, q)
	}
	for e := s.queue.all.Front(); e != nil; e = e.Next() {
		r.Updates = append(r.Updates, e.Value.(*pending))
	}
	for scope, list := range s.commands {
		r.Commands = append(r.Commands, commandRecord{scope, list})
	}
	return r
}

// apply takes over what a record holds.
func (s *Sandbox) apply(r record) {
	s.meta = r.Meta
	maps.Copy(s.descriptions, r.Descriptions)
	for _, c := range r.Chats {
		if old := s.chats[c.ID]; old != nil {
			c.messages = old.messages
		}
		s.chats[c.ID] = c
	}
	for _, m := range r.Messages {
		c := s.chats[m.Chat]
		i, have := slices.BinarySearchFunc(c.messages, m.ID, func(x *message, id int64) int { return cmp.Compare(x.ID, id) })
		if have {
			c.messages[i] = m
		} else {
			c.messages = slices.Insert(c.messages, i, m)
		}
	}
	for _, f := range r.Files {
		s.files[f.ID] = f
	}
	for _, q := range r.Queries {
		s.queries[q.ID] = q
	}
	for _, p := range r.Updates {
		s.queue.push(p)
	}
	for _, seq := range r.Gone {
		s.forgetIf(func(p *pending) bool { return p.Seq == seq })
	}
	for _, c := range r.Commands {
		if len(c.List) == 0 {
			delete(s.commands, c.Scope)
		} else {
			s.commands[c.Scope] = c.List
		}
	}
}

// stateLog is the open state file; nil keeps nothing.
type stateLog struct{ file *os.File }

// append writes a record. It does not wait for the disk: what the system took
// survives the end of the process, and that is what the demo promises.
func (l *stateLog) append(r record) error {
	if l == nil {
		return nil
	}
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = l.file.Write(append(b, '\n'))
	return err
}

func (l *stateLog) close() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}

// open reads the state file, writes it anew without what was overtaken since,
// and keeps it open for what comes.
func (s *Sandbox) open(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	s.blobs = diskBlobs(path + ".files")
	if err := os.MkdirAll(path+".files", 0o700); err != nil {
		return err
	}
	if err := s.read(path); err != nil {
		return err
	}
	for _, c := range s.chats {
		s.touchChat(c)
		for _, m := range c.messages {
			s.rev++
			m.Rev = s.rev
		}
	}
	s.expire()
	s.touched = touched{}
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	s.log = &stateLog{f}
	if err := s.log.append(s.whole()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// read takes over a state file. A last line without its end was being written
// when the process was killed; nobody was answered yet, so it never happened.
func (s *Sandbox) read(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		s.apply(r)
	}
}

// diskBlobs is a folder with one file for each digest.
type diskBlobs string

func (d diskBlobs) put(digest string, b []byte) error {
	path := filepath.Join(string(d), digest)
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(b)) {
		return nil
	}
	part := fmt.Sprintf("%s.%d", path, time.Now().UnixNano())
	if err := os.WriteFile(part, b, 0o600); err != nil {
		return err
	}
	return os.Rename(part, path)
}

func (d diskBlobs) get(digest string) []byte {
	b, err := os.ReadFile(filepath.Join(string(d), digest))
	if err != nil {
		return nil
	}
	return b
}

// asMap is any object of the Bot API as a map, with its numbers as they were.
func asMap(v any) map[string]any {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("sandbox: render: %v", err))
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		panic(fmt.Sprintf("sandbox: render: %v", err))
	}
	return m
}
