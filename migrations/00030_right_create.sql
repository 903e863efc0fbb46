-- +goose Up
-- What somebody asks about their own data (UU 27/2022), within 72 hours by the
-- clock. address is who asks, and is empty where a case without a name is asked
-- about, or once it is erased.
CREATE TABLE data_request (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('access', 'correct', 'limit', 'withdraw', 'erase')),
    address text,
    complaint_id bigint REFERENCES complaint,
    words text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('open', 'sending', 'offered', 'done', 'refused', 'lapsed')),
    asked_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    step smallint NOT NULL DEFAULT 0,
    next_at timestamptz,
    ended_at timestamptz,
    decided_by text REFERENCES employee,
    ground text NOT NULL DEFAULT '',
    answer text NOT NULL DEFAULT '',
    parts integer NOT NULL DEFAULT 0,
    files bytea[] NOT NULL DEFAULT '{}'
);
CREATE INDEX data_request_next ON data_request (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX data_request_address ON data_request (address) WHERE address IS NOT NULL;
CREATE INDEX data_request_case ON data_request (complaint_id) WHERE complaint_id IS NOT NULL;

-- Who had their data erased when: a keyed digest, by which nobody is found, and
-- by which an erasure is done again where an older copy of the database came
-- back. The same stands in a file outside.
CREATE TABLE erasure (
    mark bytea NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (mark, at)
);

-- Cases whose reporter was erased while they were open: what they wrote follows
-- after the end.
CREATE TABLE to_erase (
    complaint_id bigint PRIMARY KEY REFERENCES complaint
);
