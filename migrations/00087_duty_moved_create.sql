-- +goose Up
-- The same of what waits for others than the holder: of an errand, or of whoever
-- is asked to help. Their limits moved, and they have not been told yet.
CREATE TABLE duty_moved (
    complaint_id bigint NOT NULL REFERENCES complaint,
    errand_id bigint UNIQUE,
    rung_id bigint UNIQUE,
    due_was timestamptz NOT NULL,
    CHECK (num_nonnulls(errand_id, rung_id) = 1)
);
-- How long the citizen's word on a result was waited for.
ALTER TABLE limit_moved ADD COLUMN silent_was timestamptz;
