-- Who offers a group and how many seats it has.
ALTER TABLE offering_fact
  ADD COLUMN municipality_code VARCHAR(6) NOT NULL DEFAULT '',
  ADD COLUMN capacity INT NOT NULL DEFAULT 0;

-- The municipalities that a group belongs to: the one that offers it, and those of the people who have a seat
-- in it or were referred to it. Repeats what offering_fact knows of the group: it is what group_count holds of
-- it, and is taken back from there when it changes.
CREATE TABLE group_municipality (
  programme_code VARCHAR(40) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  offering_id BINARY(16) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  cancel_cause TINYINT NOT NULL,
  planned BOOLEAN NOT NULL,
  capacity INT NOT NULL,
  enrolments BIGINT NOT NULL,
  PRIMARY KEY (programme_code, municipality_code, offering_id),
  KEY group_municipality_offering (offering_id)
);

-- Groups per municipality, component and cause of cancellation (0: none), kept in step with group_municipality in
-- the same transaction, so that a figure costs the same however many groups there are.
CREATE TABLE group_count (
  programme_code VARCHAR(40) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  cancel_cause TINYINT NOT NULL,
  belonging BIGINT NOT NULL,
  planned BIGINT NOT NULL,
  planned_seats BIGINT NOT NULL,
  started BIGINT NOT NULL,
  PRIMARY KEY (programme_code, municipality_code, component_code, cancel_cause)
);
