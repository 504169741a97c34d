-- Durable work, what it made, and what should run.

CREATE TABLE artifacts (
  content_hash text PRIMARY KEY CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  title text NOT NULL,
  openapi text NOT NULL,
  -- Path to text; a folder of sources can be written anew from it on any machine.
  files jsonb NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE versions (
  id uuid PRIMARY KEY,
  service_id uuid NOT NULL,
  number int NOT NULL CHECK (number > 0),
  content_hash text NOT NULL REFERENCES artifacts,
  title text NOT NULL,
  job_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT versions_number_key UNIQUE (service_id, number)
);

CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  -- The order in which jobs were enqueued; pages go by it.
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  service_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('GENERATE', 'DEPLOY', 'TOKENISE')),
  state text NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  message text NOT NULL DEFAULT '',
  auto boolean NOT NULL,
  request_id text,
  version_id uuid,
  chain_id bigint,
  access_threshold numeric(78, 0),
  token_name text,
  cancel_requested boolean NOT NULL DEFAULT false,
  -- Set once the outcome is known and what must be undone or told is not done yet.
  ending text CHECK (ending IN ('FAILED', 'CANCELLED')),
  lease_token uuid,
  lease_node uuid,
  lease_until timestamptz,
  not_before timestamptz NOT NULL DEFAULT '-infinity',
  retries int NOT NULL DEFAULT 0,
  troubled_since timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX jobs_active_key ON jobs (service_id) WHERE state IN ('QUEUED', 'RUNNING');
CREATE UNIQUE INDEX jobs_request_id_key ON jobs (kind, service_id, request_id);
CREATE INDEX jobs_claim ON jobs (number) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX jobs_service ON jobs (service_id, number DESC);

CREATE TABLE steps (
  job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
  position int NOT NULL,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  message text NOT NULL DEFAULT '',
  -- What later steps need of this one.
  output text NOT NULL DEFAULT '',
  attempts int NOT NULL DEFAULT 0,
  started_at timestamptz,
  finished_at timestamptz,
  PRIMARY KEY (job_id, position)
);

CREATE TABLE deployments (
  -- The id of the deploy job.
  id uuid PRIMARY KEY,
  service_id uuid NOT NULL,
  version_id uuid NOT NULL REFERENCES versions,
  -- Which pipeline node's processes these are.
  node uuid NOT NULL,
  socket text NOT NULL,
  -- CANDIDATE until calls are switched to it, PREVIOUS until the switch is final.
  role text NOT NULL CHECK (role IN ('CANDIDATE', 'SERVING', 'PREVIOUS')),
  pid bigint,
  process_started_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX deployments_serving_key ON deployments (service_id) WHERE role = 'SERVING';

CREATE TABLE deleted_services (
  service_id uuid PRIMARY KEY,
  deleted_at timestamptz NOT NULL
);

CREATE TABLE cursors (
  feed text PRIMARY KEY,
  cursor text NOT NULL
);
