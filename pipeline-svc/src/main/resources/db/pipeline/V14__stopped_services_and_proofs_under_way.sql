-- Services that do not run because their operators say so, as the registry's feed told: a node that starts must know
-- before it hears of the feed.
CREATE TABLE stopped_services (
  service_id uuid PRIMARY KEY,
  stopped_at timestamptz NOT NULL
);

-- How far a proof is, as JSON: counts and the newest checks, of bounded length, written anew as it goes on.
ALTER TABLE steps ADD COLUMN proof text;
