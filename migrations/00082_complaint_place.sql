-- +goose Up
-- Each card says what was filed of its kind in its place before.
CREATE INDEX complaint_place ON complaint (area_code, category_code, filed_at) WHERE area_code IS NOT NULL;
