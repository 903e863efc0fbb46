package books_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

// Everybody on the ladder of lateness, and where it is odd: a unit of one, posts
// for a while whose superior is their own holder, two who lead each other, the
// secretary who leads an office besides, the regent above whom is nobody.
const everyRung = `
	INSERT INTO unit (code, name, kind, parent_code, head_nip)
	VALUES ('KAB', 'Kabupaten', 'kabupaten', NULL, 'arman'), ('SEK', 'Sekretariat Daerah', 'setda', 'KAB', 'yusri'),
		('UPT', 'UPT Alat', 'upt', 'PUPR', 'tunggal'), ('CK', 'Cipta Karya', 'bidang', 'PUPR', 'kabid'), ('AIR', 'Sumber Air', 'bidang', 'PUPR', 'kadis');
	UPDATE unit SET parent_code = 'KAB' WHERE code = 'PUPR';
	INSERT INTO employee (nip, name, unit_code, position, status, superior_nip, roles)
	VALUES ('arman', 'Arman', 'KAB', 'Bupati', 'NONASN', NULL, '{bupati}'),
		('yusri', 'Yusri', 'SEK', 'Sekretaris Daerah', 'NONASN', 'arman', '{sekda,atasan}'),
		('tunggal', 'Tuti', 'UPT', 'Kepala UPT', 'NONASN', 'kadis', '{pegawai,atasan}'),
		('gani', 'Gani', 'BM', 'Staf', 'NONASN', 'hasan', '{pegawai}'),
		('hasan', 'Hasan', 'BM', 'Staf', 'NONASN', 'gani', '{pegawai}');
	UPDATE employee SET superior_nip = 'yusri' WHERE nip = 'kadis';
	INSERT INTO post (nip, unit_code, position, kind, superior_nip, from_on)
	VALUES ('kabid', 'CK', 'Plt. Kepala Bidang Cipta Karya', 'plt', 'kabid', '2026-01-01'),
		('kadis', 'AIR', 'Plt. Kepala Bidang Sumber Air', 'plt', 'kadis', '2026-01-01'),
		('yusri', 'PUPR', 'Plh. Kepala Dinas', 'plh', 'yusri', '2026-01-01');
	INSERT INTO contact (address, nip, connected_at)
	SELECT 'tg:' || nip, nip, '2026-10-05 08:00+07'
	FROM employee
	WHERE nip IN ('arman', 'yusri', 'tunggal', 'gani', 'hasan')`

// Nobody decides on their own extension, leave or contest, wherever they stand:
// what they ask goes to somebody else or waits for somebody, and what they press
// themselves is refused. Nor does a superior decide on a contest of their team.
func TestNobodyDecidesAboutThemselves(t *testing.T) {
	o := office.New(t)
	o.Exec(everyRung)
	for _, who := range []struct {
		nip  roster.NIP
		unit string
	}{
		{"budi", "BM"}, {"kabid", "BM"}, {"kabid", "CK"}, {"kadis", "PUPR"}, {"kadis", "AIR"}, {"tunggal", "UPT"},
		{"yusri", "SEK"}, {"yusri", "PUPR"}, {"arman", "KAB"}, {"gani", "BM"}, {"hasan", "BM"},
	} {
		t.Run(string(who.nip)+" in "+who.unit, func(t *testing.T) {
			tx, err := o.Pool.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback(context.Background())
			asks(t, tx, o.Desk, who.nip, who.unit)
		})
	}
}

// asks lets somebody ask for all three, and try to decide on each.
func asks(t *testing.T, tx pgx.Tx, d *complaint.Desk, nip roster.NIP, unit string) {
	t.Helper()
	ctx, at := t.Context(), testkit.Time("2026-10-06 09:00")
	r, err := d.File(ctx, tx, at, complaint.Filing{
		Reporter: "tg:sari", Channel: "telegram", Body: "Jalan berlubang", Category: "jalan", Unit: unit, Area: "bayung", Visibility: complaint.Secret, Officer: nip,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Begin(ctx, tx, at, r.Stretch.ID); err != nil {
		t.Fatal(err)
	}
	other := func(what string, work complaint.Errand, press func(int64) error) {
		t.Helper()
		if work.IsOf(nip) {
			t.Errorf("%s waits for whoever asked", what)
		}
		if code, refused := refusal.Of(press(work.ID)); !refused || code != complaint.ErrNotErrand {
			t.Errorf("%s: whoever asked decides on it: %v", what, code)
		}
	}
	_, longer, err := d.Extend(ctx, tx, at, nip, r.ID, 2, "Alat gilas dipinjam kecamatan sampai Kamis.")
	if nobody(t, err) {
		t.Log("nobody could decide on an extension")
	} else {
		other("an extension", longer, func(id int64) error {
			_, _, err := d.DecideExtension(ctx, tx, at, nip, id, true, "")
			return err
		})
	}
	late := testkit.Time("2026-10-20 10:00")
	if _, _, err := d.Climb(ctx, tx, late, r.ID); err != nil {
		t.Fatal(err)
	}
	_, contest, err := d.Dispute(ctx, tx, late, nip, r.Stretch.ID, "Jalan itu milik provinsi, sudah disampaikan.")
	if err != nil {
		t.Fatal(err)
	}
	other("a contest", contest, func(id int64) error {
		_, _, err := d.DecideDispute(ctx, tx, late, nip, id, true, "Memang bukan milik kabupaten.")
		return err
	})
	if superior, found, err := roster.Superior(ctx, tx, nip); err != nil || found && contest.IsOf(superior.NIP) {
		t.Errorf("a contest waits for the superior of whoever asked: %v", err)
	}
	cal, err := d.Calendars.For(ctx, tx, unit)
	if err != nil {
		t.Fatal(err)
	}
	from := worktime.DateOf(late).AddDays(2)
	leave, err := roster.AskLeave(ctx, tx, late, cal, roster.LeaveAsking{NIP: nip, By: nip, Kind: roster.Holiday, From: from, To: from})
	if err != nil {
		t.Fatal(err)
	}
	if leave.Decider != nil && *leave.Decider == nip {
		t.Error("leave waits for whoever asked")
	}
	if _, err := roster.DecideLeave(ctx, tx, late, nip, leave.ID, true, ""); !errors.Is(err, roster.ErrLeaveOwn) {
		t.Errorf("whoever asked decides on their leave: %v", err)
	}
	if _, err := roster.AskLeave(ctx, tx, late, cal, roster.LeaveAsking{NIP: nip, By: nip, Kind: roster.Sickness, From: worktime.DateOf(late), To: worktime.DateOf(late)}); err != nil {
		t.Errorf("cannot be sick: %v", err)
	}
}

func nobody(t *testing.T, err error) bool {
	t.Helper()
	if code, refused := refusal.Of(err); refused && code == complaint.ErrNobody {
		return true
	}
	if err != nil {
		t.Fatal(err)
	}
	return false
}
