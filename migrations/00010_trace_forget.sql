-- +goose Up
-- Who reports anonymously leaves nothing behind by which a chat and a case
-- could be brought together.

-- The chat of an update is needed only until the update is dealt with.
UPDATE inbox SET address = NULL WHERE state = 'done';

-- A row stands here only while a conversation waits for something. until: what
-- it is about is anonymous, and is given up then.
DELETE FROM dialog WHERE step = '';
ALTER TABLE dialog ADD COLUMN until timestamptz;
CREATE INDEX dialog_until ON dialog (until) WHERE until IS NOT NULL;

-- A fleeting message is deleted once it was sent.
ALTER TABLE outbox ADD COLUMN fleeting boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_fleeting ON outbox (put_at) WHERE fleeting;
CREATE INDEX outbox_said ON outbox (address) WHERE about IS NULL;

-- chosen: the language was asked for, rather than that of the app.
ALTER TABLE account ADD COLUMN chosen boolean NOT NULL DEFAULT false;

-- Chats whose conversation is to be forgotten once nothing waits to be sent to
-- them; since tells the hour only.
CREATE TABLE to_forget (
    address text PRIMARY KEY,
    since timestamptz NOT NULL
);

-- The language in which an anonymous reporter reads, and whether messages
-- reach them: what opens no seal.
ALTER TABLE sealed_contact
    ADD COLUMN lang text NOT NULL DEFAULT 'id',
    ADD COLUMN lost boolean NOT NULL DEFAULT false;

-- Wrong PINs by asker stand apart from those by code, so that they cannot be
-- brought together: by a digest under the installation's key, and by the hour.
DELETE FROM pin_attempt;
ALTER TABLE pin_attempt DROP COLUMN asker;
CREATE TABLE pin_asker (
    asker text NOT NULL,
    hour timestamptz NOT NULL,
    wrong integer NOT NULL,
    PRIMARY KEY (asker, hour)
);
CREATE INDEX pin_asker_hour ON pin_asker (hour);

-- Cases that staff do not see yet: when one that needs care was filed is not to
-- be told from when it turns up.
CREATE TABLE hush (
    complaint_id bigint PRIMARY KEY REFERENCES complaint,
    until timestamptz NOT NULL
);
