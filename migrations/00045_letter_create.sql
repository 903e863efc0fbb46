-- +goose Up
-- What an officer has written to a citizen and what has not left yet.
CREATE TABLE letter (
    nip text NOT NULL REFERENCES employee,
    complaint_id bigint NOT NULL REFERENCES complaint,
    address text NOT NULL,
    written_at timestamptz NOT NULL,
    leaves_at timestamptz,
    words text NOT NULL,
    files jsonb NOT NULL,
    album text NOT NULL,
    no integer NOT NULL,
    preview text NOT NULL,
    PRIMARY KEY (nip, complaint_id)
);
CREATE INDEX letter_leaves ON letter (leaves_at);
