package complaint_test

import (
	"errors"
	"testing"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
)

// What somebody changes in a message that was sent is added; of an anonymous
// reporter no message is remembered, and with the reporter all of them go.
func TestCorrect(t *testing.T) {
	ctx, tx, d := desk(t)
	now := testkit.Time("2026-11-23 08:00")
	c := file(t, ctx, tx, d, now)
	said := func(id complaint.ID, ms ...complaint.Message) {
		t.Helper()
		if err := complaint.Said(ctx, tx, id, ms...); err != nil {
			t.Fatal(err)
		}
	}
	said(c.ID, complaint.Message{ID: "5", Words: "Jalan rusak, NIK ••••••••••••••02"}, complaint.Message{ID: "6", Files: []string{"a"}}, complaint.Message{ID: "7"})
	for _, v := range []struct {
		from, id, words string
		files           []attachment.File
		is              string
		news            int
		err             error
	}{
		{budi, "5", "Jalan rusak, NIK 1708041203850002", nil, "Jalan rusak, NIK ••••••••••••••02", 0, nil},
		{budi, "5", " Jalan hancur, NIK 1708041203850002 ", nil, "Jalan hancur, NIK ••••••••••••••02", 0, nil},
		{budi, "6", "lubangnya", []attachment.File{{Kind: attachment.Photo, ChannelFile: "a"}}, "lubangnya", 0, nil},
		{budi, "6", "lubangnya", []attachment.File{{Kind: attachment.Photo, ChannelFile: "b"}}, "lubangnya", 1, nil},
		{budi, "6", "", []attachment.File{{Kind: attachment.Photo, ChannelFile: "b"}}, "", 0, nil},
		{budi, "7", "tiada", nil, "", 0, complaint.ErrUnknown},
		{"tg:2", "5", "orang lain", nil, "", 0, complaint.ErrUnknown},
	} {
		got, err := d.Correct(ctx, tx, now, v.from, v.id, v.words, v.files...)
		if !errors.Is(err, v.err) || got.Is != v.is || got.Files != v.news {
			t.Errorf("%s changes %s to %q: %q, %d files, %v", v.from, v.id, v.words, got.Is, got.Files, err)
		}
	}
	events, err := complaint.Story(ctx, tx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range events {
		if e.Kind == complaint.Filed || e.Kind == complaint.Corrected {
			told = append(told, e.Words)
		}
	}
	if len(told) != 5 || told[0] != c.Body || told[1] != "Jalan hancur, NIK ••••••••••••••02" {
		t.Errorf("%q", told)
	}
	for _, contact := range []complaint.Contact{complaint.Sealed, complaint.Untraced} {
		hidden := fileAs(t, ctx, tx, d, now, contact)
		said(hidden.ID, complaint.Message{ID: "8", Words: "rahasia"})
	}
	var left int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM said`).Scan(&left); err != nil || left != 2 {
		t.Errorf("%d messages are remembered: %v", left, err)
	}
	agree(t, ctx, tx, c.ID)
	if err := complaint.Unlink(ctx, tx, c.ID); err != nil {
		t.Fatal(err)
	}
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM said`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d messages are remembered of nobody: %v", left, err)
	}
}

// What is private by itself is secret, whatever its reporter chose.
func TestPrivateIsSecret(t *testing.T) {
	ctx, tx, d := desk(t)
	for body, want := range map[string]complaint.Visibility{
		"Jalan berlubang": complaint.Public, "anak saya jatuh di jalan itu": complaint.Secret, "mandornya minta uang rokok": complaint.Secret,
	} {
		r, err := d.File(ctx, tx, testkit.Time("2026-11-23 08:00"), complaint.Filing{
			Reporter: budi, Contact: complaint.InChat, Channel: "telegram", Body: body, Category: "JALAN", Unit: "PUPR", Visibility: complaint.Public,
		})
		if err != nil || r.Visibility != want {
			t.Errorf("%q: %s, %v", body, r.Visibility, err)
		}
	}
}
