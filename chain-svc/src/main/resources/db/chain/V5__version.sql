-- Rises with every change of a chain's index: who changes it has to have seen the last change, so
-- that two processes on one database do not write past each other.
ALTER TABLE followed_chain ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
