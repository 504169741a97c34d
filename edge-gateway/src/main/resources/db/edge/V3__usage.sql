-- Admitted calls that were counted, as long as their journal may tell of them again: counting one
-- twice is what this table is for.
CREATE TABLE usage_delivered (
  journal UUID NOT NULL,
  -- Each filling of a segment has a number of its own.
  generation BIGINT NOT NULL,
  record INTEGER NOT NULL,
  CONSTRAINT usage_delivered_pk PRIMARY KEY (journal, generation, record)
);

CREATE TABLE usage_hour (
  service_id UUID NOT NULL,
  hour TIMESTAMPTZ NOT NULL,
  -- '' where nobody was recognised, '' without a key: NULL is not equal to itself.
  wallet TEXT NOT NULL,
  key_id TEXT NOT NULL,
  -- 0 where the end of the call was never learnt.
  status INTEGER NOT NULL,
  calls BIGINT NOT NULL,
  request_bytes BIGINT NOT NULL,
  response_bytes BIGINT NOT NULL,
  duration_ms BIGINT NOT NULL,
  CONSTRAINT usage_hour_pk PRIMARY KEY (service_id, hour, wallet, key_id, status)
);
