-- A deployed version is tried for longer, in the background: beside the job that works on its service.
ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('GENERATE', 'DEPLOY', 'TOKENISE', 'FUZZ'));
DROP INDEX jobs_active_key;
CREATE UNIQUE INDEX jobs_active_key ON jobs (service_id)
  WHERE state IN ('QUEUED', 'RUNNING') AND kind <> 'FUZZ';

-- What that saw, as JSON; null until it has ended once.
ALTER TABLE versions ADD COLUMN fuzz text;
