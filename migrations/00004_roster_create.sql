-- +goose Up
CREATE TABLE unit (
    code text PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    parent_code text,
    head_nip text,
    address text NOT NULL DEFAULT '',
    latitude double precision,
    longitude double precision,
    hours text NOT NULL DEFAULT '',
    valid_from date,
    valid_to date,
    successor_code text
);

CREATE TABLE employee (
    nip text PRIMARY KEY,
    name text NOT NULL,
    unit_code text NOT NULL REFERENCES unit,
    position text NOT NULL,
    status text NOT NULL CHECK (status IN ('PNS', 'PPPK', 'NONASN')),
    superior_nip text,
    roles text[] NOT NULL DEFAULT '{}',
    ended_on date
);
CREATE INDEX employee_unit ON employee (unit_code);
CREATE INDEX employee_superior ON employee (superior_nip);

-- Which address speaks for which employee.
CREATE TABLE contact (
    address text PRIMARY KEY,
    nip text NOT NULL REFERENCES employee,
    connected_at timestamptz NOT NULL
);
CREATE INDEX contact_nip ON contact (nip);

CREATE TABLE invitation (
    digest bytea PRIMARY KEY,
    nip text NOT NULL REFERENCES employee,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX invitation_nip ON invitation (nip);

CREATE TABLE leave (
    nip text NOT NULL REFERENCES employee,
    from_on date NOT NULL,
    to_on date NOT NULL,
    substitute_nip text REFERENCES employee,
    PRIMARY KEY (nip, from_on),
    CHECK (to_on >= from_on)
);

CREATE TABLE holiday (
    on_date date NOT NULL,
    name text NOT NULL,
    kind text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    PRIMARY KEY (on_date, name)
);

-- Changes whenever hours or holidays change, so that calendars kept in memory
-- are built again.
CREATE TABLE calendar_version (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL DEFAULT 0
);
INSERT INTO calendar_version (version) VALUES (0);
