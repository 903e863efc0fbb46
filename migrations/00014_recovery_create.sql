-- +goose Up
-- Somebody wants to follow a case from another account, or has lost its PIN.
-- The asker's address is sealed like that of an anonymous reporter; the row goes
-- with the decision. No case: the code was never given out, which the asker is
-- not to learn.
CREATE TABLE recovery (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint REFERENCES complaint,
    code text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('account', 'pin')),
    box bytea NOT NULL,
    answers text[] NOT NULL DEFAULT '{}',
    asked_at timestamptz NOT NULL,
    due_at timestamptz,
    UNIQUE (code, kind)
);
CREATE INDEX recovery_due ON recovery (due_at) WHERE due_at IS NOT NULL;
