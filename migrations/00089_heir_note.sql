-- +goose Up
-- By which supporter the reporter of a case inherited it: where nothing else
-- tells that both are the same, their own code and PIN decide on it.
ALTER TABLE complaint ADD COLUMN heir bigint;
UPDATE complaint c
SET heir = (
    SELECT (convert_from(e.facts, 'UTF8')::jsonb ->> 'supporter')::bigint
    FROM ledger_entry e
    WHERE e.subject = 'case:' || c.id AND e.kind = 'inherited'
    ORDER BY e.seq DESC
    LIMIT 1)
WHERE inherited_at IS NOT NULL;
