-- The counter that numbers changes of rules. Whoever changes rules draws its number by an UPDATE of
-- this row and holds it until the commit; so number n + 1 is drawn only after n was committed, and
-- a reader that sees a number has seen every lower one.
CREATE TABLE rule_feed (
  only_row BOOLEAN NOT NULL DEFAULT TRUE,
  head BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT rule_feed_pk PRIMARY KEY (only_row),
  CONSTRAINT rule_feed_one_row CHECK (only_row)
);
INSERT INTO rule_feed DEFAULT VALUES;

-- What the owner of a service asks of its callers. Rules that were taken back stay as empty ones,
-- so that whoever follows the numbers hears of it.
CREATE TABLE service_rule (
  service_id UUID NOT NULL,
  -- factory.edge.v1.Rules in the JSON of protobuf.
  rules JSONB NOT NULL,
  revision BIGINT NOT NULL,
  CONSTRAINT service_rule_pk PRIMARY KEY (service_id),
  CONSTRAINT service_rule_revision_unique UNIQUE (revision)
);

-- What a wallet has used of a limit in the window that is open, at most a second ago.
CREATE TABLE limit_use (
  service_id UUID NOT NULL,
  wallet TEXT NOT NULL,
  -- The limit's.
  name TEXT NOT NULL,
  -- When the window ends, in milliseconds since 1970.
  ends_at_millis BIGINT NOT NULL,
  used BIGINT NOT NULL,
  CONSTRAINT limit_use_pk PRIMARY KEY (service_id, wallet, name),
  CONSTRAINT limit_use_not_negative CHECK (used >= 0)
-- A busy wallet's row is written twice a second: with room beside it, its index entries stay.
) WITH (fillfactor = 80);
CREATE INDEX limit_use_ended ON limit_use (ends_at_millis);
