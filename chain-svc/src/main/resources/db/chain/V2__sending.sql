-- The owner of a key's nonces on a chain: its row is locked while a nonce is given out and the
-- signed transaction is stored, whichever process does it.
CREATE TABLE nonce_owner (
  chain_id BIGINT NOT NULL,
  sender TEXT NOT NULL,
  genesis_hash TEXT,
  CONSTRAINT nonce_owner_pk PRIMARY KEY (chain_id, sender)
);

-- A nonce that was given out, and what for. It is pending until the chain has used it, mined until
-- nothing takes the block back, then final. It has failed when it did not do what it was for: it was
-- reverted, or somebody else used the nonce.
CREATE TABLE sent_nonce (
  chain_id BIGINT NOT NULL,
  sender TEXT NOT NULL,
  nonce BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  failed BOOLEAN NOT NULL DEFAULT FALSE,
  CONSTRAINT sent_nonce_pk PRIMARY KEY (chain_id, sender, nonce),
  CONSTRAINT sent_nonce_state CHECK (state IN ('pending', 'mined', 'final'))
);

-- Whoever wants the same shares one nonce.
CREATE UNIQUE INDEX sent_purpose_unique ON sent_nonce (chain_id, sender, purpose) WHERE NOT failed;
CREATE INDEX sent_open ON sent_nonce (chain_id, sender, nonce) WHERE state <> 'final';

-- Every transaction that was signed for a nonce: the first, and each that replaces it with a
-- higher fee. Whichever is mined ends it.
CREATE TABLE sent_transaction (
  chain_id BIGINT NOT NULL,
  hash TEXT NOT NULL,
  sender TEXT NOT NULL,
  nonce BIGINT NOT NULL,
  raw TEXT NOT NULL,
  signed_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT sent_transaction_pk PRIMARY KEY (chain_id, hash),
  CONSTRAINT sent_transaction_nonce FOREIGN KEY (chain_id, sender, nonce)
    REFERENCES sent_nonce ON DELETE CASCADE
);

CREATE INDEX sent_transaction_by_nonce ON sent_transaction (chain_id, sender, nonce, signed_at);

-- What was dropped before is on no chain, and its nonce may have been given again. What was made
-- anew after a reorganisation did not do what it was for; the newest did.
INSERT INTO sent_nonce (chain_id, sender, nonce, purpose, state, failed)
SELECT DISTINCT ON (chain_id, sender, nonce)
  chain_id, sender, nonce, purpose,
  CASE state WHEN 'pending' THEN 'pending' ELSE 'final' END,
  EXISTS (
    SELECT FROM sent later
    WHERE later.chain_id = sent.chain_id AND later.sender = sent.sender
      AND later.purpose = sent.purpose AND later.state <> 'dropped' AND later.nonce > sent.nonce)
FROM sent WHERE state <> 'dropped'
ORDER BY chain_id, sender, nonce, state DESC, sent_at DESC;

INSERT INTO sent_transaction (chain_id, hash, sender, nonce, raw, signed_at)
SELECT chain_id, hash, sender, nonce, raw, sent_at FROM sent WHERE state <> 'dropped';

DROP TABLE sent;
