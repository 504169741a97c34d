-- What the owner of a service says of one wallet. What was taken back stays as an empty row for a
-- while, so that whoever follows the numbers of rule_feed hears of it.
CREATE TABLE wallet_rule (
  service_id UUID NOT NULL,
  wallet TEXT NOT NULL,
  -- NULL when the wallet is not blocked.
  blocked_reason TEXT,
  -- NULL for as long as nobody lifts it.
  blocked_until TIMESTAMPTZ,
  -- Calls in a window, beside the service's limits; NULL for no more than those.
  quota BIGINT,
  window_seconds BIGINT,
  changed_at TIMESTAMPTZ NOT NULL,
  revision BIGINT NOT NULL,
  CONSTRAINT wallet_rule_pk PRIMARY KEY (service_id, wallet),
  CONSTRAINT wallet_rule_revision_unique UNIQUE (revision),
  CONSTRAINT wallet_rule_limit_whole CHECK (num_nulls(quota, window_seconds) IN (0, 2)),
  CONSTRAINT wallet_rule_until_of_block CHECK (blocked_until IS NULL OR blocked_reason IS NOT NULL)
);

ALTER TABLE api_key
  ADD COLUMN paused BOOLEAN NOT NULL DEFAULT FALSE,
  ADD COLUMN paused_by_owner BOOLEAN NOT NULL DEFAULT FALSE,
  ADD COLUMN quota BIGINT,
  ADD COLUMN window_seconds BIGINT,
  ADD CONSTRAINT api_key_limit_whole CHECK (num_nulls(quota, window_seconds) IN (0, 2));
CREATE INDEX api_key_of_service ON api_key (service_id, created_at DESC, id DESC)
  WHERE ended_at IS NULL;

-- Who changed what of keys, rules and wallets: written in the transaction that changes it, by nobody
-- changed later, and kept for a year.
CREATE TABLE audit (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  at TIMESTAMPTZ NOT NULL,
  -- A wallet; '' for somebody who had not signed in.
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  service_id UUID NOT NULL,
  what TEXT NOT NULL,
  -- Whom it is about; '' for the whole service.
  wallet TEXT NOT NULL,
  key_id UUID,
  before JSONB,
  after JSONB,
  CONSTRAINT audit_pk PRIMARY KEY (id),
  CONSTRAINT audit_role CHECK (role IN ('caller', 'owner', 'operator'))
);
CREATE INDEX audit_of_service ON audit (service_id, id DESC);
CREATE INDEX audit_of_wallet ON audit (wallet, id DESC);
CREATE INDEX audit_of_actor ON audit (actor, id DESC);
CREATE INDEX audit_age ON audit (at);

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - INTERVAL '365 days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'what was written of a change stays as it is, for a year';
END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_stays_whole BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
