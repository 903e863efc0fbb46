-- +goose Up
CREATE TABLE category (
    code text PRIMARY KEY,
    name text NOT NULL,
    type text NOT NULL CHECK (type IN ('pengaduan', 'aspirasi', 'informasi')),
    first_response_hours integer NOT NULL CHECK (first_response_hours > 0),
    resolve_days integer NOT NULL CHECK (resolve_days > 0),
    keywords text[] NOT NULL DEFAULT '{}',
    neutral boolean NOT NULL DEFAULT false,
    danger boolean NOT NULL DEFAULT false
);

CREATE TABLE area (
    code text PRIMARY KEY,
    type text NOT NULL,
    name text NOT NULL,
    parent_code text,
    latitude double precision,
    longitude double precision,
    aliases text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX area_parent ON area (parent_code);

-- Empty area and empty nip mean any; the most specific row wins.
CREATE TABLE route (
    category_code text NOT NULL REFERENCES category,
    area_code text NOT NULL DEFAULT '',
    unit_code text NOT NULL REFERENCES unit,
    nip text NOT NULL DEFAULT '',
    PRIMARY KEY (category_code, area_code)
);

-- Changes whenever categories, areas or routes do, so that what is kept of
-- them in memory is read again.
CREATE TABLE routing_version (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL DEFAULT 0
);
INSERT INTO routing_version (version) VALUES (0);
