-- +goose Up
-- Every case that is filed or handed on writes into these. To hold a row against
-- what it refers to costs as much as writing it, and locks a row that all others
-- refer to as well; a condition is read anew for every statement. Nothing deletes
-- employees, units, categories, cases or entries of the ledger, and each of these
-- tables has one owner that names what it has just read or written: it is proved
-- by `check` instead, which finds it in rows of long ago too.
ALTER TABLE complaint
    DROP CONSTRAINT complaint_category_code_fkey,
    DROP CONSTRAINT complaint_unit_code_fkey,
    DROP CONSTRAINT complaint_holder_fkey,
    DROP CONSTRAINT complaint_visibility_check,
    DROP CONSTRAINT complaint_contact_check;
ALTER TABLE stretch
    DROP CONSTRAINT stretch_complaint_id_fkey,
    DROP CONSTRAINT stretch_holder_fkey,
    DROP CONSTRAINT stretch_duty_check;
ALTER TABLE card DROP CONSTRAINT card_nip_fkey;
ALTER TABLE reporter DROP CONSTRAINT reporter_complaint_id_fkey;
ALTER TABLE ledger_content DROP CONSTRAINT ledger_content_entry_fkey;
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_seq_check;
ALTER TABLE outbox
    DROP CONSTRAINT outbox_lane_check,
    DROP CONSTRAINT outbox_state_check;
