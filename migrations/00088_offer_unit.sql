-- +goose Up
-- For which unit a case is offered to somebody, who may hold a post there besides
-- their own. Empty of offers from before this was kept.
ALTER TABLE offer ADD COLUMN unit_code text NOT NULL DEFAULT '';
