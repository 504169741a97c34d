-- Purchases and sales, the newest of each token.
CREATE TABLE trade (
  chain_id BIGINT NOT NULL,
  token TEXT NOT NULL,
  block_number BIGINT NOT NULL,
  log_index BIGINT NOT NULL,
  -- The block's; null where the endpoint did not tell it with a range of blocks.
  time TIMESTAMPTZ,
  side TEXT NOT NULL,
  wallet TEXT NOT NULL,
  recipient TEXT NOT NULL,
  tokens NUMERIC(78) NOT NULL,
  wei NUMERIC(78) NOT NULL,
  transaction_hash TEXT NOT NULL,
  CONSTRAINT trade_pk PRIMARY KEY (chain_id, token, block_number, log_index),
  CONSTRAINT trade_side CHECK (side IN ('buy', 'sell'))
);

-- From which block on every trade of a token is in the table. What was indexed before there was one
-- is not read again: the gate would be closed meanwhile.
ALTER TABLE token ADD COLUMN trades_from BIGINT NOT NULL DEFAULT 0;
UPDATE token SET trades_from = 1 + greatest(
  (SELECT coalesce(max(number), -1) FROM block WHERE block.chain_id = token.chain_id),
  (SELECT coalesce(finalized_number, -1) FROM followed_chain
   WHERE followed_chain.chain_id = token.chain_id));
