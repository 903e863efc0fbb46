-- +goose Up
-- Every update once. Content is kept only until the update is handled.
CREATE TABLE inbox (
    channel text NOT NULL,
    message_id text NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    address text,
    state text NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    attempts smallint NOT NULL DEFAULT 0,
    next_try_at timestamptz,
    content bytea,
    reason text,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (channel, message_id)
);
CREATE INDEX inbox_waiting ON inbox (address, seq) WHERE state = 'waiting';
CREATE INDEX inbox_dead ON inbox (seq) WHERE state = 'dead';
CREATE INDEX inbox_received ON inbox (received_at);

-- One row a chat: language, notice, reachable or not.
CREATE TABLE account (
    address text PRIMARY KEY,
    lang text NOT NULL DEFAULT 'id',
    noticed_at timestamptz,
    unreachable_at timestamptz,
    created_at timestamptz NOT NULL
);

-- One row a chat: where the conversation stands. Its lock makes the updates
-- of one chat take turns.
CREATE TABLE dialog (
    address text PRIMARY KEY,
    step text NOT NULL DEFAULT '',
    data jsonb,
    draft_at timestamptz,
    remind_at timestamptz
);
CREATE INDEX dialog_remind ON dialog (remind_at) WHERE remind_at IS NOT NULL;

-- Messages waiting to be sent, and the trace of those sent. Machine time
-- decides claims and retries (not_before, claimed_at, sent_at); office time
-- decides quiet hours (held_until, put_at).
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    address text NOT NULL,
    lane smallint NOT NULL CHECK (lane IN (1, 2, 3)),
    about text,
    begins bigint,
    after_key text,
    payload jsonb,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'uncertain', 'dead')),
    attempts smallint NOT NULL DEFAULT 0,
    unknowns smallint NOT NULL DEFAULT 0,
    failures smallint NOT NULL DEFAULT 0,
    put_at timestamptz NOT NULL,
    held_until timestamptz,
    not_before timestamptz,
    epoch bigint,
    claimed_at timestamptz,
    sent_at timestamptz,
    message_id text,
    reason text
);
-- What the sender looks through holds nothing that it could not take: held rows
-- may stand there by thousands all night.
CREATE INDEX outbox_queued ON outbox (lane, id) WHERE state = 'queued' AND held_until IS NULL;
CREATE INDEX outbox_address ON outbox (address, lane, id) WHERE state IN ('queued', 'sending') AND held_until IS NULL;
CREATE INDEX outbox_sending ON outbox (address) WHERE state = 'sending';
CREATE INDEX outbox_held ON outbox (held_until) WHERE held_until IS NOT NULL AND state = 'queued';
CREATE INDEX outbox_message ON outbox (address, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX outbox_begins ON outbox (id) WHERE begins IS NOT NULL AND state IN ('sent', 'uncertain', 'dead');
CREATE INDEX outbox_trouble ON outbox (state) WHERE state IN ('uncertain', 'dead');
-- Each row changes twice and is then at rest: a fifth of the table is too late.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0.02);

-- Files by their digest, and files that are wanted: named by the channel, not
-- here yet.
CREATE TABLE attachment (
    digest bytea PRIMARY KEY,
    media text NOT NULL,
    name text NOT NULL DEFAULT '',
    width integer NOT NULL DEFAULT 0,
    height integer NOT NULL DEFAULT 0,
    bytes bytea NOT NULL,
    stored_at timestamptz NOT NULL
);
CREATE TABLE wanted (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL,
    role text NOT NULL,
    kind text NOT NULL,
    channel_file text,
    name text NOT NULL DEFAULT '',
    wanted_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'stored', 'lost')),
    attempts smallint NOT NULL DEFAULT 0,
    next_try_at timestamptz,
    digest bytea REFERENCES attachment,
    reason text
);
CREATE INDEX wanted_waiting ON wanted (id) WHERE state = 'wanted';
CREATE INDEX wanted_subject ON wanted (subject, id);
