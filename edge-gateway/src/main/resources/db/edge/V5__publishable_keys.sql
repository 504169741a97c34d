-- A key that stands in a page is no secret: its text is kept and shown again. It opens operations
-- for pages of some origins, each network address so often.
ALTER TABLE api_key
  ADD COLUMN public_text TEXT,
  ADD COLUMN origins TEXT[],
  ADD COLUMN operations TEXT[],
  ADD COLUMN calls_per_minute INTEGER,
  ADD COLUMN calls_per_minute_per_address INTEGER,
  ADD CONSTRAINT api_key_publishable_whole CHECK (
    num_nulls(public_text, origins, operations, calls_per_minute, calls_per_minute_per_address)
      IN (0, 5)
  );
