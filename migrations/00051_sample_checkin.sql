-- +goose Up
-- Of whom it is asked whether they pressed themselves: a confirmation soon after
-- its result, or a withdrawal.
CREATE TABLE sample (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    round integer NOT NULL,
    ended text NOT NULL CHECK (ended IN ('confirmed', 'withdrawn')),
    unit_code text NOT NULL,
    drawn_at timestamptz NOT NULL,
    ask_at timestamptz,
    asked_at timestamptz,
    answered_at timestamptz,
    stands boolean,
    UNIQUE (complaint_id, round, ended)
);
CREATE INDEX sample_ask ON sample (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX sample_unit ON sample (unit_code, drawn_at);

-- Who reported an officer, or is pressed, is asked days later whether anybody
-- treats them badly.
CREATE TABLE checkin (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    pressure_id bigint REFERENCES pressure,
    day smallint NOT NULL,
    due_at timestamptz NOT NULL,
    asked_at timestamptz,
    answered_at timestamptz,
    badly boolean,
    UNIQUE NULLS NOT DISTINCT (complaint_id, pressure_id, day)
);
