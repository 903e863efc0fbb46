-- +goose Up
-- What did not last is counted by the day on which its reporter said so.
CREATE INDEX durability_worn ON durability (answered_at) WHERE NOT good;
