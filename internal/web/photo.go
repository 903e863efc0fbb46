package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
)

// Limits of pictures that are sent from a case's page.
const (
	photosAtOnce = 4
	photosOfCase = 24
	photoBytes   = 12 << 20
	photoTime    = 3 * time.Minute // a weak signal takes its time
	uploads      = 2               // that are read at the same time
)

// Why a picture is not taken, by the words that say it.
var photoRefusals = map[error]string{
	attachment.ErrTooLarge: "refused.photo_large", attachment.ErrPixels: "refused.photo_large",
	attachment.ErrPicture: "refused.photo_kind", attachment.ErrEmpty: "refused.no_photo",
}

var errMany = errors.New("too many pictures at once")

// upload takes the form that sends pictures. Its fields come first, so that
// nothing of a picture is read before the pass was seen to be good.
func (v *server) upload(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, photosAtOnce*photoBytes+formBytes)
	parts, err := r.MultipartReader()
	if err != nil {
		v.sorry(w, r, http.StatusBadRequest, "request")
		return
	}
	form := url.Values{}
	first, err := fields(parts, form)
	if err != nil || form.Get("act") != "photo" {
		v.sorry(w, r, http.StatusBadRequest, "request")
		return
	}
	d := deedOf(form)
	if first != nil && v.mayUpload(r, form) {
		select {
		case v.uploading <- struct{}{}:
			defer func() { <-v.uploading }()
		default:
			v.refuse(w, r, form, "refused.busy")
			return
		}
		control := http.NewResponseController(w)
		_ = control.SetReadDeadline(time.Now().Add(photoTime)) // best effort: a short one only refuses sooner
		_ = control.SetWriteDeadline(time.Now().Add(photoTime + time.Minute))
		if d.pictures, err = pictures(parts, first); err != nil {
			v.refuse(w, r, form, photoRefusal(err))
			return
		}
	}
	v.act(w, r, form, d)
}

// fields reads the plain fields of a form, up to its first picture.
func fields(parts *multipart.Reader, form url.Values) (*multipart.Part, error) {
	for range 16 {
		p, err := parts.NextPart()
		if err == io.EOF {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if p.FormName() == "photo" {
			return p, nil
		}
		b, err := io.ReadAll(io.LimitReader(p, 1<<10))
		if err != nil {
			return nil, err
		}
		form.Set(p.FormName(), string(b))
	}
	return nil, errMany
}

// mayUpload says whether the pass of a form is good. Where it cannot be said,
// act says why.
func (v *server) mayUpload(r *http.Request, form url.Values) (may bool) {
	code, possible := complaint.ParseCode(v.Desk.Prefix, form.Get("code"))
	if !possible {
		return false
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	err := pgx.BeginFunc(ctx, v.Pool, func(tx pgx.Tx) error {
		_, err := v.passed(ctx, tx, v.Now(), code, form.Get("pass"))
		return err
	})
	return err == nil
}

// pictures reads and draws the pictures of a form, one after the other.
func pictures(parts *multipart.Reader, p *multipart.Part) (all []attachment.Content, err error) {
	for err == nil {
		raw, err := io.ReadAll(io.LimitReader(p, photoBytes+1))
		switch {
		case err != nil:
			return nil, err
		case len(raw) > photoBytes:
			return nil, attachment.ErrTooLarge
		case len(raw) > 0 && len(all) == photosAtOnce:
			return nil, errMany
		case len(raw) > 0: // a form without a choice has an empty one
			c, err := attachment.Prepare(attachment.Photo, "foto.jpg", raw)
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
		if p, err = parts.NextPart(); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, err
		}
	}
	return all, err
}

func photoRefusal(err error) string {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return "refused.photo_large"
	}
	if errors.Is(err, errMany) {
		return "refused.photo_many"
	}
	for no, key := range photoRefusals {
		if errors.Is(err, no) {
			return key
		}
	}
	return "refused.photo_broken"
}

// refuse shows a case's page with why nothing was done.
func (v *server) refuse(w http.ResponseWriter, r *http.Request, form url.Values, key string) {
	v.act(w, r, form, &deed{what: "photo", refused: key})
}

// photo adds pictures to a case; while a question waits they answer it.
func (v *server) photo(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error {
	if len(d.pictures) == 0 {
		return errNoPhoto
	}
	have, err := attachment.Of(ctx, tx, c.ID.Subject())
	if err != nil {
		return err
	}
	var files []attachment.File
	for _, p := range d.pictures {
		same := func(w attachment.Wanted) bool { return bytes.Equal(w.Digest, p.Digest) }
		twice := func(f attachment.File) bool { return bytes.Equal(f.Here.Digest, p.Digest) }
		if !slices.ContainsFunc(have, same) && !slices.ContainsFunc(files, twice) {
			files = append(files, attachment.File{Kind: attachment.Photo, Here: &p})
		}
	}
	switch {
	case len(files) == 0:
		return nil // the page was sent once more
	case len(have)+len(files) > photosOfCase:
		return errPhotos
	}
	if c.State == complaint.Asked {
		if c, err = v.Desk.Reply(ctx, tx, now, complaint.Bearer(c.ID), c.ID, "", files...); err == nil {
			err = v.Notice.Replied(ctx, tx, now, key, c, "")
		}
	} else if c, err = v.Desk.Add(ctx, tx, now, complaint.Bearer(c.ID), c.ID, "", files...); err == nil {
		err = v.Notice.Added(ctx, tx, now, key, c, "")
	}
	if err != nil {
		return err
	}
	all, err := attachment.Of(ctx, tx, c.ID.Subject())
	if err != nil {
		return err
	}
	for _, w := range all[len(have):] {
		if err := v.Notice.Arrived(ctx, tx, now, w); err != nil {
			return err
		}
	}
	return nil
}
