-- +goose Up
-- How the reporter of a case can be reached: in a chat that the program knows,
-- by an address that is sealed (anonymous), or not at all (anonymous, and only
-- code and PIN open the case).
ALTER TABLE complaint
    ADD COLUMN contact text NOT NULL DEFAULT 'chat' CHECK (contact IN ('chat', 'sealed', 'none'));

-- The address of an anonymous reporter, under a key that stands outside the
-- database. There is no reporter row for such a case.
CREATE TABLE sealed_contact (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    box bytea NOT NULL
);
