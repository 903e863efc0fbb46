-- +goose Up
-- Every message that is put writes into each index whose rows it belongs to, and
-- has to be held against the condition of each other one. What is rarely asked
-- for shares one index, and whatever asks for it names one of its conditions:
-- held for quiet hours, beginning a clock, fleeting, being sent, in trouble.
DROP INDEX outbox_sending, outbox_held, outbox_begins, outbox_trouble, outbox_fleeting;
CREATE INDEX outbox_apart ON outbox (state, id)
    WHERE held_until IS NOT NULL OR begins IS NOT NULL OR fleeting OR state IN ('sending', 'uncertain', 'dead');

-- What was said in a chat, by message or as a whole.
DROP INDEX outbox_message, outbox_said;
CREATE INDEX outbox_message ON outbox (address, message_id);

-- Nobody looks for open cases by their state; a change of it alone then leaves
-- all indexes as they are, as long as the row finds room on its page.
DROP INDEX complaint_open;
CREATE INDEX complaint_open ON complaint (id) WHERE ended_at IS NULL;
ALTER TABLE complaint SET (fillfactor = 80);
ALTER TABLE stretch SET (fillfactor = 80);
