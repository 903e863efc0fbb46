-- +goose Up
-- Who went from one unit to another, and when the register learned of it.
CREATE TABLE transfer (
    nip text NOT NULL REFERENCES employee,
    from_unit text NOT NULL REFERENCES unit,
    to_unit text NOT NULL REFERENCES unit,
    at timestamptz NOT NULL,
    PRIMARY KEY (nip, at)
);
