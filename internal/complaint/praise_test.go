package complaint_test

import (
	"errors"
	"strings"
	"testing"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
)

// Thanks are kept without anybody who said them, by the hour, with their files.
func TestKeepPraise(t *testing.T) {
	ctx, tx, _ := desk(t)
	now := testkit.Time("2026-11-23 08:47")
	for _, v := range []struct {
		body  string
		files []attachment.File
		err   error
	}{
		{"Terima kasih", nil, nil},
		{"", []attachment.File{{Kind: attachment.Voice, ChannelFile: "v"}}, nil},
		{" ", nil, complaint.ErrEmpty},
		{strings.Repeat("a", complaint.MaxBody+1), nil, complaint.ErrTooLong},
	} {
		p, err := complaint.KeepPraise(ctx, tx, now, complaint.Praise{Unit: "PUPR", Category: "JALAN", Body: v.body}, v.files...)
		if !errors.Is(err, v.err) {
			t.Errorf("%.20q: %v", v.body, err)
		}
		if err != nil {
			continue
		}
		id, is := complaint.ParsePraise(p.Subject())
		got, found, err := complaint.FindPraise(ctx, tx, id)
		if !is || err != nil || !found || got != p {
			t.Errorf("%s gives %+v, %v", p.Subject(), got, err)
		}
		all, err := attachment.Of(ctx, tx, p.Subject())
		if err != nil || len(all) != len(v.files) {
			t.Errorf("%d files: %v", len(all), err)
		}
	}
	var hour bool
	if err := tx.QueryRow(ctx, `SELECT bool_and(given_at = date_trunc('hour', given_at)) FROM praise`).Scan(&hour); err != nil || !hour {
		t.Errorf("they tell when they came: %v", err)
	}
	if _, found, err := complaint.FindPraise(ctx, tx, 9999); found || err != nil {
		t.Errorf("thanks that nobody said: %v", err)
	}
	for _, f := range []struct {
		before string
		want   int
	}{{"2026-11-23 08:00", 0}, {"2026-11-23 09:00", 2}, {"2026-11-23 09:00", 0}} {
		if n, err := complaint.ForgetPraise(ctx, tx, testkit.Time(f.before)); err != nil || n != f.want {
			t.Errorf("%d forgotten before %s, want %d: %v", n, f.before, f.want, err)
		}
	}
	var left int
	if err := tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM praise) + (SELECT count(*) FROM wanted WHERE channel_file IS NOT NULL)`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d thanks and files are left: %v", left, err)
	}
	for _, s := range []string{"case:1", "praise:", "praise:0", "praise:x"} {
		if _, is := complaint.ParsePraise(s); is {
			t.Errorf("%s is praise", s)
		}
	}
}
