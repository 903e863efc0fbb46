package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
)

// Arrived passes a file of a case on once it is here, or tells its loss: what
// the citizen sent goes to the holder, or stops at the neutral desk; what the
// officer shows goes to the citizen.
func (d *Desk) Arrived(ctx context.Context, tx pgx.Tx, now time.Time, w attachment.Wanted) error {
	if praise, is := complaint.ParsePraise(w.Subject); is {
		return d.praisePicture(ctx, tx, now, praise, w)
	}
	id, ok := complaint.ParseSubject(w.Subject)
	if !ok {
		return nil
	}
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("file:%d", w.ID)
	switch lost := w.Digest == nil; {
	case w.Role == complaint.ResultFiles && lost:
		if err := d.OwnPictureLost(ctx, tx, now, key+":own", c, w.Loss()); err != nil {
			return err
		}
		return d.PhotoLost(ctx, tx, now, key, c)
	case w.Role == complaint.ResultFiles:
		if err := d.ResultPhoto(ctx, tx, now, key, c, w); err != nil {
			return err
		}
		return d.compare(ctx, tx, now, w)
	case lost && w.Role != complaint.Citizen:
		if err := d.supporterPhotoLost(ctx, tx, now, key+":own", c, w); err != nil {
			return err
		}
		return d.PictureLost(ctx, tx, now, key, c, w.Loss())
	case lost:
		if err := d.OwnPhotoLost(ctx, tx, now, key+":own", c, w.Loss()); err != nil {
			return err
		}
		return d.PictureLost(ctx, tx, now, key, c, w.Loss())
	}
	stop, err := stops(ctx, tx, c, w)
	if err != nil {
		return err
	}
	if stop {
		return d.Recording(ctx, tx, now, key, c, w)
	}
	return d.Picture(ctx, tx, now, key, id, w.Digest)
}
