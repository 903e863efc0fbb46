-- +goose Up
-- What officers show for a result: pictures with the word of the day, or where
-- they stood. look is what a picture looks like, like_id an earlier one of
-- another case that looks the same.
CREATE TABLE evidence (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaint,
    round integer NOT NULL,
    file bigint UNIQUE,
    nip text NOT NULL REFERENCES employee,
    how text NOT NULL CHECK (how IN ('fresh', 'forwarded', 'file', 'place')),
    word text NOT NULL,
    former boolean NOT NULL,
    followed boolean NOT NULL,
    sent_at timestamptz NOT NULL,
    latitude double precision,
    longitude double precision,
    look bigint,
    like_id bigint REFERENCES evidence,
    CHECK ((file IS NULL) = (how = 'place')),
    CHECK ((latitude IS NULL) = (longitude IS NULL))
);
CREATE INDEX evidence_complaint ON evidence (complaint_id, id);

-- For which day the word of a case was asked for last.
CREATE TABLE evidence_word (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    asked_on date NOT NULL
);
