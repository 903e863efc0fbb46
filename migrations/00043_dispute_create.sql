-- +goose Up
-- What officers contest of what counts for them: a stretch once. Its reason
-- stands in the case's chain as well.
CREATE TABLE dispute (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    stretch_id bigint NOT NULL UNIQUE,
    nip text NOT NULL REFERENCES employee,
    reason text NOT NULL,
    said_at timestamptz NOT NULL,
    decided_by text REFERENCES employee,
    decided_at timestamptz,
    granted boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX dispute_open ON dispute (complaint_id) WHERE decided_at IS NULL;
CREATE INDEX dispute_officer ON dispute (nip);
