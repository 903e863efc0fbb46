-- +goose Up
-- What was asked about leave, and what became of it. What counts stands in
-- leave, as before.
CREATE TABLE leave_request (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nip text NOT NULL REFERENCES employee,
    kind text NOT NULL CHECK (kind IN ('cuti', 'dinas', 'sakit')),
    from_on date NOT NULL,
    to_on date NOT NULL,
    substitute_nip text REFERENCES employee,
    state text NOT NULL CHECK (state IN ('asked', 'counts', 'agreed', 'refused', 'taken_back', 'lapsed')),
    asked_by text NOT NULL REFERENCES employee,
    asked_at timestamptz NOT NULL,
    decider text REFERENCES employee,
    confirm_by timestamptz,
    reminded boolean NOT NULL DEFAULT false,
    decided_by text NOT NULL DEFAULT '',
    decided_at timestamptz,
    reason text NOT NULL DEFAULT '',
    CHECK (to_on >= from_on)
);
CREATE INDEX leave_request_nip ON leave_request (nip, from_on);
CREATE INDEX leave_request_open ON leave_request (state) WHERE state IN ('asked', 'counts');

ALTER TABLE leave ADD COLUMN request_id bigint REFERENCES leave_request;

-- Working time of a stretch in which its holder was on leave, and on which one.
ALTER TABLE stretch
    ADD COLUMN away_seconds bigint NOT NULL DEFAULT 0,
    ADD COLUMN leave_id bigint REFERENCES leave_request;
CREATE INDEX stretch_leave ON stretch (leave_id) WHERE leave_id IS NOT NULL;
