-- +goose Up
-- One row: which database this is. The generation is redrawn by a restore, so
-- that a Redis filled from another past is recognised as foreign.
CREATE TABLE installation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    installed_at timestamptz NOT NULL,
    generation text NOT NULL,
    keys_digest bytea NOT NULL
);

-- One row a running `serve`; a row without an end and without a recent sign of
-- life tells of an unclean stop.
CREATE TABLE serving (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ended_at timestamptz
);

-- Which replica polls, sends and ticks. Take-over increments the epoch, and
-- every claim of the outbox names the epoch it believes in.
CREATE TABLE leader (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch bigint NOT NULL DEFAULT 0,
    since timestamptz
);
INSERT INTO leader (epoch) VALUES (0);
