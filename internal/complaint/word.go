package complaint

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

//go:embed words.txt
var wordList string

var proofWords = strings.Fields(wordList)

// Word is what a photo of a case's result is to show on paper, on one day of the
// office: a picture of another day or another place lacks it.
func (d *Desk) Word(id ID, on worktime.Date) string {
	mac := hmac.New(sha256.New, d.Key)
	fmt.Fprintf(mac, "word:%d:%s", id, on)
	n := binary.BigEndian.Uint64(mac.Sum(nil))
	return fmt.Sprintf("%s-%02d", proofWords[n%uint64(len(proofWords))], n>>32%100)
}

// AskWord is the word of a case for today, which its holder is told now.
func (d *Desk) AskWord(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) (string, error) {
	on := worktime.DateOf(now.In(d.Calendars.Location()))
	_, err := tx.Exec(ctx, `
		INSERT INTO evidence_word (complaint_id, asked_on)
		VALUES ($1, $2)
		ON CONFLICT (complaint_id) DO UPDATE
		SET asked_on = excluded.asked_on`, c.ID, column(on))
	if err != nil {
		return "", fmt.Errorf("ask for the word of case %d: %w", c.ID, err)
	}
	return d.Word(c.ID, on), nil
}

// wordDay is the day whose word a photo sent now is to show. Before the office
// has opened again that is the one for which it was asked last; former says so.
func wordDay(ctx context.Context, tx pgx.Tx, cal *worktime.Calendar, now time.Time, id ID) (day worktime.Date, former bool, err error) {
	today, on := cal.Date(now), time.Time{}
	err = tx.QueryRow(ctx, `SELECT asked_on FROM evidence_word WHERE complaint_id = $1`, id).Scan(&on)
	if errors.Is(err, pgx.ErrNoRows) {
		return today, false, nil
	}
	if err != nil {
		return today, false, fmt.Errorf("read which word of case %d was asked for: %w", id, err)
	}
	asked := worktime.DateOf(on)
	if asked < today && !reopenedSince(cal, asked, now) {
		return asked, true, nil
	}
	return today, false, nil
}

// reopenedSince says whether an office has opened after a day, until now.
func reopenedSince(cal *worktime.Calendar, day worktime.Date, now time.Time) bool {
	for on := day + 1; on <= cal.Date(now); on++ {
		if at, open := cal.Opening(on.Midnight(cal.Location())); open && !at.After(now) {
			return true
		}
	}
	return false
}
