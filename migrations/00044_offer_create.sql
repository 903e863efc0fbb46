-- +goose Up
-- An offer to hand a case on: nothing changes until it is accepted. What was
-- placed by somebody with the power to do so stands here too.
CREATE TABLE offer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    from_nip text NOT NULL REFERENCES employee,
    to_nip text NOT NULL REFERENCES employee,
    reason text NOT NULL,
    offered_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text NOT NULL DEFAULT '',
    why text NOT NULL DEFAULT '',
    back boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX offer_open ON offer (complaint_id) WHERE ended_at IS NULL;
CREATE INDEX offer_complaint ON offer (complaint_id, id);
CREATE INDEX offer_sender ON offer (from_nip, offered_at);
