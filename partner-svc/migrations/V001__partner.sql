-- Partners.
CREATE TABLE organisation (
  id BINARY(16) NOT NULL PRIMARY KEY,
  code VARCHAR(60) NOT NULL,
  display_name VARCHAR(120) NOT NULL,
  kind TINYINT NOT NULL,
  sites TEXT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY organisation_code (code)
);

-- Who pays whom for which components.
CREATE TABLE contract (
  id BINARY(16) NOT NULL PRIMARY KEY,
  programme_code VARCHAR(40) NOT NULL,
  client_municipalities VARCHAR(400) NOT NULL,
  contractor_id BINARY(16) NOT NULL,
  components VARCHAR(1000) NOT NULL,
  funding_source VARCHAR(60) NOT NULL,
  start_date DATE NOT NULL,
  end_date DATE NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  KEY contract_list (programme_code, id),
  CONSTRAINT contract_contractor FOREIGN KEY (contractor_id) REFERENCES organisation (id)
);

-- What can be planned.
CREATE TABLE offering (
  id BINARY(16) NOT NULL PRIMARY KEY,
  code VARCHAR(60) NOT NULL,
  display_name VARCHAR(120) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  organisation_id BINARY(16) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  catalogue_code VARCHAR(60) NOT NULL,
  language_level VARCHAR(8) NOT NULL,
  capacity INT NOT NULL,
  start_date DATE NOT NULL,
  end_date DATE NOT NULL,
  week_pattern TINYINT NOT NULL,
  delivery_mode TINYINT NOT NULL,
  state TINYINT NOT NULL,
  cancel_cause TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY offering_code (programme_code, code),
  KEY offering_list (programme_code, id),
  CONSTRAINT offering_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id)
);

-- The timetable of an offering; minutes since midnight, local time, half-open.
CREATE TABLE offering_slot (
  offering_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  weekday TINYINT NOT NULL,
  start_minute SMALLINT NOT NULL,
  end_minute SMALLINT NOT NULL,
  site VARCHAR(120) NOT NULL,
  PRIMARY KEY (offering_id, ordinal),
  CONSTRAINT offering_slot_offering FOREIGN KEY (offering_id) REFERENCES offering (id)
);
