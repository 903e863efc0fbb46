-- +goose Up
-- A case that a helper filed for somebody without a phone is nobody's chat:
-- whoever holds the paper with code and PIN is its owner.
ALTER TABLE complaint
    DROP CONSTRAINT complaint_contact_check,
    ADD CONSTRAINT complaint_contact_check CHECK (contact IN ('chat', 'sealed', 'none', 'helper'));

-- Who filed it for them, and when the owner agreed.
CREATE TABLE helped (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    nip text NOT NULL REFERENCES employee,
    agreed_at timestamptz NOT NULL
);
CREATE INDEX helped_nip ON helped (nip, complaint_id);

-- What the owner of such a case said of a result on the telephone, and who of
-- the office heard it. Counted apart.
CREATE TABLE phone_word (
    complaint_id bigint NOT NULL REFERENCES complaint,
    round integer NOT NULL,
    done boolean NOT NULL,
    nip text NOT NULL REFERENCES employee,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (complaint_id, round)
);
