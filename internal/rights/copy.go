package rights

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/roster"
)

// What somebody gets of their own data, as data.json says it. Other people are
// named by position and unit; what supporters wrote is not theirs.
type (
	ownCopy struct {
		MadeAt   time.Time       `json:"dibuat"`
		Account  ownAccount      `json:"akun"`
		Cases    []ownCase       `json:"laporan"`
		Supports []ownCase       `json:"dukungan"`
		Requests []ownRequest    `json:"permintaan"`
		Unsent   json.RawMessage `json:"belum_dikirim,omitempty"`
		Employee *ownEmployee    `json:"pegawai,omitempty"`
	}
	ownAccount struct {
		Address string     `json:"alamat"`
		Lang    string     `json:"bahasa"`
		Chosen  bool       `json:"bahasa_dipilih"`
		Since   *time.Time `json:"dikenal_sejak,omitempty"`
		Noticed *time.Time `json:"pemberitahuan,omitempty"`
	}
	ownCase struct {
		Code       string     `json:"kode"`
		State      string     `json:"keadaan,omitempty"`
		Category   string     `json:"kategori,omitempty"`
		Unit       string     `json:"kantor,omitempty"`
		Area       string     `json:"wilayah,omitempty"`
		Place      string     `json:"tempat,omitempty"`
		Latitude   *float64   `json:"lintang,omitempty"`
		Longitude  *float64   `json:"bujur,omitempty"`
		Visibility string     `json:"siapa_boleh_membaca,omitempty"`
		FiledAt    *time.Time `json:"dikirim,omitempty"`
		EndedAt    *time.Time `json:"berakhir,omitempty"`
		Body       string     `json:"isi,omitempty"`
		Events     []ownEvent `json:"perjalanan"`
		Openings   []ownEvent `json:"dibuka_oleh,omitempty"`
		Pressed    []ownEvent `json:"ditekan,omitempty"`       // what they said of being pressed, and what came of it
		Checked    []ownEvent `json:"ditanya_kabar,omitempty"` // whether anybody treats them badly for the case
		Files      []string   `json:"berkas,omitempty"`
	}
	ownEvent struct {
		At    time.Time `json:"waktu"`
		Kind  string    `json:"peristiwa"`
		By    string    `json:"oleh"`
		Words string    `json:"kata,omitempty"`
		Face  int       `json:"nilai,omitempty"`
	}
	ownRequest struct {
		No      int64      `json:"nomor"`
		Kind    string     `json:"jenis"`
		State   string     `json:"keadaan"`
		AskedAt time.Time  `json:"diminta"`
		DueAt   time.Time  `json:"batas"`
		EndedAt *time.Time `json:"berakhir,omitempty"`
		Words   string     `json:"kata,omitempty"`
		Ground  string     `json:"dasar_penolakan,omitempty"`
		Answer  string     `json:"jawaban,omitempty"`
	}
	ownEmployee struct {
		NIP      string   `json:"nip"`
		Name     string   `json:"nama"`
		Position string   `json:"jabatan"`
		Unit     string   `json:"kantor"`
		Roles    []string `json:"peran"`
	}
)

// copier gathers one person's data; loose are their files, to be packed.
type copier struct {
	desk  *Desk
	loose []packed
}

type packed struct {
	name   string
	digest []byte
}

// gather is all that is kept of who writes from an address.
func (c *copier) gather(ctx context.Context, tx pgx.Tx, now time.Time, address string) (o ownCopy, err error) {
	o = ownCopy{MadeAt: now, Cases: []ownCase{}, Supports: []ownCase{}, Requests: []ownRequest{}}
	a, err := account.Of(ctx, tx, address)
	if err != nil {
		return o, err
	}
	o.Account = ownAccount{Address: address, Lang: string(a.Lang)}
	kept, known, err := account.KeptOf(ctx, tx, address)
	if err != nil {
		return o, err
	}
	if known {
		o.Account.Since, o.Account.Noticed, o.Account.Chosen = &kept.Since, kept.Noticed, kept.Chosen
	}
	filed, err := complaint.OfReporter(ctx, tx, address, everything)
	if err != nil {
		return o, err
	}
	for _, f := range filed {
		one, err := c.filed(ctx, tx, f)
		if err != nil {
			return o, err
		}
		o.Cases = append(o.Cases, one)
	}
	if o.Supports, err = c.supported(ctx, tx, address); err != nil {
		return o, err
	}
	rs, err := Of(ctx, tx, address)
	if err != nil {
		return o, err
	}
	for _, r := range rs {
		o.Requests = append(o.Requests, ownRequest{
			No: r.ID, Kind: string(r.Kind), State: string(r.State), AskedAt: r.AskedAt, DueAt: r.DueAt, EndedAt: r.EndedAt,
			Words: r.Words, Ground: string(r.Ground), Answer: r.Answer,
		})
	}
	d, _, err := dialog.TryLock(ctx, tx, address)
	if err != nil {
		return o, err
	}
	o.Unsent = d.Data
	e, staff, err := roster.ByAddress(ctx, tx, address)
	if err != nil || !staff {
		return o, err
	}
	o.Employee = &ownEmployee{NIP: string(e.NIP), Name: e.Name, Position: e.Position, Unit: e.UnitCode}
	for _, r := range e.Roles {
		o.Employee.Roles = append(o.Employee.Roles, string(r))
	}
	return o, nil
}

