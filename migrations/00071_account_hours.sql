-- +goose Up
-- Staff who chose to be told outside the hours of their unit as well.
ALTER TABLE account ADD COLUMN any_hour boolean NOT NULL DEFAULT false;
