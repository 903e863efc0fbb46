-- +goose Up
-- What the head of a unit lets its officers answer with. A change is a new row:
-- what was used before stays as it was.
CREATE TABLE template (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_code text NOT NULL REFERENCES unit,
    name text NOT NULL,
    words text NOT NULL,
    made_by text NOT NULL REFERENCES employee,
    made_at timestamptz NOT NULL,
    ended_by text REFERENCES employee,
    ended_at timestamptz
);
CREATE UNIQUE INDEX template_name ON template (unit_code, lower(name)) WHERE ended_at IS NULL;
