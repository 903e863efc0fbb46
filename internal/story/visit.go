package story

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"rsc.io/qr"

	"tanggap/internal/skm"
	"tanggap/internal/visit"
)

// print puts up a poster, "poster UNIT", or prints slips, "slips UNIT N DAYS";
// {poster}, {slip1}, {slip2} … are what their QRs send from then on. A slip is
// valid for DAYS, 30 when nothing is said.
func (w *world) print(f []string) error {
	return pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) (err error) {
		if f[0] == "poster" {
			_, w.printed["poster"], err = w.office.Visits.PrintPoster(w.ctx, tx, w.now, f[1], "Loket 2")
			return err
		}
		return w.printSlips(w.ctx, tx, f)
	})
}

func (w *world) printSlips(ctx context.Context, tx pgx.Tx, f []string) error {
	n, err := strconv.Atoi(f[2])
	if err != nil {
		return err
	}
	days := 30
	if len(f) > 3 {
		if days, err = strconv.Atoi(f[3]); err != nil {
			return err
		}
	}
	_, tokens, err := w.office.Visits.PrintSlips(ctx, tx, w.now, f[1], "", n, w.office.Visits.Today(w.now).AddDays(days))
	for i, token := range tokens {
		w.printed[fmt.Sprintf("slip%d", i+1)] = token
	}
	return err
}

// scan puts what was printed in place of its name; {foreign} and {forged} are
// never ours.
func (w *world) scan(words string) string {
	theirs := *w.office.Visits
	theirs.Prefix = "REJ"
	made := *w.office.Visits
	made.TokenKey = []byte("made up")
	w.printed["foreign"] = theirs.Token(visit.Code{Kind: visit.Slip, Batch: 1})
	w.printed["forged"] = made.Token(visit.Code{Kind: visit.Slip, Batch: 1})
	w.printed["lost"] = w.office.Visits.Token(visit.Code{Kind: visit.Slip, Batch: 4000})
	for name, token := range w.printed {
		words = strings.ReplaceAll(words, "{"+name+"}", token)
	}
	return words
}

// crowd lets N people rate a unit by a poster one after another, within some
// minutes: "crowd UNIT N MINUTES FACE".
func (w *world) crowd(f []string) error {
	n, err1 := strconv.Atoi(f[2])
	minutes, err2 := strconv.Atoi(f[3])
	face, err3 := strconv.Atoi(f[4])
	if err1 != nil || err2 != nil || err3 != nil {
		return fmt.Errorf("want crowd UNIT N MINUTES FACE")
	}
	return pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) error {
		e, err := w.office.Visits.Choose(w.ctx, tx, w.now, f[1])
		if err != nil {
			return err
		}
		for i := range n {
			at := w.now.Add(time.Duration(minutes) * time.Minute * time.Duration(i) / time.Duration(n))
			who := visit.Rater{Address: fmt.Sprintf("tg:%d", 100_000+w.crowded+i)}
			if _, _, err := w.office.Visits.Rate(w.ctx, tx, at, who, e, face); err != nil {
				return err
			}
		}
		w.crowded += n
		w.now = w.now.Add(time.Duration(minutes) * time.Minute)
		return nil
	})
}

// survey lets N people fill in the full questionnaire about a unit, one each
// quarter of an hour, by slips: "survey UNIT N". Their answers differ by unsur.
func (w *world) survey(f []string) error {
	n, err := strconv.Atoi(f[2])
	if err != nil {
		return err
	}
	return pgx.BeginFunc(w.ctx, w.pool, func(tx pgx.Tx) error {
		visits := w.office.Visits
		_, tokens, err := visits.PrintSlips(w.ctx, tx, w.now, f[1], "", n, visits.Today(w.now).AddDays(90))
		if err != nil {
			return err
		}
		for i, token := range tokens {
			address := fmt.Sprintf("tg:%d", 200_000+w.crowded+i)
			_, ref, err := visits.RateToken(w.ctx, tx, w.now, visit.Rater{Address: address}, token, 3+i%2)
			if err != nil {
				return err
			}
			answers := skm.Answers{}
			for k, u := range skm.All {
				if answers[u] = 4; (i*7)%10 < 2+k/2 {
					answers[u] = 3
				}
				if u == skm.Waktu {
					answers[u] = 2 + i%2
				}
			}
			about := visit.About{Sex: visit.Choices["sex"][i%2], Age: visit.Choices["age"][i%3]}
			if _, err := visits.Fill(w.ctx, tx, address, ref, answers, about); err != nil {
				return err
			}
			if i%10 == 0 {
				if _, err := visits.Comment(w.ctx, tx, w.now, address, ref, fmt.Sprintf("Antrean nomor %d lancar, loketnya perlu satu lagi.", i+1)); err != nil {
					return err
				}
			}
			w.now = w.now.Add(15 * time.Minute)
		}
		w.crowded += n
		return nil
	})
}

// photographed is a picture of a QR: of the link that a poster or a slip with
// this token carries, or of other words.
func photographed(words string) ([]byte, error) {
	if !strings.Contains(words, "/") {
		words = "https://t.me/tanggap_bot?start=" + words
	}
	code, err := qr.Encode(words, qr.M)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, code.Image(), nil)
	return b.Bytes(), err
}
