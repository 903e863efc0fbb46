package rights

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
)

// partBytes is how much one file holds: Telegram takes 50 MB from a bot.
const partBytes = 40 << 20

// FileKey is the outbox key of part n of the file of a request.
func FileKey(id int64, n int) string { return fmt.Sprintf("rights:%d:file:%d", id, n) }

func (r Request) keys() []string {
	keys := make([]string, r.Parts)
	for i := range keys {
		keys[i] = FileKey(r.ID, i+1)
	}
	return keys
}

// Pack makes the file that a request asks for, in as many parts as it takes:
// data.json, and all that its asker sent. The caller sends them. False when
// none is to be made (any more).
func (d *Desk) Pack(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Request, bool, error) {
	r, err := lock(ctx, tx, id)
	if err != nil || r.State != Open || r.Kind != Access && r.Kind != Erase {
		return r, false, err
	}
	c := copier{desk: d}
	own, err := c.gather(ctx, tx, now, r.Address)
	if err != nil {
		return r, false, err
	}
	said, err := json.MarshalIndent(own, "", "  ")
	if err != nil {
		return r, false, fmt.Errorf("encode the data of request %d: %w", id, err)
	}
	p := packer{ctx: ctx, tx: tx, now: now, request: &r}
	if err := p.add("data.json", said, zip.Deflate); err != nil {
		return r, false, err
	}
	for _, f := range c.loose {
		content, here, err := attachment.Read(ctx, tx, f.digest)
		if err != nil {
			return r, false, err
		}
		if !here {
			continue
		}
		if err := p.add(f.name, content.Bytes, zip.Store); err != nil {
			return r, false, err
		}
	}
	if err := p.close(); err != nil {
		return r, false, err
	}
	r.State, r.NextAt = Sending, &now
	return r, true, save(ctx, tx, r)
}

// packer fills one ZIP after the other.
type packer struct {
	ctx     context.Context
	tx      pgx.Tx
	now     time.Time
	request *Request
	bytes   bytes.Buffer
	zip     *zip.Writer
}

func (p *packer) add(name string, content []byte, method uint16) error {
	if p.zip != nil && p.bytes.Len()+len(content) > partBytes {
		if err := p.close(); err != nil {
			return err
		}
	}
	if p.zip == nil {
		p.bytes.Reset()
		p.zip = zip.NewWriter(&p.bytes)
	}
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: p.now})
	if err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	if _, err := io.Copy(w, bytes.NewReader(content)); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	return p.zip.Flush()
}

func (p *packer) close() error {
	if err := p.zip.Close(); err != nil {
		return fmt.Errorf("pack the data of request %d: %w", p.request.ID, err)
	}
	p.zip = nil
	r := p.request
	r.Parts++
	made := attachment.Made("application/zip", fmt.Sprintf("data-saya-%d-%d.zip", r.ID, r.Parts), 0, 0, bytes.Clone(p.bytes.Bytes()))
	r.Files = append(r.Files, made.Digest)
	return attachment.Store(p.ctx, p.tx, p.now, made)
}

// Track sees how far a file has come: false while it is on its way. Once it
// arrived, or cannot, its bytes are dropped. An erasure that nobody confirms in
// the time of a request lapses.
func Track(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Request, bool, error) {
	r, err := lock(ctx, tx, id)
	if err != nil {
		return r, false, err
	}
	switch {
	case r.State == Offered && !now.Before(r.DueAt):
		err := end(ctx, tx, now, &r, Lapsed, complaint.System, "")
		return r, true, err
	case r.State != Sending:
		return r, false, nil
	}
	return track(ctx, tx, now, r)
}

func track(ctx context.Context, tx pgx.Tx, now time.Time, r Request) (Request, bool, error) {
	f, err := outbox.FateOf(ctx, tx, r.keys()...)
	if err != nil || f.Waiting > 0 {
		return r, false, err
	}
	files := r.Files
	r.Files = nil
	switch {
	case f.Arrived < r.Parts:
		err = end(ctx, tx, now, &r, Lapsed, complaint.System, "")
	case r.Kind == Access:
		err = end(ctx, tx, now, &r, Done, complaint.System, "")
	default:
		r.State, r.NextAt = Offered, &r.DueAt
		if err = save(ctx, tx, r); err == nil {
			err = record(ctx, tx, now, r, delivered, complaint.System, "")
		}
	}
	if err != nil {
		return r, false, err
	}
	return r, true, attachment.Drop(ctx, tx, files)
}

// Arrived gives and locks an erasure whose file has arrived, for its asker. It
// refuses with ErrOver or ErrNotDelivered.
func Arrived(ctx context.Context, tx pgx.Tx, now time.Time, address string, id int64) (Request, error) {
	r, err := lock(ctx, tx, id)
	switch {
	case err != nil:
		return Request{}, err
	case r.Address != address, r.Kind != Erase, r.State.Ended():
		return Request{}, ErrOver
	case r.State == Open:
		return Request{}, ErrNotDelivered
	case r.State == Offered:
		return r, nil
	}
	f, err := outbox.FateOf(ctx, tx, r.keys()...)
	switch {
	case err != nil:
		return Request{}, err
	case f.Arrived < r.Parts:
		return Request{}, ErrNotDelivered
	}
	r, _, err = track(ctx, tx, now, r)
	return r, err
}