// filed is a case that they reported, with the trail of it.
func (c *copier) filed(ctx context.Context, tx pgx.Tx, f complaint.Complaint) (ownCase, error) {
	own := ownCase{
		Code: f.Code, State: string(f.State), Category: f.CategoryCode, Unit: f.UnitCode, Area: f.Area(), Place: f.Place,
		Latitude: f.Latitude, Longitude: f.Longitude, Visibility: string(f.Visibility), FiledAt: &f.FiledAt, EndedAt: f.EndedAt,
		Body: f.OwnWords(), Events: []ownEvent{},
	}
	events, err := complaint.Story(ctx, tx, f.ID)
	if err != nil {
		return own, err
	}
	theirs := f.InheritedAt == nil // an heir has not written what was written before
	for _, e := range events {
		theirs = theirs || e.Kind == complaint.Inherited
		if e.Kind == complaint.Noted {
			continue
		}
		ev := ownEvent{At: e.At, Kind: string(e.Kind), Face: e.Facts.Face}
		if ev.By, err = by(ctx, tx, e.Actor); err != nil {
			return own, err
		}
		if e.Actor != complaint.Supporting && !e.Kind.Internal() && e.Kind != complaint.Filed && (theirs || e.Actor != complaint.Citizen) {
			ev.Words = e.Words
		}
		own.Events = append(own.Events, ev)
	}
	openings, err := complaint.Openings(ctx, tx, f.ID)
	if err != nil {
		return own, err
	}
	for _, o := range openings {
		who, err := by(ctx, tx, complaint.ByEmployee(o.By))
		if err != nil {
			return own, err
		}
		own.Openings = append(own.Openings, ownEvent{At: o.At, Kind: string(o.What), By: who})
	}
	if own.Pressed, own.Checked, err = asides(ctx, tx, f); err != nil {
		return own, err
	}
	if f.InheritedAt != nil {
		return own, nil
	}
	own.Files, err = c.files(ctx, tx, f, complaint.Citizen)
	return own, err
}

// asides are what stands beside the chain of a case: what they said of being
// pressed because of it, with their own words only, and how they fared.
func asides(ctx context.Context, tx pgx.Tx, f complaint.Complaint) (pressed, checked []ownEvent, err error) {
	matters, err := complaint.PressedIn(ctx, tx, f)
	if err != nil {
		return nil, nil, err
	}
	var said []complaint.Event
	for _, m := range matters {
		events, err := complaint.PressedStory(ctx, tx, m)
		if err != nil {
			return nil, nil, err
		}
		said = append(said, events...)
	}
	if pressed, err = aside(ctx, tx, said); err != nil {
		return nil, nil, err
	}
	asked, err := complaint.CheckedStory(ctx, tx, f)
	if err != nil {
		return nil, nil, err
	}
	checked, err = aside(ctx, tx, asked)
	return pressed, checked, err
}

func aside(ctx context.Context, tx pgx.Tx, events []complaint.Event) (all []ownEvent, err error) {
	for _, e := range events {
		ev := ownEvent{At: e.At, Kind: string(e.Kind)}
		if ev.By, err = by(ctx, tx, e.Actor); err != nil {
			return nil, err
		}
		if e.Actor == complaint.Citizen {
			ev.Words = e.Words
		}
		all = append(all, ev)
	}
	return all, nil
}

// supported are the cases that they say the same as, with what they said only.
func (c *copier) supported(ctx context.Context, tx pgx.Tx, address string) ([]ownCase, error) {
	all := []ownCase{}
	joined, err := complaint.SupportedBy(ctx, tx, address, everything)
	if err != nil {
		return nil, err
	}
	for _, j := range joined {
		leading, s, err := c.desk.Complaints.FindSupported(ctx, tx, address, j.ID)
		if err == complaint.ErrUnknown {
			continue
		}
		if err != nil {
			return nil, err
		}
		own := ownCase{Code: j.Code, FiledAt: &s.JoinedAt, Events: []ownEvent{}}
		for _, id := range []complaint.ID{j.ID, leading.ID} {
			events, err := complaint.Story(ctx, tx, id)
			if err != nil {
				return nil, err
			}
			for _, e := range events {
				if e.Facts.Supporter == s.ID {
					own.Events = append(own.Events, ownEvent{At: e.At, Kind: string(e.Kind), By: e.Actor, Words: e.Words})
				}
			}
			if j.ID == leading.ID {
				break
			}
		}
		if own.Files, err = c.files(ctx, tx, j, s.Files()); err != nil {
			return nil, err
		}
		all = append(all, own)
	}
	return all, nil
}

// files names what they sent with a case, and keeps it to be packed.
func (c *copier) files(ctx context.Context, tx pgx.Tx, of complaint.Complaint, role string) (names []string, err error) {
	all, err := attachment.Of(ctx, tx, of.ID.Subject())
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		if w.Role != role || w.Digest == nil {
			continue
		}
		name := fmt.Sprintf("%s/%02d-%s", of.Code, len(names)+1, w.Name)
		names = append(names, name)
		c.loose = append(c.loose, packed{name, w.Digest})
	}
	return names, nil
}

// by is who did something as others are told: by position and unit.
func by(ctx context.Context, tx pgx.Tx, actor string) (string, error) {
	nip, is := complaint.EmployeeOf(actor)
	if !is {
		return actor, nil
	}
	e, err := roster.Find(ctx, tx, nip)
	if err != nil {
		return "", err
	}
	u, err := roster.FindUnit(ctx, tx, e.UnitCode)
	return e.Position + ", " + u.Name, err
}
