-- An index for any part of a text. The extension comes with PostgreSQL; its schema need not be on the path.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'the database needs the extension pg_trgm, which this role may not create'
    USING HINT = 'Run CREATE EXTENSION pg_trgm in it once, as its owner.';
END $$;
DO $$
BEGIN
  EXECUTE format(
    'CREATE INDEX service_searched ON service USING gin (searched %I.gin_trgm_ops) WHERE deleted_at IS NULL',
    (SELECT nspname FROM pg_extension JOIN pg_namespace ON extnamespace = pg_namespace.oid WHERE extname = 'pg_trgm')
  );
END $$;

-- How many services that are not deleted are of a sort, so that nobody has to count them all.
CREATE TABLE service_count (
  status TEXT NOT NULL,
  tokenised BOOLEAN NOT NULL,
  serving BOOLEAN NOT NULL,
  services BIGINT NOT NULL,
  CONSTRAINT service_count_pk PRIMARY KEY (status, tokenised, serving)
);
-- How many of them are of a minute of the last days.
CREATE TABLE service_minute (
  minute TIMESTAMPTZ NOT NULL,
  services BIGINT NOT NULL,
  CONSTRAINT service_minute_pk PRIMARY KEY (minute)
);

INSERT INTO service_count
SELECT status, chain_id IS NOT NULL, serving_state = 'up', count(*)
FROM service WHERE deleted_at IS NULL GROUP BY 1, 2, 3;
INSERT INTO service_minute
SELECT date_trunc('minute', created_at, 'UTC'), count(*)
FROM service WHERE deleted_at IS NULL GROUP BY 1;

-- By statement, and not by row: many rows of one statement change a count once. All that changes services holds the
-- feed's lock by then, so that counts are changed one after the other.
CREATE FUNCTION count_services() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO service_count
    SELECT status, chain_id IS NOT NULL, serving_state = 'up', count(*)
    FROM after_it WHERE deleted_at IS NULL GROUP BY 1, 2, 3
    ON CONFLICT ON CONSTRAINT service_count_pk
    DO UPDATE SET services = service_count.services + EXCLUDED.services;

    INSERT INTO service_minute
    SELECT date_trunc('minute', created_at, 'UTC'), count(*)
    FROM after_it WHERE deleted_at IS NULL GROUP BY 1
    ON CONFLICT ON CONSTRAINT service_minute_pk
    DO UPDATE SET services = service_minute.services + EXCLUDED.services;

    DELETE FROM service_minute
    WHERE minute < (SELECT max(created_at) FROM after_it) - INTERVAL '2 days';
  ELSE
    INSERT INTO service_count
    SELECT status, tokenised, serving, sum(n) FROM (
      SELECT status, chain_id IS NOT NULL AS tokenised, serving_state = 'up' AS serving, 1 AS n
      FROM after_it WHERE deleted_at IS NULL
      UNION ALL
      SELECT status, chain_id IS NOT NULL, serving_state = 'up', -1
      FROM before_it WHERE deleted_at IS NULL
    ) AS change GROUP BY 1, 2, 3 HAVING sum(n) <> 0
    ON CONFLICT ON CONSTRAINT service_count_pk
    DO UPDATE SET services = service_count.services + EXCLUDED.services;

    UPDATE service_minute SET services = services - gone.n
    FROM (
      SELECT date_trunc('minute', created_at, 'UTC') AS minute, count(*) AS n
      FROM before_it WHERE deleted_at IS NULL
        AND id IN (SELECT id FROM after_it WHERE deleted_at IS NOT NULL)
      GROUP BY 1
    ) AS gone
    WHERE service_minute.minute = gone.minute;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER service_counted_new AFTER INSERT ON service
REFERENCING NEW TABLE AS after_it
FOR EACH STATEMENT EXECUTE FUNCTION count_services();
CREATE TRIGGER service_counted_changed AFTER UPDATE ON service
REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it
FOR EACH STATEMENT EXECUTE FUNCTION count_services();
