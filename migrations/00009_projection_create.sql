-- +goose Up
-- The token of the projector's turn that wrote to Redis last. The same stands in
-- Redis: one of the two that was set back to an earlier state is found out.
CREATE TABLE projection (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    token text NOT NULL
);
