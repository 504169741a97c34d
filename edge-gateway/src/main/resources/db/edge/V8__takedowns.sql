-- Services that an operator has taken down. What was put back stays as an empty row for a while, so
-- that whoever follows the numbers of rule_feed hears of it.
CREATE TABLE takedown (
  service_id UUID NOT NULL,
  -- NULL once it was put back.
  reason TEXT,
  changed_at TIMESTAMPTZ NOT NULL,
  revision BIGINT NOT NULL,
  CONSTRAINT takedown_pk PRIMARY KEY (service_id),
  CONSTRAINT takedown_revision_unique UNIQUE (revision)
);

-- What somebody thinks is wrong with a service; until an operator closes it.
CREATE TABLE report (
  id UUID NOT NULL,
  service_id UUID NOT NULL,
  -- '' for somebody who had not signed in. Network addresses are not kept.
  reporter TEXT NOT NULL,
  reason TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT report_pk PRIMARY KEY (id)
);
CREATE INDEX report_newest ON report (created_at DESC, id DESC);
CREATE INDEX report_of_service ON report (service_id, created_at DESC, id DESC);
