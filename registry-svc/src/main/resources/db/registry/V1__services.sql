-- The counter that numbers changes. Whoever changes a service draws its number by an UPDATE of this
-- row as the last lock before the commit; so number n + 1 is drawn only after n was committed, and
-- a reader that sees a number has seen every lower one.
CREATE TABLE feed (
  only_row BOOLEAN NOT NULL DEFAULT TRUE,
  -- Names this store in cursors: a cursor of another store is refused instead of misread.
  feed_id UUID NOT NULL DEFAULT gen_random_uuid(),
  head BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT feed_pk PRIMARY KEY (only_row),
  CONSTRAINT feed_one_row CHECK (only_row)
);
INSERT INTO feed DEFAULT VALUES;

CREATE TABLE service (
  id UUID NOT NULL,
  request_id TEXT,
  request_hash TEXT,
  idea TEXT NOT NULL,
  -- The idea in folded case: searching does not depend on the locale of the database.
  idea_folded TEXT NOT NULL,
  requester_id TEXT,
  metadata JSONB,
  status TEXT NOT NULL,
  first_deployed_at TIMESTAMPTZ,
  serving_state TEXT NOT NULL,
  serving_version TEXT,
  upstream TEXT,
  chain_id BIGINT,
  token_address TEXT,
  access_threshold NUMERIC(78, 0),
  last_event BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  -- A deleted service stays as a tombstone for the feeds; its token stays taken.
  deleted_at TIMESTAMPTZ,
  -- Number of the last change that the public record shows, and of the last one that routes show.
  change_seq BIGINT NOT NULL,
  route_seq BIGINT NOT NULL,
  CONSTRAINT service_pk PRIMARY KEY (id),
  CONSTRAINT service_request_unique UNIQUE (request_id),
  CONSTRAINT service_change_seq_unique UNIQUE (change_seq),
  CONSTRAINT service_route_seq_unique UNIQUE (route_seq),
  CONSTRAINT service_token_unique UNIQUE (chain_id, token_address),
  CONSTRAINT service_request_hashed CHECK ((request_id IS NULL) = (request_hash IS NULL)),
  CONSTRAINT service_status_known CHECK (
    status IN ('queued', 'generating', 'generated', 'deploying', 'deployed', 'failed')
  ),
  CONSTRAINT service_serving_known CHECK (serving_state IN ('none', 'up', 'asleep', 'down')),
  CONSTRAINT service_serving_version CHECK ((serving_state = 'none') = (serving_version IS NULL)),
  CONSTRAINT service_serving_upstream CHECK ((serving_state = 'up') = (upstream IS NOT NULL)),
  CONSTRAINT service_token_whole CHECK (
    num_nulls(chain_id, token_address, access_threshold) IN (0, 3)
  ),
  -- A number such as 1e300 is short as JSON and long as stored: this bounds what it may become.
  CONSTRAINT service_metadata_bounded CHECK (octet_length(metadata::text) <= 131072)
);

CREATE INDEX service_newest ON service (created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX service_newest_by_status ON service (status, created_at DESC, id DESC)
  WHERE deleted_at IS NULL;

CREATE TABLE service_event (
  service_id UUID NOT NULL,
  sequence BIGINT NOT NULL,
  status TEXT NOT NULL,
  message TEXT,
  request_id TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT service_event_pk PRIMARY KEY (service_id, sequence),
  CONSTRAINT service_event_request_unique UNIQUE (service_id, request_id),
  CONSTRAINT service_event_service_fk FOREIGN KEY (service_id) REFERENCES service (id),
  CONSTRAINT service_event_status_known CHECK (
    status IN ('queued', 'generating', 'generated', 'deploying', 'deployed', 'failed')
  )
);
