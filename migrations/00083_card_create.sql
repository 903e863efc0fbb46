-- +goose Up
-- When cards of new cases are due to their holders. After some at once the others
-- are bundled: one message names them all, and told_with is the first of them.
CREATE TABLE card (
    stretch_id bigint PRIMARY KEY,
    nip text NOT NULL REFERENCES employee,
    due_at timestamptz NOT NULL,
    bundled boolean NOT NULL,
    told_with bigint,
    told_at timestamptz,
    begun boolean NOT NULL DEFAULT false,
    opened boolean NOT NULL DEFAULT false
);
CREATE INDEX card_nip ON card (nip, due_at);
CREATE INDEX card_untold ON card (due_at) WHERE bundled AND told_with IS NULL;
CREATE INDEX card_told ON card (told_with) WHERE told_with IS NOT NULL AND NOT begun;
