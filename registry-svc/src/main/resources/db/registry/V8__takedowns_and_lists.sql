-- That the operators keep a service from running: the gate decides that, and tells it here with the number of its change.
ALTER TABLE service ADD COLUMN takedown_reason TEXT;
ALTER TABLE service ADD COLUMN takedown_at TIMESTAMPTZ;
ALTER TABLE service ADD COLUMN takedown_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE service ADD CONSTRAINT service_takedown_whole CHECK (
  num_nulls(takedown_reason, takedown_at) IN (0, 2)
);

-- Services by name, in the same order in every database, and those of somebody.
CREATE INDEX service_by_name ON service (lower(name COLLATE "C"), id) WHERE deleted_at IS NULL;
CREATE INDEX service_by_name_of_status ON service (status, lower(name COLLATE "C"), id) WHERE deleted_at IS NULL;
CREATE INDEX service_of_requester ON service (lower(requester_id), created_at DESC, id DESC) WHERE deleted_at IS NULL;
