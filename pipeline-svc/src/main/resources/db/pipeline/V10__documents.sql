-- OpenAPI documents as they were handed in, by the SHA-256 of their text. Which service is made from which one the
-- service's metadata say.
CREATE TABLE documents (
  digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
  content text NOT NULL CHECK (octet_length(content) <= 1048576),
  created_at timestamptz NOT NULL
);
