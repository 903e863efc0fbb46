-- +goose Up
-- A seal closes what came since the seal before it.
CREATE TABLE seal (
    number bigint PRIMARY KEY,
    sealed_at timestamptz NOT NULL,
    previous bytea NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    root bytea NOT NULL,
    digest bytea NOT NULL
);

-- A chain of entries for each subject: 'case:12', 'nip:1986…', 'roster'.
CREATE TABLE ledger_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    previous bytea NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    facts bytea NOT NULL,
    commitment bytea NOT NULL,
    digest bytea NOT NULL,
    seal bigint REFERENCES seal,
    UNIQUE (subject, seq)
);
CREATE INDEX ledger_entry_unsealed ON ledger_entry (id) WHERE seal IS NULL;
CREATE INDEX ledger_entry_seal ON ledger_entry (seal, id);

-- What people wrote stands apart, so that it can be erased while the chain
-- stays whole; the salt goes with it, so that nothing can be guessed back.
CREATE TABLE ledger_content (
    entry bigint PRIMARY KEY REFERENCES ledger_entry,
    salt bytea NOT NULL,
    body bytea NOT NULL
);
