-- +goose Up
-- The times in which a case had no officer, which are the verifiers' own: three
-- working days each. raised are those above them who were asked to help.
CREATE TABLE queue_wait (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    from_at timestamptz NOT NULL,
    to_at timestamptz,
    nip text REFERENCES employee,
    step smallint NOT NULL DEFAULT 0,
    next_at timestamptz,
    raised text[] NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX queue_wait_open ON queue_wait (complaint_id) WHERE to_at IS NULL;
CREATE INDEX queue_wait_nip ON queue_wait (nip, to_at) WHERE nip IS NOT NULL;
INSERT INTO queue_wait (complaint_id, from_at)
SELECT id, filed_at
FROM complaint
WHERE holder IS NULL AND ended_at IS NULL;
