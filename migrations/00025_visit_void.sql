-- +goose Up
-- Slips of a printing that the unit's head let be good no more.
ALTER TABLE visit_batch ADD COLUMN voided_on date;
