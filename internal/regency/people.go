package regency

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/roster"
)

// Person is somebody with a phone in the sandbox.
type Person struct {
	ID   int64 // of their Telegram account there
	Name string
	Role string // the caption above their phone
	Lang string // of their app
	NIP  roster.NIP
}

// Address is where messages reach the person.
func (p Person) Address() string { return fmt.Sprintf("tg:%d", p.ID) }

// People are those with a phone, in the order of the page. Citizens have no NIP.
func People() []Person {
	return []Person{
		{ID: 7001, Name: "Sari Wulandari", Role: "Warga", Lang: "id"},
		{ID: 7002, Name: "Emma Wilson", Role: "Warga (aplikasi berbahasa Inggris)", Lang: "en"},
		{ID: 7003, Name: "Hendra Saputra", Role: "Petugas: Pengawas Jalan", Lang: "id", NIP: "198704122010011911"},
		{ID: 7004, Name: "Nurlela Hasanah", Role: "Atasan: Kepala Bidang Bina Marga", Lang: "id", NIP: "197806242003122910"},
		{ID: 7005, Name: "Irwan Syafri", Role: "Kepala Dinas PUPR", Lang: "id", NIP: "197209171997031909"},
		{ID: 7006, Name: "Bayu Anggara", Role: "Administrator dan petugas pemeriksa", Lang: "id", NIP: "198810232011011907"},
		{ID: 7007, Name: "Fitri Rahmadani", Role: "Petugas: Puskesmas Kelobak", Lang: "id", NIP: "199402142022212920"},
		{ID: 7008, Name: "Sumarni Astuti", Role: "Kepala Puskesmas Kelobak", Lang: "id", NIP: "197909092006042919"},
		{ID: 7009, Name: "Lestari Wulandari", Role: "Inspektorat", Lang: "id", NIP: "198504102010012903"},
	}
}

// Connect lets the phones of the employees among People speak for them, by
// invitations as anybody's. Whoever speaks for the right one already is left
// alone.
func Connect(ctx context.Context, pool *pgxpool.Pool, now time.Time) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		for _, p := range People() {
			if p.NIP == "" {
				continue
			}
			e, known, err := roster.ByAddress(ctx, tx, p.Address())
			if err != nil {
				return err
			}
			if known && e.NIP == p.NIP {
				continue
			}
			i, err := roster.Invite(ctx, tx, now, rand.Reader, p.NIP)
			if err != nil {
				return fmt.Errorf("invite the phone of a %s: %w", p.Role, err)
			}
			if _, err := roster.Connect(ctx, tx, now, p.Address(), i.Token); err != nil {
				return fmt.Errorf("connect the phone of a %s: %w", p.Role, err)
			}
		}
		return nil
	})
}
