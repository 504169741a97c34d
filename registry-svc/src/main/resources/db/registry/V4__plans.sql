-- What a service's next version is to be: of which specification, what is open and what is left out, as
-- JSON, which nothing here looks into.
ALTER TABLE service ADD COLUMN plan TEXT;
-- Whether it was read from the idea alone, so that another idea is another plan.
ALTER TABLE service ADD COLUMN plan_of_idea BOOLEAN NOT NULL DEFAULT FALSE;
