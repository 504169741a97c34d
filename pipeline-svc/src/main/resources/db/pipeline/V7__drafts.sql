-- Specifications that versions are to be made of, by their content. Which of them is a service's own the
-- registry says, with the revision of the service, so that two people who edit at once are told.
CREATE TABLE drafts (
  content_hash text PRIMARY KEY CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  specification text NOT NULL,
  created_at timestamptz NOT NULL
);

-- Whether everybody may read the source. Nothing else of a version ever changes.
ALTER TABLE versions ADD COLUMN published boolean NOT NULL DEFAULT false;
