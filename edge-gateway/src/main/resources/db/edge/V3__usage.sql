-- Which calls of a journal were counted, as long as it may tell of them again: counting one twice is
-- what this table is for. One row for each filling of a segment, and one bit for each call in it.
CREATE TABLE usage_segment (
  journal UUID NOT NULL,
  generation BIGINT NOT NULL,
  -- Bit n of byte n / 8 is record n; lowest bit first.
  counted BYTEA NOT NULL,
  CONSTRAINT usage_segment_pk PRIMARY KEY (journal, generation)
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
