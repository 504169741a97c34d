-- Raised by each change of what clients edit (idea, requester, metadata) and by nothing that jobs do.
ALTER TABLE service ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;

-- Set once there is a version, without which there is nothing to deploy and nothing for a token.
ALTER TABLE service ADD COLUMN first_generated_at TIMESTAMPTZ;
UPDATE service SET first_generated_at = (
  SELECT min(created_at) FROM service_event
  WHERE service_id = service.id AND status = 'generated'
);
