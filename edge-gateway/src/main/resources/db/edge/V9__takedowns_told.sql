-- The number of the change that the registry was told last, which stops the service's process and starts it again.
-- What was taken down before there was this is told at the next start.
ALTER TABLE takedown ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
CREATE INDEX takedown_untold ON takedown (revision) WHERE told < revision;
