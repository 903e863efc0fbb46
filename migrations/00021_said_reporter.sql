-- +goose Up
-- What was said by which message is remembered for as long as the reporter is.
DELETE FROM said
WHERE complaint_id NOT IN (SELECT complaint_id FROM reporter);
ALTER TABLE said
    DROP CONSTRAINT said_complaint_id_fkey,
    ADD FOREIGN KEY (complaint_id) REFERENCES reporter ON DELETE CASCADE;
