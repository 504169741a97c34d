-- Who asked for a job and what was said with it, for the version that it makes. Of jobs from before only
-- their owner is known.
ALTER TABLE jobs
  ADD COLUMN asked_by text NOT NULL DEFAULT '',
  ADD COLUMN reason text NOT NULL DEFAULT '';
