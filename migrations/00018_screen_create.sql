-- +goose Up
-- Who helps beside the regency's offices: numbers of emergency, and where to go
-- with what is for others to decide. Data, not law: an administrator replaces
-- the list by tanggap import helplines.
CREATE TABLE helpline (
    topic text NOT NULL,
    position integer NOT NULL,
    name text NOT NULL,
    contact text NOT NULL,
    PRIMARY KEY (topic, position)
);
INSERT INTO helpline (topic, position, name, contact)
VALUES
    ('darurat', 1, 'Layanan darurat', '112'),
    ('kebakaran', 1, 'Pemadam kebakaran', '113'),
    ('listrik', 1, 'PLN', '123'),
    ('air', 1, 'Basarnas', '115'),
    ('longsor', 1, 'Basarnas', '115'),
    ('orang', 1, 'Ambulans', '119'),
    ('orang', 2, 'Polisi', '110'),
    ('orang', 3, 'Pendamping perempuan dan anak (SAPA)', '129'),
    ('pidana', 1, 'Polisi', '110'),
    ('pengadilan', 1, 'Pengadilan atau kejaksaan yang menangani perkaranya', 'loket pelayanan'),
    ('polisi', 1, 'Kantor polisi atau Samsat terdekat', '110'),
    ('pln', 1, 'PLN', '123, atau aplikasi PLN Mobile'),
    ('bpjs', 1, 'BPJS Kesehatan', '165, atau aplikasi Mobile JKN'),
    ('bpjs_tk', 1, 'BPJS Ketenagakerjaan', '175'),
    ('imigrasi', 1, 'Kantor Imigrasi', 'aplikasi M-Paspor'),
    ('pajak', 1, 'Direktorat Jenderal Pajak', '1500200'),
    ('pertanahan', 1, 'Kantor Pertanahan (ATR/BPN)', 'loket pelayanan'),
    ('kemenag', 1, 'KUA atau Kantor Kementerian Agama', 'loket pelayanan'),
    ('pinjaman', 1, 'Otoritas Jasa Keuangan (OJK)', '157'),
    ('provinsi', 1, 'Pemerintah provinsi, lewat SP4N-LAPOR!', 'lapor.go.id'),
    ('luar', 1, 'SP4N-LAPOR!', 'lapor.go.id');

-- Who is told of danger at any hour; an empty unit means of every unit.
CREATE TABLE on_call (
    unit_code text NOT NULL DEFAULT '',
    nip text NOT NULL REFERENCES employee,
    PRIMARY KEY (unit_code, nip)
);

-- Thanks that were passed on. Nobody knows who said them.
CREATE TABLE praise (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_code text NOT NULL REFERENCES unit,
    category_code text NOT NULL REFERENCES category,
    area_code text,
    officer text REFERENCES employee,
    superior text REFERENCES employee,
    body text NOT NULL,
    given_at timestamptz NOT NULL
);

-- Which message of a chat said what in a case, so that what somebody changes
-- afterwards is told as such. Only of cases whose reporter is known, and for as
-- long as they are.
CREATE TABLE said (
    complaint_id bigint NOT NULL REFERENCES complaint,
    message_id text NOT NULL,
    words text NOT NULL,
    files text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (complaint_id, message_id)
);
CREATE INDEX said_message ON said (message_id);
