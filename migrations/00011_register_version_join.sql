-- +goose Up
-- One version for all that programs keep of the office in memory: units,
-- employees and holidays, categories, areas and routes. Whoever changes any of
-- them changes it, so that all of it is read again.
ALTER TABLE calendar_version RENAME TO register_version;
DROP TABLE routing_version;
