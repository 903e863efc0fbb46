-- +goose Up
-- A day that the holder of a case named to its citizen, and what became of it.
CREATE TABLE promise (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    made_by text NOT NULL REFERENCES employee,
    on_day date NOT NULL,
    made_at timestamptz NOT NULL,
    moved_at timestamptz,
    asked_at timestamptz,
    kept boolean,
    settled_at timestamptz,
    reminded boolean NOT NULL DEFAULT false,
    next_at timestamptz
);
CREATE INDEX promise_complaint ON promise (complaint_id, id);
CREATE INDEX promise_maker ON promise (made_by, on_day);
CREATE INDEX promise_next ON promise (next_at) WHERE next_at IS NOT NULL;
