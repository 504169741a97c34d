-- How long the calls of an hour took: how many fell into each bucket of factory.edge.usage.Latency,
-- as far as the last that has any. Empty for calls of before, and for ends that were never learnt.
ALTER TABLE usage_hour ADD COLUMN latency BIGINT[] NOT NULL DEFAULT '{}';
