-- What each request id was used for: the whole request, with who made it, as a SHA-256 in hex.
CREATE TABLE request_ids (
  id text PRIMARY KEY,
  fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
  created_at timestamptz NOT NULL DEFAULT now()
);
