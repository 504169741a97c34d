-- Numbers the changes of sessions and keys. Whoever changes one draws its number by an UPDATE of
-- this row as the last lock before the commit: a reader that sees a number has seen every lower one.
CREATE TABLE identity_feed (
  only_row BOOLEAN NOT NULL DEFAULT TRUE,
  head BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT identity_feed_pk PRIMARY KEY (only_row),
  CONSTRAINT identity_feed_one_row CHECK (only_row)
);
INSERT INTO identity_feed DEFAULT VALUES;

-- Nonces that no sign-in has used yet; using one deletes it.
CREATE TABLE nonce (
  nonce TEXT NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT nonce_pk PRIMARY KEY (nonce)
);
CREATE INDEX nonce_expiry ON nonce (expires_at);

CREATE TABLE session (
  id UUID NOT NULL,
  -- SHA-256 of the secret, which is random and kept nowhere.
  secret_hash BYTEA NOT NULL,
  wallet TEXT NOT NULL,
  -- The only chain on whose tokens it counts; NULL for every chain.
  chain_id BIGINT,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  -- An ended session stays a while for the nodes that have not heard of its end.
  ended_at TIMESTAMPTZ,
  seq BIGINT NOT NULL,
  CONSTRAINT session_pk PRIMARY KEY (id),
  CONSTRAINT session_secret_unique UNIQUE (secret_hash),
  CONSTRAINT session_seq_unique UNIQUE (seq)
);
CREATE INDEX session_of_wallet ON session (wallet, created_at DESC);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE api_key (
  id UUID NOT NULL,
  service_id UUID NOT NULL,
  wallet TEXT NOT NULL,
  chain_id BIGINT,
  name TEXT NOT NULL,
  hint TEXT NOT NULL,
  secret_hash BYTEA NOT NULL,
  previous_hash BYTEA,
  previous_until TIMESTAMPTZ,
  methods TEXT[] NOT NULL,
  paths TEXT[] NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ,
  last_used_at TIMESTAMPTZ,
  seq BIGINT NOT NULL,
  CONSTRAINT api_key_pk PRIMARY KEY (id),
  CONSTRAINT api_key_secret_unique UNIQUE (secret_hash),
  CONSTRAINT api_key_seq_unique UNIQUE (seq),
  CONSTRAINT api_key_previous_whole CHECK (num_nulls(previous_hash, previous_until) IN (0, 2))
);
CREATE INDEX api_key_of_wallet ON api_key (service_id, wallet, created_at DESC);
