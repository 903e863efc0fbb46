-- +goose Up
-- A case about an officer: of which office, as far as the citizen said, and who,
-- once a neutral person has looked. Neither they nor their direct line ever see,
-- handle or rate it.
CREATE TABLE about_officer (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    unit_code text REFERENCES unit,
    nip text REFERENCES employee,
    named_by text REFERENCES employee,
    named_at timestamptz
);
