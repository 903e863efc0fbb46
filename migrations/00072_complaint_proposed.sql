-- +goose Up
-- One result may be told for several cases: those that were told it together are
-- found by who told it and when.
CREATE INDEX complaint_proposed ON complaint (holder, proposed_at) WHERE proposed_at IS NOT NULL;
