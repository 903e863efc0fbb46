-- +goose Up
-- Integers of one employee, day, category, channel and duty; always replaced
-- whole, never added to.
CREATE TABLE day_total (
    nip text NOT NULL REFERENCES employee,
    day date NOT NULL,
    category_code text NOT NULL,
    channel text NOT NULL,
    duty text NOT NULL,
    counted integer NOT NULL,
    on_time integer NOT NULL,
    seconds bigint NOT NULL,
    PRIMARY KEY (nip, day, category_code, channel, duty)
);

-- Targets that staff enter themselves, and what they report of them.
CREATE TABLE indicator (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nip text NOT NULL REFERENCES employee,
    period text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    aspect text NOT NULL CHECK (aspect IN ('kuantitas', 'kualitas', 'waktu', 'biaya')),
    unit text NOT NULL,
    target numeric NOT NULL,
    direction text NOT NULL CHECK (direction IN ('up', 'down')),
    UNIQUE (nip, period, code)
);
CREATE TABLE realisation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    indicator_id bigint NOT NULL REFERENCES indicator,
    value numeric NOT NULL,
    note text NOT NULL DEFAULT '',
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL
);
CREATE INDEX realisation_indicator ON realisation (indicator_id, id);

-- What was done for which period; sweeps keep only their last run.
CREATE TABLE job_run (
    job text NOT NULL,
    period text NOT NULL,
    at timestamptz NOT NULL,
    done_at timestamptz NOT NULL,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (job, period)
);

-- One period frozen for one supervisor.
CREATE TABLE scorecard (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    period text NOT NULL,
    nip text NOT NULL REFERENCES employee,
    frozen_at timestamptz NOT NULL,
    content jsonb NOT NULL,
    chart bytea REFERENCES attachment,
    UNIQUE (period, nip)
);
