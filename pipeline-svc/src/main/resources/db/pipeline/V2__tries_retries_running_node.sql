-- A step's tries are bounded, a failed job can be taken up again, and one node works on a database.

-- Tries in a row that were begun and ended without an outcome: the process died, or the step threw.
ALTER TABLE steps ADD COLUMN tries int NOT NULL DEFAULT 0;

-- How often somebody had the job taken up again after it failed.
ALTER TABLE jobs ADD COLUMN retry int NOT NULL DEFAULT 0;

CREATE TABLE running_node (
  -- One row at most.
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  -- Of the data folder; it outlives the process.
  node uuid NOT NULL,
  -- Changes with each start.
  token uuid NOT NULL,
  -- Where it runs, for whoever reads why another one does not start.
  place text NOT NULL,
  lease_until timestamptz NOT NULL
);
