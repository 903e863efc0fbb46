-- +goose Up
CREATE TABLE complaint (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    pin_no integer NOT NULL DEFAULT 1,
    channel text NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('rahasia', 'terbuka')),
    category_code text NOT NULL REFERENCES category,
    type text NOT NULL,
    unit_code text NOT NULL REFERENCES unit,
    area_code text,
    place text NOT NULL DEFAULT '',
    latitude double precision,
    longitude double precision,
    body text NOT NULL,
    state text NOT NULL,
    holder text REFERENCES employee,
    filed_at timestamptz NOT NULL,
    answer_due_at timestamptz NOT NULL,
    settle_due_at timestamptz NOT NULL,
    answered_at timestamptz,
    proposed_at timestamptz,
    ended_at timestamptz,
    reopenings integer NOT NULL DEFAULT 0,
    excused_seconds bigint NOT NULL DEFAULT 0,
    nudge_step smallint NOT NULL DEFAULT 0,
    nudge_at timestamptz
);
CREATE INDEX complaint_holder ON complaint (holder) WHERE ended_at IS NULL;
CREATE INDEX complaint_open ON complaint (state) WHERE ended_at IS NULL;
CREATE INDEX complaint_ended ON complaint (ended_at);
CREATE INDEX complaint_nudge ON complaint (nudge_at) WHERE nudge_at IS NOT NULL;
CREATE INDEX complaint_filed ON complaint (filed_at);

-- Who wrote it: apart, so that nobody who reads the case reads this.
CREATE TABLE reporter (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    address text NOT NULL
);
CREATE INDEX reporter_address ON reporter (address, complaint_id);

-- A stretch is the time in which somebody holds a case with one duty: to
-- answer first, or to settle. from_at is empty until the card was delivered.
CREATE TABLE stretch (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    holder text NOT NULL REFERENCES employee,
    unit_code text NOT NULL,
    category_code text NOT NULL,
    channel text NOT NULL,
    duty text NOT NULL CHECK (duty IN ('answer', 'settle')),
    given_at timestamptz NOT NULL,
    from_at timestamptz,
    to_at timestamptz,
    due_at timestamptz,
    allowed_seconds bigint NOT NULL DEFAULT 0,
    paused_at timestamptz,
    paused_seconds bigint NOT NULL DEFAULT 0,
    worked_seconds bigint,
    on_time boolean,
    counted_on date,
    voided boolean NOT NULL DEFAULT false,
    step smallint NOT NULL DEFAULT 0,
    next_at timestamptz
);
CREATE UNIQUE INDEX stretch_open ON stretch (complaint_id) WHERE to_at IS NULL;
CREATE INDEX stretch_complaint ON stretch (complaint_id, id);
CREATE INDEX stretch_counted ON stretch (holder, counted_on) WHERE counted_on IS NOT NULL;

-- Marks: cases whose clocks Redis does not know yet; days whose totals are to
-- be made again.
CREATE TABLE to_project (
    complaint_id bigint PRIMARY KEY,
    mark text NOT NULL
);
CREATE TABLE to_fold (
    nip text NOT NULL,
    day date NOT NULL,
    mark text NOT NULL,
    PRIMARY KEY (nip, day)
);

-- Wrong PINs, counted by code (unknown ones alike) and by asker.
CREATE TABLE pin_attempt (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL,
    asker text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX pin_attempt_code ON pin_attempt (code, at);
CREATE INDEX pin_attempt_asker ON pin_attempt (asker, at);
CREATE INDEX pin_attempt_at ON pin_attempt (at);

-- What the citizen said of a case after turning the key. One rating a case
-- and closing.
CREATE TABLE case_rating (
    complaint_id bigint NOT NULL REFERENCES complaint,
    closing integer NOT NULL,
    face smallint NOT NULL CHECK (face BETWEEN 1 AND 4),
    comment text NOT NULL DEFAULT '',
    rated_at timestamptz NOT NULL,
    PRIMARY KEY (complaint_id, closing)
);
