-- +goose Up
-- Whether what was done lasts: asked once a closing, two weeks after the citizen
-- said that it is done. good is empty while they have not answered, and that
-- counts as nothing.
CREATE TABLE durability (
    complaint_id bigint NOT NULL REFERENCES complaint,
    closing integer NOT NULL,
    holder text REFERENCES employee,
    asked_at timestamptz NOT NULL,
    good boolean,
    answered_at timestamptz,
    PRIMARY KEY (complaint_id, closing)
);
CREATE INDEX durability_holder ON durability (holder, answered_at) WHERE answered_at IS NOT NULL;
