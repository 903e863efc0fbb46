-- +goose Up
-- What was printed: slips of one visit each, and posters. Their codes are
-- derived from the numbers here and a key outside the database.
CREATE TABLE visit_batch (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('slip', 'poster')),
    unit_code text NOT NULL REFERENCES unit,
    counter text NOT NULL DEFAULT '',
    count integer NOT NULL CHECK (count > 0),
    printed_on date NOT NULL,
    expires_on date
);
CREATE INDEX visit_batch_unit ON visit_batch (unit_code, printed_on);

-- A slip that was used: its digest, and neither who nor which rating.
CREATE TABLE visit_spent (
    digest bytea PRIMARY KEY
);

-- What somebody said of a visit. Who stands nowhere, and of when only the day.
CREATE TABLE visit_rating (
    id text PRIMARY KEY,
    unit_code text NOT NULL REFERENCES unit,
    rated_on date NOT NULL,
    door text NOT NULL CHECK (door IN ('kupon', 'poster', 'nilai')),
    batch integer REFERENCES visit_batch,
    proved boolean NOT NULL,
    face smallint NOT NULL CHECK (face BETWEEN 1 AND 4),
    asked text NOT NULL,
    answer smallint CHECK (answer BETWEEN 0 AND 4),
    comment text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('counted', 'held', 'released', 'dropped')),
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX visit_rating_unit ON visit_rating (unit_code, rated_on) INCLUDE (state, proved, face, asked, answer);
CREATE INDEX visit_rating_said ON visit_rating (unit_code, rated_on) WHERE comment <> '';
CREATE INDEX visit_rating_held ON visit_rating (unit_code, rated_on) WHERE state = 'held';

-- The full questionnaire that goes with a rating; an unsur that its writer
-- knows nothing of is empty.
CREATE TABLE visit_form (
    rating text PRIMARY KEY REFERENCES visit_rating,
    persyaratan smallint CHECK (persyaratan BETWEEN 1 AND 4),
    prosedur smallint CHECK (prosedur BETWEEN 1 AND 4),
    waktu smallint CHECK (waktu BETWEEN 1 AND 4),
    biaya smallint CHECK (biaya BETWEEN 1 AND 4),
    produk smallint CHECK (produk BETWEEN 1 AND 4),
    kompetensi smallint CHECK (kompetensi BETWEEN 1 AND 4),
    perilaku smallint CHECK (perilaku BETWEEN 1 AND 4),
    pengaduan smallint CHECK (pengaduan BETWEEN 1 AND 4),
    sarana smallint CHECK (sarana BETWEEN 1 AND 4),
    age text NOT NULL DEFAULT '',
    sex text NOT NULL DEFAULT '',
    education text NOT NULL DEFAULT '',
    work text NOT NULL DEFAULT '',
    service text NOT NULL DEFAULT ''
);

-- Keyed digests of (person, unit, day), so that a person counts once; erased
-- after 35 days, and the exact times with them.
CREATE TABLE visit_rater (
    digest bytea NOT NULL,
    turn smallint NOT NULL,
    slip bytea,
    rating text NOT NULL REFERENCES visit_rating,
    day date NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (digest, turn)
);
CREATE INDEX visit_rater_day ON visit_rater (day);
CREATE INDEX visit_rater_at ON visit_rater (at);
CREATE INDEX visit_rater_rating ON visit_rater (rating);

-- Which unsur a unit is asked about next.
CREATE TABLE visit_turn (
    unit_code text PRIMARY KEY REFERENCES unit,
    next integer NOT NULL
);

-- Days whose ratings were closed into the chain of their unit.
CREATE TABLE visit_day (
    unit_code text NOT NULL REFERENCES unit,
    day date NOT NULL,
    PRIMARY KEY (unit_code, day)
);

-- What a unit's head says and counts: one sentence a month, visits of a month,
-- plans for weak unsur.
CREATE TABLE visit_improvement (
    unit_code text NOT NULL REFERENCES unit,
    month date NOT NULL,
    words text NOT NULL,
    nip text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (unit_code, month)
);
CREATE TABLE visit_count (
    unit_code text NOT NULL REFERENCES unit,
    month date NOT NULL,
    visits integer NOT NULL CHECK (visits >= 0),
    nip text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (unit_code, month)
);
CREATE TABLE visit_plan (
    unit_code text NOT NULL REFERENCES unit,
    quarter text NOT NULL,
    unsur text NOT NULL,
    words text NOT NULL,
    nip text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (unit_code, quarter, unsur)
);
