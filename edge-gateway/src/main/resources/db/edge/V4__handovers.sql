-- Codes that nobody has used yet; using one deletes it.
CREATE TABLE handover (
  -- SHA-256 of the code.
  code_hash BYTEA NOT NULL,
  service_id UUID NOT NULL,
  session_id UUID NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT handover_pk PRIMARY KEY (code_hash),
  CONSTRAINT handover_of_session FOREIGN KEY (session_id) REFERENCES session (id) ON DELETE CASCADE
);
CREATE INDEX handover_expiry ON handover (expires_at);
CREATE INDEX handover_session ON handover (session_id);

-- What a session has on a service's own origin: one secret, the newest. It opens nothing without its
-- session.
CREATE TABLE origin_session (
  id UUID NOT NULL,
  service_id UUID NOT NULL,
  session_id UUID NOT NULL,
  secret_hash BYTEA NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  seq BIGINT NOT NULL,
  CONSTRAINT origin_session_pk PRIMARY KEY (id),
  CONSTRAINT origin_session_once UNIQUE (session_id, service_id),
  CONSTRAINT origin_session_secret_unique UNIQUE (secret_hash),
  CONSTRAINT origin_session_seq_unique UNIQUE (seq),
  CONSTRAINT origin_session_of_session FOREIGN KEY (session_id) REFERENCES session (id) ON DELETE CASCADE
);
