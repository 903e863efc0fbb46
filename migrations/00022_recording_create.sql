-- +goose Up
-- Voices and films of cases that need care: they stop at the neutral desk, which
-- writes down what they say.
CREATE TABLE recording (
    file bigint PRIMARY KEY REFERENCES wanted,
    complaint_id bigint NOT NULL REFERENCES complaint,
    arrived_at timestamptz NOT NULL,
    written_at timestamptz
);
CREATE INDEX recording_waiting ON recording (file) WHERE written_at IS NULL;
