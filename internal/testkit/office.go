package testkit

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// Execer is a pool, a connection or a transaction.
type Execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Office puts a small office into a database, installed on Monday, 5 October
// 2026: the unit PUPR under kadis with its part BM under kabid, in BM the
// officers budi, dewi and hendra, in PUPR the verifier vera and the
// administrator adi, all connected as "tg:<nip>" and at their offices' hours;
// the categories jalan (15 hours, 14 days) and info (15 hours, 5 days), both
// routed to budi, and the areas bayung and kandang.
func Office(t testing.TB, db Execer) {
	t.Helper()
	for _, sql := range []string{
		`INSERT INTO installation (installed_at, generation, keys_digest)
		VALUES ('2026-10-05 00:00+07', 'first', '\x00')`,
		`INSERT INTO unit (code, name, kind, parent_code, head_nip)
		VALUES ('PUPR', 'Dinas PUPR', 'dinas', NULL, 'kadis'), ('BM', 'Bina Marga', 'bidang', 'PUPR', 'kabid')`,
		`INSERT INTO employee (nip, name, unit_code, position, status, superior_nip, roles)
		VALUES
			('kadis', 'Kartika', 'PUPR', 'Kepala Dinas PUPR', 'NONASN', NULL, '{pegawai,atasan}'),
			('kabid', 'Bambang', 'BM', 'Kepala Bidang Bina Marga', 'NONASN', 'kadis', '{pegawai,atasan}'),
			('budi', 'Budi', 'BM', 'Kepala Seksi Jalan', 'NONASN', 'kabid', '{pegawai}'),
			('dewi', 'Dewi', 'BM', 'Kepala Seksi Jembatan', 'NONASN', 'kabid', '{pegawai}'),
			('hendra', 'Hendra', 'BM', 'Staf Seksi Jalan', 'NONASN', 'kabid', '{pegawai}'),
			('vera', 'Vera', 'PUPR', 'Petugas Pemeriksa', 'NONASN', 'kadis', '{pegawai,verifikator}'),
			('adi', 'Adi', 'PUPR', 'Pengelola Aplikasi', 'NONASN', 'kadis', '{pegawai,admin}')`,
		`INSERT INTO contact (address, nip, connected_at)
		SELECT 'tg:' || nip, nip, '2026-10-05 08:00+07'
		FROM employee`,
		`INSERT INTO category (code, name, type, first_response_hours, resolve_days, keywords)
		VALUES ('jalan', 'Jalan dan jembatan', 'pengaduan', 15, 14, '{jalan,jembatan}'), ('info', 'Permintaan informasi', 'informasi', 15, 5, '{}')`,
		`INSERT INTO area (code, type, name)
		VALUES ('bayung', 'desa', 'Bayung'), ('kandang', 'desa', 'Kandang')`,
		`INSERT INTO route (category_code, unit_code, nip)
		VALUES ('jalan', 'BM', 'budi'), ('info', 'BM', 'budi')`,
	} {
		if _, err := db.Exec(t.Context(), sql); err != nil {
			t.Fatalf("put up the office: %v", err)
		}
	}
}
