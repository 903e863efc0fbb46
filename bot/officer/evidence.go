package officer

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/routing"
	"tanggap/internal/text"
)

// follow adds to a result what came after it: photos, or where the officer
// stands.
func follow(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	var at *routing.Point
	if l := t.In.Location; l != nil {
		at = &routing.Point{Latitude: l.Latitude, Longitude: l.Longitude}
	}
	proofs, err := t.Desk.Prove(ctx, tx, t.Now, t.Employee.NIP, id, at, t.In.Files...)
	if err != nil {
		return turn.Answer{}, err
	}
	codes := make([]string, len(proofs))
	for i, p := range proofs {
		codes[i] = p.Code
		for j, e := range p.Shown {
			if e.How != complaint.Located {
				continue // it goes to the citizen once it is here
			}
			if err := t.Notice.EvidencePlace(ctx, tx, t.Now, fmt.Sprintf("%s:tempat%d:%d", t.Update, i, j), p.Complaint, e); err != nil {
				return turn.Answer{}, err
			}
		}
	}
	m, err := t.Text.EvidenceFollowed(t.Lang, codes, proofs[0].Shown, strings.TrimSpace(t.In.Text) != "")
	if err != nil || t.In.Album == "" {
		return turn.About(id, turn.Answer{Stay: true, Say: []outbox.Message{m}}, err)
	}
	// One word for the whole album, whichever of its pictures comes first.
	return turn.Answer{Stay: true, Rows: []outbox.Row{{
		Key: "follow:" + t.In.Album, Address: t.Address, Lane: outbox.Replies, About: id.Subject(), Message: m,
	}}}, nil
}

// follows adds to the outcome of a result what was shown, and until when more
// may follow.
func follows(ctx context.Context, tx pgx.Tx, t *turn.Turn, done *text.Act) (err error) {
	if done.Shown, err = complaint.ShownFor(ctx, tx, done.Complaint); err != nil {
		return err
	}
	cal, err := t.Desk.Calendars.For(ctx, tx, done.UnitCode)
	if err != nil {
		return err
	}
	until := done.EvidenceUntil(cal).AddDate(0, 0, -1) // named by its day
	done.Follow = &until
	return nil
}

// likeShow shows pictures that look alike, side by side.
func likeShow(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	_, c, err := pressedErrand(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := opens(ctx, tx, t, c.ID, complaint.OpenedCase); err != nil {
		return turn.Answer{}, err
	}
	all, err := t.Notice.LikePictures(ctx, tx, t.Lang, c)
	return turn.Answer{Stay: true, Say: all}, err
}
