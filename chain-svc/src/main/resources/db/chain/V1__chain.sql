-- Each chain that is followed: the factory whose tokens are indexed, and the newest applied block.
CREATE TABLE followed_chain (
  chain_id BIGINT NOT NULL,
  factory_address TEXT,
  head_number BIGINT,
  head_hash TEXT,
  confirmed_at TIMESTAMPTZ,
  CONSTRAINT followed_chain_pk PRIMARY KEY (chain_id),
  CONSTRAINT followed_chain_head CHECK ((head_number IS NULL) = (head_hash IS NULL)
    AND (head_number IS NULL) = (confirmed_at IS NULL))
);

-- The last applied blocks: where a reorganisation left the chain that we know.
CREATE TABLE block (
  chain_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  hash TEXT NOT NULL,
  CONSTRAINT block_pk PRIMARY KEY (chain_id, number)
);

-- Tokens that the factory made. The name is its 32 bytes in hex: what is on the chain need not be UTF-8.
CREATE TABLE token (
  chain_id BIGINT NOT NULL,
  address TEXT NOT NULL,
  service_id UUID NOT NULL,
  access_threshold NUMERIC(78) NOT NULL,
  name_hex TEXT NOT NULL,
  block_number BIGINT NOT NULL,
  CONSTRAINT token_pk PRIMARY KEY (chain_id, address),
  CONSTRAINT token_service_unique UNIQUE (chain_id, service_id)
);

-- What each wallet holds, in base units; who holds nothing has no row.
CREATE TABLE balance (
  chain_id BIGINT NOT NULL,
  token TEXT NOT NULL,
  wallet TEXT NOT NULL,
  amount NUMERIC(78) NOT NULL,
  CONSTRAINT balance_pk PRIMARY KEY (chain_id, token, wallet),
  CONSTRAINT balance_positive CHECK (amount > 0)
);

-- What a wallet held before a block changed it, for the last applied blocks: the way back.
CREATE TABLE balance_before (
  chain_id BIGINT NOT NULL,
  block_number BIGINT NOT NULL,
  token TEXT NOT NULL,
  wallet TEXT NOT NULL,
  amount NUMERIC(78) NOT NULL,
  CONSTRAINT balance_before_pk PRIMARY KEY (chain_id, block_number, token, wallet)
);

-- Transactions signed with the platform's key, stored before they are broadcast.
CREATE TABLE sent (
  chain_id BIGINT NOT NULL,
  hash TEXT NOT NULL,
  sender TEXT NOT NULL,
  nonce BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  raw TEXT NOT NULL,
  state TEXT NOT NULL,
  sent_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT sent_pk PRIMARY KEY (chain_id, hash),
  CONSTRAINT sent_state CHECK (state IN ('pending', 'mined', 'dropped'))
);

CREATE UNIQUE INDEX sent_nonce_unique ON sent (chain_id, sender, nonce) WHERE state = 'pending';
CREATE INDEX sent_purpose ON sent (chain_id, purpose, sent_at);
