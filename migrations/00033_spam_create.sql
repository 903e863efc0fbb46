-- +goose Up
-- That it is no report at all is an end like the others: somebody says so with
-- a reason, and a second person decides.
ALTER TABLE ending
    DROP CONSTRAINT ending_state_check,
    ADD CONSTRAINT ending_state_check CHECK (state IN ('impossible', 'scheduled', 'referred', 'spam'));
