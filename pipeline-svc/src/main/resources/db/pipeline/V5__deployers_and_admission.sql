-- A deployer finds what it runs by itself; a place for a service is taken before its idea is accepted.

ALTER TABLE deployments DROP COLUMN socket, DROP COLUMN pid, DROP COLUMN process_started_at;

CREATE TABLE admissions (
  service_id uuid PRIMARY KEY,
  -- The wallet whose service it is; empty for the operators'.
  owner text NOT NULL,
  -- The place is kept for a minute, and then for as long as there is a job or a deployment.
  admitted_at timestamptz NOT NULL
);
CREATE INDEX admissions_owner ON admissions (owner);
INSERT INTO admissions (service_id, owner, admitted_at)
  SELECT DISTINCT service_id, '', now() FROM deployments;
