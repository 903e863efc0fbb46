-- +goose Up
-- When a rating was given first, for it can be changed for some days after
-- that; for whose work it is; and why the lowest face was given, by a tap.
ALTER TABLE case_rating
    ADD COLUMN first_at timestamptz,
    ADD COLUMN holder text,
    ADD COLUMN reason text NOT NULL DEFAULT '' CHECK (reason IN ('', 'slow', 'rude', 'unclear', 'poor'));

UPDATE case_rating r
SET holder = c.holder,
    first_at = COALESCE((
        SELECT min(l.at)
        FROM ledger_entry l
        WHERE l.subject = 'case:' || r.complaint_id
        AND l.kind = 'rated'
        AND r.closing = (
            SELECT count(*)
            FROM ledger_entry a
            WHERE a.subject = l.subject AND a.seq < l.seq AND a.kind IN ('reopened', 'upheld'))), r.rated_at)
FROM complaint c
WHERE c.id = r.complaint_id;

ALTER TABLE case_rating
    ALTER COLUMN first_at SET NOT NULL;

-- What an officer is shown of them, mixed.
CREATE INDEX case_rating_holder ON case_rating (holder, first_at);
