-- Who holds a token, by amount: read backwards, largest first.
CREATE INDEX balance_by_amount ON balance (chain_id, token, amount, wallet);
