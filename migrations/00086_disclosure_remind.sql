-- +goose Up
-- The second person is reminded on the last day, and whoever asked hears that
-- nobody answered.
ALTER TABLE disclosure ADD COLUMN step smallint NOT NULL DEFAULT 0;
ALTER TABLE disclosure ADD COLUMN next_at timestamptz;
UPDATE disclosure SET next_at = until WHERE agreed_at IS NULL AND denied_at IS NULL;
CREATE INDEX disclosure_next ON disclosure (next_at) WHERE next_at IS NOT NULL;
