package complaint

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

const (
	// ErrOwnPraise says that somebody praises themself.
	ErrOwnPraise refusal.Code = "praise.own"
	// ErrPraiseUnheard says that nobody can be told of the thanks.
	ErrPraiseUnheard refusal.Code = "praise.unheard"
)

// Praise is thanks that were passed on. They are no case: no clock runs, nobody
// has to answer, no figure counts them, and nobody knows who said them.
type Praise struct {
	ID       int64
	Unit     string
	Category string
	Area     string     // "" when unknown
	Officer  roster.NIP // who was told of them; "" for nobody
	Superior roster.NIP // who was told as well; "" for nobody
	Body     string
}

// Subject is what its files belong to.
func (p Praise) Subject() string { return praiseSubject + strconv.FormatInt(p.ID, 10) }

const praiseSubject = "praise:"

// ParsePraise reads Praise.Subject back.
func ParsePraise(subject string) (id int64, ok bool) {
	number, is := strings.CutPrefix(subject, praiseSubject)
	id, err := strconv.ParseInt(number, 10, 64)
	return id, is && err == nil && id > 0
}

// KeepPraise writes thanks down, with what was sent with them, and gives them
// with their ID. When they came is kept by the hour alone. It refuses with
// ErrEmpty or ErrTooLong.
func KeepPraise(ctx context.Context, tx pgx.Tx, now time.Time, p Praise, files ...attachment.File) (Praise, error) {
	if err := wrote(p.Body); err != nil && (err != ErrEmpty || len(files) == 0) {
		return Praise{}, err
	}
	err := tx.QueryRow(ctx, `
		INSERT INTO praise (unit_code, category_code, area_code, officer, superior, body, given_at)
		VALUES ($1, $2, NULLIF($3, ''), NULLIF($4, ''), NULLIF($5, ''), $6, $7)
		RETURNING id`, p.Unit, p.Category, p.Area, p.Officer, p.Superior, p.Body, now.Truncate(time.Hour)).Scan(&p.ID)
	if err != nil {
		return Praise{}, fmt.Errorf("keep praise: %w", err)
	}
	return p, attachment.Want(ctx, tx, now, p.Subject(), Citizen, files...)
}

// FindPraise gives thanks that were kept; false when there are none.
func FindPraise(ctx context.Context, tx pgx.Tx, id int64) (Praise, bool, error) {
	p := Praise{ID: id}
	err := tx.QueryRow(ctx, `
		SELECT unit_code, category_code, COALESCE(area_code, ''), COALESCE(officer, ''), COALESCE(superior, ''), body
		FROM praise
		WHERE id = $1`, id).Scan(&p.Unit, &p.Category, &p.Area, &p.Officer, &p.Superior, &p.Body)
	if errors.Is(err, pgx.ErrNoRows) {
		return Praise{}, false, nil
	}
	if err != nil {
		return Praise{}, false, fmt.Errorf("find praise: %w", err)
	}
	return p, true, nil
}

// ForgetPraise deletes thanks that were given before a moment, with their files,
// and says how many.
func ForgetPraise(ctx context.Context, tx pgx.Tx, before time.Time) (int, error) {
	rows, err := tx.Query(ctx, `
		DELETE FROM praise
		WHERE given_at < $1
		RETURNING id`, before)
	if err != nil {
		return 0, fmt.Errorf("forget praise: %w", err)
	}
	gone, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("forget praise: %w", err)
	}
	for _, id := range gone {
		if err := attachment.Erase(ctx, tx, Praise{ID: id}.Subject(), Citizen); err != nil {
			return 0, err
		}
	}
	return len(gone), nil
}
