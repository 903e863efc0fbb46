-- +goose Up
-- What two reports have in common is measured in trigrams. The extension is a
-- trusted one: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The cases that somebody who writes the same is asked about.
CREATE INDEX complaint_shown ON complaint (filed_at) WHERE ended_at IS NULL AND visibility = 'terbuka';

-- What a picture looks like, in 64 bits: pictures that look alike differ in few.
ALTER TABLE attachment ADD COLUMN look bigint;

-- Since when somebody else is the reporter: the first one withdrew, and the
-- oldest supporter inherited.
ALTER TABLE complaint ADD COLUMN inherited_at timestamptz;

-- A case that is told as a part of another.
CREATE TABLE merger (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    leading_id bigint NOT NULL REFERENCES complaint,
    merged_at timestamptz NOT NULL
);
CREATE INDEX merger_leading ON merger (leading_id);

-- Who says the same as a case, or, filed, said it in a case of their own that
-- goes on as a part of another: then they are found, as far as they are known,
-- where that case's reporter is.
CREATE TABLE supporter (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    filed boolean NOT NULL DEFAULT false,
    address text,
    joined_at timestamptz NOT NULL,
    UNIQUE (complaint_id, address)
);
CREATE UNIQUE INDEX supporter_filed ON supporter (complaint_id) WHERE filed;
CREATE INDEX supporter_address ON supporter (address, complaint_id) WHERE address IS NOT NULL;

-- What a supporter said of a result, which is counted by how often the case had
-- been opened again.
CREATE TABLE supporter_word (
    complaint_id bigint NOT NULL REFERENCES complaint,
    round integer NOT NULL,
    supporter_id bigint NOT NULL REFERENCES supporter ON DELETE CASCADE,
    done boolean NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (complaint_id, round, supporter_id)
);

-- A result that the reporter's word alone does not end, since most supporters
-- say otherwise: the superior looks first. confirmed tells the reporter's word
-- from their silence.
CREATE TABLE look (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    confirmed boolean NOT NULL,
    since timestamptz NOT NULL,
    remind_at timestamptz NOT NULL
);
CREATE INDEX look_remind ON look (remind_at);
