-- +goose Up
-- What somebody proposes to change about a case and a second person signs: its
-- category, or that it is urgent no more. Nothing moves until it is signed.
CREATE TABLE amendment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    errand_id bigint NOT NULL REFERENCES errand,
    what text NOT NULL CHECK (what IN ('category', 'calm')),
    nip text NOT NULL REFERENCES employee,
    was text NOT NULL DEFAULT '',
    becomes text NOT NULL DEFAULT '',
    reason text NOT NULL,
    proposed_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text NOT NULL DEFAULT '',
    decided_nip text REFERENCES employee,
    why text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX amendment_open ON amendment (complaint_id) WHERE ended_at IS NULL;
CREATE INDEX amendment_errand ON amendment (errand_id);

-- Since when a verifier holds a case for urgent.
ALTER TABLE complaint ADD COLUMN urgent_at timestamptz;
