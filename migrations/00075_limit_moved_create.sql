-- +goose Up
-- Limits of open cases that were put off and of which nobody has been told yet:
-- as they stood when they were told of last.
CREATE TABLE limit_moved (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    answer_was timestamptz NOT NULL,
    settle_was timestamptz NOT NULL,
    stretch_id bigint,
    due_was timestamptz
);
