-- +goose Up
-- The inspectorate asks to open who reported a case that it looks into: a second
-- person agrees or not. Why stands in the chain of it, "disclosure:<id>".
CREATE TABLE disclosure (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    pressure_id bigint REFERENCES pressure,
    nip text NOT NULL REFERENCES employee,
    second_nip text NOT NULL REFERENCES employee CHECK (second_nip <> nip),
    asked_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    agreed_at timestamptz,
    denied_at timestamptz,
    opened_at timestamptz,
    CHECK (agreed_at IS NULL OR denied_at IS NULL),
    CHECK (opened_at IS NULL OR agreed_at IS NOT NULL)
);
CREATE INDEX disclosure_complaint ON disclosure (complaint_id, id);
CREATE INDEX disclosure_second ON disclosure (second_nip) WHERE agreed_at IS NULL AND denied_at IS NULL;

ALTER TABLE opening DROP CONSTRAINT opening_what_check;
ALTER TABLE opening ADD CONSTRAINT opening_what_check CHECK (what IN ('case', 'facts', 'name', 'reporter'));
