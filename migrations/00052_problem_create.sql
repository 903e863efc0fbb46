-- +goose Up
-- What caused what a case told of, as its officer says at the result.
CREATE TABLE cause (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    cause text NOT NULL,
    area_code text,
    unit_code text NOT NULL,
    nip text NOT NULL REFERENCES employee,
    said_at timestamptz NOT NULL
);
CREATE INDEX cause_alike ON cause (cause, area_code, unit_code, said_at);

-- Several cases of one cause at one place, with who answers for it, the day that
-- they named, and when it was dealt with.
CREATE TABLE problem (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cause text NOT NULL,
    area_code text NOT NULL,
    unit_code text NOT NULL,
    owner text REFERENCES employee,
    opened_at timestamptz NOT NULL,
    round integer NOT NULL DEFAULT 0,
    due_on date,
    ended_at timestamptz,
    next_at timestamptz
);
CREATE UNIQUE INDEX problem_open ON problem (cause, area_code, unit_code) WHERE ended_at IS NULL;
CREATE INDEX problem_owner ON problem (owner);
CREATE INDEX problem_next ON problem (next_at) WHERE ended_at IS NULL;

-- The cases that belong to it; told, whose reporter has heard of its end.
CREATE TABLE problem_case (
    problem_id bigint NOT NULL REFERENCES problem,
    complaint_id bigint NOT NULL REFERENCES complaint,
    round integer NOT NULL,
    told boolean NOT NULL DEFAULT false,
    PRIMARY KEY (problem_id, complaint_id, round)
);
