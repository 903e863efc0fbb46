package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"

	"tanggap/internal/attachment"
)

const downloadTime = time.Minute

// ErrGone says that the service does not give a file, as opposed to failing.
var ErrGone = errors.New("the service does not give the file")

// plainPath is a path below the service's own folder of files.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$`)

// Download fetches a file of at most limit bytes. It fails with ErrGone,
// attachment.ErrTooLarge, or an error that may pass; none holds the token.
func (c *Client) Download(ctx context.Context, fileID string, limit int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, downloadTime)
	defer cancel()
	place, err := c.place(ctx, fileID, limit)
	if err != nil {
		return nil, err
	}
	address := c.base.JoinPath(append([]string{"file", "bot" + c.token}, strings.Split(place, "/")...)...)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, c.fault("ask for a file", err)
	}
	res, err := c.wire.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %s", c.clean(cause(err)))
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("fetch a file: HTTP 404: %w", ErrGone)
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("fetch a file: HTTP %d", res.StatusCode)
	case res.ContentLength > limit:
		return nil, attachment.ErrTooLarge
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %s", c.clean(cause(err)))
	}
	if int64(len(b)) > limit {
		return nil, attachment.ErrTooLarge
	}
	return b, nil
}

// place asks where a file lies. The answer is not trusted: whoever could forge
// it would else send us anywhere.
func (c *Client) place(ctx context.Context, fileID string, limit int64) (string, error) {
	x := &exchange{}
	f, err := c.api.GetFile(recorded(ctx, x), &tg.GetFileParams{FileID: fileID})
	if a := x.answer; err != nil && a != nil && a.Code == http.StatusBadRequest {
		if strings.Contains(a.Description, "too big") {
			return "", attachment.ErrTooLarge
		}
		return "", fmt.Errorf("ask where a file is: %w", ErrGone)
	}
	if err != nil {
		return "", c.fault("ask where a file is", err)
	}
	if f.FileSize > limit {
		return "", attachment.ErrTooLarge
	}
	if !plainPath.MatchString(f.FilePath) || slices.Contains(strings.Split(f.FilePath, "/"), "..") {
		return "", fmt.Errorf("ask where a file is: a strange path: %w", ErrGone)
	}
	return f.FilePath, nil
}
