-- How a version was made. Its specification is among the files of its artefact.
ALTER TABLE versions
  ADD COLUMN parent_id uuid REFERENCES versions,
  ADD COLUMN made_by text NOT NULL DEFAULT '',
  ADD COLUMN why text NOT NULL DEFAULT '',
  -- The report as JSON; null for a version from before there were proofs.
  ADD COLUMN proof text;
