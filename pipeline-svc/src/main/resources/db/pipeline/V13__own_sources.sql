-- A person may hand in a service's source: work on it like any other.
ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('READ', 'GENERATE', 'DEPLOY', 'TOKENISE', 'FUZZ', 'EDIT'));

-- What a person has changed: the artefact that was written from the same specification, before that. Null for what is as
-- it was written.
ALTER TABLE artifacts ADD COLUMN edited_from text CHECK (edited_from ~ '^[0-9a-f]{64}$');

-- Whoever changed the source; empty when nobody is known, null when nobody did.
ALTER TABLE versions ADD COLUMN edited_by text;

-- What a job makes a version of that it was given.
CREATE TABLE handed_in (
  job_id uuid PRIMARY KEY,
  content_hash text NOT NULL REFERENCES artifacts,
  created_at timestamptz NOT NULL
);
