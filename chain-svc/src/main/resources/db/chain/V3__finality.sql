-- Balances are those at the newest final block now, and the last blocks are kept with what each of
-- them did. What is stored says nothing of finality, so each chain is read anew.
DELETE FROM balance;
DELETE FROM block;
DELETE FROM token;
DROP TABLE balance_before;

ALTER TABLE followed_chain
  DROP CONSTRAINT followed_chain_head,
  DROP COLUMN head_number,
  DROP COLUMN head_hash,
  DROP COLUMN confirmed_at;
ALTER TABLE followed_chain
  -- Another one whenever the index is begun anew: what watchers remember of the old one is void.
  ADD COLUMN generation UUID NOT NULL DEFAULT gen_random_uuid(),
  -- When the newest applied block was last known to be the chain's newest.
  ADD COLUMN confirmed_at TIMESTAMPTZ,
  -- The newest block that nothing takes back; the table balance is as of it.
  ADD COLUMN finalized_number BIGINT,
  ADD COLUMN finalized_hash TEXT,
  ADD COLUMN finalized_time TIMESTAMPTZ,
  ADD CONSTRAINT followed_chain_finalized CHECK (
    (finalized_number IS NULL) = (finalized_hash IS NULL)
    AND (finalized_number IS NULL) = (finalized_time IS NULL));

-- Every block above the final one, and the last ones up to it.
ALTER TABLE block
  ADD COLUMN parent_hash TEXT NOT NULL,
  ADD COLUMN time TIMESTAMPTZ NOT NULL;

-- What those blocks did, mints (from nobody) and burns (to nobody) included.
CREATE TABLE transfer (
  chain_id BIGINT NOT NULL,
  block_number BIGINT NOT NULL,
  log_index BIGINT NOT NULL,
  token TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  amount NUMERIC(78) NOT NULL,
  CONSTRAINT transfer_pk PRIMARY KEY (chain_id, block_number, log_index)
);
