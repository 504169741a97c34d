-- What a service is called, and the word that stands for it in the addresses of pages.
ALTER TABLE service ADD COLUMN name TEXT;
-- Whether a person chose the name: what its plan is called does not change it then.
ALTER TABLE service ADD COLUMN name_chosen BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE service ADD COLUMN slug TEXT;
UPDATE service SET
  name = coalesce(nullif(rtrim(left(split_part(btrim(idea, E' \t\r\n'), E'\n', 1), 60), E' \t\r'), ''), 'Service'),
  slug = 'service-' || id;
ALTER TABLE service ALTER COLUMN name SET NOT NULL;
ALTER TABLE service ALTER COLUMN slug SET NOT NULL;
ALTER TABLE service ADD CONSTRAINT service_name_bounded CHECK (char_length(name) BETWEEN 1 AND 60);

-- Every slug that a service has or had. They are never another's: old addresses lead on, and nobody takes over the
-- visitors of what was deleted.
CREATE TABLE service_slug (
  slug TEXT NOT NULL,
  service_id UUID NOT NULL,
  CONSTRAINT service_slug_pk PRIMARY KEY (slug),
  CONSTRAINT service_slug_service_fk FOREIGN KEY (service_id) REFERENCES service (id)
);
CREATE INDEX service_slug_of_service ON service_slug (service_id);
INSERT INTO service_slug SELECT slug, id FROM service;

-- Names are searched as ideas are.
ALTER TABLE service RENAME COLUMN idea_folded TO searched;
