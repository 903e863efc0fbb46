-- +goose Up
-- What somebody holds besides the post that the register of employees names:
-- for good, or in place of somebody (Plt, Plh), for a while.
CREATE TABLE post (
    nip text NOT NULL REFERENCES employee,
    unit_code text NOT NULL REFERENCES unit,
    position text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('definitif', 'plt', 'plh')),
    superior_nip text,
    from_on date NOT NULL,
    to_on date,
    PRIMARY KEY (nip, unit_code, from_on),
    CHECK (to_on IS NULL OR to_on >= from_on)
);
