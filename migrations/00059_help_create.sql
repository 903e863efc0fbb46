-- +goose Up
-- What the leader of a joint case asked others to do for it: each of them has an
-- errand with a limit of its own.
CREATE TABLE help (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    errand_id bigint NOT NULL REFERENCES errand,
    by_nip text NOT NULL REFERENCES employee,
    to_nip text NOT NULL REFERENCES employee,
    what text NOT NULL,
    due_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text NOT NULL DEFAULT '',
    said text NOT NULL DEFAULT ''
);
CREATE INDEX help_complaint ON help (complaint_id, id);
CREATE INDEX help_errand ON help (errand_id);
DROP INDEX errand_open;
CREATE UNIQUE INDEX errand_open ON errand (complaint_id, kind) WHERE done_at IS NULL AND kind <> 'help';
