package visit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/skm"
	"tanggap/internal/worktime"
)

const ratingColumns = `r.id, r.unit_code, r.rated_on, r.door, COALESCE(r.batch, 0), r.proved, r.face, r.asked, r.answer, r.comment, r.state, r.reason`

// into gives where the columns of a rating are scanned to.
func (r *Rating) into(day *time.Time) []any {
	return []any{&r.ID, &r.Unit, day, &r.Door, &r.Batch, &r.Proved, &r.Face, &r.Asked, &r.Answer, &r.Comment, &r.State, &r.Reason}
}

func insert(ctx context.Context, tx pgx.Tx, r Rating) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO visit_rating (id, unit_code, rated_on, door, batch, proved, face, asked, answer, comment, state, reason)
		VALUES ($1, $2, $3, $4, NULLIF($5, 0), $6, $7, $8, $9, $10, $11, $12)`,
		r.ID, r.Unit, column(r.Day), r.Door, r.Batch, r.Proved, r.Face, r.Asked, r.Answer, r.Comment, r.State, r.Reason)
	if err != nil {
		return fmt.Errorf("insert a rating of unit %s: %w", r.Unit, err)
	}
	return nil
}

func save(ctx context.Context, tx pgx.Tx, r Rating) error {
	_, err := tx.Exec(ctx, `
		UPDATE visit_rating
		SET door = $2, batch = NULLIF($3, 0), proved = $4, face = $5, answer = $6, comment = $7, state = $8, reason = $9
		WHERE id = $1`, r.ID, r.Door, r.Batch, r.Proved, r.Face, r.Answer, r.Comment, r.State, r.Reason)
	if err != nil {
		return fmt.Errorf("save a rating of unit %s: %w", r.Unit, err)
	}
	return nil
}

// past is a rating that a person has given of a unit on a day.
type past struct {
	rating Rating
	mark   []byte // of the slip, nil without one
}

// pasts lists them by turn. The chat's own lock makes one person's acts take
// turns.
func pasts(ctx context.Context, tx pgx.Tx, digest []byte) ([]past, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.slip, `+ratingColumns+`
		FROM visit_rater t
		JOIN visit_rating r ON r.id = t.rating
		WHERE t.digest = $1
		ORDER BY t.turn`, digest)
	if err != nil {
		return nil, fmt.Errorf("read a person's ratings of a day: %w", err)
	}
	ps, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p past, err error) {
		var day time.Time
		err = row.Scan(append([]any{&p.mark}, p.rating.into(&day)...)...)
		p.rating.Day = worktime.DateOf(day)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("read a person's ratings of a day: %w", err)
	}
	return ps, nil
}

// remember keeps by a digest that somebody has rated.
func remember(ctx context.Context, tx pgx.Tx, now time.Time, digest []byte, ref Ref, mark []byte, rating string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO visit_rater (digest, turn, slip, rating, day, at)
		VALUES ($1, $2, $3, $4, $5, $6)`, digest, ref.Turn, mark, rating, column(ref.Day), now)
	if err != nil {
		return fmt.Errorf("remember a rater of unit %s: %w", ref.Unit, err)
	}
	return nil
}

// prove binds a slip to the rating of a turn that had none.
func prove(ctx context.Context, tx pgx.Tx, digest []byte, turn int, mark []byte) error {
	if _, err := tx.Exec(ctx, `
		UPDATE visit_rater
		SET slip = $3
		WHERE digest = $1 AND turn = $2`, digest, turn, mark); err != nil {
		return fmt.Errorf("prove a rating: %w", err)
	}
	return nil
}

// nextUnsur goes round the nine, for each unit by itself.
func nextUnsur(ctx context.Context, tx pgx.Tx, unit string) (skm.Unsur, error) {
	var n int
	err := tx.QueryRow(ctx, `
		INSERT INTO visit_turn (unit_code, next)
		VALUES ($1, 1)
		ON CONFLICT (unit_code) DO UPDATE
		SET next = (visit_turn.next + 1) % $2
		RETURNING (next + $2 - 1) % $2`, unit, len(skm.All)).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("choose what unit %s is asked about: %w", unit, err)
	}
	return skm.All[n], nil
}

func fill(ctx context.Context, tx pgx.Tx, rating string, a skm.Answers, about About) error {
	score := func(u skm.Unsur) *int {
		if n, ok := a[u]; ok {
			return &n
		}
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO visit_form (rating, persyaratan, prosedur, waktu, biaya, produk, kompetensi, perilaku, pengaduan, sarana, age, sex, education, work, service)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (rating) DO UPDATE
		SET persyaratan = excluded.persyaratan, prosedur = excluded.prosedur, waktu = excluded.waktu, biaya = excluded.biaya,
			produk = excluded.produk, kompetensi = excluded.kompetensi, perilaku = excluded.perilaku,
			pengaduan = excluded.pengaduan, sarana = excluded.sarana,
			age = excluded.age, sex = excluded.sex, education = excluded.education, work = excluded.work, service = excluded.service`,
		rating, score(skm.Persyaratan), score(skm.Prosedur), score(skm.Waktu), score(skm.Biaya), score(skm.Produk),
		score(skm.Kompetensi), score(skm.Perilaku), score(skm.Pengaduan), score(skm.Sarana),
		about.Age, about.Sex, about.Education, about.Work, about.Service)
	if err != nil {
		return fmt.Errorf("keep a questionnaire: %w", err)
	}
	return nil
}

// KeepRaters is how long a person's digests are kept, in days.
const KeepRaters = 35

// Forget erases the digests of persons that have been kept long enough, and
// with them when exactly each rating came.
func (d *Desk) Forget(ctx context.Context, tx pgx.Tx, now time.Time) (int, error) {
	tag, err := tx.Exec(ctx, `
		DELETE FROM visit_rater
		WHERE day < $1`, column(d.Today(now).AddDays(-KeepRaters)))
	if err != nil {
		return 0, fmt.Errorf("forget raters: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
