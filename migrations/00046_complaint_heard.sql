-- +goose Up
-- Since when a reporter whom no message had reached knows of the result: their
-- silence counts from then.
ALTER TABLE complaint ADD COLUMN heard_at timestamptz;
