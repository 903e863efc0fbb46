-- +goose Up
-- A name that the holder of a case asked for, with a reason: whether its reporter
-- agreed, and the name itself, under a key outside the database, for as long as
-- the case goes on in the same hands.
CREATE TABLE identity (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    nip text NOT NULL REFERENCES employee,
    asked_at timestamptz NOT NULL,
    agreed_at timestamptz,
    given_at timestamptz,
    taken_by text REFERENCES employee,
    box bytea,
    ended_at timestamptz,
    CHECK ((box IS NOT NULL) = (given_at IS NOT NULL AND ended_at IS NULL))
);
CREATE UNIQUE INDEX identity_running ON identity (complaint_id) WHERE ended_at IS NULL;
CREATE INDEX identity_complaint ON identity (complaint_id, id);
