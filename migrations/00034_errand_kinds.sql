-- +goose Up
-- Which kinds of small duties there are is for the program to know: each of them
-- comes with its own rules.
ALTER TABLE errand DROP CONSTRAINT errand_kind_check;
