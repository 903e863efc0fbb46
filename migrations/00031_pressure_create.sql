-- +goose Up
-- A citizen says that they are pressed because of a case: for the inspectorate
-- alone. What was said stands in the chain of the matter, and in no case's.
CREATE TABLE pressure (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    nip text REFERENCES employee,
    said_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    answered_at timestamptz,
    done_at timestamptz,
    ended text NOT NULL DEFAULT '' CHECK (ended IN ('', 'founded', 'unfounded', 'unclear')),
    step smallint NOT NULL DEFAULT 0,
    next_at timestamptz
);
CREATE UNIQUE INDEX pressure_open ON pressure (complaint_id) WHERE done_at IS NULL;
CREATE INDEX pressure_owner ON pressure (nip) WHERE done_at IS NULL;
CREATE INDEX pressure_said ON pressure (said_at);
