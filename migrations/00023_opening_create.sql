-- +goose Up
-- Who of the office opened a case, or who is behind it, and when: its reporter
-- can see that. Opened again within the hour counts as once.
CREATE TABLE opening (
    complaint_id bigint NOT NULL REFERENCES complaint,
    nip text NOT NULL REFERENCES employee,
    what text NOT NULL CHECK (what IN ('case', 'facts', 'name')),
    at timestamptz NOT NULL,
    PRIMARY KEY (complaint_id, nip, what, at)
);
