-- Steps end with typed results, jobs keep the version of their flow and whose they are.

-- Jobs from before have the steps of version 1.
ALTER TABLE jobs ADD COLUMN flow_version int NOT NULL DEFAULT 1;
ALTER TABLE jobs ALTER COLUMN flow_version DROP DEFAULT;

-- The requester of the service, in lower case; empty for the operators'.
ALTER TABLE jobs ADD COLUMN owner text NOT NULL DEFAULT '';
ALTER TABLE jobs ALTER COLUMN owner DROP DEFAULT;
CREATE INDEX jobs_owner ON jobs (owner, number DESC);
CREATE INDEX jobs_state ON jobs (state, number DESC);
-- Whose the jobs from before are is in the registry's feed, which is followed from its start once.
DELETE FROM cursors WHERE feed = 'registry.services';

-- A record as JSON. Of older jobs only what later steps ask for is carried over.
ALTER TABLE steps ADD COLUMN result jsonb;
UPDATE steps s SET result = jsonb_build_object('content_hash', a.content_hash, 'title', a.title,
    'files', (SELECT count(*) FROM jsonb_object_keys(a.files)))
  FROM jobs j, artifacts a
  WHERE j.id = s.job_id AND j.kind = 'GENERATE' AND s.name = 'write-source'
    AND s.state = 'SUCCEEDED' AND a.content_hash = s.output;
UPDATE steps s SET result = jsonb_build_object('tokenised', s.output = 'tokenised')
  FROM jobs j
  WHERE j.id = s.job_id AND j.kind = 'DEPLOY' AND s.name = 'record' AND s.state = 'SUCCEEDED';
UPDATE steps s SET result = jsonb_build_object(
    'chain_id', split_part(s.output, ' ', 1)::numeric,
    'address', split_part(s.output, ' ', 2),
    'access_threshold', split_part(s.output, ' ', 3)::numeric)
  FROM jobs j
  WHERE j.id = s.job_id AND j.kind = 'TOKENISE' AND s.name = 'create-token'
    AND s.state = 'SUCCEEDED' AND s.output ~ '^[0-9]+ [^ ]+ [0-9]+$';
ALTER TABLE steps DROP COLUMN output;
