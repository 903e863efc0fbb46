-- +goose Up
-- An honest end of a case that its holder proposed: it cannot be done, it is
-- planned, or another agency answers for it. Who decided, whether the citizen
-- objected, and what became of a referral.
CREATE TABLE ending (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    state text NOT NULL CHECK (state IN ('impossible', 'scheduled', 'referred')),
    reason text NOT NULL,
    year integer NOT NULL DEFAULT 0,
    source text NOT NULL DEFAULT '',
    agency text NOT NULL DEFAULT '',
    number text NOT NULL DEFAULT '',
    follow_up_on date,
    proposed_by text NOT NULL REFERENCES employee,
    proposed_at timestamptz NOT NULL,
    decided_by text REFERENCES employee,
    decided_at timestamptz,
    sent_back boolean NOT NULL DEFAULT false,
    objected_at timestamptz,
    upheld boolean,
    asked_at timestamptz,
    taken_up boolean
);
CREATE INDEX ending_complaint ON ending (complaint_id, id);

-- A small duty about a case that is not its holder's: to decide on an end, to
-- look at an objection, to answer who gave the lowest face. nip is empty while
-- nobody can be reached.
CREATE TABLE errand (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    kind text NOT NULL CHECK (kind IN ('decide', 'review', 'excuse')),
    nip text REFERENCES employee,
    given_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    done_at timestamptz,
    moot boolean NOT NULL DEFAULT false,
    step smallint NOT NULL DEFAULT 0,
    next_at timestamptz
);
CREATE UNIQUE INDEX errand_open ON errand (complaint_id, kind) WHERE done_at IS NULL;
CREATE INDEX errand_owner ON errand (nip) WHERE done_at IS NULL;
CREATE INDEX errand_complaint ON errand (complaint_id, id);
