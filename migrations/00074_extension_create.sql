-- +goose Up
-- What officers ask of their superior: a later limit of their own, once a case.
-- One that fell away, since the stretch had ended before it was decided on, is
-- none. on_day is the day of the new limit, once granted.
CREATE TABLE extension (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    stretch_id bigint NOT NULL,
    nip text NOT NULL REFERENCES employee,
    days smallint NOT NULL CHECK (days > 0),
    reason text NOT NULL,
    asked_at timestamptz NOT NULL,
    decided_by text REFERENCES employee,
    decided_at timestamptz,
    granted boolean NOT NULL DEFAULT false,
    moot boolean NOT NULL DEFAULT false,
    on_day date
);
CREATE UNIQUE INDEX extension_once ON extension (complaint_id) WHERE NOT moot;
CREATE INDEX extension_officer ON extension (nip);
CREATE INDEX extension_open ON extension (stretch_id) WHERE decided_at IS NULL;
