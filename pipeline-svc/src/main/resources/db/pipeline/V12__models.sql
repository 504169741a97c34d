-- A model may read an idea: work on its service like any other.
ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('READ', 'GENERATE', 'DEPLOY', 'TOKENISE', 'FUZZ'));

-- Calls of language models. A call has its cost before it is made: what it may cost at most, until it has ended; a call
-- whose end nobody saw keeps that. Amounts are billionths of a US dollar.
CREATE TABLE model_calls (
  id uuid PRIMARY KEY,
  job_id uuid NOT NULL,
  service_id uuid NOT NULL,
  owner text NOT NULL,
  purpose text NOT NULL,
  model text NOT NULL,
  outcome text NOT NULL,
  tokens_in bigint NOT NULL DEFAULT 0,
  tokens_out bigint NOT NULL DEFAULT 0,
  cost_nanos bigint NOT NULL,
  started_at timestamptz NOT NULL,
  duration_ms bigint
);
CREATE INDEX model_calls_by_job ON model_calls (job_id, started_at);
CREATE INDEX model_calls_by_service ON model_calls (service_id, started_at);
CREATE INDEX model_calls_by_time ON model_calls (started_at);

-- What models said, by the SHA-256 of all that they were asked and of who they are: asked the same again, nobody calls
-- them.
CREATE TABLE model_answers (
  digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
  said text NOT NULL,
  tokens_in bigint NOT NULL,
  tokens_out bigint NOT NULL,
  created_at timestamptz NOT NULL
);
