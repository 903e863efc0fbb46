-- +goose Up
-- Those above the holder of a late case who are asked to help, one after the
-- other: superior, head of office, secretary, regent. told_with is the first of
-- those that one message tells of.
CREATE TABLE rung (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    stretch_id bigint NOT NULL REFERENCES stretch,
    step smallint NOT NULL,
    nip text NOT NULL REFERENCES employee,
    given_at timestamptz NOT NULL,
    from_at timestamptz,
    due_at timestamptz,
    ended_at timestamptz,
    act text NOT NULL DEFAULT '' CHECK (act IN ('', 'answer', 'hand', 'date', 'word', 'missed', 'moot')),
    told_with bigint,
    told_at timestamptz
);
CREATE INDEX rung_stretch ON rung (stretch_id, id);
CREATE INDEX rung_complaint ON rung (complaint_id, id);
CREATE INDEX rung_owner ON rung (nip) WHERE ended_at IS NULL;
CREATE INDEX rung_untold ON rung (nip) WHERE told_with IS NULL AND ended_at IS NULL;
CREATE INDEX rung_told ON rung (told_with) WHERE told_at IS NULL;
CREATE INDEX rung_begin ON rung (complaint_id) WHERE told_at IS NOT NULL AND from_at IS NULL AND ended_at IS NULL;

-- Half of the time is a step of its own now.
UPDATE stretch SET step = step + 1 WHERE step > 0;
UPDATE errand SET step = step + 1 WHERE step > 0;
UPDATE pressure SET step = step + 1 WHERE step > 0;
