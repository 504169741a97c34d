-- Whether a version was ever found at fault when it was tried for longer: it never comes back by itself, nor does
-- another one of the same content, whatever a later try of it says.
ALTER TABLE versions ADD COLUMN at_fault boolean NOT NULL DEFAULT false;
UPDATE versions SET at_fault = true WHERE fuzz IS NOT NULL AND CAST(fuzz AS jsonb) ->> 'outcome' = 'failed';
CREATE INDEX versions_at_fault ON versions (content_hash) WHERE at_fault;
