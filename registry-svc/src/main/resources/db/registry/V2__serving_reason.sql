-- Why a service is down, for a person to read.
ALTER TABLE service ADD COLUMN serving_reason TEXT;
